"""Choosing a credit insurer: scope of cover, claims and services as a checklist with points."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, Literal

from ledgerguard.errors import ErrorValue, InvalidValue, OutOfDomain
from ledgerguard.formula import formula
from ledgerguard.units import Cell, Language, Table

Group = Literal["scope", "claims", "services"]

MOST_POINTS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question to an insurer: its key, group, weight in 100, and words in each language."""

    key: str
    group: Group
    weight: int
    en: str
    zh: str


CRITERIA: Final = (
    Criterion(
        "causes", "scope", 8, "Commercial and political causes of loss", "商业风险与政治风险范围"
    ),
    Criterion(
        "countries", "scope", 6, "Countries and buyers that it insures", "承保国家与买方范围"
    ),
    Criterion(
        "limits", "scope", 10, "Share of the limits asked for that it grants", "限额批复比例"
    ),
    Criterion("insured_share", "scope", 6, "Insured share of a loss", "赔付比例"),
    Criterion("own_retention", "scope", 6, "Deductible, first loss, threshold", "免赔额与起赔额"),
    Criterion("discretion", "scope", 4, "Discretionary limit", "自行掌握限额"),
    Criterion(
        "run_off", "scope", 5, "Notice and run-off when a limit is cut", "限额调减后的延续承保期"
    ),
    Criterion("waiting", "claims", 8, "Waiting time until a claim", "索赔等待期"),
    Criterion("reporting", "claims", 7, "Time to report an overdue invoice", "报损期限"),
    Criterion("settlement", "claims", 8, "Days from the claim to the payment", "理赔支付时间"),
    Criterion("claims_paid", "claims", 10, "Share of claims that it has paid", "历史赔付率"),
    Criterion("documents", "claims", 4, "Documents that a claim needs", "索赔单证要求"),
    Criterion(
        "early_warning",
        "services",
        6,
        "Early warning and monitoring of buyers",
        "买方风险预警与监控",
    ),
    Criterion("information", "services", 4, "Reports and grades of buyers", "买方资信报告与评级"),
    Criterion("collection", "services", 5, "Collection at home and abroad", "国内外商账追收"),
    Criterion(
        "systems", "services", 3, "Portal, data exchange, advice", "在线平台、数据接口与咨询"
    ),
)
"""What to ask, with weights that add up to 100."""

GROUPS: Final[dict[Language, dict[Group, str]]] = {
    "en": {"scope": "Scope of cover", "claims": "Claims", "services": "Services"},
    "zh": {"scope": "承保范围", "claims": "理赔效率", "services": "增值服务"},
}
WORDS: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "group": "Group", "criterion": "Criterion", "weight": "Weight", "offer": "Points 0 to 5",
        "score": "Score", "total": "Total", "answered": "Weight answered",
    },
    "zh": {
        "group": "类别", "criterion": "评价项目", "weight": "权重", "offer": "评分（0 至 5）",
        "score": "得分", "total": "总分", "answered": "已评分权重",
    },
}  # fmt: skip


