"""What plugins print is kept from where answers travel, and remembered; all else passes."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledgerguard.plugin import journal, output
from ledgerguard.plugin.journal import LONGEST, remembered
from ledgerguard.plugin.output import Ear, caught, listen
from ledgerguard.plugin.running import entered
from ledgerguard.plugin.settings import FILE_VARIABLE


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "plugins.toml"))
    monkeypatch.setattr(journal, "_pending", {})
    monkeypatch.setattr(output, "_heard", {})
    out, err = sys.stdout, sys.stderr
    yield
    sys.stdout, sys.stderr = out, err


def printed() -> dict[str, str]:
    return {row.formula: row.text for row in remembered() if row.kind == "printed"}


def test_a_plugin_is_heard_and_others_pass(capsys: pytest.CaptureFixture[str]) -> None:
    listen()
    listen()  # twice is once
    assert isinstance(sys.stdout, Ear)
    assert output.ear is sys.stdout
    print("ours")
    with entered("acme", "ACME"):
        print("theirs", 1)
        print("theirs too", file=sys.stderr)
        sys.stdout.writelines(["more", "\n"])
        assert sys.stdout.buffer.writable()
        sys.stdout.buffer.write(b"bytes\xff\n")
        sys.stdout.close()
        sys.stdout.flush()
    with entered("acme", "OTHER"):
        print("x" * 10_000)
        print("y" * 10_000)
    print("ours again", file=sys.stderr)
    sys.stdout.buffer.flush()
    assert sys.stdout.encoding
    assert capsys.readouterr() == ("ours\n", "ours again\n")
    assert printed() == {
        "ACME": "theirs 1\ntheirs too\nmore\nbytes\\xff",
        "OTHER": "x" * LONGEST,
    }


def test_a_program_without_a_console() -> None:
    for name in ("stdout", "stderr"):
        setattr(sys, name, None)
    listen()
    print("nobody reads it")
    sys.stdout.flush()
    with entered("acme", "ACME"):
        print("remembered")
    sys.stdout.close()
    assert printed() == {"ACME": "remembered"}


def test_the_stream_is_closed_when_no_plugin_asks() -> None:
    inner = io.StringIO()
    Ear(inner).close()
    assert inner.closed


def test_what_is_printed_while_a_package_is_loaded(capfd: pytest.CaptureFixture[str]) -> None:
    print("before")
    with caught() as said:
        print("one")
        print("two", file=sys.stderr)
        sys.stdout.close()
        print("x" * 10_000)
        os.write(1, b"low")
        os.write(2, b"lower")
        subprocess.run([sys.executable, "-c", "print('of a child')"], check=True)
    print("after")
    assert capfd.readouterr() == ("before\nafter\n", "")
    high, _, low = said().partition("lowlower")
    assert low == "of a child"
    assert high.startswith("one\ntwo\nxxx")
    assert len(high) <= output.LONGEST + 1


def test_where_descriptors_cannot_be_led_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> int:
        raise OSError

    monkeypatch.setattr(os, "dup", refuse)
    with caught() as said:
        print("high")
    assert said() == "high"
    monkeypatch.setattr(output, "Drain", refuse)
    output.drain_output()
    assert output.drain is None
    assert output.after_call() is None


PIPE = """
import os, sys
from ledgerguard.plugin import output, running
with output.channel_kept():
    with output.channel_kept():  # within, nothing changes
        print("answer one")
    output.listen()
    with running.entered("acme", "ACME"):
        print("high")
        os.write(1, b"low")
        output.after_call()("acme", "ACME")
        output.after_call()("acme", "ACME")
    after = output.after_call()
    print("answer two")
os.write(1, b"free again\\n")
after("acme", "ACME")
print("the end")
"""


def test_a_pipe_holds_answers_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PIPE], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout == "answer one\nanswer two\nfree again\nthe end\n"
    assert done.stderr == ""
    assert printed() == {"ACME": "high\nlow"}


def test_within_one_process_too(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(output, "_is_pipe", lambda _: True)
    before = sys.stdout
    with output.channel_kept():
        print("answer")
        os.write(1, b"low")
        after = output.after_call()
        assert after is not None
        after("acme", "ACME")
    after("acme", "ACME")  # of a call that ends late: nothing is drained any more
    assert sys.stdout is before
    assert output.drain is None
    assert capfd.readouterr().out == "answer\n"
    assert printed() == {"ACME": "low"}


def test_what_is_no_pipe_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    with output.channel_kept():
        print("to a test")
    assert stream.getvalue() == "to a test\n"
    assert output.drain is None


def test_a_file_that_tells_no_size(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> Any:
        raise FileNotFoundError

    drain = output.Drain()
    with monkeypatch.context() as browser:
        browser.setattr(os, "fstat", refuse)
        assert drain.taken() == ""
    drain.close()


def test_a_descriptor_that_cannot_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> int:
        raise OSError

    monkeypatch.setattr(os, "dup", refuse)
    monkeypatch.setattr(output, "_is_pipe", lambda _: True)
    with output.channel_kept():
        assert output.drain is None
