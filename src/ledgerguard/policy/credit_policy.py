"""The credit policy that holds: packaged, preset, profile and the firm's own, merged key by key."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import attrs

from ledgerguard.formulas.credit_factors import BY_KEY, FACTORS, Band, Factor
from ledgerguard.policy.country_classes import (
    CountryClass,
    CountryTable,
    country_class,
    packaged_countries,
)
from ledgerguard.policy.credit_checks import unfit
from ledgerguard.policy.credit_file import (
    BandEntry,
    CreditPolicy,
    FactorEntry,
    ScorecardEntry,
)
from ledgerguard.policy.credit_presets import PresetEntry, PresetFile
from ledgerguard.policy.schema import (
    Misfit,
    Misfits,
    converted,
    nearest,
    structured,
    text_of,
    toml_table,
)

if TYPE_CHECKING:
    from ledgerguard.policy.firm import Policy

__all__ = [
    "CountryClass",
    "CreditBook",
    "CreditPolicy",
    "country_class",
    "credit_of",
    "factors_of",
    "packaged_book",
    "packaged_credit",
]

HERE: Final = Path(__file__).parent
FILES: Final = ("credit.toml", "credit_presets.toml")
CHOICES: Final = ("preset", "profile", "country_classes_file")
"""Keys of a firm's table [credit] that choose what lies below its other keys."""


@attrs.frozen(eq=False)
class CreditBook:
    """The layers of a firm's credit policy: each one prevails over those before it, key by key."""

    packaged: Mapping[str, Any] = attrs.field(repr=False)
    presets: Mapping[str, PresetEntry] = attrs.field(repr=False)
    profiles: Mapping[str, PresetEntry] = attrs.field(repr=False)
    countries: CountryTable = attrs.field(repr=False)
    preset: str = ""
    profile: str = ""
    stated: Mapping[str, Any] = attrs.field(factory=dict, repr=False)  # by the firm itself
    _known: dict[str, CreditPolicy] = attrs.field(factory=dict, init=False, repr=False)

    def policy(self, profile: str | None = None) -> CreditPolicy:
        """The credit policy with a profile; None: with the one that the firm has chosen.

        Raises:
            Misfits: when what the firm states does not fit; never of a book that has been read.
        """
        chosen = self.profile if profile is None else profile
        if chosen not in self._known:
            self._known[chosen] = _filled(converted(self._merged(chosen), CreditPolicy))
        return self._known[chosen]

    def profile_named(self, industry: str) -> str:
        """The profile of an industry, by its name or one of its other names; blank: none."""
        return named(self.profiles, industry) or ""

    def misfits(self, tiers: Collection[str]) -> list[Misfit]:
        """What does not fit in the policy that the firm's own profile makes, by path of keys."""
        try:
            policy = self.policy()
        except Misfits as found:
            return list(found.all)
        return unfit(policy, tiers, _shaped(self.packaged))

    def _merged(self, profile: str) -> Mapping[str, Any]:
        layers: list[Mapping[str, Any]] = [self.packaged]
        if self.preset:
            layers.append(self.presets[self.preset].credit)
        if profile:
            layers.append(self.profiles[profile].credit)
        return merged(*layers, self.stated)


def packaged_credit() -> CreditPolicy:
    """The credit policy of a firm that has no file of its own."""
    return packaged_book().policy()


@cache
def packaged_book() -> CreditBook:
    """The packaged layers, with no preset and no profile chosen."""
    texts = {name: text_of(HERE / name) for name in FILES}
    return book_of_texts(texts["credit.toml"], texts["credit_presets.toml"], packaged_countries())


def book_of_texts(credit: str, presets: str, countries: CountryTable) -> CreditBook:
    """The packaged layers by their texts.

    Raises:
        PolicyError: naming the file and, for every fault, line, key and mend.
    """
    table, file = _packaged(credit, presets)
    return CreditBook(table, file.presets, file.profiles, countries)


@lru_cache(maxsize=8)
def _packaged(credit: str, presets: str) -> tuple[Mapping[str, Any], PresetFile]:
    structured(credit, "credit.toml", CreditPolicy)
    file = structured(presets, "credit_presets.toml", PresetFile)
    return toml_table(credit, "credit.toml"), file


