"""The text of the letter that a customer is due, in a cell."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import narwhals as nw

from ledgerguard.casework.letters.data import LetterData, LetterItem, Party, last_day
from ledgerguard.casework.letters.interest import charges
from ledgerguard.casework.letters.parties import outsiders
from ledgerguard.casework.letters.render import render
from ledgerguard.casework.letters.text import to_text
from ledgerguard.errors import InvalidValue, NotAvailable
from ledgerguard.formula import formula
from ledgerguard.ledger.currency import exact
from ledgerguard.ledger.portfolio import Frame, customer_names, items
from ledgerguard.ledger.read import from_cells
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.ledger.stages import LEVELS, item_stages
from ledgerguard.policy.escalation import resolve
from ledgerguard.policy.firm import Policy, Settings, load_policy
from ledgerguard.policy.ladder_words import LETTERS, key_of
from ledgerguard.policy.load import Ladder
from ledgerguard.policy.regimes import regime as regime_of
from ledgerguard.units import Date, Language, Table, Text, from_serial, serial

if TYPE_CHECKING:
    from collections.abc import Iterator

CELL: Final = 32_767
"""Characters that a cell holds."""

_NAMED: Final = 5  # customers that a fault names before it only counts them


@dataclass(frozen=True, slots=True)
class _Step:
    """The highest level that a customer has reached, and what follows."""

    row: int = 0  # of the ladder, from 1; 0 when none is reached
    next_row: int = 0
    next_on: dt.date | None = None


@formula("LETTER_TEXT")
def letter_text(
    ledger: Table,
    customer: Text,
    as_of: Date,
    ladder: Text | Table | None = None,
    letter: Text | None = None,
    regime: Text | None = None,
    language: Language = "en",
) -> Text:
    """Text of the letter that a customer is due: the highest level reached, with all open items.

    The letter asks for the overdue items that have reached a level of the ladder, or for those
    that fall due soon when nothing is overdue. All others, disputed ones among them, are only
    listed; every currency has its own totals, and credits are deducted. Payment is asked for
    within the firm's catch-up days (7), or before the next level where that comes sooner. Sender,
    addresses and the firm's own wording come from its policy file. The list is cut where a cell
    would not hold it, and says how many items are missing.

    Args:
        ledger: Range of the ledger with its header row.
        customer: Number or name of the customer.
        as_of: Day of the letter.
        ladder: Name of a ladder, or a range with one row a level (days, counted from, action); the
            customer's own by the policy when left out.
        letter: A letter, such as statement or Formal notice, whatever the level; that of the level
            when left out.
        regime: Regime of late interest and fees: EU, DE, FR, IE, UK, CN-SME, CN or US. They are
            claimed by the levels that the ladder says so of, and by a letter that is named. The
            customer's own by the policy, else none, when left out.
        language: "en" or "zh".

    Errors: #N/A when the customer has nothing open, or no level is reached or it has no letter and
        none is named; #VALUE! when the ledger has no header that can be read, or the customer, the
        ladder, the letter or the regime is unknown; #NUM! when the days of a ladder do not rise.
    Example: =LEN(LETTER_TEXT({"Customer","Invoice date","Due date","Amount";
        "A",45292,45322,100}, "A", 45350))>100 -> TRUE
    Example: =LETTER_TEXT({"Customer","Invoice date","Due date","Amount";"A",45292,45322,100},
        "A", 45300) -> #N/A
    Source: ledgerguard design; the ladders as in ESCALATION_STAGE, interest as in
        STATUTORY_INTEREST, the fee as in FIXED_FEE.
    """
    policy = load_policy()
    frame = from_cells(ledger, language=language).frame
    customer_id = _customer_id(frame, customer)
    own = policy.settings(customer_id)
    steps = resolve(ladder or own.ladder, language)
    claim_by = regime or own.regime
    if claim_by:
        regime_of(claim_by)  # an unknown one is a fault, also in a letter that claims none
    day = serial(as_of)
    opened = items(frame.filter(nw.col("customer_id") == customer_id), day)
    staged = item_stages(opened, day, steps.levels, own.grace_days)
    step = _step(staged)
    name = key_of(letter, LETTERS) or letter if letter else _letter_of(steps, step, customer)
    claims_interest = bool(letter) or _entry_claims(steps, step)
    rows = tuple(
        _letter_items(opened, _asked(opened, staged), as_of, claim_by if claims_interest else "")
    )
    if not rows:
        raise NotAvailable(
            f"customer must have an open item at as_of, got {customer!r} with none",
            hint="there is nothing to write about",
        )
    insurance = policy.insurances.get(own.insurance)
    data = LetterData(
        letter=name.strip().casefold(),
        language=language,
        day=as_of,
        reference=f"{customer_id}-{as_of:%Y%m%d}",
        head="",
        sender=_sender(policy, opened),
        customer_id=customer_id,
        customer=_party(customer_names(frame, day).get(customer_id, customer_id), own),
        items=rows,
        unapplied=_credits(opened),
        pay_by=_pay_by(rows, as_of, step, own),
        next_action=steps.levels[step.next_row - 1].action if step.next_row else "",
        next_on=step.next_on,
        insurer=insurance.insurer if insurance else "",
        extra=outsiders(policy, insurance),
    )
    return to_text(render(data, policy.templates), CELL)


def _customer_id(frame: Frame, customer: str) -> str:
    """The number of the customer that a number or a name means.

    Raises:
        InvalidValue: when there is none, or several share the name.
    """
    wanted = customer.strip().casefold()
    pairs = sorted(set(frame.select("customer_id", "customer").iter_rows()))
    by_number = {number for number, _ in pairs if number.casefold() == wanted}
    found = by_number or {number for number, name in pairs if name.strip().casefold() == wanted}
    if len(found) == 1:
        return str(found.pop())
    if found:
        raise InvalidValue(
            f"customer must mean one customer, got {customer!r}: {', '.join(sorted(found))}",
            hint="give the number of the customer",
        )
    numbers = sorted({number for number, _ in pairs})
    more = f" and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else ""
    raise InvalidValue(
        f"customer must be one of {', '.join(numbers[:_NAMED])}{more}, got {customer!r}",
        hint="the number or the name of a customer, as the ledger writes it",
    )


def _step(staged: Frame) -> _Step:
    """The highest level that any item has reached; the next one of the items that stand there."""
    reached = [
        (int(stage), int(code) % LEVELS, int(coming))
        for stage, code, coming in staged.select("stage", "reached", "coming").iter_rows()
        if stage > 0
    ]
    if not reached:
        return _Step()
    stage, row, _ = max(reached, key=lambda item: item[:2])
    coming = min(code for other, _, code in reached if other == stage)
    next_row = coming % LEVELS  # 0 where there is no next level, or its day is not known
    return _Step(row, next_row, from_serial(coming // LEVELS) if next_row else None)


def _letter_of(steps: Ladder, step: _Step, customer: str) -> str:
    if not step.row:
        raise NotAvailable(
            f"customer must have an item that has reached a level, got {customer!r} with none",
            hint="nothing is to be written yet; name a letter, such as statement, to write it all "
            "the same",
        )
    name = steps.entries[step.row - 1].letter if steps.entries else ""
    if not name:
        raise NotAvailable(
            f"letter must be named where the level has none, got a blank at level {step.row} of "
            f"the ladder {steps.name}",
            hint="name one, such as formal-notice",
        )
    return name


def _entry_claims(steps: Ladder, step: _Step) -> bool:
    return bool(step.row and steps.entries and steps.entries[step.row - 1].interest)


def _asked(opened: Frame, staged: Frame) -> set[int]:
    """The rows of the ledger that the letter asks for.

    A formal letter does not ask for what is not yet due, even if a reminder of it has fired.
    Where no level is reached a letter that is named asks for what is overdue.
    """
    reached = staged.filter(nw.col("stage") > 0)
    chosen = reached if len(reached) else opened.filter(nw.col("disputed") == 0)
    overdue = chosen.filter(nw.col("overdue") > 0)
    if not len(overdue) and len(reached):
        overdue = reached
    return {int(row) for row in overdue.get_column("row").to_list()}


def _letter_items(
    opened: Frame, asked: set[int], as_of: dt.date, regime: str
) -> Iterator[LetterItem]:
    names = (
        *("row", "invoice", "issued", "due", "currency", "amount", "open"),
        *("days_past_due", "disputed"),
    )
    owing = opened.filter(nw.col("open") > 0).select(*names).rows(named=True)
    parts: Counter[tuple[str, str]] = Counter()
    for row in sorted(owing, key=lambda row: (row["due"], row["row"])):
        invoice, currency = row["invoice"], row["currency"]
        if invoice:
            parts[invoice, currency] += 1
        due, claimed = _day(row["due"]), row["row"] in asked
        unpaid = exact(row["open"], currency)
        amount = exact(row["amount"], currency)
        cost = charges(
            regime if claimed else "", currency, unpaid, due, as_of, amount_when_late=amount
        )
        yield LetterItem(
            invoice=invoice,
            part=max(1, parts[invoice, currency]),
            issued=_day(row["issued"]),
            due=due,
            currency=currency,
            amount=amount,
            open=unpaid,
            days_past_due=int(row["days_past_due"]),
            claimed=claimed,
            disputed=bool(row["disputed"]),
            interest=cost.interest,
            fee=cost.fee,
        )


def _credits(opened: Frame) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for currency, amount in opened.select("currency", "unapplied").iter_rows():
        if amount:
            found[currency] = found.get(currency, Decimal(0)) + exact(-int(amount), currency)
    return found


def _pay_by(
    rows: Sequence[LetterItem], as_of: dt.date, step: _Step, own: Settings
) -> dt.date | None:
    """Within the catch-up days, and before the next level; a friendly reminder names no day."""
    if not any(item.claimed and item.days_past_due > 0 for item in rows):
        return None
    return last_day(as_of, own.catch_up_days, step.next_on)


def _sender(policy: Policy, opened: Frame) -> Party:
    entities = sorted(set(opened.get_column("entity").to_list()))
    sender: Any = policy.sender(entities[0] if len(entities) == 1 else "")
    return Party(
        **{
            name: getattr(sender, name)
            for name in ("name", "address", "email", "phone", "bank", "signatory")
        }
    )


def _party(name: str, own: Settings) -> Party:
    return Party(name, own.address, own.email, own.phone, own.contact)


def _day(number: int) -> dt.date | None:
    return None if number == NO_DAY else from_serial(number)
