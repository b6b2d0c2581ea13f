"""The sheet Ladder: what is done how many days past due, and how the list is weighed."""

from __future__ import annotations

from typing import Final

from ledgerguard.ledger.schema import Ledger
from ledgerguard.policy.firm import Policy, load_policy
from ledgerguard.policy.ladder_file import LevelEntry
from ledgerguard.policy.ladder_words import CHANNELS, KINDS, LETTERS, POSTS, words_of
from ledgerguard.units import Cell, Language, serial
from ledgerguard.workbooks.cockpit import busiest_currency
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Accepts, Choice, Number, Words
from ledgerguard.workbooks.page import Page
from ledgerguard.workbooks.table import Column
from ledgerguard.workbooks.template import Data
from ledgerguard.workbooks.templates.collections_worklist.words import words_offered
from ledgerguard.workbooks.writer import address, area

LEVELS: Final = 8
ROWS: Final = "ladder_rows"
REGIMES: Final = ("EU", "DE", "FR", "IE", "UK", "CN-SME", "CN", "US")
_FROM: Final = ("due", "month-end", "previous", "delivery")
_WEIGHT: Final = Number("days", 0, 10)
_DAYS: Final = Number("whole", 0, 365, whole=True)


def page(draft: Draft) -> Page:
    """The sheet, still empty."""
    return draft.page(
        draft.say("Ladder"), widths=(3, 36, 14, 34, 16, 22, 22, 18, 18, 34, 12), pages=(1, 1),
        about=draft.say("The steps of collection by days past due, and the rules of the list."),
    )  # fmt: skip


def policy_of(data: Data) -> Policy:
    """The firm's policy: the one given, else the one that holds."""
    return data.policy or load_policy()


def add(draft: Draft, data: Data, on: Page) -> int:
    """Lay the sheet out; answers how many steps the ladder has."""
    say = draft.say
    row = on.section(2, 1, say("The steps"))
    row, count = _levels(draft, data, on, row)
    row = on.note(
        row, 1,
        say("Days count from the due date, with the days of grace added; -7 is a week before it. "
            "The days of the steps rise."), 9, "note.wrap",
    )  # fmt: skip
    probe = draft.call("ESCALATION_STAGE", due_date="as_of", as_of="as_of", ladder=ROWS)
    words = (say("✓ The ladder can be read"), say("✗ The ladder cannot be read: see its rows"))
    on.put(row, 1, say("State of the ladder"), "cell.ruled.left")
    where = on.formula(
        row, 2, f'IF(ISERROR({probe}),"{words[1]}","{words[0]}")', "cell.boxed.left",
        across=2, needs=("as_of",), name="ladder_state",
    )  # fmt: skip
    on.status((row, 2), {"act": f'{where}="{words[1]}"', "good": f'{where}="{words[0]}"'})
    _rules(draft, data, on, row + 2)
    return count


def _levels(draft: Draft, data: Data, on: Page, row: int) -> tuple[int, int]:
    say, language = draft.say, draft.language
    policy = policy_of(data)
    name = policy.settings("").ladder
    levels = policy.ladders[name].levels
    other: Language = "zh" if language == "en" else "en"
    rows = data.tables.get("ladder") or [_row(one, language, other, say("yes")) for one in levels]
    columns = (
        Column("days", say("Days past due"), accepts=Number("whole", -365, 3650, whole=True),
               help=say("From so many days past due the step is due; negative before it.")),
        Column("counted", say("Counted from"), accepts=Choice(_FROM),
               help=say("due: the due date. month-end: the last day of that month. previous: the "
                        "step before. delivery: the day of delivery.")),
        Column("action", say("Step"), accepts=Words(60), help=say("What is done.")),
        Column("kind", say("Kind"), accepts=words_offered(draft, KINDS.values(), strict=False),
               help=say("What sort of step it is.")),
        Column("letter", say("Letter"),
               accepts=words_offered(draft, LETTERS.values(), strict=False),
               help=say("The letter of the step; blank where nothing is written.")),
        Column("channels", say("Channels"), accepts=Words(60),
               help=say("E-mail, letter, phone, SMS or WeChat, the preferred one first, with "
                        "commas between.")),
        Column("owner", say("Who"), accepts=Words(60), help=say("Who does it.")),
        Column("approval", say("Approval"), accepts=Words(60),
               help=say("Who must approve it; blank where nobody has to.")),
        Column("other", _other_title(draft), accepts=Words(60),
               help=say("The same step in letters of the other language.")),
        Column("interest", say("Interest"), accepts=Choice((say("yes"), say("no"))),
               help=say("Whether the letter claims late interest and fees.")),
    )  # fmt: skip
    table = on.table(row, 1, columns, rows, name="ladder", spare=max(LEVELS - len(rows), 1))
    left, right = table.at("days"), table.at("approval")
    draft.define(ROWS, area(table.first, left, table.last, right, on.name))
    return table.after, len(rows)


