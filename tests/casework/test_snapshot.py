"""What a run keeps of its inputs and its outcome: bytes that say the same, always in one form."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import narwhals as nw
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_rows import DAY, Row, frame_of, law, ledgers

from ledgerguard.casework import snapshot
from ledgerguard.casework.engine import derive
from ledgerguard.casework.history import History
from ledgerguard.errors import LogError
from ledgerguard.ledger.schema import FRAME
from ledgerguard.policy.firm import policy_from_texts

POLICY = policy_from_texts({"firm.toml": '[company]\ninsurance = "none"\n'})


@law
@given(ledgers)
def test_a_ledger_comes_back_as_it_was(rows: list[Row]) -> None:
    frame = frame_of(rows)
    kept = snapshot.ledger_bytes(frame)
    again = snapshot.frame_of(kept)
    assert again.columns == list(FRAME)
    for name in FRAME:
        assert again.get_column(name).to_list() == frame.get_column(name).to_list()
    assert snapshot.ledger_bytes(again) == kept
    assert derived(again) == derived(frame)


def derived(frame: nw.DataFrame[Any]) -> bytes:
    return snapshot.worklist_bytes(derive(frame, POLICY, History(), DAY).worklist)


@given(st.text(), st.text())
def test_any_text_comes_back(customer: str, entity: str) -> None:
    frame = frame_of([Row(customer=customer, entity=entity)])
    again = snapshot.frame_of(snapshot.ledger_bytes(frame))
    assert again.get_column("customer").to_list() == [customer]
    assert again.get_column("entity").to_list() == [entity]


def test_the_form_is_fixed() -> None:
    frame = frame_of([Row("木", due=DAY)])
    kept = snapshot.ledger_bytes(frame)
    turned = frame.select(*reversed(frame.columns))
    assert snapshot.ledger_bytes(turned) == kept
    assert "木".encode() in kept
    assert list(json.loads(kept)) == sorted(FRAME)
    assert b" " not in kept
    assert json.loads(kept)["due"] == [DAY]
    # The hash of "abc" is an example of FIPS 180-4.
    assert snapshot.fingerprint(b"abc") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


@pytest.mark.parametrize("column", list(FRAME))
def test_one_changed_number_changes_the_fingerprint(column: str) -> None:
    frame = frame_of([Row(), Row()])
    values = frame.get_column(column).to_list()
    values[1] = f"{values[1]}x" if isinstance(values[1], str) else values[1] + 1
    other = frame.with_columns(
        nw.new_series(column, values, FRAME[column], backend=frame.implementation)
    )
    prints = {
        hashlib.sha256(snapshot.ledger_bytes(one)).hexdigest() for one in (frame, other, frame)
    }
    assert len(prints) == 2


def test_a_policy_comes_back_as_it_was() -> None:
    texts = {
        "firm.toml": '[company]\ngrace_days = 2\n[customers."木兰"]\nladder = "sme"\n'
        "tolerance = { EUR = 2.5 }\n"
    }
    policy = policy_from_texts(texts)
    again = snapshot.policy_of(snapshot.policy_bytes(policy))
    assert again.version == policy.version
    assert again.ladders == policy.ladders
    assert again.settings("木兰").ladder == "sme"
    assert again.settings("木兰") == policy.settings("木兰")
    # What ledgerguard brings is kept with it: a later version decides a run as this one did.
    kept = snapshot.mapping_of(snapshot.policy_bytes(policy))
    assert "five-stage" in kept["packaged/escalation.toml"]


def test_a_worklist_is_kept_whole() -> None:
    rows = [Row("A", due=DAY - 5), Row("A", due=DAY - 4, disputed=1), Row("B", due=DAY - 16)]
    found = derive(frame_of(rows), POLICY, History(), DAY, run="R").worklist
    kept = snapshot.mapping_of(snapshot.worklist_bytes(found))
    assert set(kept) == {"run", "as_of", "tasks", "held", "reassess", "lapsed"}
    assert (kept["run"], kept["as_of"]) == ("R", DAY)
    (task,) = (one for one in kept["tasks"] if one["customer_id"] == "A")
    assert task["action"] == ["Formal dunning letter", "启动正式催告"]
    assert [item["key"]["invoice"] for item in task["items"]] == ["I2"]
    assert [(one["item"]["key"]["invoice"], one["reason"]) for one in kept["held"]] == [
        ("I3", "dispute")
    ]
    # Late by 16 days and never reminded: the reminder before the due date has lapsed, thrice.
    assert kept["lapsed"] == {"five-stage/1": 3}


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[1]", b'"text"', b"null"])
def test_what_is_no_snapshot_is_refused(content: bytes) -> None:
    for reading in (snapshot.frame_of, snapshot.policy_of, snapshot.mapping_of):
        with pytest.raises(LogError, match="a content of the log must be"):
            reading(content)


def test_a_ledger_of_another_shape_is_refused() -> None:
    kept = snapshot.mapping_of(snapshot.ledger_bytes(frame_of([Row()])))
    del kept["entity"]
    with pytest.raises(LogError, match="must hold the column entity, got none"):
        snapshot.frame_of(json.dumps(kept).encode())
