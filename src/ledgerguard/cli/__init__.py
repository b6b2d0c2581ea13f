"""The command ``ledgerguard``: a ledger goes in, figures and a live workbook come out."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from ledgerguard import __version__
from ledgerguard.cli import (
    addin,
    backtest,
    cash,
    claim,
    claim_status,
    credit_file,
    decisions,
    doctor,
    formulas,
    insurer,
    ledger,
    log,
    log_events,
    plugins,
    plugins_new,
    policy,
    portfolio,
    rates,
    review,
    reviews,
    selfcheck,
    template,
    watch,
    workbook,
    worklist,
)
from ledgerguard.cli import eval as evaluation
from ledgerguard.cli.console import refuse, speak_utf8
from ledgerguard.errors import LedgerguardError


class Commands(TyperGroup):
    """The commands; what goes wrong on purpose is one clean message and exit code 2."""

    def invoke(self, ctx: Any) -> Any:
        """Run the chosen command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # the reader, such as head, has seen enough
            raise
        except (LedgerguardError, OSError) as error:
            refuse(error)
            raise typer.Exit(2) from None


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Trade-credit control in the spreadsheet: DSO, aging, escalation, live workbooks.",
    epilog="Dates are written YYYY-MM-DD. A ledger is a csv or xlsx file with one row an invoice.",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ledgerguard {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Trade-credit control in the spreadsheet: DSO, aging, escalation, live workbooks."""
    speak_utf8(sys.stdout, sys.stderr)


app.command("demo")(workbook.demo)
app.command("cockpit")(workbook.cockpit)
app.command("recalc")(workbook.recalc)
app.command("aging")(ledger.aging)
app.command("problems")(ledger.problems)
app.command("portfolio")(portfolio.portfolio)
app.command("worklist")(worklist.worklist)
app.command("letters")(worklist.letters)
app.command("backtest")(backtest.backtest)
app.command("review")(review.review)
app.command("reviews")(reviews.reviews)
app.command("alerts")(watch.alerts)
app.command("nodes")(watch.nodes)
app.command("cash")(cash.cash)
app.command("claim")(claim.claim)
app.command("claim-status")(claim_status.claim_status)
app.command("claim-recovery")(claim_status.claim_recovery)
app.command("formulas")(formulas.formulas)
app.command("eval", context_settings={"ignore_unknown_options": True})(evaluation.evaluate_command)
log.app.add_typer(log_events.app)
app.command("doctor")(doctor.doctor)
app.command("selfcheck")(selfcheck.selfcheck)
app.add_typer(addin.app, name="addin")
app.add_typer(log.app, name="log")
app.add_typer(decisions.app, name="decisions")
app.add_typer(credit_file.app, name="credit-file")
app.add_typer(template.app, name="template")
app.add_typer(policy.app, name="policy")
app.add_typer(rates.app, name="rates")
app.add_typer(insurer.app, name="insurer")
plugins.app.command("new")(plugins_new.new)
app.add_typer(plugins.app, name="plugins")
