"""The sheet Summary: what is claimed, the terms, and the way from the open amount to the payment.

It is added in two steps: the terms stand there before other sheets refer to them, and the sums
of those sheets after.
"""

from __future__ import annotations

from typing import Any, Final

from ledgerguard.casework.claims.causes import KINDS
from ledgerguard.casework.claims.checklist import STATES
from ledgerguard.units import Cell
from ledgerguard.workbooks.claim_sheets.plan import Live, Plan, day, printing, put
from ledgerguard.workbooks.writer import Sheet, address

TOP: Final = 3
LABEL, VALUE, NOTE, GAP, LINE, AMOUNT, KIND = range(7)
WIDTHS: Final = (42, 26, 34, 3, 40, 20, 14)
_DATE, _TEXT, _WHOLE = "cell.ruled.left/date", "cell.ruled.left/text", "cell.ruled.left/whole"
FACTS: Final = (
    *("reference", "as_of", "buyer", "entity", "insurer", "policy_number", "cause", "loss_day"),
    *("currency", "count", "earliest", "latest", "days_left", "pay_by", "missing_count"),
    *("balance", "others", "unapplied", "difference", "head"),
)
"""Lines of the block on the left, in their order."""

TERMS: Final = (
    *("mep_period", "report_period", "waiting_period", "filing_period", "settlement_period"),
    *("insured_rate", "vat_rate", "deductible", "minimum_retention", "threshold"),
    *("first_loss", "liability"),
)
"""Lines of the block below it; each of its cells has a name."""

_HASH: Final = 16  # digits of a head that fit; the whole of it is at the foot of the page


def fact(plan: Plan, key: str) -> str:
    """The cell of a line of the block on the left, on the sheet itself."""
    return address(TOP + 1 + FACTS.index(key), VALUE)


def begin(plan: Plan) -> Sheet:
    """Add the sheet with the terms of the policy, each cell under a name."""
    sheet = plan.sheet("summary")
    for key, name in (("as_of", "claim_day"), ("loss_day", "loss_day")):
        row = TOP + 1 + FACTS.index(key)
        plan.book.define(name, address(row, VALUE, sheet=sheet.name))
    top = TOP + len(FACTS) + 2
    sheet.put(top, LABEL, plan.text("terms"), "section")
    notes = _notes(plan)
    for row, (key, (value, style)) in enumerate(_terms(plan).items(), top + 1):
        sheet.put(row, LABEL, plan.text(key), "cell.ruled")
        put(sheet, row, VALUE, value, style)
        sheet.put(row, NOTE, notes.get(key), "note")
        name = "max_liability" if key == "liability" else key
        plan.book.define(name, address(row, VALUE, sheet=sheet.name))
    return sheet


def _terms(plan: Plan) -> dict[str, tuple[Cell, str]]:
    claim = plan.claim
    terms, year = claim.terms, claim.found.year
    first_loss = float(year.first_loss)
    if terms.first_loss_erosion == "net" and terms.insured_rate:
        # Eroded by the insured share: set against the whole loss it is that much larger.
        first_loss /= terms.insured_rate
    unit = 10**plan.places
    periods: dict[str, Cell] = {key: getattr(terms, key) for key in TERMS[:5]}
    periods["waiting_period"] = terms.waiting_of(claim.cause.key)
    rates = {"insured_rate": terms.insured_rate or 0.0, "vat_rate": claim.vat_rate}
    amounts: dict[str, Cell] = {
        key: getattr(terms, key).get(claim.currency, 0.0)
        for key in ("deductible", "minimum_retention", "threshold")
    }
    amounts["first_loss"] = first_loss / unit
    amounts["liability"] = None if year.liability is None else year.liability / unit
    return {
        **{key: (value, "cell.ruled.left") for key, value in periods.items()},
        **{key: (value, "cell.ruled.left/percent") for key, value in rates.items()},
        **{key: (value, f"cell.ruled.left/{plan.money}") for key, value in amounts.items()},
    }


def _notes(plan: Plan) -> dict[str, str]:
    """From where the periods count, and that a number without a unit is one of days."""
    terms, text = plan.claim.terms, plan.text
    waits = "from_loss" if not plan.claim.cause.waits else f"from_{terms.waiting_from}"
    starts = {
        "mep_period": f"from_{terms.mep_from}",
        "report_period": f"from_{terms.report_from}",
        "waiting_period": waits,
        "filing_period": "from_due",
        "settlement_period": "from_claim",
    }
    notes = {}
    for key, start in starts.items():
        period = terms.waiting_of(plan.claim.cause.key)
        period = period if key == "waiting_period" else getattr(terms, key)
        if period is not None:
            unit = text("days") if isinstance(period, int) else ""
            notes[key] = f"{unit}{text(start)}"
    return {**notes, "vat_rate": text("vat_note")}


def finish(plan: Plan, sheet: Sheet) -> None:
    """Fill in what the other sheets have found."""
    sheet.put(TOP, LABEL, plan.text("facts"), "section")
    for number, (key, value, style) in enumerate(_facts(plan), TOP + 1):
        sheet.put(number, LABEL, plan.text(key), "cell.ruled")
        put(sheet, number, VALUE, value, style)
    row = _bridge(plan, sheet, TOP)
    _waterfall(plan, sheet, row + 2)
    sheet.put(TOP + len(FACTS) + len(TERMS) + 5, LABEL, plan.text("reading"), "note")

    def dress(_workbook: Any, worksheet: Any, _formats: Any) -> None:
        for column, size in enumerate(WIDTHS):
            worksheet.set_column(column, column, size)
        worksheet.set_row_pixels(0, 34)
        worksheet.hide_gridlines(2)
        printing(plan, worksheet)
        worksheet.fit_to_pages(1, 1)

    sheet.dress(dress)


