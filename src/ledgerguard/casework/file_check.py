"""A customer's file in a cell: what is known and how old it is, its factors, years and aliases."""

from __future__ import annotations

import datetime as dt
from typing import Final

from ledgerguard.casework.customer_file.aliases import merged
from ledgerguard.casework.customer_file.behaviour import Behaviour, behaviour_of
from ledgerguard.casework.customer_file.factors import score_factors
from ledgerguard.casework.customer_file.facts import CustomerFile
from ledgerguard.casework.customer_file.items import GROUPS, ITEMS
from ledgerguard.casework.customer_file.overview import FileLine, lines
from ledgerguard.casework.customer_file.ratios import RATIOS
from ledgerguard.casework.customer_file.reading import files_from_cells, from_cells
from ledgerguard.casework.customer_file.statements import changes, years
from ledgerguard.casework.customer_file.words import (
    CONTRADICTIONS,
    MERGED,
    NOT_MERGED,
    RULES,
    STATES,
    day_cell,
    follows,
    gap_note,
    header,
    problem_note,
    shown_value,
)
from ledgerguard.errors import InvalidValue, NotAvailable
from ledgerguard.formula import formula
from ledgerguard.ledger.portfolio import in_currency
from ledgerguard.ledger.read import from_cells as ledger_from_cells
from ledgerguard.policy.credit_file import CreditPolicy
from ledgerguard.policy.credit_policy import credit_of
from ledgerguard.policy.firm import Policy, load_policy
from ledgerguard.units import LAST_SERIAL, Cell, Date, Language, Table, Text, serial

_FILE: Final = (
    *("item", "value", "currency", "date", "age", "maximum", "state", "source", "note"),
)


@formula("CUSTOMER_FILE")
def customer_file(
    facts: Table, as_of: Date, customer: Text | None = None, language: Language = "en"
) -> Table:
    """A customer's file on a day: every fact with its age, whether it still counts, what is wrong.

    One row a fact, in the order of a blank file; then groups of facts that are missing and rows
    that could not be read. A fact is fresh, stale, or without a date, by the firm's credit policy;
    not known yet where it is dated later; ended after its last day; earlier where a newer one
    counts. The note says what follows: no decision, a lower grade, or nothing.

    Args:
        facts: Range of the file with its header row: item, value, date, until, currency, source,
            and customer_id where it is about several; items by key or label.
        as_of: Day from which one looks.
        customer: Id of the customer, where the range is about several.
        language: "en" or "zh".

    Errors: #VALUE! when the range has no header with item and value, or is about several customers
        and none is named; #N/A when it has no row about the customer.
    Example: =INDEX(CUSTOMER_FILE({"Item","Value","Date";"Total assets",5000,45291},
        DATE(2024,6,30)), 2, 5) -> 182
    Example: =INDEX(CUSTOMER_FILE({"Item","Value","Date";"statements","audited",44561},
        DATE(2024,6,30)), 2, 7) -> "stale"
    Source: ledgerguard design; see FRESH_FACTORS.
    """
    file = from_cells(facts, customer or "", language=language)
    credit = _credit(load_policy(), file, as_of)
    body = [_line(line, language) for line in lines(file, credit, serial(as_of))]
    return [header(language, *_FILE), *body]