def _other_title(draft: Draft) -> str:
    return draft.say("Step in Chinese") if draft.language == "en" else draft.say("Step in English")


def _row(level: LevelEntry, language: Language, other: Language, yes: str) -> list[Cell]:
    return [
        level.days,
        level.counted_from,
        level.action.in_language(language),
        words_of(level.kind, KINDS, language),
        words_of(level.letter, LETTERS, language) or None,
        ", ".join(words_of(one, CHANNELS, language) for one in level.channels) or None,
        words_of(level.owner, POSTS, language) or None,
        words_of(level.approval, POSTS, language) or None,
        level.action.in_language(other),
        yes if level.interest else None,
    ]


def _rules(draft: Draft, data: Data, on: Page, row: int) -> None:
    say = draft.say
    policy = policy_of(data)
    company = policy.settings("")
    weights = policy.priority
    row = on.section(row, 1, say("Rules of the list"))
    regime = company.regime or None
    lines: tuple[tuple[str, Accepts, str, Cell, str], ...] = (
        ("list_currency", Words(3), say("Currency of the list"), unit(data),
         say("Three letters; blank where the ledger has only one currency. Type another one and "
             "the list follows.")),
        ("grace_days", _DAYS, say("Days of grace"), company.grace_days,
         say("Added to every due date before a step is due.")),
        ("promise_days", _DAYS, say("Days until a promise is broken"), company.promise_days,
         say("After the promised day, so that a transfer can arrive.")),
        ("contact_gap", _DAYS, say("Days between two calls"), company.contact_gap_days,
         say("A customer that was called so few days ago is left alone, whatever falls due.")),
        ("interest_regime", Choice(REGIMES, strict=False), say("Late interest by the law of"),
         regime,
         say("EU, DE, FR, IE, UK, CN-SME, CN or US; blank: no interest is reckoned.")),
        ("age_weight", _WEIGHT, say("Weight of age in the priority"), weights.age,
         say("Against the weight of the amount.")),
        ("amount_weight", _WEIGHT, say("Weight of the amount in the priority"), weights.amount,
         say("Against the weight of age.")),
        ("age_full_days", Number("whole", 1, 3650, whole=True), say("Age that counts in full"),
         weights.age_full_days, say("Days past due from which age counts in full.")),
        ("broken_points", Number("whole", 0, 100), say("Points for a broken promise"), 20,
         say("Added to the priority of a customer that has broken a promise, up to 100.")),
    )  # fmt: skip
    units = {
        "grace_days": say("days"), "promise_days": say("days"), "contact_gap": say("days"),
        "age_full_days": say("days"),
        "broken_points": say("points"),
    }  # fmt: skip
    for name, accepts, label, default, words in lines:
        row = on.input(
            row, 2, name, accepts, label=label, help=words, default=default,
            given=data.values, unit=units.get(name, ""),
        )  # fmt: skip
    draft.explain(
        say("Priority"),
        say("100 × (age ^ weight × amount ^ weight) ^ (1 / sum of the weights). Age is days past "
            "due over the age that counts in full, amount the root of the share in the largest "
            "amount of the list; both lie between 0.05 and 1. As the worklist of a run weighs "
            "them, without risk and cover."),
    )  # fmt: skip


def unit(data: Data) -> Cell:
    """The currency with the most open invoices; None where the ledger names none."""
    ledger: Ledger | None = data.ledger
    if ledger is None or data.as_of is None:
        return None
    return busiest_currency(ledger, serial(data.as_of)) or None


def level(key: str, stage: str) -> str:
    """A column of the ladder at a stage; "" where the step has none."""
    return f'INDEX(ladder_{key},{stage})&""'


def letter_ladder(draft: Draft, on: Page, row: int, column: int) -> None:
    """The ladder in the language of the letter: the action comes from the other column."""
    keys = ("days", "counted", "action", "kind", "letter", "channels", "owner", "approval")
    own = f'"{draft.language}"'
    for number in range(1, LEVELS + 1):
        days = f"INDEX(ladder_days,{number})"
        for offset, key in enumerate(keys):
            cell = f"INDEX(ladder_{key},{number})"
            if key == "action":
                cell = f"IF(letter_tongue={own},{cell},INDEX(ladder_other,{number}))"
            if key != "days":
                cell += '&""'
            text = f'IF(AND(ISNUMBER({days}),{number}<=ROWS(ladder_days)),{cell},"")'
            on.formula(row + number - 1, column + offset, text, "cell.ruled.left")
    last = address(row + LEVELS - 1, column + len(keys) - 1)
    draft.define("letter_ladder", f"{address(row, column, sheet=on.name)}:{last}")
