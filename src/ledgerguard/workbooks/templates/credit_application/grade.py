"""The sheet Grade: thirteen factors, score, default probability, knock-outs, old facts, grade."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledgerguard.casework.decisions.words import item_title
from ledgerguard.formulas.credit_factors import FACTORS
from ledgerguard.formulas.credit_words import REASONS
from ledgerguard.policy.credit_file import GRADES
from ledgerguard.workbooks.charts import Series
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.style import GREEN, ORANGE
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.credit_application import policy_page, words
from ledgerguard.workbooks.templates.credit_application.newest import known
from ledgerguard.workbooks.writer import address, area

TILES: Final = 3
HEAD: Final = 8
FIRST: Final = HEAD + 1
LAST: Final = HEAD + len(FACTORS)
KEY, VALUE, WEIGHT, KNOWN, RANK, TITLE = 2, 3, 4, 5, 6, 8
REASON_ROWS: Final = len(FACTORS)
YEAR_DAYS: Final = 365.25


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Grade"), widths=(2, 9, 40, 13, 10, 10, 10, 11, 68), pages=(1, 1), portrait=True,
        about=draft.say("From facts to a score, from the score to a grade, and what holds it."),
    )  # fmt: skip


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    _factors(draft, on)
    row = _reasons(draft, on, LAST + 2)
    row = _knock_outs(draft, data, on, row + 1)
    row = _freshness(draft, on, row + 1)
    _results(draft, on, row + 1)
    _tiles(draft, on)
    _checks(draft)


def reason(draft: Draft, place: int, column: int) -> str:
    """A cell of the reasons, the dearest first; columns as CREDIT_REASONS answers them."""
    return address(LAST + 3 + place, 1 + column, sheet=draft.say("Grade"))


def _tiles(draft: Draft, on: Page) -> None:
    say = draft.say
    on.tile(TILES, 1, say("Score, of 100"), "credit_score", "score", needs=("credit_score",),
            note=say("more is better"))  # fmt: skip
    on.tile(TILES, 3, say("Default within a year"), "shown_pd", "0.00%", needs=("shown_pd",),
            note=say("by score and rating"))  # fmt: skip
    label = draft.call("GRADE_LABEL", grade="credit_grade")
    on.tile(
        TILES, 5, say("Grade"), "credit_grade", "0", across=3, needs=("credit_grade",),
        note=f'=IF(COUNT(credit_grade)=0,"",{label})',
        states={"act": "{value}>=8", "watch": "{value}>=6", "good": "{value}<=5"},
    )  # fmt: skip
    on.tile(TILES, 8, say("Weight that is known, of 100"), "known_weight", "0", across=1,
            note=say("below 50 there is no score"),
            states={"act": "{value}<50", "watch": "{value}<75", "good": "{value}>=75"})  # fmt: skip


def _values(draft: Draft) -> dict[str, str]:
    """The formula of each factor; blank where it is not known."""
    assets = known("total_assets")
    enforced = f'enforced="{words.answers(draft)[0][1]}"'
    withdrawn = f'bank_withdrawn="{words.answers(draft)[0][1]}"'
    sued = (
        f'IF(COUNT(sued_for)=0,"",IF(sued_for=0,0,IF(COUNT({assets})=0,"",'
        f'IF({assets}>0,sued_for/{assets},""))))'
    )
    headroom = (
        'IF(COUNT(bank_line)=0,"",IF(bank_line=0,"withdrawn",'
        'IF(COUNT(bank_used)=0,"",MAX(0,1-bank_used/bank_line))))'
    )
    years = 'IF(COUNT(founded,as_of)<2,"",IF(founded>as_of,"",(as_of-founded)/365.25))'
    return {
        "current_ratio": known("current_ratio"),
        "liabilities_to_assets": known("liabilities_to_assets"),
        "ebit_to_assets": known("ebit_to_assets"),
        "operating_cash_flow_to_current_liabilities": known("cash_flow_to_liabilities"),
        "altman_z_nonmanufacturer": known("altman"),
        "days_beyond_terms": 'IF(COUNT(days_late)=0,"",days_late)',
        "statements": words.coded("statements_quality", words.statements(draft)),
        "bank_headroom": f'IF({withdrawn},"withdrawn",{headroom})',
        "litigation_to_assets": f'IF({enforced},"enforcement",{sued})',
        "ownership_change": words.coded("owners_changed", words.ownership(draft)),
        "order_fulfilment": 'IF(COUNT(orders_fulfilled)=0,"",orders_fulfilled)',
        "years_trading": years,
        "country_risk": words.coded("country_word", words.country_risk(draft)),
    }


def _factors(draft: Draft, on: Page) -> None:
    say = draft.say
    titles = {
        1: say("Code"), KEY: say("Factor"), VALUE: say("Value"), WEIGHT: say("Weight"),
        KNOWN: say("Known"), RANK: say("Missing"), 7: say("No."), TITLE: say("What it is"),
    }  # fmt: skip
    for column in range(1, TITLE + 1):
        on.put(HEAD, column, titles.get(column), "header")
    on.heights[HEAD] = 28
    values = _values(draft)
    for row, factor in enumerate(FACTORS, FIRST):
        on.put(row, 1, REASONS[factor.key].code, "cell.ruled.center")
        on.put(row, KEY, factor.key, "cell.ruled.left")
        on.formula(row, VALUE, values[factor.key], "cell.ruled.center/0.00")
        on.put(row, WEIGHT, factor.weight, "cell.ruled.center/0")
        value = address(row, VALUE, absolute=False)
        on.formula(row, KNOWN, f'IF({value}="",0,1)', "cell.ruled.center/0")
        known = address(row, KNOWN, absolute=False)
        above = f"COUNTIF({address(FIRST, KNOWN)}:{known},0)"
        on.formula(row, RANK, f'IF({known}=0,{above},"")', "cell.ruled.center/0")
        on.put(row, 7, row - HEAD, "cell.ruled.center/0")
        on.put(row, TITLE, item_title(factor.key, draft.language), "cell.ruled.left")
    draft.define("factor_rows", area(FIRST, KEY, LAST, VALUE, on.name))
    draft.define("factor_titles", area(FIRST, TITLE, LAST, TITLE, on.name))
    draft.define("factor_places", area(FIRST, 7, LAST, 7, on.name))
    draft.define("factor_ranks", area(FIRST, RANK, LAST, RANK, on.name))
    draft.define("factor_known", area(FIRST, KNOWN, LAST, KNOWN, on.name))
    draft.define("factor_weights", area(FIRST, WEIGHT, LAST, WEIGHT, on.name))


def _reasons(draft: Draft, on: Page, row: int) -> int:
    say = draft.say
    on.section(row, 1, say("What costs points, the dearest first"))
    styles = (
        "cell.center", "cell.left", "cell.center/0.00", "cell.center/0.0", "cell.center/0",
        "cell.center/0.0", "cell.center/0.0", "cell.left",
    )  # fmt: skip
    on.spill(row + 1, 1, draft.call("CREDIT_REASONS", factors="factor_rows"), styles,
             rows=REASON_ROWS)  # fmt: skip
    return row + 2 + REASON_ROWS


def _fires(draft: Draft, data: Data) -> dict[str, str]:
    """The test of each knock-out."""
    credit = policy_page.credit_of(data)
    yes = words.answers(draft)[0][1]
    state = dict(words.registry(draft))
    quality = dict(words.statements(draft))
    insurer = dict(words.insurer(draft))
    above = credit.knock_outs["long-overdue"].above or 0
    return {
        "insolvent": f'insolvency_filed="{yes}"',
        "registry-insolvent": f'registry_state="{state["insolvent"]}"',
        "registry-ended": f'OR(registry_state="{state["dissolved"]}",'
                          f'registry_state="{state["revoked"]}")',
        "registry-dormant": f'registry_state="{state["dormant"]}"',
        "dishonest-debtor": f'dishonest="{yes}"',
        "enforcement": f'enforced="{yes}"',
        "long-overdue": f"AND(COUNT(oldest_overdue)=1,oldest_overdue>{above:g})",
        "negative-equity": f"IF(COUNT({known('equity')})=0,FALSE,{known('equity')}<0)",
        "statements-missing": f'OR(statements_quality="",statements_quality="{quality["none"]}")',
        "insurer-refused": f'OR(insurer_answer="{insurer["refused"]}",'
                           f'insurer_answer="{insurer["cancelled"]}")',
    }  # fmt: skip


def _knock_outs(draft: Draft, data: Data, on: Page, row: int) -> int:
    say = draft.say
    on.section(row, 1, say("What decides by itself"))
    row += 1
    on.put(row, 1, say("Rule"), "header", across=2)
    titles = (say("Holds"), say("Grade at best"), say("Bars credit"), say("No."))
    for column, title in enumerate(titles, 3):
        on.put(row, column, title, "header")
    on.heights[row] = 32
    barring = words.answers(draft)[1][1]
    first = row + 1
    fires = _fires(draft, data)
    for place, key in enumerate(policy_page.KNOCK_OUTS, 1):
        at = row + place
        rule, grade, credit = (
            f"INDEX(knock_outs_{column},{place})" for column in ("rule", "grade", "credit")
        )
        on.formula(at, 1, rule, "cell.ruled.left", across=2)
        on.formula(at, 3, f"IF({fires[key]},1,0)", "cell.ruled/0")
        holds = address(at, 3, absolute=False)
        on.formula(at, 4, f'IF({holds}=1,{grade},"")', "cell.ruled/0")
        on.formula(at, 5, f'IF({holds}=1,IF({credit}="{barring}",{grade},0),0)', "cell.ruled/0")
        on.formula(at, 6, f'IF({holds}=1,{place},"")', "cell.ruled/0")
    last = row + len(policy_page.KNOCK_OUTS)
    draft.define("rule_places", area(first, 6, last, 6, on.name))
    draft.define("rule_grades", area(first, 4, last, 4, on.name))
    draft.define("rule_bars", area(first, 5, last, 5, on.name))
    on.put(last + 1, 6, None, "cell.total")
    on.status((first, 3, last, 3), {"act": f"{address(first, 3, absolute=False)}=1"})
    for name, column in (("held_grade", 4), ("barred_grade", 5)):
        on.formula(
            last + 1, column, f"MAX({area(first, column, last, column)})", "cell.total/0", name=name
        )
    on.put(last + 1, 1, say("Worst of them (0: none)"), "cell.total.left", across=2)
    on.formula(last + 1, 3, f"SUM({area(first, 3, last, 3)})", "cell.total/0", name="rules_held")
    return last + 2


def _present() -> dict[str, tuple[str, str]]:
    """Whether there is a fact of each group, and the day of the newest."""
    accounts = "COUNT(total_assets_now,revenue_now)>0"
    day = "facts_day"
    return {
        "identity": ('registry_state<>""', day),
        "statements": (f'OR({accounts},statements_quality<>"")', "statement_day"),
        "bank": ('OR(COUNT(bank_line,bank_used)>0,bank_withdrawn<>"")', day),
        "penalties": ('dishonest<>""', day),
        "report": ('agency_rating<>""', day),
        "litigation": ('OR(COUNT(sued_for)>0,enforced<>"",insolvency_filed<>"")', day),
        "ownership": ('owners_changed<>""', day),
        "fulfilment": ("COUNT(orders_fulfilled)>0", day),
        "references": ("COUNT(references_granted)>0", day),
        "behaviour": ("COUNT(days_late,oldest_overdue,highest_paid)>0", day),
        "insurer": ('insurer_answer<>""', day),
    }


def _freshness(draft: Draft, on: Page, row: int) -> int:
    say = draft.say
    on.section(row, 1, say("How old the facts are"))
    row += 1
    on.put(row, 1, say("Facts"), "header", across=2)
    titles = (say("Date"), say("Days old"), say("State"), say("Grades lower"), say("No decision"))
    for column, title in enumerate(titles, 3):
        on.put(row, column, title, "header")
    on.heights[row] = 32
    first = row + 1
    rules, yes = dict(words.stale_rules(draft)), words.answers(draft)[0][1]
    fresh, old, missing, lacking = (
        say("fresh"), say("too old"), say("none"), say("missing"),
    )  # fmt: skip
    for place, group in enumerate(policy_page.AGED, 1):
        at = row + place
        there, day = _present()[group]
        most, rule, notches, required = (
            f"INDEX(freshness_{column},{place})"
            for column in ("days", "rule", "notches", "required")
        )
        on.formula(at, 1, f"INDEX(freshness_group,{place})", "cell.ruled.left", across=2)
        on.formula(at, 3, f'IF({there},IF(COUNT({day})=0,"",{day}),"")', "cell.ruled.center/date")
        found, age, state = (address(at, column, absolute=False) for column in (3, 4, 5))
        on.formula(at, 4, f"as_of-{found}", "cell.ruled/0", needs=("as_of", found))
        stale = draft.call("IS_STALE", data_date=found, as_of="as_of", max_age_days=most)
        judged = f'IF(COUNT({age})=0,"{old}",IF({stale},"{old}","{fresh}"))'
        none = f'IF({required}="{yes}","{lacking}","{missing}")'
        on.formula(at, 5, f"IF({there},{judged},{none})", "cell.ruled.center")
        bad = f'OR({state}="{old}",{state}="{lacking}")'
        on.formula(
            at, 6, f'IF({bad},IF({rule}="{rules["downgrade"]}",{notches},0),0)',
            "cell.ruled/0",
        )  # fmt: skip
        on.formula(at, 7, f'IF({bad},IF({rule}="{rules["withhold"]}",1,0),0)', "cell.ruled/0")
    last = row + len(policy_page.AGED)
    cell = address(first, 5, absolute=False)
    on.status(
        (first, 5, last, 5),
        {"act": f'OR({cell}="{old}",{cell}="{lacking}")', "good": f'{cell}="{fresh}"'},
    )  # fmt: skip
    on.put(last + 1, 1, say("Together"), "cell.total.left", across=2)
    for column in (3, 4, 5):
        on.put(last + 1, column, None, "cell.total")
    for name, column in (("stale_notches", 6), ("stale_stops", 7)):
        on.formula(
            last + 1, column, f"SUM({area(first, column, last, column)})", "cell.total/0",
            name=name,
        )  # fmt: skip
    draft.define("freshness_states", area(first, 5, last, 5, on.name))
    draft.define("freshness_lowers", area(first, 6, last, 6, on.name))
    draft.define("freshness_stops", area(first, 7, last, 7, on.name))
    _facts(draft, on, first, (old, lacking))
    return last + 2


def _facts(draft: Draft, on: Page, first: int, bad: tuple[str, str]) -> None:
    """What is missing or too old, one below the other: groups of facts, then factors."""
    say = draft.say
    behind = draft.calculations()
    top = behind.section(behind.free, 0, say("Facts that are missing or too old"))
    behind.put(top, 0, say("Facts"), "header", across=3)
    for column, title in enumerate((say("What follows"), say("No.")), 3):
        behind.put(top, column, title, "header")
    stops, lowers, unknown = say("stops it"), say("lowers grade"), say("not known")
    groups = len(policy_page.AGED)
    for place in range(1, groups + len(FACTORS) + 1):
        at = top + place
        if place <= groups:
            title = f"INDEX(freshness_group,{place})"
            state = address(first + place - 1, 5, sheet=on.name)
            holds = f'OR({state}="{bad[0]}",{state}="{bad[1]}")'
            follows = (
                f'IF(INDEX(freshness_stops,{place})>0,"{stops}",'
                f'IF(INDEX(freshness_lowers,{place})>0,"{lowers}",{state}))'
            )
        else:
            factor = place - groups
            title = f"INDEX(factor_titles,{factor})"
            holds, follows = f"INDEX(factor_known,{factor})=0", f'"{unknown}"'
        behind.formula(at, 0, title, "cell.ruled.left", across=3)
        behind.formula(at, 3, f'IF({holds},{follows},"")', "cell.ruled.center")
        behind.formula(at, 4, f'IF({holds},{place},"")', "cell.ruled.center/0")
    last = top + groups + len(FACTORS)
    for name, column in (("fact_titles", 0), ("fact_follows", 3), ("fact_places", 4)):
        draft.define(name, area(top + 1, column, last, column, behind.name))


def _results(draft: Draft, on: Page, row: int) -> None:
    say, call = draft.say, draft.call
    on.section(row, 1, say("From the score to the grade"))
    rating = call("RATING_PD", rating="agency_rating", scale="agency_scale")
    report = policy_page.AGED.index("report") + 1
    too_old = f'INDEX(freshness_states,{report})="{say("too old")}"'
    least = f"IF(credit_grade>={GRADES},1,IF(credit_grade<=1,0,INDEX(grade_bounds,credit_grade-1)))"
    base = call("CREDIT_GRADE", pd="counted_pd", upper_bounds="grade_bounds")
    held = "MAX(base_grade,held_grade)"
    lines: Sequence[tuple[str, str, str, str, tuple[str, ...]]] = (
        ("known_weight", say("Weight of the factors that are known"),
         "SUMIFS(factor_weights,factor_known,1)", "0", ()),
        ("credit_score", say("Score"),
         f'IF(known_weight<50,"",{call("CREDIT_SCORE", current_ratio="factor_rows")})', "0.00",
         ()),
        ("own_pd", say("Default probability of the score"),
         call("SCORE_TO_PD", score="credit_score"), "0.00%", ("credit_score",)),
        ("rating_pd", say("Default probability of the rating"),
         'IF(agency_rating="","",IF(agency_scale="","",IF(AND(COUNT(own_pd)=0,'
         f'{too_old}),"",IFERROR({rating},""))))', "0.00%", ()),
        ("counted_pd", say("The worse of both counts"),
         'IF(COUNT(own_pd,rating_pd)=0,"",IF(COUNT(rating_pd)=0,own_pd,IF(COUNT(own_pd)=0,'
         "rating_pd,MAX(own_pd+0,rating_pd+0))))", "0.00%", ()),
        ("base_grade", say("Grade of that probability"),
         'IF(COUNT(counted_pd)=0,IF(barred_grade>0,barred_grade,""),'
         f"IF(counted_pd>=1,{GRADES},{base}))", "0", ()),
        ("credit_grade", say("Grade, held by rules and lowered for old facts"),
         f"IF({held}>={GRADES},{GRADES},MIN({GRADES - 1},{held}+stale_notches))", "0",
         ("base_grade",)),
        ("shown_pd", say("Default probability, at least that of the grade"),
         f"MAX(IF(COUNT(counted_pd)=0,0,counted_pd),{least})", "0.00%", ("credit_grade",)),
    )  # fmt: skip
    for at, (name, label, text, form, needs) in enumerate(lines, row + 1):
        on.put(at, 1, label, "cell.ruled.left", across=2)
        on.formula(at, 3, text, f"cell.ruled/{form}", needs=needs, name=name)
    on.chart(
        row, 4, "stacked", say("Points earned and lost, by factor"),
        area(LAST + 4, 1, LAST + 3 + REASON_ROWS, 1, on.name),
        [
            Series(say("earned"), area(LAST + 4, 4, LAST + 3 + REASON_ROWS, 4, on.name), GREEN),
            Series(say("lost"), area(LAST + 4, 6, LAST + 3 + REASON_ROWS, 6, on.name), ORANGE),
        ],
        alt=say("Columns: the points that each factor earns and loses, the dearest loss first."),
        across=5, down=12, number="0",
    )  # fmt: skip


def _checks(draft: Draft) -> None:
    say, call = draft.say, draft.call
    file = call("FILE_FACTORS", facts="file_rows", as_of="as_of")
    draft.check(
        say("Score against CREDIT_SCORE of the customer's file"), "credit_score",
        call("CREDIT_SCORE", current_ratio=file), tolerance=1e-9, needs=("credit_score", "as_of"),
    )  # fmt: skip
    lost = address(LAST + 4, 7, sheet=draft.say("Grade"))
    until = address(LAST + 3 + REASON_ROWS, 7)
    draft.check(
        say("Score against 100 less what each reason costs"), "credit_score",
        f"100-SUM({lost}:{until})", tolerance=1e-9, needs=("credit_score",),
    )  # fmt: skip
