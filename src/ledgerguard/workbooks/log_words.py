"""What the rows of the log are called, and what came of them, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from ledgerguard.casework.claims.causes import cause_named
from ledgerguard.casework.claims.status_words import STATUS
from ledgerguard.casework.decisions.words import OUTCOMES
from ledgerguard.casework.insurers.steps import PREFIX
from ledgerguard.casework.insurers.words import DECISIONS, PROGRESS, WRITES
from ledgerguard.casework.insurers.words import STEPS as WRITE_STEPS
from ledgerguard.casework.records import OWN_STEPS
from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.amount import Amount
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.policy.ladder_words import KINDS as STEPS
from ledgerguard.policy.schema import Wording
from ledgerguard.units import Language, from_serial

KINDS: Final[Mapping[str, Wording]] = {
    "run": Wording("Worklist derived", "生成工作清单"),
    "task": Wording("Task", "待办事项"),
    "done": Wording("Step done", "已执行"),
    "promise": Wording("Promise to pay", "承诺付款"),
    "dispute": Wording("Dispute", "争议"),
    "dispute-closed": Wording("Dispute settled", "争议解决"),
    "hold": Wording("Hold", "暂停催收"),
    "hold-lifted": Wording("Hold lifted", "恢复催收"),
    "override": Wording("Next level set by hand", "人工设定下一级别"),
    "due-change": Wording("Due date changed", "到期日变更"),
    "seen": Wording("Instalment first seen", "首次出现的分期"),
    "reassessed": Wording("Credit looked at anew", "重新评估信用"),
    "reply": Wording("Reply", "客户答复"),
    "credit-decision": Wording("Credit decision", "授信决定"),
    "credit-override": Wording("Override of a decision", "授信决定特批"),
    "claim-filed": Wording("Claim filed", "提出索赔"),
    "claim-status": Wording("Insurer's answer", "保险公司答复"),
    "claim-recovery": Wording("Recovery", "追回款项"),
    **{PREFIX + step: words for step, words in WRITE_STEPS.items()},
}
"""What the kinds of rows are called."""

_INSURED: Final = Wording("{cause}; expected indemnity {expected}", "{cause}；预计赔款 {expected}")
_SHARED: Final = Wording(
    "{insurer} to the insurer, {costs} costs, {kept} kept",
    "归保险公司 {insurer}，费用 {costs}，归本公司 {kept}",
)
_GRADED: Final = Wording("{outcome}, grade {grade}", "{outcome}，信用等级 {grade}")
_TERMS: Final = Wording("terms {days} days", "账期 {days} 天")
_MOVED: Final = Wording("the due date was {old}", "原到期日 {old}")
_WRITE: Final = Wording("{what} to {insurer}", "{what}（{insurer}）")
_TAKEN: Final = Wording("{write}, its reference {ticket}", "{write}，保险公司编号 {ticket}")
_DECIDED: Final = Wording("{write}: {decision}", "{write}：{decision}")
_TASKS: Final = Wording("{tasks} tasks", "{tasks} 项待办")

_WRITES: Final[Mapping[str, Wording]] = dict(WRITES.items())
_ANSWERS: Final[Mapping[str, Wording]] = dict([*PROGRESS.items(), *DECISIONS.items()])

Body = Mapping[str, Any]


def outcome(kind: str, body: Body, language: Language) -> str:
    """What came of a row, beside its day and its amount; blank where there is nothing to say.

    Args:
        kind: Kind of the row.
        body: Its body; of a write to an insurer as ``log_insurers`` has shaped it.
        language: Of the words.
    """
    teller = _TELLERS.get(kind)
    return "" if teller is None else teller(body, language)


def _run(body: Body, language: Language) -> str:
    return _TASKS.in_language(language).format(tasks=body.get("tasks", ""))


def _step(body: Body, language: Language) -> str:
    level, kind = body.get("level"), str(body.get("kind", ""))
    if isinstance(level, int) and level in OWN_STEPS:
        return OWN_STEPS[level][1].in_language(language)
    return STEPS[kind].in_language(language) if kind in STEPS else kind


def _moved(body: Body, language: Language) -> str:
    old = body.get("old", NO_DAY)
    if not isinstance(old, int) or old <= NO_DAY:
        return ""
    return _MOVED.in_language(language).format(old=from_serial(old).isoformat())


def _decision(body: Body, language: Language) -> str:
    words = OUTCOMES.get(str(body.get("outcome")))
    outcome = words.in_language(language) if words else str(body.get("outcome", ""))
    if body.get("grade") is None:
        return outcome
    return _GRADED.in_language(language).format(outcome=outcome, grade=body["grade"])


def _terms(body: Body, language: Language) -> str:
    days = body.get("terms_days")
    return "" if days is None else _TERMS.in_language(language).format(days=days)


def _filed(body: Body, language: Language) -> str:
    return _INSURED.in_language(language).format(
        cause=_cause(str(body.get("cause", "")), language), expected=_money(body, "expected")
    )


def _cause(key: str, language: Language) -> str:
    try:
        return cause_named(key).title.in_language(language)
    except InvalidValue:  # of a later version
        return key


def _answer(body: Body, language: Language) -> str:
    status = str(body.get("status", ""))
    return STATUS[status].in_language(language) if status in STATUS else status


def _recovery(body: Body, language: Language) -> str:
    amount, costs, insurer = (_money(body, key) for key in ("amount", "costs", "to_insurer"))
    return _SHARED.in_language(language).format(
        insurer=insurer, costs=costs, kept=amount - costs - insurer
    )


def _write(body: Body, language: Language) -> str:
    kind, insurer = str(body.get("write") or ""), str(body.get("insurer") or "")
    words = _WRITES.get(kind)
    what = words.in_language(language) if words else kind
    return _WRITE.in_language(language).format(what=what, insurer=insurer) if insurer else what


def _taken(body: Body, language: Language) -> str:
    return _TAKEN.in_language(language).format(
        write=_write(body, language), ticket=body.get("ticket") or ""
    )


def _decided(body: Body, language: Language) -> str:
    code = str(body.get("decision") or "")
    words = _ANSWERS.get(code)
    return _DECIDED.in_language(language).format(
        write=_write(body, language), decision=words.in_language(language) if words else code
    )


def _money(body: Body, key: str) -> Amount:
    return Amount(int(body.get(key, 0)), str(body.get("currency", "")))


_TELLERS: Final[Mapping[str, Callable[[Body, Language], str]]] = {
    "run": _run,
    "task": _step,
    "done": _step,
    "due-change": _moved,
    "credit-decision": _decision,
    "credit-override": _terms,
    "claim-filed": _filed,
    "claim-status": _answer,
    "claim-recovery": _recovery,
    **{PREFIX + step: _write for step in WRITE_STEPS},
    PREFIX + "taken": _taken,
    PREFIX + "settled": _decided,
}
