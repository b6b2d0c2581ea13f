"""Ratings of insurers, agencies and bureaus, carried from one scale to another by their risk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ledgerguard.formula import formula
from ledgerguard.formulas.grading import credit_grade, grade_bounds
from ledgerguard.policy.scale import Rung, Scale
from ledgerguard.policy.scale_file import entry, names
from ledgerguard.policy.scale_file import scale as named
from ledgerguard.policy.scale_range import scale_of_range
from ledgerguard.units import Cell, Column, Count, Language, Number, Rate, Table, Text

RUNG_HEADER: Final[Mapping[Language, list[Cell]]] = {
    "en": ["Rung", "Meaning", "Typical PD", "Upper PD", "Credit grade"],
    "zh": ["等级", "含义", "代表违约概率", "违约概率上限", "信用等级"],
}
SCALE_HEADER: Final[Mapping[Language, list[Cell]]] = {
    "en": [
        "Scale",
        "Name",
        "Best",
        "Worst",
        "Direction",
        "Dated",
        "Where the PDs come from",
        "Source",
    ],
    "zh": ["标尺", "名称", "最优", "最差", "方向", "日期", "违约概率来源", "出处"],
}
DIRECTIONS: Final[Mapping[str, str]] = {
    "low is best": "数值越小越好",
    "high is best": "数值越大越好",
    "letters": "字母等级",
}


def resolve(scale: str | Table) -> Scale:
    """The scale that an argument means: a name, or a range of rungs.

    Raises:
        LedgerguardError: naming the unknown name, or the row of the range that is wrong.
    """
    return named(scale) if isinstance(scale, str) else scale_of_range(scale)


@formula("MAP_RATING")
def map_rating(rating: Text, from_scale: Text | Table, to_scale: Text | Table) -> Text | Number:
    """Rating of one scale on another, by probability of default: never by number or direction.

    The rating's typical probability of default is looked up on the other scale: the answer is the
    first rung whose upper probability it does not exceed. So a better rating never becomes a worse
    one, and the 1 of Allianz Trade (its best) never the 1 of Coface (its worst). A rating that has
    defaulted becomes the worst rung. Where a scale publishes words but no probabilities, they are
    ledgerguard's: RATING_SCALE says which. An answer that is a number compares as a number.

    Args:
        rating: Rating on its own scale, or a number inside one of its rungs, such as 237.
        from_scale: Name of its scale (RATING_SCALE lists them), or a range with one row a rung,
            the best first: rung, upper probability of default (blank for those in default).
        to_scale: Name or range of the other scale.

    Errors: #VALUE! when a scale is unknown, the rating is no rung of its scale or a range cannot
        be read; #NUM! when a number lies outside the scale or the probabilities of a range do not
        rise; #N/A when an argument is blank or a range holds no rung.
    Example: =MAP_RATING("BBB", "sp", "moodys") -> "Baa2"
    Example: =MAP_RATING(1, "allianz-trade", "coface-dra") -> 8
    Example: =MAP_RATING(1, "coface-dra", "allianz-trade") -> 9
    Source: ledgerguard design; the scales as their TOML file states and sources them.
    """
    pd = resolve(from_scale).rung(rating).pd
    return resolve(to_scale).rung_of_pd(pd).value


@formula("RATING_PD")
def rating_pd(rating: Text, scale: Text | Table) -> Rate:
    """Probability of default within a year that is typical of a rating; 1 for one in default.

    Published where the scale publishes it, else ledgerguard's: RATING_SCALE says which.

    Args:
        rating: Rating on its own scale, or a number inside one of its rungs, such as 237.
        scale: Name of its scale (RATING_SCALE lists them), or a range with one row a rung, the
            best first: rung, upper probability of default (blank for those in default).

    Errors: #VALUE! when the scale is unknown, the rating is no rung of it or its range cannot be
        read; #NUM! when a number lies outside the scale or the probabilities of a range do not
        rise; #N/A when an argument is blank or a range holds no rung.
    Example: =RATING_PD(4, "coface-dra") -> 0.02
    Example: =RATING_PD(237, "creditreform") -> 0.0073
    Source: ledgerguard design; the scales as their TOML file states and sources them.
    """
    return resolve(scale).rung(rating).pd


@formula("RATING_TO_GRADE")
def rating_to_grade(
    rating: Text, scale: Text | Table, upper_bounds: Column[Rate] | None = None
) -> Count:
    """Credit grade from 1 (best) to 10 (failed) of a rating on any scale.

    CREDIT_GRADE of the rating's typical probability of default; the last grade for a rating in
    default.

    Args:
        rating: Rating on its own scale, or a number inside one of its rungs, such as 237.
        scale: Name of its scale (RATING_SCALE lists them), or a range with one row a rung, the
            best first: rung, upper probability of default (blank for those in default).
        upper_bounds: Upper bounds of the firm's own grades as CREDIT_GRADE takes them.

    Errors: #VALUE! when the scale is unknown, the rating is no rung of it or its range cannot be
        read; #NUM! when a number lies outside the scale or probabilities do not rise; #N/A when an
        argument is blank or a range holds no rung.
    Example: =RATING_TO_GRADE("BB+", "sp") -> 5
    Example: =RATING_TO_GRADE(10, "coface-dra") -> 1
    Example: =RATING_TO_GRADE(10, "allianz-trade") -> 10
    Source: ledgerguard design; the scales as their TOML file states and sources them.
    """
    return _grade(resolve(scale).rung(rating), upper_bounds)


@formula("RATING_SCALE")
def rating_scale(scale: Text | Table | None = None, language: Language = "en") -> Table:
    """Rungs of a rating scale from the best to the worst, or all scales when none is named.

    Of a scale: rung, meaning, typical and upper probability of default, credit grade. Of all
    scales: name to use, full name, best and worst rung, direction, date, where the probabilities
    come from, source.

    Args:
        scale: Name of a scale, or a range with one row a rung, the best first: rung, upper
            probability of default (blank for those in default). Left out: the list of scales.
        language: "en" or "zh".

    Errors: #VALUE! when the scale is unknown or its range cannot be read; #NUM! when the
        probabilities of a range do not rise; #N/A when a range holds no rung.
    Example: =INDEX(RATING_SCALE("coface-dra"), 2, 1) -> 10
    Example: =INDEX(RATING_SCALE("allianz-trade"), 2, 2) -> "exceptional"
    Source: ledgerguard design; the scales as their TOML file states and sources them.
    """
    if scale is None:
        return [SCALE_HEADER[language], *(_summary(name, language) for name in names())]
    rows = [
        [
            rung.value,
            rung.meaning.get(language, ""),
            rung.pd,
            rung.upper_pd,
            _grade(rung, None),
        ]
        for rung in resolve(scale).rungs
    ]
    return [RUNG_HEADER[language], *rows]


def _grade(rung: Rung, upper_bounds: Sequence[float | None] | None) -> int:
    if rung.failed:
        return len(grade_bounds(upper_bounds)) + 1
    return credit_grade(rung.pd, upper_bounds)


def _summary(name: str, language: Language) -> list[Cell]:
    rungs = named(name).rungs
    _, stated = entry(name)
    return [
        name,
        stated.name.in_language(language),
        rungs[0].value,
        rungs[-1].value,
        DIRECTIONS[stated.direction] if language == "zh" else stated.direction,
        stated.dated.isoformat(),
        stated.pd_basis.in_language(language),
        stated.source,
    ]
