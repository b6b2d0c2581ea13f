"""The sheet Policy: the rules of the house as tables that may be changed for this decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledgerguard.casework.customer_file.items import GROUPS
from ledgerguard.casework.decisions.recommendation import held_back_rate
from ledgerguard.formulas.grading import LABELS
from ledgerguard.policy.credit_file import GRADES, Amounts, CreditPolicy
from ledgerguard.policy.firm import load_policy
from ledgerguard.units import Cell
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Accepts, Number, Words
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Column
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.credit_application import words
from ledgerguard.workbooks.templates.credit_application.application import AMOUNT, CURRENCIES
from ledgerguard.workbooks.writer import area

RATE: Final = Number("0.00%", least=0, most=1)
FACTOR: Final = Number("0.00", least=0, most=10)
DAYS: Final = Number("whole", least=0, most=3650, whole=True)
GRADE: Final = Number("whole", least=1, most=GRADES, whole=True)

KNOCK_OUTS: Final = (
    "insolvent", "registry-insolvent", "registry-ended", "registry-dormant", "dishonest-debtor",
    "enforcement", "long-overdue", "negative-equity", "statements-missing", "insurer-refused",
)  # fmt: skip
"""The knock-outs that the sheets know the facts of."""

BY_YEARS: Final = ((5, 100_000), (10, 200_000))
"""The example of Microsoft Dynamics 365; nothing counts of it unless it is switched on."""

AGED: Final = (
    "identity", "statements", "bank", "penalties", "report", "litigation", "ownership",
    "fulfilment", "references", "behaviour", "insurer",
)  # fmt: skip
"""The groups of facts that grow old and that the sheets ask for."""


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Credit policy"),
        widths=(2, 38, 18, 16, 14, 12, 14, 18, 22, 21, 12, 12, 8, 10), pages=(1, 1),
        about=draft.say("The packaged rules, or your firm's own: change them here to see what "
                        "follows."),
    )  # fmt: skip


def credit_of(data: Data) -> CreditPolicy:
    """The credit policy with which the sheet is filled."""
    return (data.policy or load_policy()).credit


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    say, credit = draft.say, credit_of(data)
    row = on.section(3, 1, say("How we sell to each grade"))
    row = _grades(draft, data, on, row, credit) + 1
    row = on.section(row, 1, say("Who may decide, from the lowest post up"))
    row = _approvals(draft, data, on, row, credit) + 1
    row = on.section(row, 1, say("Country risk classes"))
    row = _countries(draft, data, on, row, credit) + 1
    left = on.section(row, 1, say("What decides by itself, whatever the score"))
    right = on.section(row, 6, say("How the limit is found"))
    on.heights.update(dict.fromkeys(range(right, right + 32), 22))
    right = _limits(draft, data, on, right, credit)
    _by_years(draft, data, on, on.section(right + 1, 8, say("Limits by years in business")))
    left = _knock_outs(draft, data, on, left, credit)
    _freshness(draft, data, on, on.section(left + 1, 1, say("How old facts may be")), credit)
    draft.explain(
        say("Credit policy"),
        say("The tables are filled from the policy that held when the workbook was made. Change "
            "them for a case; for good, change the policy file, and make the workbook again. "
            "CREDIT_DECISION on the sheet Checks answers by the policy in force."),
    )  # fmt: skip


def _grades(draft: Draft, data: Data, on: Page, row: int, credit: CreditPolicy) -> int:
    say = draft.say
    secured, insured = words.security(draft), words.insurance(draft)
    bounds: list[Cell] = [*credit.upper_bounds, 1.0, None]
    rows: list[list[Cell]] = []
    for grade, (label, bound) in enumerate(zip(LABELS[draft.language], bounds, strict=True), 1):
        entry = credit.strategy(grade)
        rows.append([
            f"{grade} {label}", bound, entry.terms_days, entry.prepayment_rate, entry.multiplier,
            entry.review_days, words.worded(entry.security, secured),
            words.worded(entry.insurance, insured),
        ])  # fmt: skip
    columns = (
        Column("grade", say("Grade"), "cell.ruled.left"),
        Column("bound", say("Default probability up to"), accepts=RATE,
               help=say("The highest probability of default within a year of this grade; the last "
                        "grade but one reaches to 100 %.")),
        Column("days", say("Terms (days)"), accepts=DAYS,
               help=say("Longest terms of payment for this grade; 0: payment before delivery.")),
        Column("prepaid", say("Paid ahead"), accepts=RATE,
               help=say("Part of each order that is paid ahead.")),
        Column("multiplier", say("Limit multiplier"), accepts=FACTOR,
               help=say("What the capacity of the limit methods is multiplied by; 0: no credit. "
                        "None above the one before it.")),
        Column("review", say("Review (days)"), accepts=DAYS,
               help=say("After so many days at most the decision is looked at again.")),
        Column("security", say("Security"), accepts=words.choice(secured),
               help=say("What secures the debt.")),
        Column("insurance", say("Insurance"), accepts=words.choice(insured),
               help=say("Whether the debt has to be insured.")),
        Column("strictness", say("Strictness"), "cell.ruled.center/0",
               formula=words.placed("[@security]", secured)),
    )  # fmt: skip
    on.heights[row] = 38
    made = on.table(row, 1, columns, data.tables.get("grades", rows), name="grades")
    bound = made.at("bound")
    draft.define(
        "grade_bounds", area(made.first, bound, made.first + GRADES - 2, bound, on.name)
    )  # fmt: skip
    return made.after


def _money_columns(draft: Draft, key: str, help_text: str) -> tuple[Column, ...]:
    return tuple(
        Column(f"{key}_{code.lower()}", draft.say("Up to {currency}").format(currency=code),
               accepts=AMOUNT, help=help_text)
        for code in CURRENCIES
    )  # fmt: skip


def _amounts(amounts: Amounts) -> list[Cell]:
    return [amounts.get(code) for code in CURRENCIES]


def _in_currency(key: str) -> str:
    """The amount of a row in the currency of the application; blank where none is stated."""
    text = '""'
    for code in reversed(CURRENCIES):
        cell = f"[@{key}_{code.lower()}]"
        text = f'IF(currency="{code}",IF(COUNT({cell})=0,"",{cell}),{text})'
    return text


def _approvals(draft: Draft, data: Data, on: Page, row: int, credit: CreditPolicy) -> int:
    say = draft.say
    holders = {post.post: post.holder for post in credit.charter}
    rows = [
        [entry.title.in_language(draft.language), holders.get(entry.post) or None,
         *_amounts(entry.up_to), entry.worst_grade, entry.override_days]
        for entry in credit.approvals
    ]  # fmt: skip
    amount = say("The highest limit in this currency that the post may decide by itself. The last "
                 "post decides whatever is above.")  # fmt: skip
    columns = (
        Column("post", say("Post"), accepts=Words(30), help=say("Title of the post.")),
        Column("holder", say("Held by"), accepts=Words(40),
               help=say("Name, as the approval block shows it; may be blank.")),
        *_money_columns(draft, "most", amount),
        Column("grade", say("Worst grade"), accepts=GRADE,
               help=say("The worst grade for which the post may decide.")),
        Column("override", say("Override (days)"), accepts=DAYS,
               help=say("For so many days the post may decide otherwise than recommended, with a "
                        "reason; 0: it may not.")),
        Column("most", say("Up to, in the currency"), "cell.ruled/whole",
               formula=_in_currency("most")),
    )  # fmt: skip
    on.heights[row] = 38
    return on.table(row, 1, columns, data.tables.get("approvals", rows), name="approvals").after


def _countries(draft: Draft, data: Data, on: Page, row: int, credit: CreditPolicy) -> int:
    say = draft.say
    risks, secured = words.country_risk(draft), words.security(draft)
    rows = [
        [code, words.worded(entry.risk_word, risks), *_amounts(entry.ceiling),
         entry.longest_terms_days, words.worded(entry.security, secured), place]
        for place, (code, entry) in enumerate(credit.countries.items(), 1)
    ]  # fmt: skip
    ceiling = say("The highest limit of one customer of this class, in this currency. Blank: no "
                  "ceiling.")  # fmt: skip
    columns = (
        Column("code", say("Class"), "cell.ruled.left"),
        Column("risk", say("Risk"), accepts=words.choice(risks),
               help=say("The word that the scorecard takes.")),
        *_money_columns(draft, "top", ceiling),
        Column("days", say("Longest terms (days)"), accepts=DAYS,
               help=say("Longest terms for customers of this class.")),
        Column("security", say("Security"), accepts=words.choice(secured),
               help=say("What secures the debt at least.")),
        Column("strictness", say("Strictness"), "cell.ruled.center/0",
               formula=words.placed("[@security]", secured)),
        Column("top", say("Ceiling here"), "cell.ruled/whole", formula=_in_currency("top")),
        Column("place", say("Row"), "cell.ruled.center/0"),
        Column("holds", say("Holds here"), "cell.ruled.center/0",
               formula='IF(country_class="",0,IF(country_class&""=[@code]&"",1,0))'),
    )  # fmt: skip
    return on.table(row, 1, columns, data.tables.get("countries", rows), name="countries").after


def _limits(draft: Draft, data: Data, on: Page, row: int, credit: CreditPolicy) -> int:
    for name, accepts, label, help_text, default in _limit_inputs(draft, data, credit):
        row = on.input(
            row, 8, name, accepts, label=label, help=help_text, default=default, labelled=2,
            given=data.values,
        )  # fmt: skip
    return row


def _by_years(draft: Draft, data: Data, on: Page, row: int) -> None:
    say = draft.say
    columns = (
        Column("from", say("From years in business"), accepts=Number("0.0", least=0, most=1000),
               help=say("The limit holds from so many years on; the rows rise.")),
        Column("limit", say("Limit"), accepts=AMOUNT,
               help=say("Automatic limit from so many years in business on.")),
    )  # fmt: skip
    on.table(row, 8, columns, data.tables.get("by_years", BY_YEARS), name="by_years")


def _limit_inputs(
    draft: Draft, data: Data, credit: CreditPolicy
) -> Sequence[tuple[str, Accepts, str, str, Cell]]:
    say, limits, new = draft.say, credit.limits, credit.new_markets
    combining = words.combining(draft)
    currency = str(data.values.get("currency") or "")
    return (
        ("combine_by", words.choice(combining), say("Methods are combined by"),
         say("The lowest method counts; their average is a milder practice."),
         words.worded(limits.combine, combining)),
        ("net_worth_rate", RATE, say("Of tangible net worth"),
         say("Part of tangible net worth that one supplier may lend."), limits.net_worth_rate),
        ("working_capital_rate", RATE, say("Of working capital"),
         say("Part of working capital that one supplier may lend; 10 to 20 % is usual."),
         limits.working_capital_rate),
        ("turnover_rate", RATE, say("Of the customer's revenue"),
         say("Part of its revenue that one supplier may lend."), limits.turnover_rate),
        ("paid_factor", FACTOR, say("Times the highest balance paid"),
         say("What the highest balance paid in time is multiplied by; 1 to 1.2 is usual."),
         limits.pay_behaviour_factor),
        ("strong_worth_rate", RATE, say("LIMIT_FINANCIAL: of net worth"),
         say("For comparison: 35 % at rating B in the calculation tool of My DSO Manager."), 0.35),
        ("vat_rate", RATE, say("VAT on purchases"),
         say("On top of purchases that are stated without VAT."), limits.vat_rate),
        ("billing_lag_days", DAYS, say("Delivery to invoice (days)"),
         say("Days from the delivery to the invoice."), limits.billing_lag_days),
        ("rounding_unit", Number("whole", least=1), say("Limits rounded down to"),
         say("Limits are rounded down to a multiple of it."), limits.rounding_unit),
        ("retained_appetite", AMOUNT, say("Uninsured beside the insurer"),
         say("What the firm dares to carry beside an insurer's limit."),
         limits.retained_appetite.get(currency, 0)),
        ("largest_limit", AMOUNT, say("Largest limit of a customer"),
         say("No own limit is above it. Blank: no such ceiling."), limits.largest.get(currency)),
        ("held_back", RATE, say("Held back, foreign currency"),
         say("Part of the limit that is held back against a fall of the currency; 0 at home."),
         held_back_rate(credit, currency) if currency else 0),
        ("new_months", DAYS, say("Customers are new for (months)"),
         say("So many months after our first sale; 0: never."), new.months),
        ("new_terms_factor", RATE, say("New: part of the terms"),
         say("Part of the grade's terms that a new customer gets."), new.terms_factor),
        ("new_prepaid", RATE, say("New: paid ahead at least"),
         say("Part of each order that a new customer pays ahead at least."), new.prepayment_rate),
        ("new_multiplier", RATE, say("New: part of the limit"),
         say("Part of the limit that a new customer gets."), new.multiplier),
    )  # fmt: skip


def _knock_outs(draft: Draft, data: Data, on: Page, row: int, credit: CreditPolicy) -> int:
    say, yes_no = draft.say, words.answers(draft)
    rows: list[list[Cell]] = []
    for key in KNOCK_OUTS:
        entry = credit.knock_outs[key]
        active = entry.active
        rows.append([
            entry.title.in_language(draft.language),
            entry.grade if active else 1,
            words.worded("yes" if entry.credit or not active else "no", yes_no),
        ])  # fmt: skip
    columns = (
        Column("rule", say("Rule"), "cell.ruled.left"),
        Column("grade", say("Grade at best"), accepts=GRADE,
               help=say("No better grade than this where the rule holds; 1 switches it off.")),
        Column("credit", say("Credit possible"), accepts=words.choice(yes_no),
               help=say("No: the rule forbids open credit by itself.")),
    )  # fmt: skip
    return on.table(row, 1, columns, data.tables.get("knock_outs", rows), name="knock_outs").after


def _freshness(draft: Draft, data: Data, on: Page, row: int, credit: CreditPolicy) -> None:
    say = draft.say
    rules, yes_no = words.stale_rules(draft), words.answers(draft)
    rows: list[list[Cell]] = []
    for group in AGED:
        entry = credit.freshness[group]
        rows.append([
            GROUPS[group].in_language(draft.language), entry.max_days,
            words.worded(entry.rule, rules), entry.notches,
            words.worded("yes" if entry.required else "no", yes_no),
        ])  # fmt: skip
    columns = (
        Column("group", say("Facts"), "cell.ruled.left"),
        Column("days", say("Oldest (days)"), accepts=DAYS,
               help=say("Up to so many days old they may be used.")),
        Column("rule", say("When older"), accepts=words.choice(rules),
               help=say("No decision, a lower grade, or only a note.")),
        Column("notches", say("Grades lower"), accepts=Number("whole", least=0, most=9, whole=True),
               help=say("So many grades lower where the rule is a lower grade.")),
        Column("required", say("Required"), accepts=words.choice(yes_no),
               help=say("Yes: having none counts as too old.")),
    )  # fmt: skip
    on.table(row, 1, columns, data.tables.get("freshness", rows), name="freshness")
