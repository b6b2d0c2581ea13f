"""The contract of a connector, over folders that somebody empties and answers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from file_samples import BUYER, answer, decision, insurer
from ledgerguard.plugin.insurer import BuyerQuery, ClaimFiling, Insurer, LimitRequest
from ledgerguard.testing import InsurerContract

from ledgerguard_insurer_file.connector import FileInsurer


class FileContract(InsurerContract):
    """The insurer's side is a person: she answers what has left, and carries it away."""

    layout = "typical-csv"
    answers = "DECISION_{}.csv"
    base: Path

    @pytest.fixture(autouse=True)
    def folders(self, tmp_path: Path) -> None:
        self.base = tmp_path
        self.carried: list[str] = []
        known = decision("", kind="top-up", policy=self.policy)
        answer(self.base, self.answers.format("of before"), "decisions", [known], self.layout)

    def insurer(self) -> Insurer:
        return insurer(self.base, self.layout, clock=lambda: dt.datetime.now(dt.UTC))

    def reopened(self, insurer: Insurer) -> Insurer:
        return self.insurer()

    def known_buyer(self) -> BuyerQuery:
        return BuyerQuery("2001", "Example Valves", "DE", reference=BUYER)

    def counted(self, insurer: Insurer, key: str) -> int:
        lying = [path.name for path in (self.base / "outgoing").iterdir()]
        return sum(key in name for name in [*self.carried, *lying])

    def settle(self, insurer: Insurer) -> bool:
        assert isinstance(insurer, FileInsurer)
        today = dt.datetime.now(dt.UTC).date()
        rows = [
            decision(key, on=today, policy=one.write.policy, amount=one.write.amount)
            for key, one in insurer.sent().items()
            if isinstance(one.write, LimitRequest)
        ]
        answer(self.base, self.answers.format(len(rows)), "decisions", rows, self.layout)
        for path in (self.base / "outgoing").iterdir():
            self.carried.append(path.name)
            path.unlink()
        return True

    def claim(self, key: str, reference: str) -> ClaimFiling:
        item = self.item()
        return ClaimFiling(
            key, self.policy, reference, (item,), "protracted-default", item.amount, item.currency
        )


class TestCsv(FileContract):
    pass


class TestFixedWidth(FileContract):
    layout = "typical-fixed"
    answers = "DEC{}.txt"


class TestWorkbook(FileContract):
    layout = "typical-workbook"
    answers = "decisions {}.xlsx"