def _facts(plan: Plan) -> list[tuple[str, Cell, str]]:
    """Lines of the block on the left: key, value and style."""
    claim, text = plan.claim, plan.text
    brackets = "{}（{}）" if plan.language == "zh" else "{} ({})"
    cause = brackets.format(plan.say(claim.cause.title), plan.say(KINDS[claim.cause.kind]))
    names = dict.fromkeys(filter(None, (claim.customer_id, claim.customer)))
    money = f"cell.ruled.left/{plan.money}"
    found: dict[str, tuple[Cell, str]] = {
        "reference": (claim.reference, _TEXT),
        "as_of": (claim.as_of, _DATE),
        "buyer": (" ".join(names), _TEXT),
        "entity": (claim.entity, _TEXT),
        "insurer": (claim.terms.insurer or text("unknown"), _TEXT),
        "policy_number": (claim.terms.policy_number or text("unknown"), _TEXT),
        "cause": (cause, _TEXT),
        "loss_day": (day(claim.loss_day), _DATE),
        "currency": (claim.currency, _TEXT),
        "count": (len(claim.claimed), _WHOLE),
        **_days(plan),
        "missing_count": (Live(_still_missing(plan)), _WHOLE),
        **_account(plan, money),
        "head": (claim.head[:_HASH] or text("no_log"), _TEXT),
    }
    return [(key, *found[key]) for key in FACTS]


def _days(plan: Plan) -> dict[str, tuple[Cell, str]]:
    """First and last day of the claim, and that of the payment."""
    starts, ends = plan.cells["claim_from"], plan.cells["claim_by"]
    count = len(plan.claim.claimed)
    latest = fact(plan, "latest")
    pay_by = plan.call(
        "INDEMNITY_BY", claim_date="claim_day", settlement_period="settlement_period"
    )
    settles = plan.claim.terms.settlement_period is not None
    earliest = Live(f'IF(COUNT({starts})<{count},"",MAX({starts}))') if count else None
    return {
        "earliest": (earliest, _DATE),
        "latest": (Live(f'IF(COUNT({ends})=0,"",MIN({ends}))'), _DATE),
        "days_left": (Live(f'IF({latest}="","",{latest}-claim_day)'), _WHOLE),
        "pay_by": (Live(pay_by) if settles else None, _DATE),
    }


def _still_missing(plan: Plan) -> str:
    """Papers that are missing and have not been got since."""
    state, got, word = plan.cells["state"], plan.cells["got_on"], plan.say(STATES["missing"])
    return f'COUNTIF({state},"{word}")-COUNTIFS({state},"{word}",{got},">0")'


def _account(plan: Plan, money: str) -> dict[str, tuple[Cell, str]]:
    """The balance of the statement beside the open items."""
    claim, balance = plan.claim, plan.cells["balance"]
    others = sum(item.open.minor for item in claim.others) / 10**plan.places
    open_items = f"{plan.cells['open']}+{fact(plan, 'others')}-{fact(plan, 'unapplied')}"
    return {
        "balance": (Live(balance), money),
        "others": (others, money),
        "unapplied": (claim.credits.major, money),
        "difference": (
            Live(f"ROUND({fact(plan, 'balance')}-({open_items}),{plan.places})"),
            money,
        ),
    }


def _bridge(plan: Plan, sheet: Sheet, top: int) -> int:
    """From the open amount to what was in cover; answers the last row."""
    sheet.put(top, LINE, plan.text("money"), "section")
    style = f"cell.ruled/{plan.money}"
    places: dict[str, str] = {}
    texts = {
        "open": plan.cells["open"],
        **{key: f"-{plan.cells[key]}" for key in ("credits", "after_stop")},
        "claimed": "SUM({open}:{after_stop})",
        **{key: f"-{plan.cells[key]}" for key in ("outside", "too_late")},
        "in_cover": "SUM({claimed}:{too_late})",
    }
    for row, (key, text) in enumerate(texts.items(), top + 1):
        sheet.put(row, LINE, plan.text(key), "cell.ruled")
        summed = text.format(**places)
        if key in ("claimed", "in_cover"):
            summed = f"ROUND({summed},{plan.places})"
        sheet.formula(row, AMOUNT, summed, style)
        places[key] = address(row, AMOUNT, absolute=False)
        plan.cells[f"sum.{key}"] = address(row, AMOUNT)
    return top + len(texts)


def _waterfall(plan: Plan, sheet: Sheet, top: int) -> None:
    """INSURED_WATERFALL over the sums; its limit is what was shared out among the invoices."""
    sheet.put(top, LINE, plan.text("waterfall"), "section")
    terms, limited = plan.claim.terms, plan.claim.found.year.liability is not None
    text = plan.call(
        "INSURED_WATERFALL",
        gross_amount=plan.cells["sum.in_cover"],
        limit=plan.cells["insured"],
        vat=plan.cells["vat"],
        interest="0",
        disputed=plan.cells["disputed"],
        insured_rate="insured_rate",
        deductible="deductible",
        order=f'"{terms.deductible_order}"',
        minimum_retention="minimum_retention",
        threshold="threshold",
        first_loss_remaining="first_loss",
        # A blank cell would arrive in Calc as 0: a maximum that lets nothing be paid.
        liability_remaining="max_liability" if limited else None,
    )
    sheet.spill(
        top + 1, LINE, text, ("cell.ruled", f"cell.ruled/{plan.money}", "cell.ruled.center")
    )
