"""Runs the questions of a contract suite in this process, and says how each ended."""

from __future__ import annotations

import pytest

from ledgerguard.testing.contract import Contract, ContractBroken


def questions(suite: type[Contract]) -> list[str]:
    return [name for name in dir(suite) if name.startswith("test_")]


def outcome(suite: type[Contract], question: str) -> str:
    """passed, skipped, or the text of the failure; anything else that is raised goes through."""
    made = suite()
    try:
        getattr(made, question)()
    except pytest.skip.Exception:
        return "skipped"
    except ContractBroken as error:
        return str(error)
    return "passed"
