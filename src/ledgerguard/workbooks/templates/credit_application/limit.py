"""The sheet Limit: methods side by side, what bounds them, terms, and who may decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledgerguard.casework.decisions.words import CEILINGS
from ledgerguard.workbooks.charts import Series
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.credit_application import policy_page, words
from ledgerguard.workbooks.templates.credit_application.newest import known
from ledgerguard.workbooks.writer import address, area

HEAD: Final = 4
METHODS: Final = (
    "net_worth", "working_capital", "turnover", "references", "pay_behaviour", "financial", "years",
)  # fmt: skip
"""The methods of the house's policy in its order, then two that are there to be compared."""
FIRST, LAST = HEAD + 1, HEAD + len(METHODS)
AMOUNT_COLUMN, USED, COUNTED, BINDS = 4, 5, 6, 7
BOUNDS: Final = LAST + 4
BOUND_ROWS: Final = 7


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Limit and terms"), widths=(2, 44, 18, 13, 18, 13, 18, 13), pages=(1, 1),
        portrait=True,
        about=draft.say("What each method lets it owe, what bounds that, and on which terms."),
    )  # fmt: skip


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    _methods(draft, data, on)
    _bounds(draft, on)
    row = _steps(draft, on, BOUNDS + BOUND_ROWS + 1)
    row = _terms(draft, on, row + 1)
    row = _posts(draft, data, on, row + 1)
    _chart(draft, on, row + 1)
    _checks(draft)


def title(draft: Draft, code: str) -> str:
    """What the house calls a ceiling of the limit."""
    say = draft.say
    own = {"financial": say("LIMIT_FINANCIAL: net worth and revenue"),
           "years": say("LIMIT_BY_YEARS: years in business")}  # fmt: skip
    return own.get(code) or CEILINGS[code].in_language(draft.language)


def _method_texts(draft: Draft) -> dict[str, tuple[str, str, str, tuple[str, ...]]]:
    """Base, rate, formula and needs of each method."""
    call = draft.call
    worth, capital, revenue = (
        known(name) for name in ("tangible_net_worth", "working_capital", "revenue")
    )
    paid = call("LIMIT_PAY_BEHAVIOUR", balances="highest_paid", days_late="0",
                tolerance_days="0", growth_factor="paid_factor", as_of="as_of")  # fmt: skip
    years = "(as_of-founded)/365.25"
    return {
        "net_worth": (worth, "net_worth_rate", call(
            "LIMIT_NET_WORTH", tangible_net_worth=worth, net_worth_rate="net_worth_rate"),
            (worth,)),
        "working_capital": (capital, "working_capital_rate", call(
            "LIMIT_WORKING_CAPITAL", working_capital=capital,
            working_capital_rate="working_capital_rate"), (capital,)),
        "turnover": (revenue, "turnover_rate", f"{revenue}*turnover_rate", (revenue,)),
        "references": (
            'IF(COUNT(references_granted)=0,"",SUM(references_granted)/COUNT(references_granted))',
            "", 'IF(COUNT(references_granted)=0,"",'
            + call("LIMIT_REFERENCES", reference_limits="references_granted") + ")", ()),
        "pay_behaviour": ("highest_paid", "paid_factor", f"IF(paid_factor=0,0,{paid})",
                          ("highest_paid", "as_of")),
        "financial": (worth, "strong_worth_rate", call(
            "LIMIT_FINANCIAL", tangible_net_worth=worth, turnover=revenue,
            net_worth_rate="strong_worth_rate", turnover_rate="turnover_rate"),
            (worth, revenue)),
        "years": (years, "", call(
            "LIMIT_BY_YEARS", years=years, from_years="by_years_from",
            limits="by_years_limit"), ("founded", "as_of")),
    }  # fmt: skip