@formula("INSURER_CHECKLIST")
def insurer_checklist(points: Table | None = None, language: Language = "en") -> Table:
    """What to ask credit insurers before choosing one, and the score of each offer out of 100.

    Sixteen criteria in three groups with weights that add up to 100. Points from 0 (bad) to 5
    (very good) for each offer make its score: sum of weight * points / 5 over the sum of the
    weights that have points, times 100, for each group and in all. The last row says how much of
    the weight has points: below 100 the score rests on a part of the criteria only.

    Args:
        points: Range whose header row names the offers: first column the criterion (its key, or its
            words in English or Chinese), then a column of points for each offer; left out: the
            blank checklist.
        language: "en" or "zh", for headers and criteria.

    Errors: #NUM! when points are not from 0 to 5; #VALUE! when a criterion is unknown or stands
        twice, points are text, or the range has no column of an offer.
    Example: =INDEX(INSURER_CHECKLIST({"Criterion","A","B";"waiting",5,3;"settlement",2,3}), 21, 4)
        -> 70
    Example: =INDEX(INSURER_CHECKLIST(), 2, 2) -> "Commercial and political causes of loss"
    Source: Article on preventing bad debts (choose an insurer by scope of cover, claims and
        services); criteria and weights are a ledgerguard design.
    """
    words = WORDS[language]
    offers, given = ([words["offer"]], {}) if points is None else _read(points)
    table: list[list[Cell]] = [[words["group"], words["criterion"], words["weight"], *offers]]
    for one in CRITERIA:
        marks = given.get(one.key, [None] * len(offers))
        text = one.zh if language == "zh" else one.en
        shown = ["" if mark is None else mark for mark in marks]
        table.append([GROUPS[language][one.group], text, one.weight, *shown])
    places = range(len(offers))
    for group, name in GROUPS[language].items():
        of_group = [one for one in CRITERIA if one.group == group]
        weight = sum(one.weight for one in of_group)
        scores = [_score(of_group, given, place) for place in places]
        table.append([name, words["score"], weight, *scores])
    totals = [_score(CRITERIA, given, place) for place in places]
    table.append([words["total"], words["score"], 100, *totals])
    answered = [sum(one.weight for one in _answered(CRITERIA, given, place)) for place in places]
    table.append([words["total"], words["answered"], 100, *answered])
    return table


def _score(
    criteria: Sequence[Criterion], given: Mapping[str, list[float | None]], place: int
) -> Cell:
    """The score of an offer out of 100; blank where nothing has points."""
    answered = list(_answered(criteria, given, place))
    weight = sum(one.weight for one in answered)
    if not weight:
        return ""
    earned = sum(one.weight * (given[one.key][place] or 0.0) for one in answered)
    return 100 * earned / (MOST_POINTS * weight)


def _answered(
    criteria: Sequence[Criterion], given: Mapping[str, list[float | None]], place: int
) -> Iterator[Criterion]:
    for one in criteria:
        if one.key in given and given[one.key][place] is not None:
            yield one


def _read(points: Table) -> tuple[list[Cell], dict[str, list[float | None]]]:
    """The offers of a range, and their points by criterion.

    Raises:
        InvalidValue: when it has no offer, a criterion is unknown or stands twice, or points are no
            number.
        OutOfDomain: when points are not from 0 to 5.
    """
    header = list(points[0]) if points else []
    offers: list[Cell] = [
        cell if cell not in (None, "") else f"#{n}" for n, cell in enumerate(header[1:], 1)
    ]
    if not offers:
        raise InvalidValue(
            f"points must have a criterion and a column for each offer, got {len(header)} columns",
            hint="first column the criterion, then the points of each offer",
        )
    given: dict[str, list[float | None]] = {}
    for row in points[1:]:
        name = "" if not row or row[0] is None else str(row[0]).strip()
        if not name:
            continue
        key = _key(name)
        if key in given:
            raise InvalidValue(
                f"a criterion must stand once in points, got {name!r} again",
                hint="delete one of the two rows",
            )
        cells = [*row[1:], *[None] * len(offers)][: len(offers)]
        given[key] = [_points(cell, name) for cell in cells]
    return offers, given


def _key(name: str) -> str:
    known = {text.casefold(): one.key for one in CRITERIA for text in (one.key, one.en, one.zh)}
    found = known.get(name.casefold())
    if found is None:
        keys = [one.key for one in CRITERIA]
        near = get_close_matches(name.casefold(), known, 1)
        hint = f"did you mean {near[0]}?" if near else "INSURER_CHECKLIST() lists the criteria"
        raise InvalidValue(
            f"a criterion of points must be one of {', '.join(keys)}, got {name!r}", hint=hint
        )
    return found


def _points(cell: Cell, name: str) -> float | None:
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool | ErrorValue) or not isinstance(cell, int | float):
        raise InvalidValue(
            f"the points of {name} must be a number from 0 to 5, got {str(cell)!r}",
            hint="leave the cell empty where there is no answer yet",
        )
    if not (math.isfinite(cell) and 0 <= cell <= MOST_POINTS):
        raise OutOfDomain(
            f"the points of {name} must be from 0 to 5, got {cell:g}",
            hint="0 is bad, 5 is very good",
        )
    return float(cell)
