"""``ledgerguard insurer``: the desk toward credit insurers, through the connectors installed."""

from __future__ import annotations

import typer

from ledgerguard.cli import insurer_answers, insurer_covers, insurer_outbox, insurer_writes

app = typer.Typer(
    no_args_is_help=True,
    help="Ask credit insurers what they cover, and tell them: nothing goes out unconfirmed.",
)

app.command("list")(insurer_covers.list_insurers)
app.command("buyers")(insurer_covers.buyers)
app.command("refresh")(insurer_covers.refresh)
app.command("covers")(insurer_covers.covers)
app.command("grade")(insurer_answers.grade)
app.command("facts")(insurer_answers.facts)
app.command("events")(insurer_covers.events)
app.command("request")(insurer_writes.request)
app.command("overdue")(insurer_writes.overdue)
app.command("claim")(insurer_writes.claim)
app.command("outbox")(insurer_outbox.outbox)
app.command("confirm")(insurer_outbox.confirm)
app.command("send")(insurer_outbox.send)
app.command("reconcile")(insurer_outbox.reconcile)
app.command("poll")(insurer_outbox.poll)
app.command("withdraw")(insurer_outbox.withdraw)
app.command("claim-status")(insurer_answers.claim_status)
