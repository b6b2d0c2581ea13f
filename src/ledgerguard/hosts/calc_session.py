"""LibreOffice Calc from Python: start it with our add-in, open workbooks, read and edit cells."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

from ledgerguard.cells.functions import functions
from ledgerguard.cells.spelling import retarget
from ledgerguard.errors import HostError
from ledgerguard.formula import Formula
from ledgerguard.hosts import calc_addin, calc_office

START_SECONDS = 90.0
ANSWER_SECONDS = 300.0


class Calc:
    """A LibreOffice of our own that runs while the ``with`` block does.

    It has its own profile and process group; other LibreOffice windows are not touched.
    """

    def __init__(
        self,
        *,
        timeout: float = ANSWER_SECONDS,
        worker: Sequence[str] | None = None,
        formulas: Mapping[str, Formula] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Prepare; nothing is started before the ``with`` block.

        Args:
            timeout: Seconds that one answer may take before LibreOffice is ended.
            worker: Command of another worker than that of this Python.
            formulas: What the add-in offers when that worker cannot be started.
            environment: More variables for LibreOffice and the worker.
        """
        self.version = ""
        self._timeout = timeout
        command = calc_addin.worker_command() if worker is None else worker
        self._extension = dict(
            calc_addin.files(command, functions() if formulas is None else formulas)
        )
        self._environment = dict(environment or {})
        self._ended = False
        self._answers: queue.Queue[str] = queue.Queue()

    def __enter__(self) -> Self:
        office, python = calc_office.installed()
        self._folder = Path(tempfile.mkdtemp(prefix="ledgerguard-calc-")).resolve()
        for name, content in self._extension.items():  # an unpacked one needs no installation
            file = self._folder / "extensions" / "ledgerguard.oxt" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        environment = {
            "HOME": str(self._folder),
            "LEDGERGUARD_CALC_HOME": str(self._folder / "addin"),
            **self._environment,
        }
        self._driver = subprocess.Popen(
            [python, Path(__file__).with_name("calc_driver.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=calc_office.clean_environment(),
            encoding="utf-8",
            start_new_session=True,  # its group holds LibreOffice and the worker, too
        )
        threading.Thread(target=self._listen, daemon=True).start()
        try:
            self.version = self.ask(
                "start",
                folder=str(self._folder),
                soffice=str(office),
                environment=environment,
                wait=START_SECONDS,
            )
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if self._driver.poll() is None:
                self.ask("close")
        except HostError:
            if error is None:
                raise
        finally:
            self._end()

    def open(self, path: Path | str | None = None) -> Book:
        """Load a workbook, or make an empty one."""
        full = None if path is None else str(Path(path).resolve())
        answer = self.ask("open", path=full)
        return Book(self, answer["key"], tuple(answer["sheets"]))

    def functions(self) -> list[dict[str, Any]]:
        """Our formulas as LibreOffice's function wizard shows them."""
        found: list[dict[str, Any]] = self.ask("functions")
        return found

    def log(self) -> str:
        """What the add-in and the worker have written so far."""
        path = self._folder / "addin" / "calc.log"
        return path.read_text("utf-8", "replace") if path.exists() else ""

    def ask(self, method: str, **arguments: Any) -> Any:
        """One question to the driver.

        Raises:
            HostError: when LibreOffice refuses, has died or takes too long.
        """
        try:
            assert self._driver.stdin is not None  # noqa: S101  # opened as a pipe
            self._driver.stdin.write(json.dumps({"method": method, "arguments": arguments}) + "\n")
            self._driver.stdin.flush()
            line = self._answers.get(timeout=self._timeout)
        except queue.Empty:
            self._end()
            raise HostError(
                f"LibreOffice took more than {self._timeout:g} seconds to {method}"
            ) from None
        except (OSError, ValueError):  # the pipe is broken, or closed by ourselves
            line = ""
        if not line:
            raise HostError(f"LibreOffice ended before it could {method}")
        answer = json.loads(line)
        if "error" in answer:
            raise HostError(f"LibreOffice could not {method}: {answer['error']}")
        return answer["result"]

    def _listen(self) -> None:
        assert self._driver.stdout is not None  # noqa: S101  # opened as a pipe
        with self._driver.stdout as lines:
            for line in lines:
                self._answers.put(line)
        self._answers.put("")

    def _end(self) -> None:
        """End what we started and nothing else; once, since process numbers come again."""
        if self._ended:
            return
        self._ended = True
        driver = self._driver
        if sys.platform == "win32":
            if driver.poll() is None:
                subprocess.run(
                    ["taskkill", "/T", "/F", "/PID", str(driver.pid)],
                    capture_output=True,
                    check=False,
                )
        else:
            with contextlib.suppress(ProcessLookupError):  # all of them have ended by themselves
                os.killpg(driver.pid, signal.SIGKILL)
        driver.wait()
        if driver.stdin is not None:
            with contextlib.suppress(OSError):  # nobody reads what was still to be written
                driver.stdin.close()
        for left in Path("/tmp").glob(f"OSL_PIPE_*_{self._folder.name}"):  # noqa: S108  # where LibreOffice puts its pipes
            left.unlink(missing_ok=True)  # LibreOffice puts it there, wherever temporary files go
        shutil.rmtree(self._folder, ignore_errors=True)


class Book:
    """A workbook that is open in :class:`Calc`. Formula texts are written as in Excel."""

    def __init__(self, calc: Calc, key: str, sheets: tuple[str, ...]) -> None:
        self.sheets = sheets
        self._calc = calc
        self._key = key

    def get(self, sheet: str, address: str) -> Any:
        """The value of a cell, or the rows of a range; an error is its text."""
        rows = self.get_rows(sheet, address)
        return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows

    def get_rows(self, sheet: str, address: str) -> list[list[Any]]:
        """The rows of a range, also of a single cell; an error is its text."""
        rows: list[list[Any]] = self._ask("get", sheet=sheet, address=address)
        return rows

    def formula(self, sheet: str, address: str) -> str:
        """The formula of a cell as Calc keeps it."""
        return str(self._ask("formulas", sheet=sheet, address=address)[0][0])

    def set(self, sheet: str, address: str, value: Any) -> None:
        """Put a value, or a formula that starts with "=", into a cell."""
        self.paste(sheet, address, [[value]])

    def paste(self, sheet: str, address: str, rows: Sequence[Sequence[Any]]) -> None:
        """Put a block of values and formulas into the cells from ``address`` on."""
        self._ask(
            "paste",
            sheet=sheet,
            address=address,
            rows=[[_respelled(value) for value in row] for row in rows],
        )

    def array_formula(self, sheet: str, address: str, text: str) -> None:
        """One formula for a whole range."""
        self._ask("array_formula", sheet=sheet, address=address, text=_respelled(text))

    def recalculate(self) -> None:
        """Compute every formula cell again."""
        self._ask("recalculate")

    def store(self, path: Path | str) -> Path:
        """Save a copy as .xlsx, .ods or .pdf, whichever the ending says."""
        full = Path(path).resolve()
        self._ask("store", path=str(full))
        return full

    def to_pdf(self, path: Path | str) -> Path:
        """Print into a PDF."""
        return self.store(Path(path).with_suffix(".pdf"))

    def close(self) -> None:
        """Close without saving."""
        self._ask("close_document")

    def _ask(self, method: str, **arguments: Any) -> Any:
        return self._calc.ask(method, key=self._key, **arguments)


def _respelled(value: Any) -> Any:
    """A formula text of Excel in the syntax that Calc's programming interface reads."""
    if not isinstance(value, str) or not value.startswith("="):
        return value
    parts = ["="]
    for token in Tokenizer(retarget(value, "calc")).items:
        if token.type == Token.SEP:
            parts.append("|" if token.subtype == Token.ROW else ";")
        elif token.subtype == Token.RANGE and "!" in token.value:
            sheet, _, cells = token.value.rpartition("!")
            parts.append(f"${sheet}.{cells}")
        else:
            parts.append(token.value)
    return "".join(parts)
