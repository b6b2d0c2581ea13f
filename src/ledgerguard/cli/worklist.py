"""``ledgerguard worklist`` and ``letters``: whom to act upon today, and what is written to whom."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledgerguard.cli import options
from ledgerguard.cli.console import Column, print_json, print_table, working
from ledgerguard.cli.ledger import read
from ledgerguard.cli.log_file import Actor, LogFile, opened, user
from ledgerguard.cli.plugin_notes import note, say_faults
from ledgerguard.ledger.currency import exponent, to_major
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.plugin import manager
from ledgerguard.units import Language, from_serial, serial

if TYPE_CHECKING:
    from ledgerguard.casework.engine import Derived
    from ledgerguard.casework.records import Worklist
    from ledgerguard.ledger.portfolio import Frame
    from ledgerguard.plugin.records import Fault
    from ledgerguard.policy.firm import Policy

NewLog = Annotated[
    Path | None,
    typer.Option(
        "--log",
        metavar="FILE",
        envvar="LEDGERGUARD_LOG",
        dir_okay=False,
        help="The log of what was proposed and done; made when it is not there.",
    ),
]
Folder = Annotated[
    Path | None,
    typer.Option(
        "--letters", metavar="FOLDER", file_okay=False, help="Also draft the letters into a folder."
    ),
]
Formats = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="A format of the letters: docx, html, eml or txt, once for each; the first three "
        "when left out.",
    ),
]
Replace = Annotated[
    bool, typer.Option("--replace", help="Overwrite letters that were edited by hand.")
]
AGENCY, CALLS = "agency-hand-over", "calls"
ALL_FORMATS = ("docx", "html", "eml")
SHOWN = 20


def worklist(
    ledger: options.LedgerFile,
    as_of: options.AsOf,
    policy_name: options.PolicyName = None,
    log: NewLog = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", dir_okay=False, help="The collector's workbook."),
    ] = None,
    letters: Folder = None,
    formats: Formats = None,
    replace: Replace = False,
    actor: Actor = "",
    date_order: options.DateOrder = None,
    pairs: options.Map = None,
    currency: options.Currency = "",
    sheet: options.Sheet = None,
    encoding: options.Encoding = None,
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Show whom to act upon at a day: step, channel, letter, and what happens if nobody does.

    With a log nothing is skipped and nothing comes twice: the run is recorded, and what was done
    is read back with `ledgerguard log import`. Without one, earlier steps are presumed done.
    """
    from ledgerguard.casework import engine, runs
    from ledgerguard.casework.hearing import Panel
    from ledgerguard.casework.history import History
    from ledgerguard.policy.firm import load_policy

    policy = load_policy(policy_name)
    panel = Panel(manager.installed())
    source = read(ledger, date_order, pairs, currency, sheet, encoding, language)
    day = serial(as_of)
    head, is_new = "", False
    with ExitStack() as stack:
        stack.enter_context(working("deriving the worklist"))
        if log is None:
            derived = engine.derive(source.frame, policy, History(), day, assume=True, ask=panel)
        else:
            book = stack.enter_context(opened(log, create=True))
            is_new = len(book) == 0
            found = runs.run(source.frame, policy, book, day, actor=user(actor), ask=panel)
            derived, head = found.derived, found.head
    if as_json:
        _print_json(derived, head, language, panel.faults)
    else:
        _print(derived, head, log, language)
        _print_said(derived.worklist, language)
        say_faults(panel.faults)
        if is_new:
            typer.echo(
                "the log is new, so every item begins at its first step; `ledgerguard log begin` "
                "on another file first takes earlier steps as done"
            )
    if out is not None:
        _write_book(derived, policy, out, head, source.frame, language)
        typer.echo(f"workbook: {out}")
    if letters is not None:
        _write_letters(derived, policy, letters, head, formats or ALL_FORMATS, None, replace)


def letters(
    run: Annotated[str, typer.Argument(help="A run, such as 20261031-1; see `log runs`.")],
    log: LogFile = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="FOLDER", file_okay=False, help="Where they go.")
    ] = Path("letters"),
    formats: Formats = None,
    replace: Replace = False,
    policy_name: Annotated[
        str | None,
        typer.Option("--policy", metavar="FILE", help="Firm's file whose letter templates to use."),
    ] = None,
    language: Annotated[
        Language | None,
        typer.Option("--lang", help="The language of all letters; else that of each customer."),
    ] = None,
) -> None:
    """Draft the letters of a recorded run. Nothing is sent."""
    from ledgerguard.casework import runs
    from ledgerguard.casework.snapshot import policy_of
    from ledgerguard.policy.firm import load_policy

    with opened(log) as book:
        found = runs.replay(book, run)
        if not found.equal:
            typer.echo("the run does not derive to what was recorded: see `log replay`", err=True)
            raise typer.Exit(1)
        row = next(iter(book.rows(kind=runs.RUN, run=run)))
        recorded = policy_of(book.content(str(row.body["policy"])))
        head = [one.hash for one in book.rows(run=run)][-1]
    policy = load_policy(policy_name) if policy_name else recorded
    _write_letters(found.derived, policy, out, head, formats or ALL_FORMATS, language, replace)


def _write_book(
    derived: Derived, policy: Policy, out: Path, head: str, frame: Frame, language: Language
) -> None:
    from ledgerguard.casework.snapshot import fingerprint, ledger_bytes
    from ledgerguard.workbooks.worklist import build

    with working("building the workbook"):
        mark = fingerprint(ledger_bytes(frame))
        build(derived, policy, out, head=head, language=language, fingerprint=mark)


