"""Tokens and logins: one when it is needed, and never so many refused ones that anybody locks."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from unittest import mock

import httpx
import pytest
from ledgerguard.plugin.insurer import LockedOut, Unreachable
from rest_world import CLIENT, NAME, SECRET, World, environment, world

from ledgerguard_insurer_rest.__main__ import main
from ledgerguard_insurer_rest.logins import Logins, state_folder
from ledgerguard_insurer_rest.secret import Secret, variable

SECRET_NAME = variable(NAME, "client_secret")


def failures(one: World) -> tuple[int, int]:
    row = one.office.rows("SELECT failures, locked FROM clients WHERE id = ?", CLIENT)[0]
    return row["failures"], row["locked"]


def test_one_login_serves_many_calls(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        insurer = one.connector()
        assert one.office.logins == 0
        for _ in range(5):
            insurer.covers("B-1")
        assert one.office.logins == 1


def test_a_token_is_not_used_when_it_is_about_to_expire(tmp_path: Path) -> None:
    """Nine tenths of a short life: then a new one, without a 401 in between."""
    with world(tmp_path, token_seconds=1.0) as one:
        insurer = one.connector()
        insurer.covers("B-1")
        time.sleep(1.0)
        insurer.covers("B-1")
        assert one.office.logins == 2
        assert one.plan.done["expired"] == 0


def test_threads_share_one_login(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        insurer = one.connector()
        threads = [threading.Thread(target=insurer.covers, args=("B-1",)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert one.office.logins == 1


@pytest.mark.parametrize("style", ["sandbox", "meridian"])
def test_a_refused_login_is_never_repeated(style: str, tmp_path: Path) -> None:
    """By no call, no connector and no other one: the insurer hears of it once."""
    with world(tmp_path, style) as one:
        name = SECRET_NAME if style == "sandbox" else variable(NAME, "api_key")
        with mock.patch.dict(os.environ, {name: "wrong-secret"}):
            with pytest.raises(LockedOut, match="must accept the login, got it refused"):
                one.connector().covers()
            for _ in range(10):
                with pytest.raises(LockedOut, match="got these secrets refused before"):
                    one.connector().covers()
            assert one.office.logins == 1
        one.connector().covers()  # the right secret is another one, and may be tried
        assert [row["failures"] for row in one.office.rows("SELECT failures FROM clients")] == [
            0, 0,
        ]  # fmt: skip


def test_several_wrong_secrets_stop_before_the_lock(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        for number in range(8):
            with (
                mock.patch.dict(os.environ, {SECRET_NAME: f"wrong-{number}"}),
                pytest.raises(LockedOut),
            ):
                one.connector().covers()
        assert failures(one) == (3, 0)
        with pytest.raises(LockedOut, match="got it refused 3 times; another failure may lock"):
            one.connector().covers()
        Logins(NAME, 3, one.folder / "state").allow()  # what `retry` does
        one.connector().covers()
        assert failures(one) == (0, 0)


def test_processes_at_once_are_refused_once(tmp_path: Path) -> None:
    """Excel, Calc and the prompt come at one moment with a secret that is wrong."""
    program = """
import sys
from ledgerguard.plugin.insurer import LockedOut
from ledgerguard_insurer_rest.connector import RestInsurer
from ledgerguard_insurer_rest.profile import load
from ledgerguard_insurer_rest.settings import Connection
insurer = RestInsurer("mutual", Connection("sandbox", sys.argv[1]), load("sandbox"))
print("ready", flush=True)
sys.stdin.readline()
try:
    insurer.covers()
except LockedOut:
    print("locked out")