@formula("FILE_FACTORS")
def file_factors(
    facts: Table,
    as_of: Date,
    ledger: Table | None = None,
    customer: Text | None = None,
    currency: Text | None = None,
) -> Table:
    """The thirteen factors of a credit score from a customer's file: a range for CREDIT_SCORE.

    Two columns, factor and value, as CREDIT_SCORE, CREDIT_REASONS and CREDIT_PATH take them; ""
    where a factor is not known. Ratios are of the newest statements that have them; what the ledger
    says of days beyond terms yields to a fresh row of the file. A stale factor is left out where
    the firm's credit policy withholds on its group; where it lowers the grade instead, the value
    stays and CUSTOMER_FILE says what it costs.

    Args:
        facts: Range of the file with its header row: item, value, date, until, currency, source,
            and customer_id where it is about several; items by key or label.
        as_of: Day from which one looks.
        ledger: Range of the ledger with its header row, for days beyond terms.
        customer: Id of the customer in file and ledger, where either is about several.
        currency: Currency in which days beyond terms are measured; the worst one when left out.

    Errors: #VALUE! when a range has no header that can be read, is about several customers and none
        is named, or the ledger lacks the currency; #N/A when the file has no row about the
        customer.
    Example: =INDEX(FILE_FACTORS({"Item","Value","Date";"current_assets",1350,45291;
        "current_liabilities",1000,45291}, DATE(2024,6,30)), 1, 2) -> 1.35
    Example: =CREDIT_SCORE(FILE_FACTORS({"Item","Value","Date";"statements","audited",45291},
        DATE(2024,6,30))) -> #N/A
    Source: ledgerguard design; see CREDIT_SCORE.
    """
    file = from_cells(facts, customer or "")
    behaviour = _behaviour(file, as_of, ledger, customer, currency)
    policy = load_policy()
    credit = _credit(policy, file, as_of)
    found = score_factors(file, behaviour, credit, serial(as_of), policy=policy)
    return [[key, "" if value is None else value] for key, value in found.items()]


@formula("STATEMENT_YEARS")
def statement_years(
    facts: Table, as_of: Date, customer: Text | None = None, language: Language = "en"
) -> Table:
    """Ratios of a customer's statements by year, the newest first, and their change.

    One column a balance-sheet date, at most three; a ratio whose amounts are missing is "". Of
    assets, liabilities and equity the one that is left out is derived from the two others; where
    all three are stated, the last row but one says what they differ by. The change is that of the
    newest year against the one before in the same currency.

    Args:
        facts: Range of the file with its header row: item, value, date, until, currency, source,
            and customer_id where it is about several; items by key or label.
        as_of: Day from which one looks; later statements are not known yet.
        customer: Id of the customer, where the range is about several.
        language: "en" or "zh".

    Errors: #VALUE! when the range has no header with item and value, or is about several customers
        and none is named; #N/A when it has no row about the customer, or no statements.
    Example: =INDEX(STATEMENT_YEARS({"Item","Value","Date";"current_assets",1350,45291;
        "current_liabilities",1000,45291}, DATE(2024,6,30)), 4, 2) -> 1.35
    Source: ledgerguard design; the ratios are those of the formulas of their names.
    """
    found = years(from_cells(facts, customer or "", language=language), serial(as_of))
    if not found:
        raise NotAvailable(
            "the file must hold statements known on as_of, got none",
            hint="a row an amount, such as total_assets, dated at the balance-sheet date",
        )
    moved = changes(found[0], found[1]) if len(found) > 1 else {}
    captions: list[Cell] = [*header(language, "ratio"), *(day_cell(y.day) for y in found)]
    body: list[list[Cell]] = [
        [*header(language, "currency"), *(y.currency for y in found), ""],
        [*header(language, "quality"), *(_quality(y.quality, language) for y in found), ""],
    ]
    for key, ratio in RATIOS.items():
        cells: list[Cell] = [year.ratios.get(key, "") for year in found]
        body.append([ratio.title.in_language(language), *cells, moved.get(key, "")])
    body.append([*header(language, "gap"), *(y.gap for y in found), ""])
    derived = (", ".join(ITEMS[k].title.in_language(language) for k in y.derived) for y in found)
    body.append([*header(language, "derived"), *derived, ""])
    return [[*captions, *header(language, "change")], *body]


