"""What was paid on each invoice, and when: from paid, open, date and status columns alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ledgerguard.ledger.columns import PAID_FLAGS, Field, squash
from ledgerguard.ledger.problems import Report
from ledgerguard.ledger.reading.amounts import Amounts, to_minor
from ledgerguard.ledger.reading.rawtable import RawTable
from ledgerguard.ledger.reading.row_kinds import TOO_LARGE
from ledgerguard.units import Cell

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

State = Literal["open", "paid", "yes", "no"]

_WORDS: Mapping[State, str] = {
    "paid": """paid, paid in full, fully paid, closed, cleared, settled, complete, completed, done,
        bezahlt, payé, pagado, 已付, 已付款, 已付清, 付清, 已收, 已收款, 已结清, 已结, 结清, 已核销,
        已清, 已清账, 已到账""",
    "open": """open, unpaid, not paid, outstanding, overdue, past due, late, due, not due, current,
        pending, sent, issued, partial, partially paid, part paid, partly paid, offen, impayé,
        未付, 未付款, 未收, 未收款, 未结清, 未结, 未清, 未清账, 未核销, 逾期, 部分付款, 部分已付,
        部分收款, 未到期""",
    "yes": "yes, y, true, 1, 1.0, x, ja, oui, 是, √, ✓",
    "no": "no, n, false, 0, 0.0, nein, non, 否",
}
_STATES: Mapping[str, State] = {
    word.strip(): state for state, words in _WORDS.items() for word in words.split(",")
}


@dataclass(frozen=True)
class Settlement:
    """Minor units paid and the day of the payment, for each row."""

    paid: npt.NDArray[np.int64]
    unreadable: npt.NDArray[np.bool_]  # rows whose paid cell holds no amount


def flag_column(values: Sequence[Cell]) -> bool:
    """Whether a column named "paid" says yes and no rather than how much."""
    if not {bool, str} & set(map(type, values)) or {float, int} & set(map(type, values)):
        return False
    words = set(values) - {None, ""}
    return bool(words) and all(_state(word) is not None for word in words)


def states(
    values: Sequence[Cell], header: str
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Where a status column says paid, where open, and where something else."""
    import numpy as np

    yes: State = "paid" if squash(header) in PAID_FLAGS else "open"
    no: State = "open" if yes == "paid" else "paid"
    known: dict[Cell, State | None] = {}
    for value in dict.fromkeys(values):
        state = _state(value)
        known[value] = {"yes": yes, "no": no}.get(state, state) if state else None
    column = [known[value] for value in values]
    unknown = [known[v] is None and v is not None and v != "" for v in values]
    return (
        np.array([state == "paid" for state in column], bool),
        np.array([state == "open" for state in column], bool),
        np.array(unknown, bool),
    )


def settle(
    table: RawTable,
    amount: npt.NDArray[np.int64],
    money: Mapping[Field, Amounts],
    exponents: npt.NDArray[np.int64],
    paid_on: npt.NDArray[np.int64],
    turned: npt.NDArray[np.bool_],
    report: Report,
    mirrored: bool | None = None,
) -> Settlement:
    """What was paid on each invoice.

    Args:
        table: The counted rows.
        amount: Their amounts, signed.
        money: The columns "paid" and "open", where the ledger has them.
        exponents: Decimals of each row's currency.
        paid_on: Day of the payment, or NO_DAY.
        turned: Credit notes whose sign was turned: what was paid on them turns as well.
        report: Takes the problems.
        mirrored: Whether every payment of the ledger has the opposite sign of its invoice; when
            left out, these rows tell.
    """
    import numpy as np

    none = np.zeros(len(amount), bool)
    says_paid, says_open = none, none
    status = table.columns.get("status")
    if status is not None:
        says_paid, says_open, unknown = states(status, table.header.names["status"])
        table.report(report, "unknown_status", "status", unknown)
    dated = paid_on >= 0
    source = money.get("paid") or money.get("open")
    bad = none
    if source is None:
        paid = np.where(dated | says_paid, amount, 0)
        differs = says_open & dated
    else:
        minor, _, _ = to_minor(source, exponents)
        bad = source.unreadable | (np.abs(source.number) >= TOO_LARGE)
        minor = np.where(turned & (minor > 0), -minor, minor)
        if "paid" in money:
            paid = _from_paid(
                table, amount, minor, source.blank, dated, says_paid, report, mirrored
            )
            _compare_open(table, amount, paid, money.get("open"), exponents, turned, report)
        else:
            given = ~source.blank & ~bad
            full = ~given & (dated | says_paid)
            paid = np.where(given, amount - minor, np.where(full, amount, 0))
            table.report(report, "missing_open", "open", source.blank & ~full)
        paid = np.where(bad, 0, paid)
        field: Field = "paid" if "paid" in money else "open"
        table.report(report, "unreadable_payment", field, bad)
        differs = (says_paid & (paid != amount)) | (says_open & (paid == amount) & (amount != 0))
    _report_status(table, differs & ~bad, says_paid, report)
    _report_dates(table, amount, paid, dated, report)
    return Settlement(paid.astype(np.int64), bad)


