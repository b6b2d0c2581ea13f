"""``ledgerguard claim``: the file of a claim on the credit insurer, or the report before it."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledgerguard.cells.spelling import Host
from ledgerguard.cli import options
from ledgerguard.cli.console import Column, print_json, print_table, working
from ledgerguard.cli.ledger import read
from ledgerguard.cli.log_file import Actor, opened, user
from ledgerguard.errors import InvalidValue
from ledgerguard.ledger.schema import NO_DAY
from ledgerguard.units import Language, from_serial, serial

if TYPE_CHECKING:
    from ledgerguard.casework.claims.records import ClaimFile
    from ledgerguard.casework.customer_file.facts import CustomerFile
    from ledgerguard.policy.firm import Policy

_COLUMNS = (
    *("invoice", "due", "days", "open", "insured", "report_by", "reported"),
    *("claim_from", "claim_by", "reason"),
)
_RIGHT = ("days", "open", "insured")

Invoices = Annotated[
    list[str],
    typer.Argument(help="Numbers of unpaid invoices of one customer; NO/2 is its instalment 2."),
]
FactsFile = Annotated[
    Path | None,
    typer.Option(
        "--facts",
        metavar="FILE",
        exists=True,
        dir_okay=False,
        help="Customers' files, csv or xlsx with one row a fact: limits, proofs of delivery ...",
    ),
]
OptionalLog = Annotated[
    Path | None,
    typer.Option(
        "--log",
        metavar="FILE",
        envvar="LEDGERGUARD_LOG",
        dir_okay=False,
        help="The log: dunning, replies, reports. Without one nothing of that is known.",
    ),
]


def claim(
    ledger: options.LedgerFile,
    invoices: Invoices,
    as_of: options.AsOf,
    out: Annotated[
        Path,
        typer.Option("--out", metavar="FOLDER", file_okay=False, help="Where the file goes."),
    ] = Path("claim"),
    policy_name: options.PolicyName = None,
    facts: FactsFile = None,
    log: OptionalLog = None,
    cause: Annotated[
        str,
        typer.Option(
            "--cause",
            metavar="CAUSE",
            help="Why the buyer does not pay: protracted-default, insolvency, repudiation, "
            "moratorium, transfer, war, contract-frustration, natural-disaster or public-default.",
        ),
    ] = "protracted-default",
    notify: Annotated[
        bool, typer.Option("--notify", help="Only the report of the overdue invoices.")
    ] = False,
    sent: Annotated[
        bool,
        typer.Option(
            "--sent", help="It goes out today: record the claim, or the report, in the log."
        ),
    ] = False,
    host: Annotated[
        Host | None,
        typer.Option(
            "--host",
            help="Keep our formulas in the workbook, for this program; else their values stand in "
            "it, for a reader without the add-in.",
        ),
    ] = None,
    customer: Annotated[
        str, typer.Option("--customer", metavar="ID", help="Where several have such a number.")
    ] = "",
    entity: Annotated[
        str, typer.Option("--entity", metavar="NAME", help="Our legal entity, likewise.")
    ] = "",
    replace: Annotated[
        bool, typer.Option("--replace", help="Overwrite files that hold something else.")
    ] = False,
    actor: Actor = "",
    date_order: options.DateOrder = None,
    pairs: options.Map = None,
    currency: options.Currency = "",
    sheet: options.Sheet = None,
    encoding: options.Encoding = None,
    language: options.Lang = "en",
    as_json: options.AsJson = False,
) -> None:
    """Put a claim on the credit insurer together: a folder with workbook, letters and an index.

    The index says what is missing and who gets it. Nothing is sent. With --notify it is the report
    of the overdue invoices alone; with --sent the log learns that it went out, and the insurer's
    clock with it.
    """
    from ledgerguard.casework.claims import folder, recording
    from ledgerguard.casework.claims.file import claim_file
    from ledgerguard.policy.firm import load_policy

    if sent and log is None:
        raise InvalidValue(
            "--sent must come with a log, got none", hint="--log FILE names it, or LEDGERGUARD_LOG"
        )
    policy = load_policy(policy_name)
    source = read(ledger, date_order, pairs, currency, sheet, encoding, language)
    with ExitStack() as stack:
        book = stack.enter_context(opened(log)) if log is not None else None
        found = claim_file(
            source.frame,
            policy,
            book,
            serial(as_of),
            invoices,
            cause=cause,
            facts=files_of(facts, language),
            customer_id=customer,
            entity=entity,
        )
        files = _files(found, policy, host, language, notify=notify)
        index = folder.index_text(found, files, language, notify=notify)
        paths = folder.write_folder(out, files, index, replace=replace)
        head = found.head
        if book is not None and sent and notify:
            head = recording.record_report(book, found, policy, actor=user(actor))
        elif book is not None and sent:
            head = recording.record_claim(
                book, found, policy, index=folder.index_hash(index), actor=user(actor)
            )
    if as_json:
        print_json(_as_json(found, paths, head, language))
        return
    _print(found, language, notify=notify)
    typer.echo(f"{len(paths)} files in {out}")
    if sent:
        typer.echo(f"recorded in {log}; head {head}")
    else:
        typer.echo("nothing was sent or recorded; --sent tells the log that it went out")


def files_of(path: Path | None, language: Language) -> dict[str, CustomerFile] | None:
    """The customers' files; what cannot be read in them is told and not passed over."""
    if path is None:
        return None
    from ledgerguard.casework.customer_file.reading import read_files

    files = read_files(path, language=language)
    for file in files.values():
        for problem in file.problems:
            typer.echo(
                f"{path.name}, row {problem.row}: {problem.item} {problem.value!r}: "
                f"{problem.problem}",
                err=True,
            )
    return files


