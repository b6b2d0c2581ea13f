"""What xlwings looks for on a Python function that a workbook calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

CATEGORY: Final = "ledgerguard"
RAW: Final = {"convert": "raw"}  # values as they come; both of xlwings' converters are slower


def argument(
    name: str, place: int, description: str, *, repeats: bool = False, optional: bool = False
) -> dict[str, Any]:
    """The record of one argument."""
    record = {
        "name": name,
        "pos": place,
        "vba": None,
        "doc": description,
        "vararg": repeats,
        "options": RAW,
    }
    return {**record, "optional": None} if optional else record


def offer(
    function: Callable[..., Any],
    name: str,
    arguments: Iterable[Mapping[str, Any]],
    description: str = "",
    *,
    in_wizard: bool = False,
) -> None:
    """Put the record on a function; ``xlwings.udfs.call_udf`` and its VBA generator read it.

    Args:
        function: What is called.
        name: Its name in the workbook.
        arguments: Records of its arguments, in order.
        description: What it answers.
        in_wizard: Whether Excel computes it while a person fills the function wizard in.
    """
    listed = list(arguments)
    function.__xlfunc__ = {  # type: ignore[attr-defined]  # where xlwings looks for it
        "name": name,
        "sub": False,
        "args": listed,
        "argmap": {record["name"]: record for record in listed},
        "ret": {"doc": description, "options": RAW},
        "category": CATEGORY,
        "call_in_wizard": in_wizard,
        "volatile": False,
        "async_mode": None,
    }
