"""What each fault means to a read and to a write, with an insurer that counts our key and not."""

from __future__ import annotations

import datetime as dt
import email.utils
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from ledgerguard.plugin.insurer import (
    Declined,
    InsurerError,
    LockedOut,
    Ticket,
    Unreachable,
    Unsure,
)
from rest_world import World, world
from rest_writes import claim, limit, report

from ledgerguard_insurer_rest.calls import retry_after

QUICK = {"first_wait": 0.01}


def script(one: World, *faults: str) -> None:
    """What goes wrong with the calls after the login."""
    one.plan.script[:] = faults


def script_of_write(one: World, *faults: str) -> None:
    """What goes wrong with a write: Meridian is first asked whether it has it already."""
    script(one, *([""] if one.style == "meridian" else []), *faults)


@pytest.mark.parametrize("style", ["sandbox", "meridian"])
def test_reads_are_tried_again(style: str, tmp_path: Path) -> None:
    with world(tmp_path, style) as one:
        insurer = one.connector(4.0, retrying=QUICK)
        insurer.log_in()
        for fault in ("429", "503", "drop", "500-after", "garbled-after", "expired"):
            script(one, fault)
            assert len(insurer.covers("B-1")) == 2, fault
            assert one.plan.script == []
        script(one, *["503"] * 4)
        with pytest.raises(Unreachable, match="got status 503"):
            insurer.covers("B-1")


@pytest.mark.parametrize("fault", ["500-after", "drop-after", "garbled-after", "twice", "late"])
def test_a_write_goes_again_where_its_key_counts_once(fault: str, tmp_path: Path) -> None:
    with world(tmp_path) as one:
        insurer = one.connector(4.0, retrying=QUICK)
        insurer.log_in()
        script(one, fault)
        ticket = insurer.request_limit(limit(key="limit-1"))
        assert ticket == insurer.find("limit-1")
        one.deliver()
        assert one.counted("limit-1") == 1


@pytest.mark.parametrize("fault", ["500-after", "drop-after", "garbled-after", "503", "drop"])
def test_a_write_goes_once_where_its_key_does_not_count(fault: str, tmp_path: Path) -> None:
    """The connector does not know whether it has arrived, and says so; the desk asks."""
    with world(tmp_path, "meridian", honours_keys=False) as one:
        insurer = one.connector(4.0, retrying=QUICK)
        insurer.log_in()
        script_of_write(one, fault)
        with pytest.raises(Unsure, match="may have arrived"):
            insurer.file_claim(claim(key="claim-1"))
        arrived = fault.endswith("-after")
        assert one.counted("claim-1") == arrived
        assert (insurer.find("claim-1") is not None) == arrived


@pytest.mark.parametrize("style", ["sandbox", "meridian"])
def test_refusals_before_the_write_change_nothing(style: str, tmp_path: Path) -> None:
    """A write that was surely not taken goes again, whether keys count or not."""
    with world(tmp_path, style, honours_keys=False) as one:
        insurer = one.connector(4.0, retrying=QUICK)
        insurer.log_in()
        for number, fault in enumerate(("429", "expired")):
            script_of_write(one, fault)
            ticket = insurer.declare_overdue(report(number, key=f"overdue-{number}"))
            assert isinstance(ticket, Ticket)
            assert one.counted(f"overdue-{number}") == 1
        script_of_write(one, *["429"] * 4)
        with pytest.raises(Unreachable, match="too many calls"):
            insurer.declare_overdue(report(5, key="overdue-5"))
        assert one.counted("overdue-5") == 0


def test_a_long_pause_is_kept_and_not_waited_for(tmp_path: Path) -> None:
    """The insurer asks for a minute: nobody waits, and nothing is sent in that minute."""
    with world(tmp_path) as one:
        insurer = one.connector(2.0)
        insurer.log_in()
        one.plan.retry_after = "60"
        script(one, "429")
        started = time.monotonic()
        with pytest.raises(Unreachable, match="too many calls"):
            insurer.request_limit(limit(key="limit-1"))
        script(one, "503")  # would be used up by a call
        with pytest.raises(Unreachable, match="too many calls"):
            insurer.covers()
        assert time.monotonic() - started < 1.5
        assert one.plan.script == ["503"]


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [
        ("7", 7.0), (" 12 ", 12.0), ("0", 0.0), ("", None), ("soon", None), ("-5", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0), ("Wed, 21 Oct 2015 07:28:00 -0000", 0.0),
    ],
)  # fmt: skip
def test_how_a_pause_is_told(stated: str, seconds: float | None) -> None:
    """RFC 9110, 10.2.3: seconds, or a date as in its example."""
    assert retry_after(httpx.Response(429, headers={"Retry-After": stated})) == seconds


def test_a_pause_until_a_moment() -> None:
    moment = email.utils.format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=90))
    found = retry_after(httpx.Response(429, headers={"Retry-After": moment}))
    assert found is not None
    assert 85 < found <= 90


