"""The credit policy in cells: terms of a grade, who approves, class of a country, all its parts."""

from __future__ import annotations

import re
from typing import Final, Literal

from ledgerguard.errors import InvalidValue, NotAvailable
from ledgerguard.formula import formula
from ledgerguard.formulas.checks import not_negative
from ledgerguard.policy.country_classes import CountryClass
from ledgerguard.policy.country_classes import country_class as class_of
from ledgerguard.policy.credit_strategy import CreditTerms, checked_grade, credit_terms_of
from ledgerguard.policy.credit_tables import part_table
from ledgerguard.policy.credit_words import HEADERS, LISTED, TERMS, word
from ledgerguard.policy.firm import load_policy
from ledgerguard.units import Cell, Count, Date, Flag, Language, Money, Number, Table, Text

Part = Literal[
    "grades",
    "scorecard",
    "knock-outs",
    "limits",
    "approvals",
    "charter",
    "freshness",
    "countries",
    "warnings",
    "targets",
    "profiles",
]

_CURRENCY: Final = re.compile(r"[A-Z]{3}")


@formula("CREDIT_TERMS")
def credit_terms(
    grade: Count,
    country: Text | None = None,
    new_market: Flag = False,
    currency: Text | None = None,
    language: Language = "en",
) -> Table:
    """Terms on which the credit policy sells to a grade, and which rule decides each of them.

    The strategy of the grade: longest terms, part paid ahead, security, insurance, multiplier of
    the limit, days to the next review, dunning tier. A country's risk class, a new market and a
    foreign currency may each make them stricter; the strictest one is named. Without any terms the
    goods are paid ahead or secured by a letter of credit. The policy is the firm's own where one is
    set, else the packaged one.

    Args:
        grade: Credit grade from 1 (best) to 10 (failed).
        country: ISO code of the customer's country, such as CN or DE; blank: no country counts.
        new_market: TRUE while the customer or its country is new to the firm.
        currency: Currency of the business, such as EUR: for the ceiling of the country, and for
            what is held back where the policy states a home currency.
        language: "en" or "zh".

    Errors: #NUM! when grade is not from 1 to 10; #VALUE! when country or currency is no code, or
        the firm's policy has a fault; #N/A when grade is blank.
    Example: =INDEX(CREDIT_TERMS(5), 3, 2) -> 45
    Example: =INDEX(CREDIT_TERMS(2, "VN"), 3, 3) -> "country"
    Example: =INDEX(CREDIT_TERMS(4, "DE", TRUE), 4, 2) -> 0.3
    Source: ledgerguard design, after the articles on receivables protection and on cash flow;
        classes of countries by the OECD.
    """
    policy = load_policy()
    known = class_of(country, None, policy) if country else None
    entry = policy.credit.countries.get(known.code) if known else None
    code = _currency(currency) if currency else ""
    terms = credit_terms_of(policy.credit, grade, entry, is_new=new_market, currency=code)
    title = policy.credit.strategy(grade).title
    strategy = title.in_language(language) if title else ""
    return [list(HEADERS["terms"][language]), *_rows(terms, strategy, known, language)]


@formula("APPROVAL_POST")
def approval_post(limit: Money, grade: Count, currency: Text, language: Language = "en") -> Text:
    """Post that may approve a credit limit by itself, as the credit policy's tiers say.

    The first post of the policy whose amount in that currency and whose worst grade are not
    passed; an amount that is just reached is still its own. A currency without amounts goes to the
    last post. Who holds the post stands behind it where the policy names somebody.

    Args:
        limit: Limit that is asked for, in the major unit of its currency.
        grade: Credit grade of the customer from 1 (best) to 10 (failed).
        currency: Currency of the limit, such as CNY.
        language: "en" or "zh".

    Errors: #NUM! when limit is negative or grade not from 1 to 10; #VALUE! when currency is no
        code of three letters, or the firm's policy has a fault; #N/A when an argument is blank.
    Example: =APPROVAL_POST(200000, 4, "CNY") -> "Credit analyst"
    Example: =APPROVAL_POST(200001, 4, "CNY") -> "Credit manager"
    Example: =APPROVAL_POST(1000, 9, "CNY", "zh") -> "信用委员会"
    Source: ledgerguard design; tiered approval as in the article on receivables losses.
    """
    not_negative(limit=limit)
    credit = load_policy().credit
    tier = credit.approver(limit, _currency(currency), checked_grade(grade))
    holder = next((post.holder for post in credit.charter if post.post == tier.post), "")
    title = tier.title.in_language(language)
    if not holder:
        return title
    return f"{title}（{holder}）" if language == "zh" else f"{title} ({holder})"


