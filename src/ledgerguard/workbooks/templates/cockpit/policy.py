"""The sheet Policy: ladder, buckets, settings and the limits of the colours; every formula's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledgerguard.policy.firm import load_policy
from ledgerguard.policy.insurance_file import UNINSURED
from ledgerguard.policy.ladder_words import KINDS
from ledgerguard.policy.load import ladder
from ledgerguard.units import Cell
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Accepts, Choice, Number, Words
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.sheets.plan import SPARE_LEVELS
from ledgerguard.workbooks.sheets.policy_sheet import (
    COUNTED,
    EDGE_DAYS,
    LEVEL_COLUMNS,
    STATUS,
    level_cells,
)
from ledgerguard.workbooks.table import Column
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.cockpit.words import labels
from ledgerguard.workbooks.writer import area

LADDER: Final = "ladder"
VALUE: Final = 4
LEVEL_KEYS: Final = (
    "days", "counted_from", "action", "kind", "letter", "channels", "owner", "approval",
)  # fmt: skip


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        labels(draft)("sheet.policy"), widths=(3, 10, 14, 36, 21, 21, 20, 20, 20), pages=(1, 1),
        about=draft.say("What your firm has agreed on: yellow cells, used by every formula."),
    )  # fmt: skip


def levels(draft: Draft) -> int:
    """Levels that the ladder holds at first."""
    return len(ladder("five-stage", draft.language).entries)


def stage_rows(draft: Draft) -> int:
    """Stage 0, the levels, and room for further ones."""
    return 1 + levels(draft) + SPARE_LEVELS


def add(draft: Draft, data: Data, on: Page) -> None:
    """Lay the sheet out."""
    row = _ladder(draft, data, on, on.section(3, 1, labels(draft)("policy.ladder")))
    below = _settings(draft, data, on, row + 1)
    _edges(draft, data, on, row + 1)
    _status(draft, data, on, below + 1)


def _ladder(draft: Draft, data: Data, on: Page, row: int) -> int:
    text = labels(draft)
    row = on.note(row, 1, text("policy.ladder.note"), 8, "note.wrap")
    rows: Sequence[Sequence[Cell]] = data.tables.get(LADDER) or [
        level_cells(level, draft.language) for level in ladder("five-stage", draft.language).entries
    ]
    columns = [
        Column(key, text(title), accepts=accepts, help=help_text)
        for key, title, (accepts, help_text) in zip(
            LEVEL_KEYS, LEVEL_COLUMNS, _levels(draft), strict=True
        )
    ]
    table = on.table(row, 1, columns, rows, name=LADDER, spare=SPARE_LEVELS)
    draft.define(LADDER, area(row, 1, table.last, len(LEVEL_KEYS), on.name))
    return table.after


def _levels(draft: Draft) -> list[tuple[Accepts, str]]:
    say, text = draft.say, labels(draft)
    kinds = Choice([words.in_language(draft.language) for words in KINDS.values()])
    return [
        (Number("0", -365, 3650, whole=True),
         say("Days after the day from which they are counted; negative: before it.")),
        (Choice([text(word) for word in COUNTED]), say("The day from which the days count.")),
        (Words(80), say("What is done; the worklist shows it.")),
        (kinds, say("What kind of step it is.")),
        (Words(60), say("The letter that goes out; blank where none does.")),
        (Words(80), say("How it goes out; several are joined by commas.")),
        (Words(40), say("Who does it.")),
        (Words(40), say("Who must agree before it goes out; blank where nobody must.")),
    ]  # fmt: skip


def _settings(draft: Draft, data: Data, on: Page, row: int) -> int:
    say, text = draft.say, labels(draft)
    terms = Choice([*load_policy().insurances, UNINSURED])
    whole = Number("0", 1, 3650, whole=True)
    lines: tuple[tuple[str, Accepts, str, str, Cell], ...] = (
        ("period_days", whole, text("policy.period"),
         say("The DSO compares receivables with the sales of so many days."), 90),
        ("grace_days", Number("0", 0, 3650, whole=True), text("policy.grace"),
         say("So many days are added to every due date before the ladder counts."), 0),
        ("insurance", terms, say("Insurance terms of all items"),
         say("Blank: by the firm's policy; none: not insured."), None),
        ("default_limit", Number("whole", least=0), say("Limit of customers without one"),
         say("Counts where the sheet Limits names none; blank: such customers have no limit."),
         None),
        ("near_share", Number("percent", 0, 1), say("A customer is near the limit from"),
         say("Share of the limit that is used: from here on ▲, above the limit ■."), 0.9),
    )  # fmt: skip
    row = on.section(row, 1, text("policy.settings"))
    for name, accepts, label, help_text, default in lines:
        row = on.input(
            row, VALUE, name, accepts,
            label=label, help=help_text, default=default, given=data.values, labelled=3,
        )  # fmt: skip
    return row


def _edges(draft: Draft, data: Data, on: Page, row: int) -> None:
    text, say = labels(draft), draft.say
    column = VALUE + 2
    row = on.section(row, column, text("policy.edges"))
    edge = Column(
        "days", text("policy.edge"), accepts=Number("0", 0, 3650, whole=True),
        help=say("Last day past due of the bucket. Four rising numbers; the last bucket is open."),
    )  # fmt: skip
    given = data.tables.get("edges", [[days] for days in EDGE_DAYS])[: len(EDGE_DAYS)]
    on.table(row, column, [edge], given, name="edges", spare=len(EDGE_DAYS) - len(given))
    on.heights[row] = 22


def _status(draft: Draft, data: Data, on: Page, row: int) -> None:
    say, text = draft.say, labels(draft)
    row = on.section(row, 1, text("policy.status"))
    row = on.note(row, 1, text("policy.status.note"), 8, "note.wrap")
    on.put(row, 1, text("policy.figure"), "header", across=3)
    on.put(row, VALUE, text("policy.watch"), "header")
    on.put(row, VALUE + 1, text("policy.act"), "header")
    on.heights[row] = 24
    more = (
        ("over", say("Customers over their limit"), 1, 3, "whole"),
        ("broken", say("Promises broken"), 1, 3, "whole"),
    )
    lines = [(key, text(f"status.{key}"), low, high, form) for key, low, high, form in STATUS]
    for at, (key, label, low, high, form) in enumerate([*lines, *more], row + 1):
        for column, state, mark, value, words in (
            (VALUE, "watch", "▲", low, say("From here on the figure is ▲ watch.")),
            (VALUE + 1, "act", "■", high, say("From here on the figure is ■ act.")),
        ):
            if column == VALUE:
                on.put(at, 1, label, "cell.ruled.left", across=3)
            on.input(
                at, column, f"{state}_{key}", Number(form, 0), label=f"{mark} {label}",
                help=words, default=value, given=data.values, labelled=0,
            )  # fmt: skip
