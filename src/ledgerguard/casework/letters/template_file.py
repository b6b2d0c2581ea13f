"""A template's own text: its head, its paragraphs and their kinds, before any value is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast, get_args

from ledgerguard.errors import PolicyError
from ledgerguard.plugin import manager
from ledgerguard.units import Language

Kind = Literal["text", "heading", "bullet", "items", "totals", "payment", "signature"]
Marker = Literal["items", "totals", "payment", "signature"]
Role = Literal["customer", "insurer", "agency", "sender", "lawyer", "nobody"]

PACKAGED: Final = Path(__file__).with_name("templates")
MARKERS: Final = get_args(Marker)
_ROLES: Final = get_args(Role)
_HEAD: Final = ("subject", "to", "from")

_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")  # no dot and no slash: it becomes a path
_LONGEST: Final = 100  # characters of a name: a longer one is no file anywhere
_MARKER: Final = re.compile(r"\[\[.*?\]\]")
_WIDE: Final = r"[\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]"
_WRAP: Final = re.compile(rf"(?<={_WIDE})\s*\n\s*(?={_WIDE})")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a template, not yet rendered."""

    kind: Kind
    text: str
    line: int  # of its first line in the file


@dataclass(frozen=True, slots=True)
class Template:
    """A template that has been read."""

    path: Path
    subject: Paragraph
    to: Role
    author: Role
    body: tuple[Paragraph, ...]


def read_template(name: str, language: Language, folder: Path | None = None) -> Template:
    """The template of a letter: the firm's own file, else a plugin's, or else the packaged one.

    Raises:
        PolicyError: when there is no such letter, or its file is not built like a template.
    """
    path = _path(name, language, folder)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise PolicyError(f"{_shown(path)} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise PolicyError(f"{_shown(path)} must be text in UTF-8: {error}") from error
    return _parsed(path, text)


def letter_names(language: Language, folder: Path | None = None) -> tuple[str, ...]:
    """The letters and call scripts that can be written in a language, in alphabetical order."""
    suffix = f".{language}.txt"
    return tuple(
        sorted(
            {
                file.name.removesuffix(suffix)
                for place in _places(folder)
                for file in place.glob(f"*{suffix}")
            }
        )
    )


def _places(folder: Path | None) -> list[Path]:
    own = [] if folder is None else [folder]
    return [*own, *manager.installed().letters, PACKAGED]


def _shown(path: Path) -> str:
    """The name of a template, and the package where a plugin brings it."""
    for plugin in manager.installed().running:
        if path.parent in plugin.brings.letters:
            return f"{path.name} of {plugin.package}"
    return path.name


def _path(name: str, language: Language, folder: Path | None) -> Path:
    if len(name) <= _LONGEST and _NAME.fullmatch(name):
        for place in _places(folder):
            path = place / f"{name}.{language}.txt"
            if path.is_file():
                return path
    known = ", ".join(letter_names(language, folder))
    raise PolicyError(
        f"letter must be one of {known} in the language {language}, got {name!r}",
        hint=f"a letter of your own is a file NAME.{language}.txt in the folder of templates",
    )


def _parsed(path: Path, text: str) -> Template:
    chunks = _chunks(text)
    if not chunks:
        raise fault(path, 1, "a template must begin with Subject: ..., got an empty file")
    head = _head(path, *chunks[0])
    subject = head.get("subject")
    if subject is None:
        raise fault(path, chunks[0][0], "the first paragraph must hold a line Subject: ...")
    return Template(
        path,
        subject,
        _role(path, head.get("to"), "customer"),
        _role(path, head.get("from"), "sender"),
        tuple(_paragraph(path, line, chunk) for line, chunk in chunks[1:]),
    )


def _chunks(text: str) -> list[tuple[int, str]]:
    """The paragraphs with the number of their first line.

    Blank lines part them; a heading and an item of a list begin one without a blank line, too.
    """
    chunks: list[tuple[int, list[str]]] = []
    apart = True
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and (apart or line.startswith(("# ", "- "))):
            chunks.append((number, []))
        if line.strip():
            chunks[-1][1].append(line.rstrip())
        apart = not line.strip()
    return [(number, "\n".join(kept)) for number, kept in chunks]


def _head(path: Path, first: int, chunk: str) -> dict[str, Paragraph]:
    head = {}
    for number, line in enumerate(chunk.splitlines(), first):
        key, *value = re.split("[:：]", line, maxsplit=1)
        if key.strip().casefold() not in _HEAD or not "".join(value).strip():
            raise fault(
                path,
                number,
                f"the first paragraph must hold lines Subject: ..., To: ... or From: ..., "
                f"got {line!r}",
                "a blank line ends it",
            )
        head[key.strip().casefold()] = Paragraph("text", value[0].strip(), number)
    return head


def _role(path: Path, stated: Paragraph | None, default: Role) -> Role:
    if stated is None:
        return default
    if stated.text not in _ROLES:
        raise fault(
            path,
            stated.line,
            f"To: and From: must be one of {', '.join(_ROLES)}, got {stated.text!r}",
        )
    return cast("Role", stated.text)


def _paragraph(path: Path, line: int, chunk: str) -> Paragraph:
    found = _MARKER.search(chunk)
    if found:
        word = chunk.strip()[2:-2].strip()
        if chunk.strip() != found.group() or word not in MARKERS:
            known = ", ".join(f"[[{marker}]]" for marker in MARKERS)
            raise fault(
                path,
                line + chunk[: found.start()].count("\n"),
                f"a marker must be one of {known} and stand alone in its paragraph, "
                f"got {found.group()}",
            )
        return Paragraph(cast("Kind", word), "", line)
    for start, kind in (("# ", "heading"), ("- ", "bullet")):
        if chunk.startswith(start):
            return Paragraph(cast("Kind", kind), chunk[2:], line)
    return Paragraph("text", chunk, line)


def unwrapped(text: str) -> str:
    """A text without the line breaks between two wide characters: Chinese has no space there."""
    return _WRAP.sub("", text)


def fault(path: Path, line: int, what: str, hint: str = "") -> PolicyError:
    """A fault of a template, told by its file and line."""
    return PolicyError(
        f"{_shown(path)}, line {line}: {what}",
        hint=hint or "the packaged templates show how a letter is built",
    )