def _methods(draft: Draft, data: Data, on: Page) -> None:
    say = draft.say
    on.section(HEAD - 1, 1, say("Methods side by side"))
    titles = (say("Method"), say("Base"), say("Rate"), say("Comes to"), say("Counts"),
              say("Times multiplier"), say("Lowest"))  # fmt: skip
    for column, words_of in enumerate(titles, 1):
        on.put(HEAD, column, words_of, "header")
    on.heights[HEAD] = 32
    stated = policy_page.credit_of(data).limits.methods
    yes_no = words.answers(draft)
    yes = yes_no[0][1]
    scored = draft.call("LIMIT_SCORED", base_limit="{amount}", grade="credit_grade",
                        multipliers="grades_multiplier")  # fmt: skip
    counted = area(FIRST, COUNTED, LAST, COUNTED)
    for row, code in enumerate(METHODS, FIRST):
        base, rate, text, needs = _method_texts(draft)[code]
        on.put(row, 1, title(draft, code), "cell.ruled.left")
        form = "0.0" if code == "years" else "whole"
        on.formula(row, 2, base, f"cell.ruled/{form}", needs=needs)
        rate_form = "0.00" if rate == "paid_factor" else "0.0%"
        if rate:
            on.formula(row, 3, rate, f"cell.ruled/{rate_form}")
        else:
            on.put(row, 3, None, "cell.ruled")
        on.formula(row, AMOUNT_COLUMN, text, "cell.ruled/whole", needs=needs)
        on.input(
            row, USED, f"use_{code}", words.choice(yes_no), labelled=0, given=data.values,
            label=say("Counts") + f": {title(draft, code)}",
            default=words.worded("yes" if code in stated else "no", yes_no),
            help=say("Yes: the method bounds the limit. No: it is only shown."),
        )  # fmt: skip
        amount = address(row, AMOUNT_COLUMN, absolute=False)
        on.formula(
            row, COUNTED, f'IF(use_{code}="{yes}",ROUND({scored.format(amount=amount)},2),"")',
            "cell.ruled/whole", needs=(amount, "credit_grade"),
        )  # fmt: skip
        own = address(row, COUNTED, absolute=False)
        on.formula(
            row, BINDS, f'IF({own}=MIN({counted}),"◄","")', "cell.ruled.center", needs=(own,)
        )
        on.heights[row] = 22
    _combined(draft, on)


def _combined(draft: Draft, on: Page) -> None:
    say = draft.say
    counted = area(FIRST, COUNTED, LAST, COUNTED)
    lowest = words.combining(draft)[0][1]
    on.put(LAST + 1, 1, say("What it can bear: lowest or average of those that count"),
           "cell.total.left")  # fmt: skip
    for column in (2, 3, 4, 5, 7):
        on.put(LAST + 1, column, None, "cell.total")
    multiplier = "INDEX(grades_multiplier,credit_grade)"
    text = (
        f'IF({multiplier}=0,0,IF(COUNT({counted})=0,"",'
        f'IF(combine_by="{lowest}",MIN({counted}),ROUND(SUM({counted})/COUNT({counted}),2))))'
    )
    on.formula(
        LAST + 1, COUNTED, text, "cell.total/whole", needs=("credit_grade",), name="capacity"
    )


