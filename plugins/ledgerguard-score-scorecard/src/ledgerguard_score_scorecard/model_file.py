"""The model file: JSON that a person can read, sealed by a checksum over its own content.

The checksum tells a file that was changed, by hand or on its way, from what training wrote. It is
no signature: whoever can write the file can also write its checksum.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, cast

from ledgerguard_score_scorecard.fields import Fields, ModelError, load_object
from ledgerguard_score_scorecard.model import (
    Bin,
    Kind,
    RiskClass,
    Scorecard,
    Source,
    Target,
    Trend,
    Variable,
)
from ledgerguard_score_scorecard.scaling import Scaling

FORMAT: Final = "ledgerguard-scorecard"
FORMAT_VERSION: Final = 1

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_INPUT: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_ALIKE: Final = 1e-6
"""Points that two ways of computing them may differ by."""


def is_name(text: str) -> bool:
    """Whether a scorecard can be called so: lower case, digits and single hyphens."""
    return _NAME.fullmatch(text) is not None


def is_input_name(text: str) -> bool:
    """Whether an input of a scorer can be called so: lower case, digits, single underscores."""
    return _INPUT.fullmatch(text) is not None


def dumps(card: Scorecard) -> str:
    """The text of a model file; equal scorecards have equal texts."""
    content = {"format": FORMAT, "format_version": FORMAT_VERSION, **_lean(asdict(card))}
    content["checksum"] = checksum(content)
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def write_model(card: Scorecard, path: Path) -> None:
    """Store a scorecard."""
    path.write_text(dumps(card), encoding="utf-8", newline="\n")


def read_model(path: Path) -> Scorecard:
    """The scorecard of a file.

    Raises:
        ModelError: naming the file, the field and what is wrong with it.
    """
    content = load_object(path)
    top = Fields(path, "", content)
    if top.text("format") != FORMAT:
        raise top.fault("format", repr(FORMAT), content["format"])
    if top.count("format_version") != FORMAT_VERSION:
        raise ModelError(
            f"{path}: format_version must be {FORMAT_VERSION}, got {content['format_version']}",
            hint="update ledgerguard-score-scorecard to the version that wrote the file",
        )
    card = _scorecard(top)
    stated = top.text("checksum")
    top.done()
    rest = {key: value for key, value in content.items() if key != "checksum"}
    if stated != checksum(rest):
        raise ModelError(
            f"{path} must be as training wrote it, got another content than its checksum says",
            hint="copy the file anew from where training wrote it, or train again",
        )
    _require_consistent(card, top)
    return card


def checksum(content: dict[str, Any]) -> str:
    """SHA-256 of the content, whatever the order and layout of its fields."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _lean(value: Any) -> Any:
    """Without fields that say nothing; tuples as the lists that JSON gives back."""
    if isinstance(value, dict):
        return {k: _lean(v) for k, v in value.items() if v is not None and v != ()}
    return [_lean(one) for one in value] if isinstance(value, (list, tuple)) else value


def _scorecard(top: Fields) -> Scorecard:
    name = top.text("name")
    if not is_name(name):
        raise top.fault("name", "lower case, digits and single hyphens, such as acme-risk", name)
    return Scorecard(
        name=name,
        title=top.text("title"),
        version=top.text("version"),
        trained_on=top.text("trained_on"),
        target=_target(top.inner("target")),
        source=_source(top.inner("source")),
        scaling=_scaling(top.inner("scaling")),
        constant=top.number("constant"),
        variables=tuple(_variable(one) for one in top.objects("variables")),
        classes=tuple(_class(one) for one in top.objects("classes")),
        most_missing=top.count("most_missing"),
        dropped=top.mapping("dropped", Fields.text),
        settings=top.mapping("settings", Fields.number),
        libraries=top.mapping("libraries", Fields.text),
    )


def _target(one: Fields) -> Target:
    found = Target(
        one.text("description"), one.text("label"), one.text("bad"), one.flag("is_default")
    )
    one.done()
    return found


def _source(one: Fields) -> Source:
    digest = one.text("sha256")
    if not _DIGEST.fullmatch(digest):
        raise one.fault("sha256", "64 hexadecimal digits", digest)
    period = one.texts("period")
    if len(period) not in (0, 2):
        raise one.fault("period", "two texts, the first and the last", list(period))
    found = Source(
        digest,
        one.count("rows", 1),
        one.count("bad", 1),
        one.texts("columns"),
        one.count("groups", 1) if one.has("groups") else None,
        (period[0], period[1]) if period else None,
    )
    one.done()
    return found


