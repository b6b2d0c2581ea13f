"""The insurer's files: taken out of the incoming folder, numbered, kept, and read.

What was read is kept as it came. Everything that is known of answers follows from these files and
the layout: a row that could not be understood is, once the layout is mended.
"""

from __future__ import annotations

import datetime as dt
import fnmatch
import hashlib
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ledgerguard_insurer_file.fields import READ, SectionName
from ledgerguard_insurer_file.folders import Folders, move, unreachable, whole
from ledgerguard_insurer_file.grids import MOST_BYTES, Damaged
from ledgerguard_insurer_file.layout import Layout
from ledgerguard_insurer_file.tables import Table, parsed

_NUMBERED: Final = re.compile(r"(\d{6,})_(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Answer:
    """A file of the insurer that was taken in.

    Attributes:
        number: In the order in which files were taken in.
        name: As the insurer has named it.
        at: When it was written or came, UTC.
        section: What it tells; None when no part of the layout reads files of that name.
        table: Its rows; None when it could not be read.
        damage: Why it could not be read.
        same_as: Number of an earlier file with the same content, which is not read again.
    """

    number: int
    name: str
    at: dt.datetime
    section: SectionName | None
    table: Table | None = None
    damage: str = ""
    same_as: int = 0


class Incoming:
    """The insurer's files of a connection."""

    def __init__(
        self, folders: Folders, layout: Layout, stated: dict[str, str], settle_seconds: float
    ) -> None:
        self._folders = folders
        self._layout = layout
        self._stated = stated
        self._settle_seconds = settle_seconds
        self._stuck: dict[str, str] = {}
        self._read: dict[tuple[str, int, int], tuple[Answer, str]] = {}

    def section_of(self, name: str) -> SectionName | None:
        """What a file tells, by its name; capitals do not matter."""
        for section, stated in self._layout.stated(*READ).items():
            if fnmatch.fnmatchcase(name.lower(), stated.files.lower()):
                return section
        return None

    def left(self) -> dict[str, str]:
        """Files that lie in the incoming folder and could not be taken in: name and why.

        Raises:
            Unreachable: when the folder cannot be read.
        """
        try:
            names = [path.name for path in self._lying()]
        except OSError as error:
            raise unreachable(error) from error
        nobody = "no part of the layout reads files of this name"
        found = {name: nobody for name in names if self.section_of(name) is None}
        return found | {name: why for name, why in self._stuck.items() if name in names}

    def take(self) -> int:
        """Take in what has come; a file that may still be growing waits for the next time.

        So does one that cannot be moved, as while a spreadsheet program has it open: it must not
        keep the others from being read. :meth:`left` tells of it.

        Returns:
            How many files were taken in.

        Raises:
            Unreachable: when a folder cannot be read or written.
        """
        try:
            if not any(self.section_of(path.name) for path in self._lying()):
                return 0
        except OSError as error:
            raise unreachable(error) from error
        taken = 0
        self._stuck.clear()
        with self._folders.alone():
            number = max((n for n, _ in self._kept()), default=0)
            now = time.time()
            for path in self._lying():
                grown = now - path.stat().st_mtime
                if self.section_of(path.name) is None or 0 <= grown < self._settle_seconds:
                    continue
                try:
                    move(path, self._folders.answers / f"{number + 1:06}_{path.name}")
                except OSError as error:
                    self._stuck[path.name] = f"the file cannot be moved: {error.strerror or error}"
                    continue
                number += 1
                taken += 1
        return taken

    def answers(self) -> list[Answer]:
        """All files that were taken in, in that order.

        Raises:
            Unreachable: when they cannot be read.
        """
        found: list[Answer] = []
        seen: dict[str, int] = {}
        try:
            for number, path in sorted(self._kept()):
                answer, digest = self._answer(number, path)
                first = seen.setdefault(digest, number)
                if first != number:
                    answer = Answer(number, answer.name, answer.at, answer.section, same_as=first)
                found.append(answer)
        except OSError as error:
            raise unreachable(error) from error
        return found

    def _lying(self) -> list[Path]:
        folder = self._folders.incoming
        if not folder.is_dir():
            return []
        paths = [path for path in folder.iterdir() if whole(path) and path.is_file()]
        return sorted(paths, key=lambda path: (path.stat().st_mtime, path.name))

    def _kept(self) -> Iterator[tuple[int, Path]]:
        if self._folders.answers.is_dir():
            for path in self._folders.answers.iterdir():
                match = _NUMBERED.fullmatch(path.name)
                if match:
                    yield int(match[1]), path

    def _answer(self, number: int, path: Path) -> tuple[Answer, str]:
        """A file that was taken in, read once in the life of this process."""
        state = path.stat()
        stamp = (path.name, state.st_size, state.st_mtime_ns)
        if stamp not in self._read:
            match = _NUMBERED.fullmatch(path.name)
            assert match is not None, path  # noqa: S101 - only such are kept
            at = dt.datetime.fromtimestamp(state.st_mtime, dt.UTC)
            section = self.section_of(match[2])
            with open(path, "rb") as file:
                data = file.read(MOST_BYTES + 1)
            table, damage = None, ""
            if section is None:
                damage = "no part of the layout reads files of this name"
            else:
                try:
                    table = parsed(self._layout, section, data, self._stated)
                except Damaged as error:
                    damage = str(error)
            answer = Answer(number, match[2], at, section, table, damage)
            self._read[stamp] = (answer, hashlib.sha256(data).hexdigest())
        return self._read[stamp]