@formula("ALIASES")
def aliases(files: Table, as_of: Date | None = None, language: Language = "en") -> Table:
    """Which customers of a range of files are one customer: merged by rule, and every merge shown.

    Merged are customers with the same number in the register; with the same registered name in the
    same legal form, whatever its case, width and punctuation (Co., Ltd. is Limited); and those of
    which one states the other's name as its alias. Those that name different numbers, countries or
    legal forms are not merged, and shown as well. Nothing is merged by likeness.

    Args:
        files: Range of the files with its header row: customer_id, item, value and so on.
        as_of: Day from which one looks; later facts are not known yet.
        language: "en" or "zh".

    Errors: #VALUE! when the range has no header with item and value; #NUM! when as_of is no date
        that a sheet knows.
    Example: =INDEX(ALIASES({"Customer ID","Item","Value";"A1","name","Alpha Co., Ltd.";
        "A2","name","ALPHA LIMITED"}), 2, 3) -> "merged"
    Example: =INDEX(ALIASES({"Customer ID","Item","Value";"A1","legal_id","HRB 1";
        "A1","name","Alpha";"A2","legal_id","HRB 2";"A2","name","Alpha"}), 2, 3) -> "not merged"
    Source: ledgerguard design.
    """
    day = LAST_SERIAL if as_of is None else serial(as_of)
    found = merged(files_from_cells(files, language=language), day)
    body: list[list[Cell]] = [
        [
            merge.kept,
            merge.merged,
            MERGED.in_language(language),
            RULES[merge.rule].in_language(language),
            merge.shared,
        ]
        for merge in found.merges
    ]
    body += [
        [
            conflict.first,
            conflict.second,
            NOT_MERGED.in_language(language),
            CONTRADICTIONS[conflict.because].in_language(language),
            conflict.shared,
        ]
        for conflict in found.conflicts
    ]
    return [header(language, "kept", "merged", "result", "rule", "shared"), *body]


def _credit(policy: Policy, file: CustomerFile, as_of: dt.date) -> CreditPolicy:
    """The credit policy toward the customer's industry."""
    industry = file.latest("industry", serial(as_of))
    return credit_of(policy, "" if industry is None else str(industry.value))


def _behaviour(
    file: CustomerFile,
    as_of: dt.date,
    ledger: Table | None,
    customer: str | None,
    currency: str | None,
) -> dict[str, Behaviour]:
    if ledger is None:
        return {}
    frame = in_currency(ledger_from_cells(ledger).frame, currency or None)
    known = sorted(frame.get_column("customer_id").unique().to_list())
    wanted = customer or file.customer_id or (known[0] if len(known) == 1 else "")
    if not wanted and known:
        raise InvalidValue(
            "customer must be named where the ledger has several, got none",
            hint="the id by which the ledger names the customer",
        )
    return behaviour_of(frame, wanted, serial(as_of))


def _line(line: FileLine, language: Language) -> list[Cell]:
    state = STATES[line.state].in_language(language)
    if line.problem is not None:
        item = ITEMS.get(line.problem.item)
        label = item.title.in_language(language) if item else line.problem.item
        note = problem_note(line.problem, language)
        return [label, line.problem.value, "", "", "", "", state, "", note]
    if line.unbalanced is not None:
        year = line.unbalanced
        label = ITEMS["total_assets"].title.in_language(language)
        amount = year.amounts["total_assets"]
        day, note = day_cell(year.day), gap_note(year, language)
        return [label, amount, year.currency, day, "", "", state, "", note]
    age: Cell = "" if line.age is None else line.age
    most: Cell = "" if line.max_days is None else line.max_days
    note = follows(line.rule, language) if line.rule else ""
    fact = line.fact
    if fact is None:
        return [GROUPS[line.group].in_language(language), "", "", "", age, most, state, "", note]
    return [
        ITEMS[fact.item].title.in_language(language),
        shown_value(fact, language),
        fact.currency,
        day_cell(fact.day),
        age,
        most,
        state,
        fact.source,
        note,
    ]


def _quality(word: str, language: Language) -> str:
    words = ITEMS["statements"].words
    return words[word][0] if language == "zh" and word in words else word
