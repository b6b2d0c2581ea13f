"""Builds every template into a folder, and tells what in a folder is no longer what is built."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final

from ledgerguard.translation import LANGUAGES
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.template import write
from ledgerguard.workbooks.templates import templates

README: Final = "README.md"
BEGIN, END = "<!-- templates: written by make workbooks -->", "<!-- end of templates -->"
IGNORED: Final = "docProps/core.xml"


def build(folder: Path) -> list[Path]:
    """Write every template in every language, and the part of the README on them."""
    made = _books(folder)
    readme = folder / README
    readme.write_text(_with_part(readme.read_text("utf-8"), made[1]), "utf-8")
    return made[0]


def stale(folder: Path, scratch: Path) -> list[str]:
    """What a fresh build into ``scratch`` makes otherwise, in words."""
    fresh, drafts = _books(scratch)
    found = [text for path in fresh for text in differences(folder / path.name, path)]
    known = {path.name for path in fresh}
    found += [
        f"{p.name}: no template makes it" for p in folder.glob("*.xlsx") if p.name not in known
    ]
    readme = (folder / README).read_text("utf-8")
    if readme != _with_part(readme, drafts):
        found.append(f"{README}: the part on the templates differs")
    return found


def differences(kept: Path, fresh: Path) -> list[str]:
    """The parts of two workbooks that differ, the day of the file left out."""
    if not kept.exists():
        return [f"{kept.name}: missing"]
    with zipfile.ZipFile(kept) as one, zipfile.ZipFile(fresh) as other:
        names = sorted({*one.namelist(), *other.namelist()} - {IGNORED})
        known = set(one.namelist()) & set(other.namelist())
        wrong = [n for n in names if n not in known or one.read(n) != other.read(n)]
    return [f"{kept.name}: {name} differs" for name in wrong]


def _books(folder: Path) -> tuple[list[Path], list[tuple[str, Draft]]]:
    paths, drafts = [], []
    for name, template in templates().items():
        for language in LANGUAGES:
            path = folder / f"{name}-{language}.xlsx"
            draft = write(template, path, language=language)
            paths.append(path)
            if language == "en":
                drafts.append((name, draft))
    return paths, drafts


def _with_part(readme: str, drafts: list[tuple[str, Draft]]) -> str:
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    parts = "\n".join(_part(name, draft) for name, draft in drafts)
    return f"{before}{BEGIN}\n\n{parts}\n{END}{after}"


def _part(name: str, draft: Draft) -> str:
    template = templates()[name]
    rows = [f"| {page.name} | {page.about} |" for page in draft.pages[1:]]
    takes = "--ledger LEDGER" if template.takes_ledger else "--data FILE"
    return "\n".join(
        [
            f"### {template.title}",
            "",
            " ".join(template.purpose),
            "",
            f"`ledgerguard template fill {name} {takes} --as-of DATE --out FILE` · "
            f"[English]({name}-en.xlsx) · [中文]({name}-zh.xlsx)",
            "",
            f"![{template.title} in English]({name}-en.png)",
            "",
            f"![{template.title} in Chinese]({name}-zh.png)",
            "",
            "| sheet | what it is for |",
            "|---|---|",
            *rows,
            "",
        ]
    )