def _bounds(draft: Draft, on: Page) -> None:
    say, call = draft.say, draft.call
    on.section(BOUNDS - 1, 1, say("What bounds it"))
    titles = {1: say("Ceiling"), 4: say("Amount"), 6: say("Counted"), 7: say("Binds")}
    for column, words_of in titles.items():
        across = {1: 3, 4: 2}.get(column, 1)
        on.put(BOUNDS, column, words_of, "header", across=across)
    on.heights[BOUNDS] = 28
    need = call(
        "LIMIT_NEED", annual_purchases="annual_purchases", terms_days="policy_days",
        delay_days="MAX(0,days_late)", billing_lag_days="billing_lag_days", vat_rate="vat_rate",
    )  # fmt: skip
    refused = [dict(words.insurer(draft))[key] for key in ("refused", "cancelled")]
    no_cover = f'OR(insurer_answer="{refused[0]}",insurer_answer="{refused[1]}")'
    order = (
        'IF(COUNT(annual_purchases)>0,"",IF(COUNT(first_order)=0,"",open_receivables+first_order))'
    )
    ceilings: tuple[tuple[str, str, tuple[str, ...]], ...] = (
        ("capacity", "capacity", ("capacity",)),
        ("need", f"ROUND({need},2)", ("annual_purchases", "policy_days")),
        ("asked", f"IF(COUNT(requested_limit)=1,requested_limit,{order})", ()),
        ("terms", 'IF(policy_days=0,0,"")', ("policy_days",)),
        ("insurer", f'IF(COUNT(insurer_limit)=1,insurer_limit,IF({no_cover},0,""))', ()),
        ("country", "country_ceiling", ("country_ceiling",)),
        ("largest", "largest_limit", ("largest_limit",)),
    )  # fmt: skip
    first = BOUNDS + 1
    counted = area(first, COUNTED, first + len(ceilings) - 1, COUNTED)
    for row, (code, text, needs) in enumerate(ceilings, first):
        words_of = say("What it can bear") if code == "capacity" else title(draft, code)
        on.put(row, 1, words_of, "cell.ruled.left")
        for column in (2, 3):
            on.put(row, column, None, "cell.ruled")
        on.formula(row, AMOUNT_COLUMN, text, "cell.ruled/whole", needs=needs, across=2)
        on.heights[row] = 20
        amount = address(row, AMOUNT_COLUMN, absolute=False)
        beside = f"{amount}+retained_appetite" if code == "insurer" else amount
        on.formula(
            row, COUNTED, beside, "cell.ruled/whole", needs=(amount, "credit_grade"),
            name=f"bound_{code}",
        )  # fmt: skip
        own = address(row, COUNTED, absolute=False)
        place = row - first + 1
        on.formula(
            row, BINDS, f'IF({own}=MIN({counted}),{place},"")',
            'cell.ruled.center/"◄";"◄";"◄"', needs=(own,),
        )  # fmt: skip
    draft.define("bound_titles", area(first, 1, first + len(ceilings) - 1, 1, on.name))
    draft.define("bound_places", area(first, BINDS, first + len(ceilings) - 1, BINDS, on.name))
    draft.define("bound_amounts", area(first, COUNTED, first + len(ceilings) - 1, COUNTED, on.name))


def _steps(draft: Draft, on: Page, row: int) -> int:
    """From the lowest ceiling to the limit."""
    say = draft.say
    on.section(row, 1, say("Recommended limit"))
    known = 'IF(COUNT(bound_capacity,bound_insurer)=0,"",MIN(bound_amounts))'
    lines: Sequence[tuple[str, str, str, str, tuple[str, ...]]] = (
        ("lowest_bound", say("Lowest ceiling"), known, "whole", ("credit_grade",)),
        ("after_new", title(draft, "new-market"),
         "IF(is_new=1,ROUND(lowest_bound*new_multiplier,2),lowest_bound)", "whole",
         ("lowest_bound",)),
        ("after_currency", title(draft, "currency"),
         "ROUND(after_new*(1-held_back),2)", "whole", ("after_new",)),
        ("stops", say("Reasons for no decision (0: none)"),
         "IF(barred_grade>0,0,stale_stops+IF(COUNT(credit_grade)=0,1,0)"
         "+IF(COUNT(after_currency)=0,1,0))", "0", ()),
        ("recommended_limit", title(draft, "limit"),
         'IF(stops>0,"",IF(barred_grade>0,0,'
         "INT(ROUND(MAX(0,after_currency)/rounding_unit,9))*rounding_unit))", "whole", ()),
    )  # fmt: skip
    for at, (name, label, text, form, needs) in enumerate(lines, row + 1):
        style = "cell.total" if name == "recommended_limit" else "cell.ruled"
        on.put(at, 1, label, f"{style}.left")
        for column in (2, 3, 4, 5, 7):
            on.put(at, column, None, style)
        on.formula(at, COUNTED, text, f"{style}/{form}", needs=needs, name=name)
        on.heights[at] = 22
    return row + 1 + len(lines)


