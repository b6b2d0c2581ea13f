"""Asks a scorer about a customer, and believes its answer only once it was checked."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledgerguard.errors import LedgerguardError, NotAvailable
from ledgerguard.plugin.journal import remember
from ledgerguard.plugin.records import Plugins
from ledgerguard.plugin.scoring import InputValue, Score, Scorer
from ledgerguard.plugin.watched import watched

_LISTED = "`ledgerguard plugins list` shows what is installed"


class ScorerFault(LedgerguardError):
    """A scorer broke, or its answer cannot be believed: a fault of the plugin that brings it."""

    excel = "#N/A"


@dataclass(frozen=True, slots=True)
class Installed:
    """A scorer that is installed, and the package that brings it."""

    package: str
    scorer: Scorer


@dataclass(frozen=True, slots=True)
class Judged:
    """What a scorer says of a customer, and which one of which version has said it."""

    package: str
    scorer: str
    title: str
    version: str
    score: Score


def scorer_named(plugins: Plugins, name: str = "") -> Installed:
    """The scorer of a name; without one, the only one that is installed.

    Raises:
        NotAvailable: when it is not installed, or several are and none is named.
    """
    known = {
        scorer.name: Installed(plugin.package, scorer)
        for plugin in plugins.running
        for scorer in plugin.brings.scorers
    }
    wanted = name.strip().casefold()
    if wanted in known:
        return known[wanted]
    if not wanted and len(known) == 1:
        return next(iter(known.values()))
    names = ", ".join(known) or "none"
    if wanted or not known:
        raise NotAvailable(
            f"scorer must be one that is installed ({names}), got {name.strip() or 'no name'}",
            hint=f"{_LISTED}; a package that brings a scorer is added by pip install",
        )
    raise NotAvailable(
        f"scorer must be named where several are installed ({names}), got no name",
        hint="name it in the formula, or for all of them in the policy: [credit] scorer",
    )


def judge(found: Installed, inputs: Mapping[str, InputValue], as_of: dt.date) -> Judged:
    """What a scorer says of a customer.

    Args:
        found: The scorer.
        inputs: What is known, by name; a scorer is given only what it wants to know.
        as_of: The day of the judgement.

    Raises:
        NotAvailable: when an input that it requires is missing.
        OutsideTraining: when an input is far from everything that the model knows.
        ScorerFault: when it breaks, or answers what no score can be.
        LedgerguardError: whatever else it says on purpose of an input.
    """
    package, scorer = found.package, found.scorer
    try:
        with watched(package, f"the scorer {scorer.name}"):
            wanted = {one.name: one.required for one in scorer.inputs}
            given = {name: value for name, value in inputs.items() if name in wanted}
            _require(scorer.name, [n for n, needed in wanted.items() if needed], given)
            answer = scorer.score(given, as_of)
            fault = _fault(answer, as_of)
            judged = Judged(package, scorer.name, scorer.title, scorer.version, answer)
    except (KeyboardInterrupt, MemoryError, LedgerguardError):
        raise
    except BaseException as error:  # also one that calls sys.exit
        raise ScorerFault(
            f"the scorer of {package} must answer or say why not, "
            f"got {type(error).__name__}: {error}",
            hint=f"report it to whoever made {package}",
        ) from error
    if fault:
        remember(package, f"the scorer {judged.scorer}", "answered", fault)
        raise ScorerFault(
            f"the scorer {judged.scorer} of {package} must answer {fault}",
            hint=f"report it to whoever made {package}",
        )
    return judged


def _require(scorer: str, needed: list[str], given: Mapping[str, InputValue]) -> None:
    missing = [name for name in needed if given.get(name) is None]
    if missing:
        raise NotAvailable(
            f"the scorer {scorer} must be told {', '.join(needed)}, got no {', '.join(missing)}",
            hint="add a row for each to the range: name and value",
        )


def _fault(answer: Any, as_of: dt.date) -> str:
    """What an answer must be and is not; blank when it can be believed."""
    if not isinstance(answer, Score):
        return f"a Score, got {_shown(answer)}"
    checks = (
        ("score", "a finite number", answer.score, _is_finite(answer.score)),
        (
            *("probability", "None or a number from 0 to 1", answer.probability),
            answer.probability is None
            or (_is_finite(answer.probability) and 0 <= answer.probability <= 1),
        ),
        ("grade", "text", answer.grade, isinstance(answer.grade, str)),
        ("model", "text with a version", answer.model, _is_text(answer.model)),
        (
            *("reasons", "a tuple of texts", answer.reasons),
            isinstance(answer.reasons, tuple) and all(map(_is_text, answer.reasons)),
        ),
        (
            *("as_of", f"a day not after {as_of}", answer.as_of),
            type(answer.as_of) is dt.date and answer.as_of <= as_of,
        ),
    )
    for field, allowed, got, is_sound in checks:
        if not is_sound:
            return f"a Score whose {field} is {allowed}, got {_shown(got)}"
    if answer.probability is None and not answer.grade:
        return "a Score with a probability or a grade, got neither"
    return ""


def _is_finite(value: Any) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and math.isfinite(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _shown(value: Any) -> str:
    return repr(value)[:200]