def _files(
    found: ClaimFile, policy: Policy, host: Host | None, language: Language, *, notify: bool
) -> dict[str, bytes]:
    from ledgerguard.casework.claims import folder
    from ledgerguard.workbooks.claim_file import as_bytes

    with working("putting the claim together"):
        if notify:
            return folder.report_files(found, policy, language)
        workbook = as_bytes(found, host=host, language=language)
        return folder.claim_files(found, policy, language, workbook)


def _print(found: ClaimFile, language: Language, *, notify: bool) -> None:
    from ledgerguard.casework.claims.folder import missing_lines
    from ledgerguard.casework.claims.status_words import FILE_WORDS, REPORTS
    from ledgerguard.casework.insured.words import REASONS

    said = {key: wording.in_language(language) for key, wording in FILE_WORDS.items()}
    columns = [Column(said[key], right=key in _RIGHT) for key in _COLUMNS]
    rows = [
        [
            str(one.key),
            shown(one.calendar.due),
            str(one.item.days_past_due),
            str(one.item.open),
            str(one.loss.parts.insured),
            shown(one.calendar.report_by),
            shown(one.calendar.reported_on)
            or REPORTS[one.calendar.report(found.as_of)].in_language(language),
            shown(one.calendar.claim_from),
            shown(one.calendar.claim_by),
            REASONS[one.loss.reason].in_language(language) if one.loss.reason else "",
        ]
        for one in found.invoices
    ]
    title = said["report-title" if notify else "claim-title"].format(
        reference=found.reference,
        customer=found.customer,
        cause=found.cause.title.in_language(language),
    )
    print_table(columns, rows, title=title)
    parts = found.found.parts
    typer.echo(
        said["sums"].format(
            claimed=parts.claimed, insured=parts.insured, expected=found.found.expected
        )
    )
    reports = {one.calendar.report(found.as_of) for one in found.invoices}
    if not found.head and "missed" in reports:
        typer.echo(said["presumed"])
    for line in missing_lines(found, language, notify=notify):
        typer.echo(f"{said['missing']}{line}")


def _as_json(found: ClaimFile, paths: list[Path], head: str, language: Language) -> dict[str, Any]:
    parts = found.found.parts
    return {
        "reference": found.reference,
        "customer_id": found.customer_id,
        "currency": found.currency,
        "cause": found.cause.key,
        "claimed": parts.claimed.major,
        "insured": parts.insured.major,
        "expected": found.found.expected.major,
        "claim_from": shown(found.earliest) or None,
        "claim_by": shown(found.latest) or None,
        "invoices": [
            {
                "invoice": str(one.key),
                "open": one.item.open.major,
                "insured": one.loss.parts.insured.major,
                "reason": one.loss.reason,
                "extension": one.calendar.extension,
                "report": one.calendar.report(found.as_of),
                "claim": one.calendar.window(found.as_of),
                "after_stop_of": one.calendar.stopped_by,
            }
            for one in found.invoices
        ],
        "missing": [
            {
                "paper": one.paper.key,
                "invoice": one.invoice,
                "owner": one.paper.owner.in_language(language),
            }
            for one in found.missing
        ],
        "files": [path.name for path in paths],
        "head": head,
    }


def shown(number: int) -> str:
    """A day as it is printed; "" for none."""
    return "" if number == NO_DAY else from_serial(number).isoformat()
