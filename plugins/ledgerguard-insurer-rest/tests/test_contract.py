"""The contract suite for connectors, toward both interfaces of the sandbox."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest
from ledgerguard.plugin.insurer import BuyerQuery, ClaimFiling, Insurer
from ledgerguard.testing import InsurerContract
from rest_world import API_KEY, SECRET, World, world


class _AtTheSandbox(InsurerContract):
    """What both have in common. The insurer decides whenever somebody asks."""

    style: ClassVar[str]
    honours_keys: ClassVar[bool]
    policy = "P-1"
    one: World

    @pytest.fixture(autouse=True)
    def _served(self, tmp_path: Path) -> Iterator[None]:
        with world(tmp_path, self.style, honours_keys=self.honours_keys, page_size=3) as one:
            self.one = one
            one.connector().log_in()
            yield

    def insurer(self) -> Insurer:
        return self.one.connector(8.0)

    def known_buyer(self) -> BuyerQuery:
        return BuyerQuery("1001", "Northwind Traders", "DE", "DE 811 569 869")

    def reopened(self, insurer: Insurer) -> Insurer:
        return self.one.connector(8.0)

    def settle(self, insurer: Insurer) -> bool:
        self.one.office.work()
        return True

    def counted(self, insurer: Insurer, key: str) -> int:
        return self.one.counted(key)

    def secrets(self, insurer: Insurer) -> Sequence[str]:
        return (SECRET, API_KEY, *self.one.office.given)

    def claim(self, key: str, reference: str) -> ClaimFiling:
        return replace(super().claim(key, reference), cause="protracted-default")


class TestSandbox(_AtTheSandbox):
    """An insurer that counts our key once."""

    style = "sandbox"
    honours_keys = True


class TestMeridian(_AtTheSandbox):
    """One that counts whatever comes, through an interface of another shape."""

    style = "meridian"
    honours_keys = False