def _terms(draft: Draft, on: Page, row: int) -> int:
    say, call = draft.say, draft.call
    on.section(row, 1, say("Terms"))
    grade = "INDEX(grades_{column},credit_grade)"
    days, prepaid, strict = (grade.format(column=c) for c in ("days", "prepaid", "strictness"))
    here = "IF(SUM(countries_holds)=0,{none},SUMIFS({column},countries_holds,1))"
    country_days = here.format(column="countries_days", none=9999)
    secured = words.security(draft)
    kinds = '""'
    for place, (_, words_of) in reversed(list(enumerate(secured))):
        kinds = f'IF(strictness={place},"{words_of}",{kinds})'
    prepay = call("PREPAYMENT_REQUIRED", exposure="open_receivables",
                  limit="IF(granted_days=0,0,recommended_limit)", new_order="first_order",
                  minimum_rate="granted_prepaid")  # fmt: skip
    country = call("COUNTRY_CLASS", country="country_code", as_of="as_of")
    lines: Sequence[tuple[str, str, str, str, tuple[str, ...]]] = (
        ("country_class", say("Country risk class"),
         f'IF(country_code="","",IF(COUNT(as_of)=0,"",{country}))', "text", ()),
        ("country_row", say("Row of the class on the sheet Credit policy"),
         'IF(SUM(countries_holds)=0,"",SUMIFS(countries_place,countries_holds,1))', "0", ()),
        ("country_word", say("Country risk"),
         'IF(country_view<>"",country_view,IF(COUNT(country_row)=0,"",'
         "INDEX(countries_risk,country_row)))", "text", ()),
        ("country_ceiling", say("Ceiling of the country"),
         'IF(COUNT(INDEX(countries_top,country_row))=0,"",INDEX(countries_top,country_row))',
         "whole", ("country_row",)),
        ("is_new", say("New customer (1: yes)"),
         "IF(new_months=0,0,IF(COUNT(customer_since)=0,1,"
         "IF(as_of<EDATE(customer_since,new_months),1,0)))", "0", ()),
        ("policy_days", say("Longest terms (days)"),
         f"MIN({days},IF(is_new=1,INT({days}*new_terms_factor),9999),{country_days})", "0",
         ("credit_grade",)),
        ("policy_prepaid", say("Paid ahead, by the policy"),
         f"IF(policy_days=0,1,MAX({prepaid},IF(is_new=1,new_prepaid,0)))", "0%",
         ("policy_days",)),
        ("granted_days", say("Terms (days)"),
         "IF(recommended_limit=0,0,MIN(policy_days,IF(COUNT(requested_days)=1,requested_days,9999)"
         "))", "0", ("recommended_limit", "policy_days")),
        ("granted_prepaid", say("Paid ahead"), "IF(granted_days=0,1,policy_prepaid)", "0%",
         ("granted_days",)),
        ("strictness", say("Strictness of the security (0 to 3)"),
         f"IF(barred_grade>0,3,MAX({strict},{here.format(column='countries_strictness', none=0)},"
         "IF(granted_days=0,2,0)))", "0", ("granted_days",)),
        ("security_word", say("Security"), kinds, "text", ("strictness",)),
        ("insurance_word", say("Insurance"), grade.format(column="insurance"), "text",
         ("credit_grade",)),
        ("order_ahead", say("Of the order: paid ahead"), prepay, "money",
         ("first_order", "recommended_limit")),
        ("order_credit", say("Of the order: on credit"), "first_order-order_ahead", "money",
         ("order_ahead",)),
        ("next_review", say("Next review, and valid until"),
         "MIN(as_of+" + grade.format(column="review")
         + ",EOMONTH(as_of+1,MOD(-MONTH(as_of+1),3)))", "date", ("as_of", "credit_grade")),
    )  # fmt: skip
    for at, (name, label, text, form, needs) in enumerate(lines, row + 1):
        on.put(at, 1, label, "cell.ruled.left")
        for column in (2, 3, 4, 5, 7):
            on.put(at, column, None, "cell.ruled")
        style = "cell.ruled.center" if form == "text" else f"cell.ruled/{form}"
        on.formula(at, COUNTED, text, style, needs=needs, name=name)
    return row + 1 + len(lines)


