"""A connector that answers when it is told to; beside a dist-info it is an installed plugin.

It works in the folder that ``SLOW_INSURER`` names: ``asked`` tells that it was asked, and it
answers once somebody has made ``answer``.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from ledgerguard.plugin.hookspecs import hookimpl
from ledgerguard.plugin.insurer import Capability, Cover, Insurer, NotOffered

LEDGERGUARD_API = 1


class SlowInsurer:
    """Offers covers, and nothing else."""

    name = "slow"
    title = "Slow Mutual"
    capabilities: frozenset[Capability] = frozenset({"covers"})

    def covers(self, reference: str | None = None) -> Sequence[Cover]:
        folder = Path(os.environ["SLOW_INSURER"])
        (folder / "asked").touch()
        while not (folder / "answer").exists():
            time.sleep(0.02)
        number = str(reference)
        return [Cover(number, "P-1", "permanent", "approved", Decimal(250_000), "CNY")]

    def _refused(self, *arguments: Any) -> Any:
        raise NotOffered("this connector must be asked for covers alone")

    find_buyer = grade = request_limit = declare_overdue = file_claim = _refused
    find = poll = claim_status = events = _refused


@hookimpl
def ledgerguard_register_insurers() -> list[Insurer]:
    return [SlowInsurer()]