@formula("COUNTRY_CLASS")
def country_class(country: Text, as_of: Date | None = None) -> Text | Number:
    """Country risk class from 0 (lowest risk) to 7, or "-" or "?" where there is none.

    The newest class of the country that is dated on or before as_of: the firm's own list where its
    policy names one and the country stands there, else a transcription of the OECD's list of
    2026-01-30, to be checked with the OECD. "-": not classified as a high-income country of the
    OECD or the euro area, which is not class 0; "?": no class is known.

    Args:
        country: ISO code of two letters, such as CN, VN or DE.
        as_of: Day from which one looks; blank takes the newest list.

    Errors: #VALUE! when country is no code of two letters, or the firm's policy has a fault; #N/A
        when as_of lies before the first list, or country is blank.
    Example: =COUNTRY_CLASS("CN") -> 2
    Example: =COUNTRY_CLASS("DE") -> "-"
    Example: =COUNTRY_CLASS("VN", DATE(2026,1,29)) -> #N/A
    Source: OECD, Country risk classifications of the Participants to the Arrangement on Officially
        Supported Export Credits, valid as of 30 January 2026.
    """
    found = class_of(country, as_of, load_policy())
    if found.early:
        raise NotAvailable(
            f"as_of must not lie before the first list that names {country.strip()} "
            f"({found.dated}), got {as_of}",
            hint="older classes may be added in the firm's own country_classes_file",
        )
    return int(found.code) if found.code.isdigit() else found.code


@formula("CREDIT_POLICY")
def credit_policy(part: Part | None = None, language: Language = "en") -> Table:
    """Part of the credit policy as a table to look into, or all parts when none is named.

    The firm's own policy where one is set, else the packaged one: what a formula decides can be
    read here, line by line.

    Args:
        part: grades, scorecard, knock-outs, limits, approvals, charter, freshness, countries,
            warnings, targets or profiles; blank: the list of the parts.
        language: "en" or "zh", for headers and words.

    Errors: #VALUE! when the part is unknown or the firm's policy has a fault.
    Example: =INDEX(CREDIT_POLICY("grades"), 6, 5) -> 45
    Example: =INDEX(CREDIT_POLICY("approvals", "zh"), 2, 2) -> "信用分析员"
    Source: ledgerguard design; each part of the packaged policy says where it comes from.
    """
    policy = load_policy()
    return part_table(part or "", policy.credit, policy.credit_book, language)


def _rows(
    terms: CreditTerms, strategy: str, known: CountryClass | None, language: Language
) -> list[list[Cell]]:
    grade: Final = word("grade", language)
    rows: list[tuple[str, Cell, str]] = [
        ("strategy", strategy, grade),
        ("terms_days", terms.terms_days.value, word(terms.terms_days.origin, language)),
        (
            "prepayment_rate",
            terms.prepayment_rate.value,
            word(terms.prepayment_rate.origin, language),
        ),
        ("security", word(terms.security, language), word(terms.security_origin, language)),
        ("insurance", word(terms.insurance, language), grade),
        ("multiplier", terms.multiplier.value, word(terms.multiplier.origin, language)),
        ("review_days", terms.review_days, grade),
        ("tier", word(terms.tier, language), grade),
    ]
    if known is not None:
        listed = LISTED[language].format(dated=known.dated, source=known.source)
        rows.append(("country_class", known.code, listed))
    if terms.ceiling is not None:
        rows.append(("ceiling", terms.ceiling, word("country", language)))
    return [[TERMS[key][language], value, origin] for key, value, origin in rows]


def _currency(currency: str) -> str:
    """A currency as policies write it.

    Raises:
        InvalidValue: when it is no code of three letters.
    """
    code = currency.strip().upper()
    if not _CURRENCY.fullmatch(code):
        raise InvalidValue(
            f"currency must be a code of three letters, got {currency!r}",
            hint="such as CNY, EUR or USD",
        )
    return code