def _scaling(one: Fields) -> Scaling:
    found = Scaling(
        one.number("base_score"), one.number("base_odds"), one.number("points_to_double")
    )
    one.done()
    for name in ("base_odds", "points_to_double"):
        if getattr(found, name) <= 0:
            raise one.fault(name, "above 0", getattr(found, name))
    return found


def _class(one: Fields) -> RiskClass:
    found = RiskClass(one.text("name"), one.number_or_none("least_score"))
    one.done()
    return found


def _variable(one: Fields) -> Variable:
    name = one.text("name")
    if not is_input_name(name):
        raise one.fault("name", "lower case, digits and single underscores", name)
    found = Variable(
        name=name,
        description=one.text("description"),
        kind=cast("Kind", one.choice("kind", ("number", "text"))),
        trend=cast("Trend", one.choice("trend", ("rises", "falls", "flat"))),
        weight=one.number("weight"),
        information_value=one.number("information_value"),
        bins=tuple(_bin(each) for each in one.objects("bins")),
        missing=_bin(one.inner("missing")) if one.has("missing") else None,
        special=_bin(one.inner("special")) if one.has("special") else None,
        special_values=one.numbers("special_values"),
        low=one.number_or_none("low"),
        high=one.number_or_none("high"),
        allowed_low=one.number_or_none("allowed_low"),
        allowed_high=one.number_or_none("allowed_high"),
    )
    one.done()
    _require_bins(found, one)
    return found


def _bin(one: Fields) -> Bin:
    found = Bin(
        one.count("count"),
        one.count("bad"),
        one.number("woe"),
        one.number("points"),
        one.number_or_none("low"),
        one.number_or_none("high"),
        one.texts("texts"),
    )
    one.done()
    if found.bad > found.count:
        raise one.fault("bad", f"at most count ({found.count})", found.bad)
    return found


def _require_bins(variable: Variable, one: Fields) -> None:
    """Bins that leave no value out and take none twice; points that follow the trend."""
    if variable.weight <= 0:
        raise one.fault("weight", "above 0", variable.weight)
    if not variable.bins:
        raise one.fault("bins", "at least one", [])
    if (variable.special is None) != (not variable.special_values):
        raise one.fault("special_values", "given together with special", variable.special_values)
    if variable.kind == "text":
        texts = [text.casefold() for each in variable.bins for text in each.texts]
        if len(set(texts)) < len(texts) or not all(each.texts for each in variable.bins):
            raise one.fault("bins", "texts that are all different, in each bin some", texts)
    else:
        _require_intervals(variable, one)
    points = [each.points for each in variable.bins]
    signs = {"rises": (1,), "falls": (-1,), "flat": (1, -1)}[variable.trend]
    if any(
        sign * (after - before) > _ALIKE for sign in signs for before, after in pairwise(points)
    ):
        raise one.fault("bins", f"points that follow the trend ({variable.trend})", points)


def _require_intervals(variable: Variable, one: Fields) -> None:
    cuts = [(each.low, each.high) for each in variable.bins]
    joined = all(before[1] == after[0] is not None for before, after in pairwise(cuts))
    inner = [low for low, _ in cuts[1:] if low is not None]
    rising = all(before < after for before, after in pairwise(inner))
    if cuts[0][0] is not None or cuts[-1][1] is not None or not (joined and rising):
        raise one.fault("bins", "intervals from below to above without a gap", cuts)
    edges = (variable.allowed_low, variable.low, variable.high, variable.allowed_high)
    known = [edge for edge in edges if edge is not None]
    if len(known) < len(edges) or any(before > after for before, after in pairwise(known)):
        raise one.fault("allowed_low", "at most low, high and allowed_high, in this order", edges)


def _require_consistent(card: Scorecard, top: Fields) -> None:
    """Points that are those of the weights; names that are different; classes that fall."""
    if not card.variables:
        raise top.fault("variables", "at least one", [])
    names = [one.name for one in card.variables]
    if len(set(names)) < len(names):
        raise top.fault("variables", "variables of different names", names)
    for place, one in enumerate(card.variables):
        for each in (*one.bins, *filter(None, (one.missing, one.special))):
            points = card.points(one.weight, each.woe)
            if not math.isclose(points, each.points, rel_tol=1e-9, abs_tol=_ALIKE):
                raise top.fault(f"variables[{place}]", f"points of {points:.6f}", each.points)
    bounds = [each.least_score for each in card.classes]
    inner = [bound for bound in bounds if bound is not None]
    if (
        not bounds
        or len(inner) != len(bounds) - 1
        or bounds[-1] is not None
        or any(before < after for before, after in pairwise(inner))
    ):
        raise top.fault("classes", "classes with falling least scores, the last without", bounds)
    if card.most_missing > len(card.variables):
        raise top.fault("most_missing", f"at most {len(card.variables)}", card.most_missing)