def _write_letters(
    derived: Derived,
    policy: Policy,
    folder: Path,
    head: str,
    formats: Sequence[Any],
    language: Language | None,
    replace: bool,
) -> None:
    from ledgerguard.casework.correspondence import calls_of, letters_of
    from ledgerguard.casework.hand_over_pack import write_hand_over
    from ledgerguard.casework.letters.formats import write_letters
    from ledgerguard.casework.letters.render import render
    from ledgerguard.casework.letters.scripts import script_for

    with working("writing the letters"):
        data = letters_of(derived, policy, head=head, language=language)
        made = [render(one, policy.templates) for one in data]
        paths = write_letters(made, folder, tuple(formats), replace=replace)
        calls = calls_of(derived, policy, head=head, language=language)
        scripts = [script_for(one, policy.templates) for one in calls]
        if scripts:  # read on the phone, and mailed by nobody
            kinds = tuple({*formats} - {"eml"} or {"html"})
            write_letters(scripts, folder / CALLS, kinds, replace=replace)
        packs = [letter for letter in made if letter.data.letter == AGENCY]
        for letter in packs:
            write_hand_over(letter, policy.agency, folder / AGENCY, replace=replace)
    typer.echo(f"letters: {len(made)} drafts in {len(paths)} files in {folder}")
    if scripts:
        typer.echo(f"call scripts: {len(scripts)} in {folder / CALLS}")
    if packs:
        typer.echo(f"hand-over packs: {len(packs)}, each weighed against own collection, in "
                   f"{folder / AGENCY}")  # fmt: skip


def _print(derived: Derived, head: str, log: Path | None, language: Language) -> None:
    from ledgerguard.casework.channels import channel_words
    from ledgerguard.casework.reasons import if_she_waits
    from ledgerguard.policy.ladder_words import POSTS, words_of

    found = derived.worklist
    columns = [
        Column("#", right=True),
        Column("customer"),
        Column("amount", right=True),
        Column("days", right=True),
        Column("step"),
        Column("by"),
        Column("owner"),
        Column("if nobody acts"),
    ]
    rows = [
        [
            str(task.rank),
            task.customer,
            f"{task.currency} {_money(task.amount, task.currency)}".strip(),
            str(max((item.days_past_due for item in task.items), default=0)),
            task.action.in_language(language),
            channel_words(task.channel, language),
            words_of(task.owner, POSTS, language),
            if_she_waits(task, language),
        ]
        for task in found.tasks[:SHOWN]
    ]
    if rows:
        print_table(columns, rows, title=f"{from_serial(found.as_of)}, run {found.run}")
    more = len(found.tasks) - len(rows)
    if more:
        typer.echo(f"and {more} more: --out FILE writes them all")
    typer.echo(
        f"{len(found.tasks)} tasks, {len(found.held)} items on hold, "
        f"{len(found.reassess)} customers to re-assess"
    )
    if log is None:
        typer.echo("no log: earlier steps are presumed done, and nothing was recorded (see --log)")
    else:
        typer.echo(f"recorded in {log}; head {head}")


def _print_said(found: Worklist, language: Language) -> None:
    """What plugins said to the steps of the day."""
    from ledgerguard.casework.reasons import held_words, said

    lines = [
        f"on {task.rank} {task.customer}: {said(reason, language)}"
        for task in found.tasks
        for reason in task.reasons
        if reason.code == "remark"
    ]
    lines += [
        f"{one.customer} {one.item.key}: {held_words(one, language)}"
        for one in found.held
        if one.reason == "veto"
    ]
    for line in lines[:SHOWN]:
        typer.echo(line)
    if len(lines) > SHOWN:
        typer.echo(f"and {len(lines) - SHOWN} more words of plugins: --out FILE writes them all")


def _print_json(derived: Derived, head: str, language: Language, faults: Sequence[Fault]) -> None:
    from ledgerguard.casework.reasons import held_words, if_she_waits, why

    found = derived.worklist
    print_json(
        {
            "run": found.run,
            "as_of": from_serial(found.as_of).isoformat(),
            "head": head,
            "tasks": [
                {
                    "id": task.id,
                    "entity": task.entity,
                    "customer_id": task.customer_id,
                    "customer": task.customer,
                    "currency": task.currency,
                    "amount": to_major(task.amount, task.currency),
                    "ladder": task.ladder,
                    "level": task.level,
                    "kind": task.kind,
                    "action": task.action.in_language(language),
                    "channel": task.channel,
                    "owner": task.owner,
                    "approval": task.approval,
                    "letter": task.letter,
                    "since": from_serial(task.since).isoformat(),
                    "if_nobody_acts": if_she_waits(task, language),
                    "days_to_cover_loss": task.days_to_cover_loss,
                    "priority": task.priority,
                    "why": why(task, language),
                    "items": [
                        {
                            "invoice": str(item.key),
                            "due": None
                            if item.due == NO_DAY
                            else from_serial(item.due).isoformat(),
                            "open": to_major(item.open, task.currency),
                            "days_past_due": item.days_past_due,
                            "level": item.level,
                        }
                        for item in task.items
                    ],
                }
                for task in found.tasks
            ],
            "held": [
                {
                    "invoice": str(one.item.key),
                    "customer_id": one.item.key.customer_id,
                    "reason": one.reason,
                    "words": held_words(one, language),
                }
                for one in found.held
            ],
            "reassess": [
                {
                    "customer_id": one.customer_id,
                    "currency": one.currency,
                    "overdue": to_major(one.overdue, one.currency),
                    "oldest_days_past_due": one.oldest,
                }
                for one in found.reassess
            ],
            "plugin_faults": [note(fault) for fault in faults],
        }
    )


def _money(minor: int, currency: str) -> str:
    return f"{to_major(minor, currency):,.{exponent(currency)}f}"