def _posts(draft: Draft, data: Data, on: Page, row: int) -> int:
    """Which post may decide the recommended limit, the one asked for and the one decided."""
    say = draft.say
    count = len(data.tables.get("approvals", policy_page.credit_of(data).approvals))
    on.section(row, 1, say("Who may decide"))
    titles = (say("Post"), say("Up to"), say("Worst grade"), say("as recommended"),
              say("as asked"), say("as decided"))  # fmt: skip
    head = row + 1
    for column, words_of in enumerate(titles, 1):
        on.put(head, column, words_of, "header")
    on.heights[head] = 32
    amounts = ((4, "recommended_limit"), (5, "requested_limit"), (6, "decided_amount"))
    for place in range(1, count + 1):
        at = head + place
        last = place == count
        on.formula(at, 1, f"INDEX(approvals_post,{place})", "cell.ruled.left")
        upto, worst = f"INDEX(approvals_most,{place})", f"INDEX(approvals_grade,{place})"
        on.formula(at, 2, upto, "cell.ruled/whole")
        on.formula(at, 3, worst, "cell.ruled/0")
        most = address(at, 2)
        for column, amount in amounts:
            holds = f"AND({amount}<={most},credit_grade<={worst})"
            fits = str(place) if last else f'IF(COUNT({most})=0,"",IF({holds},{place},""))'
            if amount == "decided_amount":
                may = f"INDEX(approvals_override,{place})"
                fits = f'IF(AND(is_override=1,{may}=0),"",{fits})'
            on.formula(at, column, fits, "cell.ruled/0", needs=(amount, "credit_grade"))
    at = head + count + 1
    on.put(at, 1, say("Lowest post that may (its row)"), "cell.total.left")
    for column in (2, 3):
        on.put(at, column, None, "cell.total")
    for column, name in ((4, "post_recommended"), (5, "post_asked"), (6, "post_decided")):
        cells = area(head + 1, column, head + count, column)
        on.formula(at, column, f'IF(COUNT({cells})=0,"",MIN({cells}))', "cell.total/0", name=name)
    return at + 1


def _chart(draft: Draft, on: Page, row: int) -> None:
    say = draft.say
    behind = draft.calculations()
    top = behind.section(behind.free, 0, say("Limit by method and ceiling"))
    behind.put(top, 0, say("Method"), "header")
    behind.put(top, 1, say("Comes to"), "header")
    on_limit = [
        *((code, address(FIRST + n, AMOUNT_COLUMN, sheet=on.name))
          for n, code in enumerate(METHODS)),
        ("need", "bound_need"), ("asked", "bound_asked"), ("limit", "recommended_limit"),
    ]  # fmt: skip
    labels = {"financial": "LIMIT_FINANCIAL", "years": "LIMIT_BY_YEARS",
              "limit": say("Recommended limit")}  # fmt: skip
    for at, (code, cell) in enumerate(on_limit, top + 1):
        behind.put(at, 0, labels.get(code, title(draft, code)), "cell.ruled.left")
        behind.formula(at, 1, cell, "cell.ruled/whole", needs=(cell,))
    last = top + len(on_limit)
    draft.define("chart_limits", area(top + 1, 1, last, 1, behind.name))
    draft.define("chart_methods", area(top + 1, 0, last, 0, behind.name))
    on.chart(
        row, 1, "bar", say("Methods before the multiplier, need, wish and recommendation"),
        area(top + 1, 0, last, 0, behind.name),
        [Series(say("Amount"), area(top + 1, 1, last, 1, behind.name), labels="#,##0")],
        alt=say("Bars: what each method comes to, the need, what is asked for, the limit."),
        across=7, down=14,
    )  # fmt: skip


def _checks(draft: Draft) -> None:
    say, call = draft.say, draft.call
    best = call(
        "LIMIT_RECOMMEND", need="MIN(bound_amounts)", capacities="bound_capacity",
        rounding_unit="rounding_unit",
    )  # fmt: skip
    draft.check(
        say("Lowest ceiling, rounded down, against LIMIT_RECOMMEND"),
        "INT(ROUND(MAX(0,lowest_bound)/rounding_unit,9))*rounding_unit", best,
        needs=("lowest_bound", "bound_capacity"),
    )  # fmt: skip
    draft.check(
        say("Paid ahead and on credit against the order"), "order_ahead+order_credit",
        "first_order", needs=("order_ahead", "order_credit"),
    )  # fmt: skip
    post = call("APPROVAL_POST", limit="recommended_limit", grade="credit_grade",
                currency="currency")  # fmt: skip
    draft.check(
        say("Post that may decide against APPROVAL_POST of the policy (1: the same)"),
        f'IF({post}&""=INDEX(approvals_post,post_recommended)&"",1,0)', "1",
        needs=("recommended_limit", "post_recommended"),
    )  # fmt: skip
