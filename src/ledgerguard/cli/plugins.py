"""``ledgerguard plugins``: what is installed beside ledgerguard, what it brings, what is wrong."""

from __future__ import annotations

from typing import Annotated

import typer

from ledgerguard.cells.functions import plugin_faults
from ledgerguard.cli import options
from ledgerguard.cli.console import Column, print_json, print_table
from ledgerguard.errors import InvalidValue
from ledgerguard.plugin.culprits import culprits, switch_on
from ledgerguard.plugin.manager import installed
from ledgerguard.plugin.records import Brings, Plugin

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
        typer.echo(
            "no plugin is installed; pip install adds one, docs/plugins.md tells how to write one"
        )
        return
    columns = [
        Column("package"),
        Column("version"),
        Column("state"),
        Column("brings"),
        Column("why"),
    ]
    print_table(
        columns,
        [[p.package, p.version, p.state, _brought(p.brings), p.reason] for p in plugins],
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


@app.command("on")
def on(
    package: Annotated[str, typer.Argument(help="The package, as pip names it.")],
) -> None:
    """Let a plugin run again that was stopped because a formula of its never returned."""
    if not switch_on(package):
        stopped = ", ".join(one.package for one in culprits().values()) or "none"
        raise InvalidValue(
            f"package must be one that was stopped ({stopped}), got {package}",
            hint="what plugins.toml forbids is allowed in plugins.toml",
        )
    typer.echo(f"{package} runs again when the spreadsheet program is started anew")


def _record(plugin: Plugin) -> dict[str, object]:
    brings = plugin.brings
    return {
        "package": plugin.package,
        "version": plugin.version,
        "module": plugin.module,
        "state": plugin.state,
        "reason": plugin.reason,
        "said": plugin.said,
        "formulas": [formula.name for formula in brings.formulas],
        "scorers": [scorer.name for scorer in brings.scorers],
        "insurers": [insurer.name for insurer in brings.insurers],
        "policies": list(brings.policies),
        "letters": [str(folder) for folder in brings.letters],
        "readers": [reader.name for reader in brings.readers],
    }


def _brought(brings: Brings) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in brings.counts.items())
