"""``ledgerguard addin``: put the formulas into a spreadsheet program, and take them away."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import typer

from ledgerguard.cells.spelling import Host
from ledgerguard.cli import options
from ledgerguard.cli.doctor import report
from ledgerguard.errors import InvalidValue
from ledgerguard.units import Language

Installable = Literal["desktop", "calc"]

FILES: Final = {"desktop": "ledgerguard.xlam", "calc": "ledgerguard.oxt", "lite": "lite"}
NEXT: Final = {
    "desktop": "Start Excel again and type =LG_DSO(1200000,10000000,365): it answers 43.8.",
    "calc": "Start LibreOffice and type =LG.DSO(1200000;10000000;365): it answers 43.8.",
    "lite": "Add both to the editor of xlwings Lite; keep what its requirements.txt has already.",
}

LANGUAGES: Final = {
    "calc": "its function wizard shows the language of LibreOffice",
    "lite": "set LEDGERGUARD_LANGUAGE among the environment variables of xlwings Lite",
}

app = typer.Typer(
    no_args_is_help=True,
    help="Put the formulas into Excel (desktop: Windows; lite: xlwings Lite) or LibreOffice Calc.",
)
Language_ = Annotated[
    Language | None, typer.Option("--lang", help="Language of help and ribbon: en or zh.")
]


@app.command("install")
def install(
    host: Annotated[Installable, typer.Argument(help="desktop (Excel on Windows) or calc.")],
    language: Language_ = None,
) -> None:
    """Install for this user; no administrator is needed, and an older one is replaced.

    After a plugin was installed, the same command brings its formulas into Excel.
    """
    given = _in_language(host, language)
    done = _of(host).install(**given)
    where = done.path if host == "desktop" else done.profile
    typer.echo(f"ledgerguard {done.version} is installed: {where}")
    typer.echo(f"The formulas are computed by {done.python}")
    if host == "calc" and not done.answers:
        typer.echo(f"But: {done.remark}")
        return
    typer.echo(NEXT[host])


@app.command("uninstall")
def uninstall(
    host: Annotated[Installable, typer.Argument(help="desktop (Excel on Windows) or calc.")],
) -> None:
    """Take it away again; nothing else is touched."""
    done = _of(host).uninstall()
    if done.version:
        typer.echo(f"ledgerguard {done.version} is taken away")
    else:
        typer.echo("there was none")
    for other in getattr(done, "left", ()):
        typer.echo(f"left, because it is not this user's: {other.path}")


@app.command("build")
def build(
    host: Annotated[Host, typer.Argument(help="desktop (.xlam), calc (.oxt) or lite (a folder).")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="PATH", help="The file or folder to write.")
    ] = None,
    language: Language_ = None,
) -> None:
    """Write the add-in's file and install nothing; works on any operating system."""
    path = out or Path(FILES[host])
    given = _in_language(host, language)
    if host == "lite":
        from ledgerguard.hosts import lite_files

        if path.suffix:
            raise InvalidValue(
                f"--out must be a folder for lite, got {path}", hint="two files are written there"
            )
        for written in lite_files.write(path):
            typer.echo(f"written: {written}")
        typer.echo(NEXT["lite"])
        return
    typer.echo(f"written: {_of(host).build(path, **given)}")


@app.command("status")
def status(
    host: Annotated[Host | None, typer.Argument(help="Only this one.")] = None,
    as_json: options.AsJson = False,
) -> None:
    """Tell what is installed where, for which Python, and whether it is out of date."""
    report(host, as_json=as_json, only_install=True)


def _in_language(host: Host, language: Language | None) -> dict[str, Any]:
    """What an add-in is told of its language: only the one of Excel on Windows has it in its file.

    Raises:
        InvalidValue: when another is asked for a language.
    """
    if language is None:
        return {}
    if host != "desktop":
        raise InvalidValue(
            f"--lang must be left out for {host}, got {language}", hint=LANGUAGES[host]
        )
    return {"language": language}


def _of(host: str) -> Any:
    """The module that installs; imported when it is needed, since it starts programs."""
    return importlib.import_module(f"ledgerguard.hosts.{host}_install")
