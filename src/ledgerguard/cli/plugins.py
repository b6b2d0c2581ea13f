"""``ledgerguard plugins``: what is installed beside ledgerguard, what it brings, what is wrong."""

from __future__ import annotations

import typer

from ledgerguard.cells.functions import plugin_faults
from ledgerguard.cli import options
from ledgerguard.cli.console import Column, print_json, print_table
from ledgerguard.plugin.manager import installed
from ledgerguard.plugin.records import Plugin

app = typer.Typer(
    no_args_is_help=True,
    help="Show the plugins that are installed beside ledgerguard, and what is wrong with them.",
)


@app.command("list")
def list_plugins(as_json: options.AsJson = False) -> None:
    """Show each plugin: its version, whether it runs, what it brings."""
    plugins = installed().all
    if as_json:
        print_json([_record(plugin) for plugin in plugins])
        return
    if not plugins:
        typer.echo("no plugin is installed; pip install adds one")
        return
    columns = [
        Column("package"),
        Column("version"),
        Column("state"),
        Column("formulas", right=True),
        Column("why"),
    ]
    print_table(
        columns,
        [[p.package, p.version, p.state, str(len(p.formulas)), p.reason] for p in plugins],
    )


@app.command("doctor")
def doctor(as_json: options.AsJson = False) -> None:
    """Say what is wrong with each plugin and what mends it.

    The exit code is 1 when something is wrong.
    """
    plugins, faults = installed().all, plugin_faults()
    if as_json:
        print_json(
            {
                "plugins": [_record(plugin) for plugin in plugins],
                "faults": [{"package": f.package, "fault": f.text, "mend": f.mend} for f in faults],
            }
        )
    elif faults:
        columns = [Column("package"), Column("what is wrong"), Column("what mends it")]
        print_table(columns, [[f.package, f.text, f.mend] for f in faults])
    else:
        running = sum(plugin.state == "runs" for plugin in plugins)
        typer.echo(f"nothing is wrong: {running} of {len(plugins)} installed plugins run")
    for plugin in plugins:
        if plugin.state == "off" and not as_json:
            typer.echo(f"{plugin.package} does not run: {plugin.reason}")
        if plugin.said and not as_json:
            typer.echo(f"{plugin.package} wrote while it was loaded: {plugin.said}")
    if faults:
        raise typer.Exit(1)


def _record(plugin: Plugin) -> dict[str, object]:
    return {
        "package": plugin.package,
        "version": plugin.version,
        "module": plugin.module,
        "state": plugin.state,
        "reason": plugin.reason,
        "said": plugin.said,
        "formulas": [formula.name for formula in plugin.formulas],
    }
