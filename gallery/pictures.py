"""Draws pages of templates: LibreOffice prints them, pdftoppm makes pictures of the pages."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from ledgerguard.hosts.calc_session import Calc
from ledgerguard.translation import LANGUAGES
from ledgerguard.units import Language
from ledgerguard.workbooks.template import Template, write
from ledgerguard.workbooks.templates import template, templates


def pictures(folder: Path) -> None:
    """The page that a template shows itself by, in every language."""
    with Calc() as calc, tempfile.TemporaryDirectory() as scratch:
        for name, one in templates().items():
            for language in LANGUAGES:
                page = one.picture
                options = ("-r", "80", "-f", str(page), "-l", str(page), "-singlefile")
                out = folder / f"{name}-{language}"
                _draw(_printed(calc, one, language, Path(scratch)), out, *options)


def pages(name: str, folder: Path) -> list[Path]:
    """Every page of a template, in every language."""
    folder.mkdir(parents=True, exist_ok=True)
    with Calc() as calc:
        for language in LANGUAGES:
            for old in folder.glob(f"{name}-{language}-*.png"):
                old.unlink()
            printed = _printed(calc, template(name), language, folder)
            _draw(printed, folder / f"{name}-{language}", "-r", "70")
    return sorted(folder.glob(f"{name}-*.png"))


def _printed(calc: Calc, one: Template, language: Language, folder: Path) -> Path:
    path = folder / f"{one.name}-{language}.xlsx"
    write(one, path, language=language, host="calc")
    return calc.open(path).to_pdf(path)


def _draw(printed: Path, out: Path, *options: str) -> None:
    subprocess.run(["pdftoppm", *options, "-png", str(printed), str(out)], check=True)