def firms_book(
    packaged: CreditBook, stated: Mapping[str, Any], own_countries: CountryTable | None
) -> tuple[CreditBook, list[Misfit]]:
    """A firm's layers over the packaged ones, and the choices that miss.

    Args:
        packaged: The packaged layers.
        stated: The firm's table [credit], not yet checked.
        own_countries: The classes of its own file of countries; None: it has none.
    """
    chosen: dict[str, str] = {}
    misfits: list[Misfit] = []
    for key, known in (("preset", packaged.presets), ("profile", packaged.profiles)):
        value = stated.get(key, "")
        found = named(known, value) if isinstance(value, str) else None
        if value != "" and not found:
            what = f"must be one of {', '.join(known)}, got {value!r}"
            misfits.append(Misfit((key,), what, nearest(value, known)))
        chosen[key] = found or ""
    book = attrs.evolve(
        packaged,
        countries=packaged.countries.over(own_countries),
        stated={key: value for key, value in stated.items() if key not in CHOICES},
        preset=chosen["preset"],
        profile=chosen["profile"],
    )
    return book, misfits


def credit_of(policy: Policy, industry: str = "") -> CreditPolicy:
    """The credit policy toward a customer of an industry.

    The profile of the customer's industry takes the place of the one that the firm has chosen;
    what the firm states itself prevails over either.

    Args:
        policy: The firm's policy.
        industry: Name of a profile, or one of its other names; any other text changes nothing.
    """
    profile = policy.credit_book.profile_named(industry)
    return policy.credit_book.policy(profile) if profile else policy.credit


def factors_of(card: ScorecardEntry) -> tuple[Factor, ...]:
    """The thirteen factors with the weights and bands of a scorecard, in their usual order.

    A number outside what a factor can be is refused as before: a firm weighs, it does not redefine.
    """
    return tuple(
        _factor(factor, card.factors[factor.key]) if factor.key in card.factors else factor
        for factor in FACTORS
    )


def named(entries: Mapping[str, PresetEntry], name: str) -> str | None:
    """The entry that a name means: its key, one of its aliases or its title, in any case."""
    wanted = name.strip().casefold()
    for key, entry in entries.items():
        if wanted in {key, *map(str.casefold, (*entry.aliases, entry.title.en, entry.title.zh))}:
            return key
    return None


def merged(*layers: Mapping[str, Any]) -> dict[str, Any]:
    """Tables on top of each other: a later one prevails key by key, a list as a whole."""
    found: dict[str, Any] = {}
    for layer in layers:
        for key, value in layer.items():
            under = found.get(key)
            both = isinstance(under, Mapping) and isinstance(value, Mapping)
            found[key] = merged(under, value) if both else value  # type: ignore[arg-type]
    return found


def _filled(credit: CreditPolicy) -> CreditPolicy:
    """Without the knock-outs that are taken out, and with the holders at their posts."""
    holders = credit.holders
    return attrs.evolve(
        credit,
        knock_outs=MappingProxyType({k: v for k, v in credit.knock_outs.items() if v.active}),
        charter=tuple(
            attrs.evolve(post, holder=holders.get(post.post, post.holder))
            for post in credit.charter
        ),
    )


def _shaped(packaged: Mapping[str, Any]) -> CreditPolicy:
    return converted(packaged, CreditPolicy)


def _factor(packaged: Factor, entry: FactorEntry) -> Factor:
    return Factor(
        packaged.key,
        entry.weight,
        tuple(map(_band, entry.bands)),
        dict(entry.words),
        entry.rest,
        BY_KEY[packaged.key].lowest,
        BY_KEY[packaged.key].highest,
    )


def _band(entry: BandEntry) -> Band:
    if entry.at_least is not None:
        return Band(">=", entry.at_least, entry.earns)
    if entry.at_most is not None:
        return Band("<=", entry.at_most, entry.earns)
    if entry.above is not None:
        return Band(">", entry.above, entry.earns)
    return Band("<", entry.below or 0.0, entry.earns)