"""
    with world(tmp_path) as one:
        variables = environment(tmp_path) | {SECRET_NAME: "wrong-secret"}
        processes = [
            subprocess.Popen(
                [sys.executable, "-c", program, one.url],
                env=os.environ | variables,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(4)
        ]
        for process in processes:
            assert process.stdout is not None
            process.stdout.readline()
        answers = [process.communicate("go\n", timeout=60)[0] for process in processes]
        assert answers == ["locked out\n"] * 4
        assert failures(one) == (1, 0)


UNHEARD = ("503", "drop", "500-after", "hang")


def test_a_lost_answer_is_no_refusal_of_proven_secrets(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        one.connector().log_in()
        insurer = one.connector(0.8)
        for fault in (*UNHEARD, "429", "garbled-after"):
            one.plan.script[:] = [fault]
            with pytest.raises(Unreachable):
                insurer.log_in()
        insurer.log_in()
        assert failures(one) == (0, 0)


def test_lost_answers_may_have_been_refusals_of_unproven_secrets(tmp_path: Path) -> None:
    """The insurer refuses, its answer is lost, and nobody may try until it locks."""
    with world(tmp_path) as one:
        one.connector().log_in()
        with mock.patch.dict(os.environ, {SECRET_NAME: "wrong-secret"}):
            for _ in range(3):
                one.plan.script[:] = ["500-after"]
                with pytest.raises(Unreachable):
                    one.connector().covers()
            for _ in range(5):
                with pytest.raises(LockedOut, match="got it refused 3 times"):
                    one.connector().covers()
            assert failures(one) == (3, 0)
        one.connector().covers()  # these were accepted before: they may be tried
        assert failures(one) == (0, 0)


def test_no_connection_is_no_refusal(tmp_path: Path) -> None:
    def closed(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("closed", request=request)

    with world(tmp_path) as one:
        for _ in range(5):
            with pytest.raises(Unreachable, match="got ConnectError"):
                one.connector(transport=httpx.MockTransport(closed)).covers()
        one.connector().covers()


def test_secrets_that_were_changed_at_the_insurer(tmp_path: Path) -> None:
    """Proven once, refused now: they are as unproven as any, and not tried again."""
    with world(tmp_path) as one:
        one.connector().log_in()
        one.office.open_account(CLIENT, "another-secret")
        for _ in range(6):
            with pytest.raises(LockedOut):
                one.connector().log_in()
        assert failures(one) == (1, 0)


def test_a_missing_secret_asks_nobody(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        del os.environ[SECRET_NAME]
        with pytest.raises(LockedOut, match="client_secret of mutual must be in the environment"):
            one.connector().covers()
        assert one.office.logins == 0


def test_a_secret_that_no_header_can_hold(tmp_path: Path) -> None:
    with world(tmp_path, "meridian") as one:
        os.environ[variable(NAME, "api_key")] = "schlüssel-ohne-kopfzeile"
        with pytest.raises(Unreachable, match="no header can hold") as caught:
            one.connector().covers()
        one.witness.saw(caught.value)
        assert one.witness.found(["schlüssel-ohne-kopfzeile"]) == []
        assert one.office.logins == 0


def test_what_is_kept_tells_no_secret(tmp_path: Path) -> None:
    logins = Logins("mutual", 3, tmp_path)
    logins.refused([Secret("firm"), Secret("wrong-secret")])
    kept = (tmp_path / "insurer-rest-logins.json").read_text()
    assert "wrong-secret" not in kept
    assert "firm" not in kept
    again = Logins("mutual", 3, tmp_path)
    with pytest.raises(LockedOut, match="these secrets refused before"):
        again.require([Secret("firm"), Secret("wrong-secret")])
    again.require([Secret("firm"), Secret("another")])
    Logins("other", 3, tmp_path).require([Secret("firm"), Secret("wrong-secret")])


def test_a_damaged_memory_lets_nothing_in(tmp_path: Path) -> None:
    """Nobody knows then how often the login was refused."""
    (tmp_path / "insurer-rest-logins.json").write_text("[1]")
    with pytest.raises(LockedOut, match="must tell which logins were refused"):
        Logins("mutual", 3, tmp_path).require([Secret("firm")])


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    logins = Logins("mutual", 3, tmp_path / "file")
    with (
        pytest.raises(LockedOut, match="must be a folder that can be written"),
        logins.one_at_a_time(1.0),
    ):
        raise AssertionError


def test_without_a_home_it_lasts_as_long_as_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEDGERGUARD_INSURER_REST_STATE", raising=False)
    monkeypatch.delenv("LEDGERGUARD_COVERS", raising=False)

    def homeless() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", homeless)
    assert state_folder() is None
    logins = Logins("mutual", 3, None)
    with logins.one_at_a_time(1.0):
        logins.refused([Secret("wrong")])
    with pytest.raises(LockedOut):
        logins.require([Secret("wrong")])
    logins.allow()
    logins.require([Secret("wrong")])


def test_one_that_logs_in_keeps_others_waiting(tmp_path: Path) -> None:
    one, other = Logins("mutual", 3, tmp_path), Logins("mutual", 3, tmp_path)
    with (
        one.one_at_a_time(1.0),
        pytest.raises(Unreachable, match="one program must log in"),
        other.one_at_a_time(0.1),
    ):
        raise AssertionError
    with other.one_at_a_time(0.1):
        pass


def test_retry_at_the_prompt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "insurer-rest.toml").write_text(
        '[mutual]\nprofile = "sandbox"\nbase_url = "http://127.0.0.1:1"\n'
    )
    monkeypatch.setenv("LEDGERGUARD_INSURER_REST", str(tmp_path / "insurer-rest.toml"))
    monkeypatch.setenv("LEDGERGUARD_INSURER_REST_STATE", str(tmp_path))
    logins = Logins("mutual", 3, tmp_path)
    logins.refused([Secret(SECRET)])
    assert main(["retry", "mutual"]) == 0
    assert capsys.readouterr().out == "one more login to mutual may be tried\n"
    logins.require([Secret(SECRET)])


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"token": "t0ken-elsewhere"}, "access_token must be text, got nothing"),
        ({"access_token": "two words"}, "must be a bearer token"),
        ({"access_token": "t0ken-right", "expires_in": "s0on"}, "expires_in must be seconds"),
    ],
)
def test_a_login_answers_something_else(answer: dict[str, str], said: str, tmp_path: Path) -> None:
    with world(tmp_path) as one:
        transport = httpx.MockTransport(lambda _: httpx.Response(200, json=answer))
        with pytest.raises(Unreachable, match=said):
            one.watched(transport=transport).covers()
        assert one.witness.raised
        assert one.witness.found([*answer.values()]) == []
        one.connector().covers()


@pytest.mark.parametrize("send", ["basic", "json"])
def test_other_ways_to_send_the_credentials(send: str, tmp_path: Path) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if request.url.path.endswith("token"):
            return httpx.Response(200, json={"access_token": "tok-1", "expires_in": 60})
        return httpx.Response(200, json={"items": []})

    with world(tmp_path) as one:
        one.connector().covers()
        insurer = one.connector(
            transport=httpx.MockTransport(answer), login={"send": send, "scope": "covers"}
        )
        assert insurer.covers() == []
    login, call = seen
    assert b"covers" in login.content
    if send == "basic":
        import base64

        packed = login.headers["Authorization"].removeprefix("Basic ")
        assert base64.b64decode(packed).decode() == f"{CLIENT}:{SECRET}"
        assert SECRET.encode() not in login.content
    else:
        import json

        assert json.loads(login.content)["client_secret"] == SECRET
    assert call.headers["Authorization"] == "Bearer tok-1"
