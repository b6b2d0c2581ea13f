"""The sheet Decision: one page for whoever has to sign."""

from __future__ import annotations

from typing import Final

from ledgerguard.casework.decisions.words import CEILINGS, OUTCOMES
from ledgerguard.formulas.distress import DistressModel
from ledgerguard.workbooks.charts import Series
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Accepts, Choice, Day, Words
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.credit_application import grade, ratios
from ledgerguard.workbooks.templates.credit_application.application import AMOUNT, TERMS

COLUMNS: Final = 6
REASONS, HELD = 5, 5
"""Rows of the lists: what costs points, which rules apply and what is missing."""

MODELS: Final[tuple[tuple[str, str, DistressModel], ...]] = (
    ("Altman Z″", "altman", "altman-nonmanufacturer"),
    ("Altman Z′", "altman_private", "altman-private"),
    ("Springate S", "springate", "springate"),
    ("Taffler z", "taffler", "taffler"),
    ("Zmijewski X", "zmijewski", "zmijewski"),
)
"""Failure models that need no more than the accounts: what each is called, and its key."""


def page(draft: Draft) -> Page:
    """The sheet, still empty: it stands before what it looks at."""
    return draft.page(
        draft.say("Decision"), widths=(1, 22, 17, 17, 17, 17, 17), portrait=True, pages=(1, 1),
        about=draft.say("Limit, terms, reasons and signatures on one page."),
    )  # fmt: skip


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out, once everything it looks at is there."""
    row = _applicant(draft, on, 2)
    row = _verdict(draft, on, row)
    row = _asked(draft, on, row)
    row = _why(draft, data, on, row)
    row = _figures(draft, on, row)
    _approval(draft, data, on, row)


def _text(on: Page, row: int, column: int, text: str, across: int, style: str) -> None:
    on.formula(row, column, text, style, across=across)


def _applicant(draft: Draft, on: Page, row: int) -> int:
    say = draft.say
    pairs = (
        (say("Customer"), 'IF(customer_name="","",customer_name)', 3, "cell.ruled.left"),
        (say("Number"), 'IF(customer_number="","",customer_number)', 1, "cell.ruled.center"),
    )  # fmt: skip
    column = 1
    for label, text, across, style in pairs:
        on.put(row, column, label, "label")
        _text(on, row, column + 1, text, across, style)
        column += across + 1
    on.put(row + 1, 1, say("Country"), "label")
    _text(on, row + 1, 2, 'IF(country_code="","",country_code)', 1, "cell.ruled.center")
    on.put(row + 1, 3, say("Currency"), "label")
    _text(on, row + 1, 4, 'IF(currency="","",currency)', 1, "cell.ruled.center")
    on.put(row + 1, 5, say("As of"), "label")
    on.formula(row + 1, 6, "as_of", "cell.ruled.center/date", needs=("as_of",))
    on.heights |= {row: 22, row + 1: 22}
    return row + 3


def _verdict(draft: Draft, on: Page, row: int) -> int:
    say = draft.say
    words_of = {key: text.in_language(draft.language) for key, text in OUTCOMES.items()}
    code = "IF(stops>0,-1,IF(recommended_limit=0,0,IF(granted_days=0,0,1)))"
    text = (
        f'IF(outcome_code=1,"● {words_of["credit"]}",'
        f'IF(outcome_code=0,"■ {words_of["cash"]}","▲ {words_of["withheld"]}"))'
    )
    on.formula(row, 1, text, "cell.boxed.center", across=COLUMNS)
    on.heights[row] = 30
    on.status(
        (row, 1, row, COLUMNS),
        {"act": "outcome_code=0", "watch": "outcome_code=-1", "good": "outcome_code=1"},
    )  # fmt: skip
    behind = draft.calculations()
    at = behind.free
    behind.put(at, 0, say("Decision: 1 credit, 0 cash, -1 none"), "cell.ruled.left", across=3)
    behind.formula(at, 3, code, "cell.ruled/0", name="outcome_code")
    behind.put(at + 1, 0, say("Decided otherwise: 1 yes"), "cell.ruled.left", across=3)
    behind.formula(
        at + 1, 3, f'IF(decision_taken="{decisions(draft)[1]}",1,0)', "cell.ruled/0",
        name="is_override",
    )  # fmt: skip
    row += 1
    label = draft.call("GRADE_LABEL", grade="credit_grade")
    barred = CEILINGS["knock-out"].in_language(draft.language)
    binding = (
        f'IF(barred_grade>0,"{barred}",IF(COUNT(recommended_limit)*COUNT(bound_places)=0,"",'
        "INDEX(bound_titles,MIN(bound_places))))"
    )
    on.tile(row, 1, say("Recommended limit"), "recommended_limit", "whole",
            needs=("recommended_limit",), note=f"={binding}")  # fmt: skip
    on.tile(row, 3, say("Terms (days)"), "granted_days", "0", needs=("granted_days",),
            note='=IF(COUNT(granted_prepaid)=0,"",security_word)')  # fmt: skip
    on.tile(
        row, 5, say("Grade"), "credit_grade", "0", needs=("credit_grade",),
        note=f'=IF(COUNT(credit_grade)=0,"",{label})',
        states={"act": "{value}>=8", "watch": "{value}>=6", "good": "{value}<=5"},
    )  # fmt: skip
    return row + 4


def _asked(draft: Draft, on: Page, row: int) -> int:
    say = draft.say
    left = (
        (say("Limit asked for"), "requested_limit", "whole"),
        (say("Terms asked for (days)"), "requested_days", "0"),
        (say("Order: paid ahead"), "order_ahead", "whole"),
        (say("Order: on credit"), "order_credit", "whole"),
        (say("Grades lower for old facts"), "stale_notches", "0"),
    )
    right = (
        (say("Paid ahead"), "granted_prepaid", "0%"),
        (say("Default within a year"), "shown_pd", "0.00%"),
        (say("Score, of 100"), "credit_score", "0.0"),
        (say("Valid until"), "next_review", "date"),
        (say("Weight that is known, of 100"), "known_weight", "0"),
    )
    for offset, ((label, name, form), (other, value, shown)) in enumerate(
        zip(left, right, strict=True)
    ):
        at = row + offset
        on.put(at, 1, label, "cell.ruled.left", across=2)
        on.formula(at, 3, name, f"cell.ruled/{form}", needs=(name,))
        on.put(at, 4, other, "cell.ruled.left", across=2)
        on.formula(at, 6, value, f"cell.ruled/{shown}", needs=(value,))
        on.heights[at] = 20
    at = row + len(left)
    on.put(at, 1, say("Insurance"), "cell.ruled.left", across=2)
    on.formula(at, 3, 'IF(insurance_word="","",insurance_word)', "cell.ruled.center", across=4)
    on.heights[at] = 20
    at += 1
    on.put(at, 1, say("Stricter because"), "cell.ruled.left", across=2)
    new, shorter = say("new customer"), say("the country's class")
    grade_days = "INDEX(grades_days,credit_grade)"
    text = (
        f'IF(COUNT(policy_days)=0,"",IF(is_new=1,"{new}",IF(policy_days<{grade_days},'
        f'"{shorter}","")))'
    )
    on.formula(at, 3, text, "cell.ruled.center", across=4)
    on.heights[at] = 20
    return at + 1


def _why(draft: Draft, data: Data, on: Page, row: int) -> int:
    say = draft.say
    on.section(row, 1, say("Why: what costs the most points of the score"))
    for place in range(1, REASONS + 1):
        at = row + place
        lost = grade.reason(draft, place, 6)
        words_of, code = grade.reason(draft, place, 7), grade.reason(draft, place, 0)
        counts = f"COUNT({lost})=0"
        some = f"IF({counts},FALSE,{lost}>0)"
        on.formula(at, 1, f'IF({some},{code}&": "&{words_of},"")', "cell.ruled.left", across=5)
        on.formula(at, 6, f'IF({some},-{lost},"")', "cell.ruled/0.0")
        on.heights[at] = 20
    return _held(draft, on, row + REASONS + 1)


def _held(draft: Draft, on: Page, row: int) -> int:
    """Rules that bound the grade or bar credit, beside the facts that are missing or too old."""
    say = draft.say
    on.section(row, 1, say("Rules that apply"))
    on.section(row, 4, say("What is missing or too old"))
    before, _, after = say("grade {grade} at best").partition("{grade}")
    more_before, _, more_after = say("and {count} more").partition("{count}")
    for place in range(1, HELD + 1):
        at = row + place
        for column, places, titles, follows in (
            (1, "rule_places", "knock_outs_rule",
             f'IF(INDEX(rule_bars,{{at}})>0,"{say("no credit")}",'
             f'"{before}"&INDEX(rule_grades,{{at}})&"{after}")'),
            (4, "fact_places", "fact_titles", "INDEX(fact_follows,{at})"),
        ):  # fmt: skip
            nth = f"SMALL({places},{place})"
            title, what = f"INDEX({titles},{nth})", follows.format(at=nth)
            if place == HELD:  # the last row says how many have no room
                rest = f"COUNT({places})-{HELD - 1}"
                title = f'IF({rest}>1,"{more_before}"&({rest})&"{more_after}",{title})'
                what = f'IF({rest}>1,"",{what})'
            none = f"COUNT({places})<{place}"
            blank = say("none") if place == 1 else ""
            on.formula(at, column, f'IF({none},"{blank}",{title})', "cell.ruled.left", across=2)
            on.formula(at, column + 2, f'IF({none},"",{what})', "cell.ruled.center")
        on.heights[at] = 20
    return row + HELD + 1


def _figures(draft: Draft, on: Page, row: int) -> int:
    say = draft.say
    on.section(row, 1, say("Three years"))
    on.put(row + 1, 1, say("Figure"), "header")
    lines = (
        (say("Revenue"), "revenue", "whole"), (say("EBIT"), "ebit", "whole"),
        (say("Equity"), "equity", "whole"),
        (say("Liabilities to assets"), "liabilities_to_assets", "0%"),
        (say("Altman Z″"), "altman", "0.00"),
    )  # fmt: skip
    for offset, year in enumerate(("earlier", "before", "now"), 2):
        day = "statement_day" if year == "now" else f"statement_day_{year}"
        on.formula(row + 1, offset, day, "header/yyyy-mm", needs=(day,))
        for at, (_, name, form) in enumerate(lines, row + 2):
            cell = f"{name}_{year}"
            on.formula(at, offset, cell, f"cell.ruled/{form}", needs=(cell,))
    for at, (label, _, _) in enumerate(lines, row + 2):
        on.put(at, 1, label, "cell.ruled.left")
        on.heights[at] = 20
    _models(draft, on, row + 1)
    row += 2 + len(lines)
    on.chart(
        row, 1, "bar", say("Limit by method, and what is recommended"),
        draft.book.names["chart_methods"],
        [Series(say("Amount"), draft.book.names["chart_limits"], labels="#,##0")],
        alt=say("Bars: what each method comes to, the need, what is asked for, the limit."),
        across=COLUMNS, down=13,
    )  # fmt: skip
    return row + 13


def _models(draft: Draft, on: Page, row: int) -> None:
    """The zone in which each failure model puts the latest accounts."""
    on.put(row, 5, draft.say("Failure model"), "header")
    on.put(row, 6, draft.say("Zone"), "header")
    for at, (label, name, key) in enumerate(MODELS, row + 1):
        on.put(at, 5, label, "cell.ruled.left")
        on.formula(at, 6, f"zone_{name}", "cell.ruled.center")
        on.status((at, 6), ratios.zone_tests(key, f"{name}_now"))


def _approval(draft: Draft, data: Data, on: Page, row: int) -> None:
    say = draft.say
    on.section(row, 1, say("Approval"))
    row += 1
    for label, name in (
        (say("May decide as recommended"), "post_recommended"),
        (say("May decide as asked"), "post_asked"),
    ):
        on.put(row, 1, label, "cell.ruled.left", across=2)
        _text(on, row, 3, _post(name), 4, "cell.ruled.left")
        on.heights[row] = 20
        row += 1
    taken = decisions(draft)
    inputs: tuple[tuple[str, Accepts, str, str], ...] = (
        ("decision_taken", Choice(taken), say("Decision"),
         say("What was decided; nothing is granted while it is blank.")),
        ("decided_limit", AMOUNT, say("Limit, if another"),
         say("The limit that is granted where it is not the recommended one.")),
        ("decided_days", TERMS, say("Terms, if others (days)"),
         say("The days that are granted where they are not the recommended ones.")),
        ("decided_until", Day(), say("Valid until, if else"),
         say("The last day of the decision where it is not that of the next review.")),
    )  # fmt: skip
    top = row
    for place, (name, accepts, label, help_text) in enumerate(inputs):
        at, column = row + place // 2, 1 + 3 * (place % 2)
        on.put(at, column, label, "cell.ruled.left", across=2)
        on.input(at, column + 2, name, accepts, label=label, help=help_text, labelled=0,
                 given=data.values)  # fmt: skip
    row = top + 2
    on.put(row, 1, say("Reason, where it is another"), "cell.ruled.left", across=2)
    on.input(row, 3, "decision_reason", Words(120), label=say("Reason"), labelled=0,
             given=data.values, across=4,
             help=say("Whoever decides against the recommendation says why."))  # fmt: skip
    row += 1
    on.put(row, 1, say("Granted"), "cell.total.left")
    on.formula(row, 2, _granted(taken, "recommended_limit", "decided_limit"), "cell.total/whole",
               name="decided_amount")  # fmt: skip
    on.put(row, 3, say("Days"), "cell.total.left")
    on.formula(row, 4, _granted(taken, "granted_days", "decided_days"), "cell.total/0")
    on.put(row, 5, say("Valid until"), "cell.total.left")
    until = "IF(COUNT(decided_until)=1,decided_until,next_review)"
    longest = "IF(is_override=1,as_of+INDEX(approvals_override,post_decided),next_review)"
    on.formula(
        row, 6, f"MIN({until},{longest})", "cell.total/date",
        needs=("decided_amount", "next_review", "post_decided"),
    )  # fmt: skip
    on.heights[row] = 24
    row += 1
    on.put(row, 1, say("Has to be decided by"), "cell.ruled.left", across=2)
    nobody = say("nobody: no post may decide so")
    reason = say("a reason is missing")
    lacks = 'AND(is_override=1,decision_reason="")'
    who = (
        f'IF(COUNT(decided_amount)=0,"",IF(COUNT(post_decided)=0,"{nobody}",'
        f'{_post("post_decided")}&IF({lacks},": {reason}","")))'
    )
    _text(on, row, 3, who, 4, "cell.ruled.left")
    on.status(
        (row, 3, row, COLUMNS),
        {"act": f"AND(COUNT(decided_amount)=1,OR(COUNT(post_decided)=0,{lacks}))"}, ink=True,
    )  # fmt: skip
    _signatures(draft, data, on, row + 1)


def decisions(draft: Draft) -> tuple[str, str, str]:
    """What may be decided."""
    say = draft.say
    return say("as recommended"), say("otherwise"), say("declined")


def _granted(taken: tuple[str, str, str], recommended: str, other: str) -> str:
    """What is granted; nothing where there is no recommendation from which to differ."""
    return (
        f'IF(outcome_code<0,"",IF(decision_taken="{taken[0]}",{recommended},'
        f'IF(decision_taken="{taken[1]}",IF(COUNT({other})=0,{recommended},{other}),'
        f'IF(decision_taken="{taken[2]}",0,""))))'
    )


def _post(place: str) -> str:
    holder = f"INDEX(approvals_holder,{place})"
    named = f'INDEX(approvals_post,{place})&IF({holder}="","",": "&{holder})'
    return f'IF(COUNT({place})=0,"",{named})'


def _signatures(draft: Draft, data: Data, on: Page, row: int) -> None:
    say = draft.say
    titles = (say("Prepared by"), say("Reviewed by"), say("Approved by"))
    for place, title in enumerate(titles):
        on.put(row, 1 + 2 * place, title, "note.indented", across=2)
        on.put(row + 1, 1 + 2 * place, None, "cell.ruled", across=2)
        on.put(row + 2, 1 + 2 * place, say("Name, date, signature"), "note.indented", across=2)
    on.heights |= {row: 20, row + 1: 36, row + 2: 18}
