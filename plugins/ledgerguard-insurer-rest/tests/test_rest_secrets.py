"""Nothing secret remains anywhere; the witness that says so can see, and so can the law."""

from __future__ import annotations

import contextlib
import logging
import traceback
from pathlib import Path

import pytest
from ledgerguard.casework.insurers import outbox, sending
from ledgerguard.errors import LedgerguardError
from ledgerguard.plugin.insurer import Declined, InsurerError, LockedOut
from ledgerguard.store.log import Log
from rest_world import API_KEY, SECRET, agree, world
from rest_writes import limit

from ledgerguard_insurer_rest.sandbox.faults import AFTER, BEFORE


@pytest.mark.parametrize("place", ["log", "printed", "file", "error", "token"])
def test_the_witness_sees(place: str, tmp_path: Path) -> None:
    """A secret that is planted on purpose fails the test that planted it."""
    with pytest.raises(AssertionError, match="found"):
        plant(place, tmp_path)


def plant(place: str, folder: Path) -> None:
    with world(folder) as one:
        one.connector().log_in()
        if place == "log":
            logging.getLogger("anybody").info("it is %s", SECRET)
        elif place == "printed":
            print(SECRET)
        elif place == "file":
            (folder / "notes.txt").write_text(f"it is {API_KEY}!")
        elif place == "token":
            logging.getLogger("httpcore").debug("headers %r", [one.office.given[0].encode()])
        else:
            one.witness.saw(ValueError(SECRET))


@pytest.mark.parametrize("style", ["sandbox", "meridian"])
def test_every_error_under_every_fault_is_clean(style: str, tmp_path: Path) -> None:
    """With the locals of every frame, in each failure of a read, a write and a login."""
    with world(tmp_path, style) as one, Log.open(tmp_path / "log.db") as log:
        one.plan.hang = 0.7
        one.connector().log_in()
        for number, fault in enumerate((*BEFORE, *AFTER)):
            for script in ([fault] * 4, ["", *[fault] * 4]):  # from the login on, or after it
                insurer = one.watched(0.5, retrying={"first_wait": 0.01})
                one.plan.script[:] = script
                key = outbox.prepare(log, "mutual", limit(1000 + number + 100 * len(script)), "Li")
                outbox.confirm(log, key, "Wang")
                with contextlib.suppress(LockedOut):
                    sending.send(log, insurer, key)
                one.plan.script[:] = ["503"] * 4
                with pytest.raises(InsurerError):
                    insurer.covers()
                one.plan.script.clear()
        assert len(one.witness.raised) > 2 * len((*BEFORE, *AFTER))
        shown = "\n".join(one.witness.raised)
        assert "(secret)" in shown, "the locals were shown"
        sending.reconcile(log, one.connector(), now=True)
        sending.send_all(log, one.connector())
        assert agree(outbox.items_of(log)[1], one.office) == 18


def test_an_insurer_that_quotes_what_it_was_sent(tmp_path: Path) -> None:
    """Its words are shown to people, without our token in them."""
    with world(tmp_path) as one:
        insurer = one.connector()
        insurer.log_in()
        token = one.office.given[-1]
        with pytest.raises(Declined) as caught:
            insurer.request_limit(limit(1000, "limit-1", f"B {token} {SECRET}"))
        one.witness.saw(_without_frames(caught.value))
        assert "there is no buyer B (secret) (secret)" in str(caught.value)


def _without_frames(error: BaseException) -> BaseException:
    """The frame of the test holds the token: it may."""
    error.__traceback__ = None
    assert traceback.format_exception(error)
    return error


def test_the_law_can_fail(tmp_path: Path) -> None:
    """A profile that promises too much doubles a write, and the comparison sees it."""
    with (
        world(tmp_path, "meridian", honours_keys=False) as one,
        Log.open(tmp_path / "log.db") as log,
    ):
        insurer = one.connector(4.0, writing={"idempotent": True}, retrying={"first_wait": 0.01})
        insurer.log_in()
        one.plan.script[:] = ["500-after"]
        key = outbox.prepare(log, "mutual", limit(), "Li")
        outbox.confirm(log, key, "Wang")
        fate = sending.send(log, insurer, key)
        assert fate.item.state == "taken"
        assert one.counted(key) == 2
        with pytest.raises(AssertionError, match="one is doubled"):
            agree(outbox.items_of(log)[1], one.office)


def test_the_comparison_sees_what_is_lost(tmp_path: Path) -> None:
    with world(tmp_path) as one, Log.open(tmp_path / "log.db") as log:
        key = outbox.prepare(log, "mutual", limit(), "Li")
        outbox.confirm(log, key, "Wang")
        sending.send(log, one.connector(), key)
        assert agree(outbox.items_of(log)[1], one.office) == 1
        with one.office._db as db:
            db.execute("DELETE FROM submissions")
        with pytest.raises(AssertionError, match="one is lost"):
            agree(outbox.items_of(log)[1], one.office)


def test_errors_say_what_and_how_to_mend_it(tmp_path: Path) -> None:
    with world(tmp_path) as one:
        with pytest.raises(LedgerguardError) as caught:
            one.connector().request_limit(limit(1000, "limit-1", "B-77"))
        assert str(caught.value) == (
            "mutual must accept request_limit, got status 404: there is no buyer B-77."
        )
