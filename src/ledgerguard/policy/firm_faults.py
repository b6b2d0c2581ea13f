"""References of a firm's file that miss: a ladder, tier, insurance or letter that nobody states."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ledgerguard.errors import InvalidValue
from ledgerguard.policy.insurance_file import UNINSURED
from ledgerguard.policy.ladder_file import LETTERS
from ledgerguard.policy.named_calendars import calendar_name
from ledgerguard.policy.regimes import regime
from ledgerguard.policy.schema import Misfit, nearest

_SETTINGS: Final = ("groups", "customers", "invoices")


@dataclass(frozen=True, slots=True)
class Known:
    """The names that settings may refer to."""

    ladder: Collection[str]
    insurance: Collection[str]
    tier: Collection[str]
    group: Collection[str]

    def misses(self, stated: Mapping[str, Any]) -> Iterator[Misfit]:
        """The references of one table of settings that miss; what is no text is told elsewhere."""
        for key in ("ladder", "insurance", "tier", "group"):
            names, value = getattr(self, key), stated.get(key)
            if isinstance(value, str) and value not in names and (value or not _may_be_blank(key)):
                what = f"must be one of {', '.join(names) or '(none is stated)'}, got {value!r}"
                yield Misfit((key,), what, nearest(value, names))
        if stated.get("regime"):
            yield from _refused("regime", stated["regime"], regime)
        if stated.get("calendar"):
            yield from _refused("calendar", stated["calendar"], calendar_name)


def known_names(stated: Mapping[str, Any], packaged: Mapping[str, Collection[str]]) -> Known:
    """The names that a firm's file may refer to: the packaged ones and its own.

    Args:
        stated: What the file states, not yet checked.
        packaged: Names of the packaged ladders, insurances and tiers.
    """
    own: dict[str, Mapping[str, Any]] = {
        key: _tables(stated, key) for key in ("ladders", "insurances", "tiers", "groups")
    }
    return Known(
        ladder=tuple(dict.fromkeys([*packaged["ladders"], *own["ladders"]])),
        insurance=tuple(dict.fromkeys([*packaged["insurances"], *own["insurances"], UNINSURED])),
        tier=tuple(dict.fromkeys([*packaged["tiers"], *own["tiers"]])),
        group=tuple(own["groups"]),
    )


def missing_references(
    stated: Mapping[str, Any], known: Known, folder: Path | None
) -> Iterator[Misfit]:
    """The references that miss in a firm's file, as it stands and not yet checked.

    Args:
        stated: What the file states.
        known: The names that it may refer to.
        folder: Where the file stands; None where nobody knows, and no folder is looked for.
    """
    found: list[tuple[tuple[str, ...], Any]] = [(("company",), stated.get("company"))]
    found += [((name, key), t) for name in _SETTINGS for key, t in _tables(stated, name).items()]
    for path, table in found:
        if isinstance(table, Mapping):
            # Only a customer has a group; elsewhere the key itself is a fault and told as such.
            own = {key: v for key, v in table.items() if key != "group" or path[0] == "customers"}
            yield from _at(path, known.misses(own))
    for name in _tables(stated, "insurances"):
        if name.casefold() == UNINSURED:
            what = f"must be another name than {UNINSURED}, got {name!r}"
            yield Misfit(("insurances", name), what, f"{UNINSURED} means that there is no cover")
    templates = stated.get("templates")
    letters = folder / templates if folder and isinstance(templates, str) else None
    if letters is not None and not letters.is_dir():
        what = f"must be a folder beside the file, got {templates!r}"
        yield Misfit(("templates",), what, "it holds your own letters, such as statement.en.txt")
    elif templates is None or letters is not None:
        yield from _missing_letters(stated, letters)


def _missing_letters(stated: Mapping[str, Any], folder: Path | None) -> Iterator[Misfit]:
    own = {file.name.split(".")[0] for file in folder.glob("*.*.txt")} if folder else set()
    names = [*LETTERS, *sorted(own - set(LETTERS))]
    for ladder, entry in _tables(stated, "ladders").items():
        levels = entry.get("levels") if isinstance(entry, Mapping) else None
        for place, level in enumerate(levels if isinstance(levels, list) else []):
            letter = level.get("letter") if isinstance(level, Mapping) else None
            if isinstance(letter, str) and letter and letter not in names:
                what = f"must be one of {', '.join(names)}, got {letter!r}"
                mend = nearest(letter, names) or "state templates, the folder of your own letters"
                yield Misfit(("ladders", ladder, "levels", place, "letter"), what, mend)


def _may_be_blank(key: str) -> bool:
    return key in ("insurance", "group")


def _refused(key: str, value: Any, lookup: Any) -> Iterator[Misfit]:
    if isinstance(value, str):
        try:
            lookup(value)
        except InvalidValue as error:
            yield Misfit((key,), error.message, error.hint)


def _tables(stated: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = stated.get(key)
    return found if isinstance(found, Mapping) else {}


def _at(path: tuple[str, ...], misfits: Iterator[Misfit]) -> Iterator[Misfit]:
    for misfit in misfits:
        yield misfit._replace(path=(*path, *misfit.path))