def _from_paid(
    table: RawTable,
    amount: npt.NDArray[np.int64],
    minor: npt.NDArray[np.int64],
    blank: npt.NDArray[np.bool_],
    dated: npt.NDArray[np.bool_],
    says_paid: npt.NDArray[np.bool_],
    report: Report,
    mirrored: bool | None,
) -> npt.NDArray[np.int64]:
    import numpy as np

    full = blank & (dated | says_paid)
    table.report(report, "paid_in_full", "paid", blank & dated)
    opposite = np.sign(minor) * np.sign(amount) < 0
    moved = (minor != 0) & (amount != 0)
    if mirrored is None:
        mirrored = bool(opposite.any() and (opposite == moved).all())
    if mirrored and opposite.any():
        # Some programs book every payment with the opposite sign of its invoice.
        report.column("paid_column_sign", "paid", count=int(opposite.sum()))
        minor = -minor
    elif opposite.any():
        mirror = opposite & (minor == -amount)
        table.report(report, "paid_sign", "paid", mirror)
        table.report(report, "opposite_payment", "paid", opposite & ~mirror)
        minor = np.where(mirror, -minor, minor)
    return np.where(full, amount, minor)


def _compare_open(
    table: RawTable,
    amount: npt.NDArray[np.int64],
    paid: npt.NDArray[np.int64],
    opened: Amounts | None,
    exponents: npt.NDArray[np.int64],
    turned: npt.NDArray[np.bool_],
    report: Report,
) -> None:
    import numpy as np

    if opened is None:
        return
    minor, _, _ = to_minor(opened, exponents)
    minor = np.where(turned & (minor > 0), -minor, minor)
    given = ~np.isnan(opened.number)
    table.report(report, "open_differs", "open", given & (amount - paid != minor))


def _report_status(
    table: RawTable,
    differs: npt.NDArray[np.bool_],
    says_paid: npt.NDArray[np.bool_],
    report: Report,
) -> None:
    details = [{"status": "paid" if paid else "open"} for paid in says_paid[differs].tolist()]
    table.report(report, "status_differs", "status", differs, details)


def _report_dates(
    table: RawTable,
    amount: npt.NDArray[np.int64],
    paid: npt.NDArray[np.int64],
    dated: npt.NDArray[np.bool_],
    report: Report,
) -> None:
    undated = (paid != 0) & ~dated
    if "paid_on" in table.columns:
        table.report(report, "paid_without_date", "paid_on", undated)
    elif undated.any():
        report.column("no_payment_dates", "paid_on", count=int(undated.sum()))
    table.report(report, "date_without_payment", "paid_on", dated & (paid == 0) & (amount != 0))
    over = (abs(paid) > abs(amount)) & ((paid > 0) == (amount > 0)) & (amount != 0)
    field: Field = "paid" if "paid" in table.columns else "open"
    table.report(report, "overpaid", field, over)


def _state(value: Cell) -> State | None:
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _STATES.get(str(value).strip().casefold())