@pytest.mark.parametrize(
    ("response", "said"),
    [
        (httpx.Response(400, html="<h1>no</h1>"), "got status 400."),
        (httpx.Response(400, json={"error": "no"}), "got status 400."),
        (httpx.Response(400, json={"error": {"message": "no\n such"}}), "got status 400: no such."),
        (httpx.Response(403, json={}), "got status 403."),
    ],
)
def test_the_words_of_the_insurer(response: httpx.Response, said: str, tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/token"):
            return httpx.Response(200, json={"access_token": "tok-1"})
        return response

    with world(tmp_path) as one:
        one.connector().log_in()
        insurer = one.connector(transport=httpx.MockTransport(answer))
        with pytest.raises((Declined, LockedOut)) as caught:
            insurer.request_limit(limit(key="limit-1"))
        assert str(caught.value).endswith(said)
        assert isinstance(caught.value, LockedOut) == (response.status_code == 403)


def test_a_short_pause_is_waited_for(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        insurer = one.connector(5.0)
        insurer.log_in()
        one.plan.retry_after = "1"
        script(one, "429")
        started = time.monotonic()
        insurer.request_limit(limit(key="limit-1"))
        assert 0.9 < time.monotonic() - started < 4
        assert one.counted("limit-1") == 1


READS: dict[str, Callable[[Any], Any]] = {
    "covers": lambda insurer: insurer.covers(),
    "find": lambda insurer: insurer.find("limit-1"),
    "poll": lambda insurer: insurer.poll(Ticket("limit-1", "L-1")),
    "events": lambda insurer: insurer.events(),
    "grade": lambda insurer: insurer.grade("B-1"),
    "claim_status": lambda insurer: insurer.claim_status("C-1"),
}


@pytest.mark.parametrize("name", READS)
def test_reads_end_in_time(name: str, tmp_path: Path) -> None:
    with world(tmp_path) as one:
        one.plan.hang = 3.0
        insurer = one.connector(0.6)
        insurer.log_in()
        script(one, "hang", "hang", "hang")
        started = time.monotonic()
        with pytest.raises(Unreachable):
            READS[name](insurer)
        assert time.monotonic() - started < 1.6


@pytest.mark.parametrize(
    ("style", "write"),
    [
        ("sandbox", lambda insurer: insurer.request_limit(limit(key="k"))),
        ("sandbox", lambda insurer: insurer.declare_overdue(report(key="k"))),
        ("meridian", lambda insurer: insurer.file_claim(claim(key="k"))),
    ],
)
def test_writes_end_in_time(style: str, write: Callable[[Any], Any], tmp_path: Path) -> None:
    with world(tmp_path, style) as one:
        one.plan.hang = 3.0
        insurer = one.connector(0.6)
        insurer.log_in()
        script_of_write(one, *["hang-after"] * 3)
        started = time.monotonic()
        with pytest.raises(Unsure):
            write(insurer)
        assert time.monotonic() - started < 1.6
        assert one.counted("k") == 1


def test_a_login_that_hangs_sends_nothing(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        one.plan.hang = 3.0
        insurer = one.connector(0.5)
        script(one, "hang")
        with pytest.raises(Unreachable):
            insurer.request_limit(limit(key="limit-1"))
        assert one.counted("limit-1") == 0
        assert one.office.logins == 0


def test_what_cannot_be_taken_is_declined(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        insurer = one.connector()
        with pytest.raises(Declined, match="there is no buyer B-99"):
            insurer.request_limit(limit(key="limit-1", reference="B-99"))
        insurer.request_limit(limit(1000, key="limit-2"))
        with pytest.raises(Declined, match="the key was used for something else"):
            insurer.request_limit(limit(2000, key="limit-2"))
        assert one.counted("limit-2") == 1


def test_a_refusal_after_a_doubt_remains_a_doubt(tmp_path: Path) -> None:
    """The first try may have arrived; that the second is refused does not tell otherwise."""
    with world(tmp_path) as one:
        insurer = one.connector(4.0, retrying=QUICK)
        insurer.request_limit(limit(1000, key="limit-1"))
        script(one, "500-after")
        with pytest.raises(Unsure, match="used for something else"):
            insurer.request_limit(limit(2000, key="limit-1"))


def test_a_token_that_is_refused_twice_is_a_refused_access(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        insurer = one.connector()
        insurer.log_in()
        script(one, "expired", "", "expired")  # the call, the login, the call
        with pytest.raises(LockedOut, match="a token that it has just given"):
            insurer.request_limit(limit(key="limit-1"))
        assert one.counted("limit-1") == 0
        assert insurer.request_limit(limit(key="limit-1"))


def test_events_come_once_in_a_page(tmp_path: Path) -> None:
    with world(tmp_path, page_size=4) as one:
        insurer = one.connector()
        for number in range(6):
            insurer.request_limit(limit(1000 + number, key=f"limit-{number}"))
        cursor, seen, pages = "", [], 0
        while pages < 20:
            script(one, "events")
            page = insurer.events(cursor)
            ids = [event.id for event in page.events]
            assert len(ids) == len(set(ids))
            seen += ids
            pages += 1
            if page.cursor == cursor:
                break
            cursor = page.cursor
        assert {f"E-{number:06d}" for number in range(1, 7)} == set(seen)
        assert len(seen) > 6, "some came again on another page"
        assert one.plan.done["events"] == pages


def test_what_has_arrived_is_not_sent_again_though_keys_do_not_count(tmp_path: Path) -> None:
    with world(tmp_path, "meridian", honours_keys=False) as one:
        insurer = one.connector()
        first = insurer.file_claim(claim(key="claim-1"))
        assert insurer.file_claim(claim(key="claim-1")) == first
        script(one, *["503"] * 4)
        with pytest.raises(Unreachable):  # nobody could be asked, so nothing was sent
            insurer.file_claim(claim(2, key="claim-2"))
        assert (one.counted("claim-1"), one.counted("claim-2")) == (1, 0)


def test_every_error_is_one_of_the_protocol(tmp_path: Path) -> None:
    """Also when the sandbox does what no profile describes."""
    with world(tmp_path) as one:
        insurer = one.connector(1.0, retrying=QUICK, values={"amount": "minor"})
        with pytest.raises(InsurerError, match=r"amount must be a whole number, got '300000\.00'"):
            insurer.covers("B-1")
        with pytest.raises(InsurerError, match="must know what poll asks for"):
            insurer.poll(Ticket("limit-1", "L-9"))
