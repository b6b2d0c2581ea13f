"""What plugins print: kept away from the channels on which answers travel, and remembered.

An answer of the Calc worker or of ``ledgerguard eval`` goes over a pipe, where one line of a
plugin among the others would spoil it. So Python's two streams are wrapped (:class:`Ear`): what a
plugin writes while it runs goes into the journal, all else passes. What goes to descriptor 1
itself (``os.write``, a C library, a child process) ends in a file of its own (:class:`Drain`),
which such a process puts in the place of standard output.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from typing import Any, Final

from ledgerguard.plugin import journal, running

LONGEST: Final = 2_000
"""Characters that are kept of what a package prints while it is loaded."""

ear: Ear | None = None
"""What stands in the place of standard output, once plugins run here."""

drain: Drain | None = None
"""Where descriptor 1 leads, in a process that answers over a pipe."""


class Ear:
    """A stream that keeps what plugins write for the journal, and passes on all else."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream  # None: a Windows program without a console

    def write(self, text: str) -> int:
        """Take a text; how long it is."""
        what = running.current()
        if what is not None:
            heard(what, text)
        elif self._stream is not None:
            self._stream.write(text)
        return len(text)

    def writelines(self, lines: Any) -> None:
        """Take texts."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Hand on what has passed."""
        if self._stream is not None:
            self._stream.flush()

    def close(self) -> None:
        """Close, unless a plugin asks for it."""
        if self._stream is not None and running.current() is None:
            self._stream.close()

    @property
    def buffer(self) -> Any:
        """The stream of bytes below."""
        return self._stream.buffer if running.current() is None else _EarOfBytes(self)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class _EarOfBytes(io.RawIOBase):
    """What a plugin finds below standard output."""

    def __init__(self, ear: Ear) -> None:
        self._ear = ear

    def writable(self) -> bool:
        """It is there to be written."""
        return True

    def write(self, content: Any) -> int:
        """Take bytes; how many."""
        data = bytes(content)
        self._ear.write(data.decode("utf-8", "backslashreplace"))
        return len(data)


class Drain:
    """A file that takes what is written to a descriptor."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # it lasts as long as the process

    def fileno(self) -> int:
        """Its own descriptor."""
        return self._file.fileno()

    def taken(self) -> str:
        """The begin of what has come since it was last asked; the file is empty then."""
        number = self.fileno()
        try:
            size = os.fstat(number).st_size
        except OSError:  # a browser's files
            size = 0
        if not size:
            return ""
        os.lseek(number, 0, os.SEEK_SET)
        content = os.read(number, 4 * LONGEST)
        os.ftruncate(number, 0)
        os.lseek(number, 0, os.SEEK_SET)
        return content.decode("utf-8", "replace")[:LONGEST]

    def close(self) -> None:
        """Let it go; whoever leads a descriptor here has led it back before."""
        self._file.close()


_heard: dict[running.What, str] = {}


def heard(what: running.What, text: str) -> None:
    """Remember that something of a plugin has printed: how often, and the first of it."""
    known = _heard.get(what, "")
    if len(known) < journal.LONGEST:
        known = _heard[what] = (known + text)[: journal.LONGEST]
    if text.strip():
        journal.remember(what.package, what.name, "printed", known.strip())


def listen() -> None:
    """Wrap standard output and error, whatever they are now."""
    global ear
    if not isinstance(sys.stderr, Ear):
        sys.stderr = Ear(sys.stderr)
    if not isinstance(sys.stdout, Ear):
        sys.stdout = Ear(sys.stdout)
    ear = sys.stdout


def after_call() -> Callable[[str, str], None] | None:
    """What to do after each call of a plugin; None where nothing has to be done."""
    return None if drain is None else _drained


def drain_output(number: int = 1) -> None:
    """Put a drain in the place of a descriptor, for good."""
    global drain
    try:
        made = Drain()
        os.dup2(made.fileno(), number)
    except OSError:  # a sandbox without files
        return
    drain = made


@contextlib.contextmanager
def channel_kept() -> Iterator[None]:
    """Standard output for answers alone, where a program may read them.

    Python's own stream goes on to where it went; descriptor 1 is drained meanwhile.
    """
    global drain
    stream = sys.stdout
    copy = None if drain is not None or not _is_pipe(stream) else _copy(1)
    if copy is None:
        yield
        return
    stream.flush()
    with open(copy, "w", encoding=stream.encoding, errors=stream.errors, closefd=False) as channel:
        sys.stdout = channel
        drain_output()
        try:
            yield
        finally:
            sys.stdout = stream
            channel.flush()
            os.dup2(copy, 1)
            os.close(copy)
            if drain is not None:
                drain.close()
                drain = None


@contextlib.contextmanager
def caught() -> Iterator[Callable[[], str]]:
    """Keep what is printed meanwhile from both streams and descriptors; asked, it says what."""
    said: list[str] = []
    with contextlib.ExitStack() as stack:
        for stream in (sys.__stdout__, sys.__stderr__):  # what came before goes where it belongs
            _flush(stream)
        low = _low(stack)
        high = _Bounded()
        stack.enter_context(contextlib.redirect_stdout(high))
        stack.enter_context(contextlib.redirect_stderr(high))
        try:
            yield lambda: journal.printable("\n".join(filter(None, said)))
        finally:
            for stream in (sys.__stdout__, sys.__stderr__):
                _flush(stream)
            said += [high.getvalue().strip(), low().strip()]


class _Bounded(io.StringIO):
    """Keeps the begin of what is written."""

    def write(self, text: str) -> int:
        """Take a text; how long it is."""
        super().write(text[: max(0, LONGEST - self.tell())])
        return len(text)

    def close(self) -> None:
        """Stay open: another plugin may print."""


def _low(stack: contextlib.ExitStack) -> Callable[[], str]:
    """Drain both descriptors until a stack is left."""
    try:
        low = Drain()
        stack.callback(low.close)
        for number in (1, 2):
            copy = os.dup(number)
            stack.callback(os.close, copy)
            os.dup2(low.fileno(), number)
            stack.callback(os.dup2, copy, number)
    except OSError:  # a program without a console, a sandbox
        return lambda: ""
    return low.taken


def _drained(package: str, name: str) -> None:
    text = "" if drain is None else drain.taken()
    if text:
        heard(running.What(package, name), text.rstrip() + "\n")


def _is_pipe(stream: Any) -> bool:
    """Whether a stream is this process's own standard output, and no person reads it."""
    try:
        return bool(stream.fileno() == 1 and not stream.isatty())
    except (AttributeError, OSError, ValueError):
        return False


def _copy(number: int) -> int | None:
    try:
        return os.dup(number)
    except OSError:
        return None


def _flush(stream: Any) -> None:
    with contextlib.suppress(AttributeError, OSError, ValueError):  # none, or closed
        stream.flush()
