"""The quick desk with the rules that most cases have, and many days of work at once."""

from __future__ import annotations

from collections.abc import Iterable

from case_ledgers import Invoice, policy
from quick_desk import QuickDesk

from ledgerguard.policy.firm import Policy


class CaseDesk(QuickDesk):
    """A quick desk; nobody is insured where nothing else is said."""

    def __init__(self, *invoices: Invoice, rules: Policy | None = None) -> None:
        super().__init__(*invoices, rules=rules or policy('insurance = "none"'))

    def work_through(self, days: Iterable[int]) -> list[tuple[int, int]]:
        """Work each day; answers the day and the level of every task, in order."""
        return [(day, task.level) for day in days for task in self.work(day).tasks]
