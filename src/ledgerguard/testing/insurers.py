"""The contract of a connector: :class:`ledgerguard.plugin.insurer.Insurer`, tested."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import strategies as st

from ledgerguard.plugin.insurer import (
    BuyerQuery,
    Capability,
    InsurerError,
    LimitRequest,
    OverdueItem,
    Ticket,
    Write,
)
from ledgerguard.testing.insurer_bench import METHODS, Asking, new_key
from ledgerguard.testing.insurer_writes import InsurerWrites

TEXT: Final = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", " ", "\x00", "../../etc/passwd", "a/b?c=d&e#f", "'; --", "名称", "x" * 5000]
    ),
)
"""Text that people and other programs leave in a cell."""

AMOUNTS: Final = st.one_of(
    st.decimals(allow_nan=True, allow_infinity=True),
    st.sampled_from([Decimal(0), Decimal(-1), Decimal("1E+30"), Decimal("0.001")]),
)


class InsurerContract(InsurerWrites):
    """Subclass it as ``Test...``; override ``insurer()`` and ``known_buyer()``, and what applies.

    What the connector does not offer is skipped, with the reason. What the other side must do for
    a test (``settle``, ``counted``, ``reopened``, ``secrets``) is skipped until it is overridden.
    """

    def test_junk_in_reads_never_breaks_it(self) -> None:
        """Whatever text comes: an answer or an InsurerError."""
        ask = self.asking()
        offered: list[tuple[Capability, st.SearchStrategy[Any]]] = [
            ("find_buyer", st.builds(BuyerQuery, TEXT, TEXT, TEXT, TEXT, TEXT)),
            ("grade", TEXT),
            ("covers", TEXT),
            ("claim_status", TEXT),
            ("events", TEXT),
        ]
        asked = [one for one in offered if one[0] in ask.insurer.capabilities]
        if not asked:
            pytest.skip("the connector reads nothing")
        for capability, strategy in asked:
            self.explore(strategy, lambda junk, method=capability: ask.tried(method, junk))  # type: ignore[misc]  # mypy cannot infer a lambda with a default

    def test_junk_in_writes_never_breaks_it(self) -> None:
        """A write that is wrong is declined, or taken; never another exception."""
        ask = self.asking()
        reference = ask.buyer()
        makers = (self.limit_request, self.declaration, self.claim)
        writes = [make("k", reference) for make in makers]
        offered = [one for one in writes if METHODS[type(one)] in ask.insurer.capabilities]
        if not offered:
            pytest.skip("the connector takes no writes")
        for sample in offered:
            self.explore(_junk_of(sample), lambda write: self._handed_over(ask, write))

    def test_junk_in_keys_and_tickets_never_breaks_it(self) -> None:
        """``find`` and ``poll`` are asked for whatever stands in the log."""
        ask = self.asking()
        if not set(METHODS.values()) & ask.insurer.capabilities:
            pytest.skip("the connector takes no writes")
        self.explore(TEXT, lambda junk: ask.tried("find", junk))
        self.explore(st.builds(Ticket, TEXT, TEXT), lambda ticket: ask.tried("poll", ticket))

    def _handed_over(self, ask: Asking, write: Write) -> None:
        answer = ask.tried(METHODS[type(write)], write)
        if not isinstance(answer, InsurerError):
            ask.require_ticket(answer, write.key)


def _junk_of(sample: Write) -> st.SearchStrategy[Write]:
    """The sample with junk in one or all of its fields, under a key of its own."""
    texts = ("policy", "reference", "currency", "note")
    junk: dict[str, st.SearchStrategy[Any]] = dict.fromkeys(texts, TEXT)
    if hasattr(sample, "amount"):
        junk["amount"] = AMOUNTS
    if not isinstance(sample, LimitRequest):
        item = sample.items[0]
        items = st.builds(OverdueItem, TEXT, st.just(item.issued), st.just(item.due), AMOUNTS, TEXT)
        junk["items"] = st.lists(items, max_size=2).map(tuple)
    junk = {name: values for name, values in junk.items() if hasattr(sample, name)}
    one = st.sampled_from(sorted(junk)).flatmap(
        lambda name: st.fixed_dictionaries({name: junk[name]})
    )
    return st.one_of(one, st.fixed_dictionaries(junk)).map(
        lambda odd: dataclasses.replace(sample, key=new_key("junk"), **odd)
    )
