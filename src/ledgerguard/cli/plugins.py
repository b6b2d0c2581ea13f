"""``ledgerguard plugins``: what is installed beside ledgerguard, what it brings, what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

import typer

from ledgerguard.cells.functions import plugin_faults
from ledgerguard.cli import options
from ledgerguard.cli.console import Column, print_json, print_table
from ledgerguard.errors import InvalidValue
from ledgerguard.hosts.trial import trial
from ledgerguard.plugin.culprits import culprits, switch_on
from ledgerguard.plugin.journal import Remembered, remembered
from ledgerguard.plugin.journal import forget as forget_faults
from ledgerguard.plugin.manager import installed
from ledgerguard.plugin.records import Brings, Fault, Plugin
from ledgerguard.plugin.settings import canonical

app = typer.Typer(
    no_args_is_help=True,
    help="Show the plugins that are installed beside ledgerguard, and what is wrong with them.",
)

_ON: Final = "once it is mended: ledgerguard plugins on {}"


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
def doctor(
    as_json: options.AsJson = False,
    forget: Annotated[
        bool,
        typer.Option("--forget", help="Forget afterwards what went wrong while people worked."),
    ] = False,
) -> None:
    """Say what is wrong with each plugin and what mends it.

    What is wrong when they are loaded, and what went wrong while people worked: in any spreadsheet
    program and at the prompt. The exit code is 1 when something is wrong.
    """
    trial()
    plugins = installed().all
    names = {canonical(plugin.package) for plugin in plugins}
    seen = [one for one in remembered() if one.package in names]
    stopped = [one for name, one in culprits().items() if name in names]
    faults = [
        *plugin_faults(),
        *(Fault(one.package, one.reason, _ON.format(one.package)) for one in stopped),
        *(_fault(one) for one in seen if one.kind != "printed"),
    ]
    printed = [one for one in seen if one.kind == "printed"]
    if as_json:
        print_json(
            {
                "plugins": [_record(plugin) for plugin in plugins],
                "faults": [{"package": f.package, "fault": f.text, "mend": f.mend} for f in faults],
                "printed": [
                    {"package": p.package, "formula": p.formula, "text": p.text, "last": p.last}
                    for p in printed
                ],
            }
        )
    else:
        _print_report(plugins, faults, printed)
    if forget:
        for name in names:
            forget_faults(name)
    if faults:
        raise typer.Exit(1)


def _print_report(
    plugins: Sequence[Plugin], faults: Sequence[Fault], printed: Sequence[Remembered]
) -> None:
    if faults:
        columns = [Column("package"), Column("what is wrong"), Column("what mends it")]
        print_table(columns, [[f.package, f.text, f.mend] for f in faults])
    else:
        running = sum(plugin.state == "runs" for plugin in plugins)
        typer.echo(f"nothing is wrong: {running} of {len(plugins)} installed plugins run")
    for plugin in plugins:
        if plugin.state == "off":
            typer.echo(f"{plugin.package} does not run: {plugin.reason}")
        if plugin.said:
            typer.echo(f"{plugin.package} wrote while it was loaded: {plugin.said}")
    for one in printed:
        typer.echo(f"{one.package} wrote while {one.formula} ran: {one.text}")


def _fault(one: Remembered) -> Fault:
    did = "broke off" if one.kind == "raised" else "did not answer well"
    times = "once" if one.count == 1 else f"{one.count:,} times"
    moment = one.last.replace("T", " ").removesuffix("+00:00")
    return Fault(
        one.package,
        f"{one.formula} {did}: {one.text} ({times}, last {moment} UTC)",
        f"report it to whoever made {one.package}; "
        "once it is mended: ledgerguard plugins doctor --forget",
    )


@app.command("on")
def on(
    package: Annotated[str, typer.Argument(help="The package, as pip names it.")],
) -> None:
    """Let a plugin run again that was stopped: it had not returned, or ended its process."""
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
