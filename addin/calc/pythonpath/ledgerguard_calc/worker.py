"""The worker process: the user's own Python, which computes every formula.

LibreOffice's Python is not the one where ledgerguard and pandas are installed, and a crash of a
formula must not take the spreadsheet with it. The protocol is told in
``ledgerguard/hosts/calc_worker.py``, which is the other end.
"""

from __future__ import annotations

import collections
import contextlib
import hashlib
import json
import marshal
import os
import re
import shutil
import struct
import subprocess
import threading
import time

from ledgerguard_calc import home, words

LENGTH = struct.Struct("<Q")
FORMAT = 4  # of marshal: every Python from 3.4 on reads it
LARGE = 256  # cells; a smaller range is cheaper to send than to compare
REMEMBERED = 64  # ranges that the worker may still hold; it says so when it does not
START_SECONDS = 60.0  # a cold disk and a virus scanner may take their time; then it hangs
RETRY_SECONDS = 5.0  # a thousand cells must not try a missing Python a thousand times
SLOW_RETRY_SECONDS = 300.0  # each further wait for one that hangs freezes the sheet
NO_BASE = "No Python at"  # a virtual environment on Windows says so when its Python has gone
NOT_INSTALLED = re.compile(r"No module named '?ledgerguard['.\s]")
MOST_STARTS = 3  # so many plugins less one may each end a worker that loads them
PYTHON_FAILED = (None, 1, 2)  # how a Python ends that cannot start, or raises while it does
UNAVAILABLE = b"#NAME?"  # what a sheet shows for any function whose program is not there
FAILED = b"#VALUE!"
UNWANTED = ("PYTHONHOME", "PYTHONPATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


class WorkerLost(Exception):
    """The worker did not start, or ended."""


class _Trouble:
    """Why the worker does not run, and from when on it may be tried again."""

    def __init__(self, kind, code, python, until):
        self.kind = kind
        self.code = code  # it ended with; None: there was nothing to end
        self.python = python
        self.until = until


class Worker:
    """Starts the worker when it is first needed, and again when it was lost."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._process = None
        self._catalogue = None
        self._sent = collections.OrderedDict()  # digests of ranges, oldest first
        self._trouble = None

    def catalogue(self) -> list:
        """The formulas: as the worker tells them or, when it is gone, as they once were."""
        with self._lock:
            try:
                self._start()
            except WorkerLost:
                with open(os.path.join(self._folder, "catalogue.json"), encoding="utf-8") as file:
                    self._catalogue = json.load(file)
        return self._catalogue

    def call(self, name: str, arguments: list):
        """The answer of a formula; an error as bytes. Never raises."""
        try:
            with self._lock:
                return self._call(name, arguments)
        except WorkerLost:  # the log has it from the attempt, once and not for every cell
            return UNAVAILABLE
        except Exception as error:  # whatever breaks, Calc gets an error cell
            home.log(f"{name} has no answer: {error!r}")
            return FAILED

    def trouble(self, language: str) -> str:
        """Why there is no answer and what mends it, in one line; empty while all is well."""
        found = self._trouble
        if found is None:
            return ""
        return words.trouble(
            found.kind,
            language,
            python=found.python,
            seconds=f"{START_SECONDS:g}",
            log=home.log_path(),
        )

    def _call(self, name, arguments):
        payloads = {}
        packed = [self._pack(argument, payloads) for argument in arguments]
        for attempt in (1, 2):
            if self._process is None:
                self._start()
            try:
                return self._ask(name, packed, payloads)
            except (OSError, EOFError) as error:
                code = self._end()
                home.log(f"the worker ended with {code} in {name}: {error!r}")
                if attempt == 2:
                    break
        return FAILED  # it ended twice in the same formula: the formula is to blame

    def _pack(self, argument, payloads):
        """A large range becomes its digest, so that each content is sent only once."""
        if not isinstance(argument, tuple) or len(argument) * len(argument[0]) < LARGE:
            return argument
        payload = marshal.dumps(argument, FORMAT)
        digest = hashlib.blake2b(payload, digest_size=16).digest()
        payloads[digest] = payload
        return digest

    def _ask(self, name, packed, payloads):
        unknown = [digest for digest in payloads if digest not in self._sent]
        while True:
            self._send((name, packed, {digest: payloads[digest] for digest in unknown}))
            self._remember(payloads)
            kind, content = self._receive()
            if kind != "missing":
                return content
            unknown = content  # the worker has forgotten some

    def _remember(self, digests):
        for digest in digests:
            self._sent[digest] = None
            self._sent.move_to_end(digest)
        while len(self._sent) > REMEMBERED:
            self._sent.popitem(last=False)

    def _start(self, starts=MOST_STARTS):
        """Start the worker, and again where it was ended while it loaded what is installed.

        A plugin has ended it, or its watchdog has for the plugin's sake: the next one runs without
        that plugin.
        """
        if self._trouble is not None and time.monotonic() < self._trouble.until:
            raise WorkerLost
        try:
            self._try_start()
        except WorkerLost:
            was_ended = self._trouble.kind == words.FAILED
            if starts == 1 or not was_ended or self._trouble.code in PYTHON_FAILED:
                raise
            self._trouble = None
            self._start(starts - 1)

    def _try_start(self):
        began, late, command = home.log_size(), threading.Event(), []
        try:
            command, environment = self._command()
            with open(home.log_path(), "ab") as log:
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    env=environment,
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                )
            self._sent.clear()
            catalogue = self._first_word(late)
        except Exception as error:  # whatever its Python sends or is, Calc goes on
            code = self._end()
            self._trouble = _diagnosed(command, code, began, late.is_set())
            home.log(f"its Python {command} did not start ({error!r}, ended with {code})")
            home.log(self.trouble("en"))
            raise WorkerLost from error
        self._trouble = None
        home.log(f"the worker runs: {command}")
        if self._catalogue is None:
            self._catalogue = catalogue

    def _first_word(self, late):
        """The catalogue, which the worker sends when it is ready; ended when it never is."""

        def give_up(process=self._process):
            late.set()
            process.kill()

        timer = threading.Timer(START_SECONDS, give_up)
        timer.daemon = True
        timer.start()
        try:
            return self._receive()
        finally:
            timer.cancel()

    def _command(self):
        """The recorded command, or the one in ``LEDGERGUARD_CALC_WORKER`` (a JSON list)."""
        with open(os.path.join(self._folder, "worker.json"), encoding="utf-8") as file:
            recorded = json.load(file)
        environment = {k: v for k, v in os.environ.items() if k not in UNWANTED}
        if recorded["path"]:
            environment["PYTHONPATH"] = recorded["path"]
        override = os.environ.get("LEDGERGUARD_CALC_WORKER")
        return json.loads(override) if override else recorded["command"], environment

    def _send(self, message):
        content = marshal.dumps(message, FORMAT)
        self._process.stdin.write(LENGTH.pack(len(content)))
        self._process.stdin.write(content)
        self._process.stdin.flush()

    def _receive(self):
        (length,) = LENGTH.unpack(self._read(LENGTH.size))
        return marshal.loads(self._read(length))

    def _read(self, length):
        content = self._process.stdout.read(length)
        if len(content) < length:
            raise EOFError("the pipe is closed")
        return content

    def _end(self):
        process, self._process = self._process, None
        if process is None:
            return None
        process.kill()
        process.stdout.close()
        with contextlib.suppress(OSError):  # what was still to be written has no reader any more
            process.stdin.close()
        return process.wait()


def _diagnosed(command, code, began, is_late):
    """What keeps the worker from running, judged by its Python and by what it wrote."""
    python = command[0] if command else "?"
    written = home.log_since(began)
    kind = words.FAILED
    if is_late:
        kind = words.SLOW
    elif shutil.which(python) is None or NO_BASE in written:
        kind = words.GONE
    elif NOT_INSTALLED.search(written):
        kind = words.REMOVED
    wait = SLOW_RETRY_SECONDS if is_late else RETRY_SECONDS
    return _Trouble(kind, code, python, time.monotonic() + wait)
