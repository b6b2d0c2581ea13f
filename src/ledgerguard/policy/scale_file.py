"""The rating scales that ledgerguard brings or a firm's own file states, checked rung by rung."""

from __future__ import annotations

import datetime as dt
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

import attrs

from ledgerguard.errors import InvalidValue
from ledgerguard.policy.scale import Rung, Scale, bounds_between, number_of, typical_between
from ledgerguard.policy.schema import Wording, not_empty, read

PACKAGED: Final = Path(__file__).with_name("rating_scales.toml")

Direction = Literal["low is best", "high is best", "letters"]


@attrs.frozen
class RungEntry:
    """One rung as a file states it."""

    rung: str
    meaning: Wording
    pd: float | None = None
    upper_pd: float | None = None
    low: float | None = None
    high: float | None = None
    also: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether the rung holds those that have defaulted: it states no probability."""
        return self.pd is None and self.upper_pd is None

    @property
    def span(self) -> tuple[float, float] | None:
        """The lowest and the highest number that mean this rung."""
        if self.low is not None and self.high is not None:
            return self.low, self.high
        number = number_of(self.rung)
        return None if number is None else (number, number)


@attrs.frozen
class ScaleEntry:
    """One scale as a file states it: dated, sourced, directed, and its rungs from the best on."""

    name: Wording
    dated: dt.date
    source: str = attrs.field(validator=not_empty)
    direction: Direction = attrs.field()
    pd_basis: Wording = attrs.field()
    rungs: tuple[RungEntry, ...] = attrs.field()
    aliases: tuple[str, ...] = ()

    @rungs.validator
    def _descend(self, _: object, rungs: tuple[RungEntry, ...]) -> None:
        live = [rung for rung in rungs if not rung.failed]
        if not live or any(rung.failed for rung in rungs[:-1]):
            raise ValueError("rungs must have pd or upper_pd, all but the last of them")
        pds = [rung.pd for rung in live if rung.pd is not None]
        bounds = [rung.upper_pd for rung in live if rung.upper_pd is not None]
        if min(len(pds), len(bounds)) > 0:
            raise ValueError("rungs must use pd or upper_pd, not both")
        _check_risks(pds or bounds, typical=bool(pds))
        _check_labels([label for rung in rungs for label in (rung.rung, *rung.also)])
        _check_direction(self.direction, rungs)


@attrs.frozen
class ScaleFile:
    """A file of rating scales."""

    scales: dict[str, ScaleEntry] = attrs.field()

    @scales.validator
    def _once(self, _: object, scales: dict[str, ScaleEntry]) -> None:
        names = [n for key, scale in scales.items() for n in (key, *scale.aliases)]
        _check_labels(names)


def _check_risks(risks: list[float], *, typical: bool) -> None:
    """Rising from above 0; a typical probability stays below 1, an upper bound may reach it."""
    if not all(low < high for low, high in pairwise([0.0, *risks])):
        raise ValueError(f"rungs must go from the best to the worst, pd rising, got {risks}")
    if risks[-1] > 1 or (typical and risks[-1] == 1):
        raise ValueError(f"pd must be below 1 and upper_pd at most 1, got {risks[-1]:g}")


def _check_labels(labels: list[str]) -> None:
    words = [label.casefold() for label in labels]
    doubled = sorted({word for word in words if words.count(word) > 1})
    if doubled:
        raise ValueError(f"a name must stand once, got twice: {', '.join(doubled)}")


def _check_direction(direction: Direction, rungs: tuple[RungEntry, ...]) -> None:
    """The numbers of the rungs must run the way that the scale says."""
    if direction == "letters":
        return
    spans = [rung.span for rung in rungs if rung.span is not None]
    if len(spans) < len(rungs):
        raise ValueError(f'rungs must be numbers or have low and high, as "{direction}" says')
    if any(low > high for low, high in spans):
        raise ValueError("low must not be above high")
    rising = spans if direction == "low is best" else spans[::-1]
    if not all(high < low for (_, high), (low, _) in pairwise(rising)):
        raise ValueError(f'rungs must run from the best to the worst, as "{direction}" says')


def names(file: Path = PACKAGED) -> tuple[str, ...]:
    """The names of the scales, in the order of the file."""
    return tuple(_scales(file).scales)


def entry(name: str, file: Path = PACKAGED) -> tuple[str, ScaleEntry]:
    """A scale as its file states it, with its name; capitals and spaces do not matter.

    Raises:
        InvalidValue: when there is no scale of that name; it lists those there are.
        PolicyError: when the file cannot be followed.
    """
    wanted = "-".join(name.casefold().replace("_", " ").split())
    scales = _scales(file).scales
    for key, scale in scales.items():
        if wanted in (key, *scale.aliases):
            return key, scale
    raise InvalidValue(
        f"scale must be one of {', '.join(scales)}, got {name!r}",
        hint="or give a range of your own: rung, upper probability of default",
    )


def scale(name: str, file: Path = PACKAGED) -> Scale:
    """A scale by its name.

    Raises:
        InvalidValue: when there is no scale of that name.
        PolicyError: when the file cannot be followed.
    """
    key, stated = entry(name, file)
    live = [rung for rung in stated.rungs if not rung.failed]
    pds = [rung.pd for rung in live if rung.pd is not None]
    uppers = [rung.upper_pd for rung in live if rung.upper_pd is not None]
    typical, bounds = (pds, bounds_between(pds)) if pds else (typical_between(uppers), uppers)
    risks = [*zip(typical, bounds, strict=True), (1.0, 1.0)]
    return Scale(
        key,
        tuple(_rung(rung, *risk) for rung, risk in zip(stated.rungs, risks, strict=False)),
    )


def _rung(stated: RungEntry, pd: float, upper_pd: float) -> Rung:
    low, high = stated.span or (None, None)
    return Rung(
        stated.rung,
        pd,
        upper_pd,
        {"en": stated.meaning.en, "zh": stated.meaning.zh},
        stated.also,
        low,
        high,
        stated.failed,
    )


@cache
def _scales(file: Path) -> ScaleFile:
    return read(file, ScaleFile)
