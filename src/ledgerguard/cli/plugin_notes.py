"""What went wrong with plugins while a command worked: said on stderr, and nothing else stops."""

from __future__ import annotations

from collections.abc import Iterable

import typer

from ledgerguard.plugin.records import Fault


def note(fault: Fault) -> str:
    """A fault in one line."""
    return f"{fault.package}: {fault.text}. Hint: {fault.mend}."


def say_faults(faults: Iterable[Fault]) -> None:
    """Say on stderr which plugins have failed, and what mends it."""
    for fault in faults:
        typer.echo(f"plugin {note(fault)}", err=True)
