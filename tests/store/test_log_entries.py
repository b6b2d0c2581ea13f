import hashlib
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerguard.errors import LogError
from ledgerguard.store.entries import GENESIS, JSON, Entry, canonical, references, row_hash
from ledgerguard.store.log import Log

JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
BODIES = st.dictionaries(st.text(), JSONS, max_size=5)
TEXTS = st.text(max_size=12)


def test_a_body_is_written_in_one_way_only() -> None:
    body: Mapping[str, JSON] = {"b": [1, 2.5, None, True], "a": {"客": "户", "": "\n"}}
    assert canonical(body) == '{"a":{"":"\\n","客":"户"},"b":[1,2.5,null,true]}'.encode()


def test_the_hash_is_sha256_over_the_columns_each_with_its_length() -> None:
    # By hand from docs/log.md: what anybody would write who checks a log without ledgerguard.
    raw = (
        (
            "ledgerguard-log-1\n"
            '1:7,25:2026-01-31T08:15:00+00:00,6:action,2:R1,6:安娜,0:,2:fp,7:{"a":1},'
        ).encode()
        + b"64:"
        + b"0" * 64
        + b","
    )
    got = row_hash(
        GENESIS, 7, "2026-01-31T08:15:00+00:00", "action", "R1", "安娜", "", "fp", '{"a":1}'
    )
    assert got == hashlib.sha256(raw).hexdigest()


@given(st.lists(TEXTS, min_size=7, max_size=7), st.lists(TEXTS, min_size=7, max_size=7))
def test_two_rows_read_the_same_only_when_they_are(one: list[str], other: list[str]) -> None:
    assert (row_hash(GENESIS, 1, *one) == row_hash(GENESIS, 1, *other)) == (one == other)


def test_a_text_cannot_move_into_the_next_column() -> None:
    one = row_hash(GENESIS, 1, "t", "ab", "c", "", "", "", "{}")
    assert one != row_hash(GENESIS, 1, "t", "a", "bc", "", "", "", "{}")
    assert row_hash(GENESIS, 1, "t", "a", "1:b,", "", "", "", "{}") != row_hash(
        GENESIS, 1, "t", "a", "", "b", "", "", "{}"
    )


@given(st.lists(st.tuples(TEXTS.filter(bool), BODIES, TEXTS), max_size=4))
def test_any_body_comes_back_and_verifies(given: list[tuple[str, dict[str, Any], str]]) -> None:
    entries = [Entry(kind, body, actor=actor) for kind, body, actor in given]
    with Log.memory() as log:
        added = log.append(entries)
        assert list(log.rows()) == added
        assert [(row.kind, row.body, row.actor) for row in added] == given
        assert [canonical(row.body) for row in added] == [canonical(body) for _, body, _ in given]
        assert log.verify(log.head) == ()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"a": float("nan")}, "finite"),
        ({"a": [float("-inf")]}, "finite"),
        ({"a": "\ud800"}, "UTF-8"),
        ({"a": 10**5000}, "finite"),
        ({"a": {1: 2}}, r"a key of body\.a must be text, got 1"),
        ({"a": [0, {"b": b"raw"}]}, r"body\.a\[1\]\.b must be .* got bytes"),
        ({"a": {1, 2}}, "got set"),
    ],
)
def test_what_json_cannot_hold_is_refused_with_its_place(body: dict[str, Any], said: str) -> None:
    with Log.memory() as log:
        with pytest.raises(LogError, match=said) as caught:
            log.append([Entry("action", {}), Entry("action", body)])
        assert caught.value.hint
        assert len(log) == 0


def test_a_body_that_holds_itself_is_refused() -> None:
    body: dict[str, JSON] = {}
    body["again"] = body
    with pytest.raises(LogError, match="nested at most 100"):
        canonical(body)


def test_a_tuple_is_written_as_a_list() -> None:
    body: dict[str, Any] = {"a": (1, (2,))}
    assert canonical(body) == b'{"a":[1,[2]]}'


def test_references_are_whole_texts_anywhere() -> None:
    one, two, three = ("a" * 64, "b" * 64, "c" * 64)
    body: JSON = {
        "x": [f"sha256:{one}", {"y": f"sha256:{two}"}],
        f"sha256:{three}": 1,
        "no": f"see sha256:{one[:-1]}d",
        "short": "sha256:abc",
        "capitals": "sha256:" + "A" * 64,
    }
    assert sorted(references(body)) == [one, two, three]
