"""The vocabulary of a customer's file: every item that may be known of a customer."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final, Literal, get_args

from ledgerguard.ledger.columns import squash
from ledgerguard.policy.schema import Wording

Kind = Literal["number", "money", "rate", "text", "flag", "date", "choice"]

_FILE: Final = "items.csv"
_OR_TEXT: Final = "-or-text"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that may be known of a customer.

    Attributes:
        key: The name that facts carry.
        kind: What a value is; a rate is a fraction from 0 to 1.
        group: The group whose rule of freshness holds.
        title: The label in each language.
        meaning: One line on what is to be filled in.
        repeated: Whether several rows at a time count: of several days, sources or events.
        each: Whether every row is an event of its own, such as a case in court; of other repeated
            items the newest of each source counts, and of statements that of each day.
        ages: Whether a value grows old; a name does not, and a limit says itself until when.
        signed: Whether an amount or number may be negative.
        or_text: Whether words will do where there is no number or flag.
        words: The words of a choice, each with those that mean the same.
        also: Other labels by which a file may name the item.
    """

    key: str
    kind: Kind
    group: str
    title: Wording
    meaning: Wording
    repeated: bool = False
    each: bool = False
    ages: bool = True
    signed: bool = False
    or_text: bool = False
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    also: tuple[str, ...] = ()

    @property
    def money(self) -> bool:
        """Whether a value is an amount of a currency."""
        return self.kind == "money"


GROUPS: Final[Mapping[str, Wording]] = {
    "identity": Wording("Identity", "主体信息"),
    "statements": Wording("Statements", "财务报表"),
    "bank": Wording("Bank", "银行信息"),
    "penalties": Wording("Penalties", "行政处罚"),
    "report": Wording("Third-party report", "第三方资信报告"),
    "litigation": Wording("Litigation", "涉诉信息"),
    "ownership": Wording("Ownership and management", "股权与管理层"),
    "fulfilment": Wording("Fulfilment", "履约情况"),
    "trade": Wording("Time in trade", "经营年限"),
    "references": Wording("References", "同业参考"),
    "behaviour": Wording("Payment behaviour", "付款行为"),
    "orders": Wording("Orders", "订单"),
    "limits": Wording("Limits", "信用额度"),
    "insurer": Wording("Insurer's view", "保险公司意见"),
    "signals": Wording("Soft signals", "预警信号"),
    "evidence": Wording("Evidence of control", "流程凭证"),
}
"""The groups of items with their titles, in the order of a file."""


@cache
def of_group(group: str) -> tuple[Item, ...]:
    """The items of a group, in the order of a file."""
    return tuple(item for item in ITEMS.values() if item.group == group)


def item_of(label: str) -> Item | None:
    """The item that a key, a label in either language or another name of it means."""
    return ITEMS.get(_names().get(squash(label), ""))


def nearest_item(label: str) -> str:
    """A hint that names the item most like an unknown label; blank where none is like it."""
    near = get_close_matches(squash(label), _names(), 1)
    return f"did you mean {_names()[near[0]]}?" if near else ""


def choice_of(item: Item, text: str) -> str | None:
    """The word of a choice that a text means, in either language; None where it means none."""
    return _choices(item.key).get(squash(text))


def _read() -> Mapping[str, Item]:
    text = files(__package__).joinpath(_FILE).read_text(encoding="utf-8")
    items = (_item(row) for row in csv.DictReader(text.splitlines()))
    return MappingProxyType({item.key: item for item in items})


def _item(row: Mapping[str, str]) -> Item:
    kind = next(kind for kind in get_args(Kind) if kind == row["kind"].removesuffix(_OR_TEXT))
    return Item(
        row["key"],
        kind,
        row["group"],
        Wording(row["title_en"], row["title_zh"]),
        Wording(row["meaning_en"], row["meaning_zh"]),
        bool(row["repeated"]),
        row["repeated"] == "each",
        bool(row["ages"]),
        bool(row["signed"]),
        row["kind"].endswith(_OR_TEXT),
        _words(row["words"]),
        tuple(filter(None, row["also"].split("|"))),
    )


def _words(cell: str) -> Mapping[str, tuple[str, ...]]:
    """The words of a choice, each with those that mean the same: audited=已审计/经审计|..."""
    pairs = (part.partition("=") for part in cell.split("|") if part)
    return {word: tuple(names.split("/")) for word, _, names in pairs}


@cache
def _choices(key: str) -> Mapping[str, str]:
    """Every squashed name of a choice with its word."""
    words = ITEMS[key].words
    return {squash(name): word for word, names in words.items() for name in (word, *names)}


@cache
def _names() -> Mapping[str, str]:
    """Every squashed name of an item with its key."""
    return {
        squash(name): item.key
        for item in ITEMS.values()
        for name in (item.key, item.title.en, item.title.zh, *item.also)
    }


ITEMS: Final[Mapping[str, Item]] = _read()
"""Every item by its key, in the order of a file."""
