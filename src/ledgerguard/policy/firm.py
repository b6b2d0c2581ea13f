"""A firm's policy: packaged and own files together, and the settings that hold for whom."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import attrs

from ledgerguard.errors import InvalidValue
from ledgerguard.policy.country_classes import countries_of
from ledgerguard.policy.credit_file import CreditPolicy
from ledgerguard.policy.credit_policy import CreditBook, book_of_texts
from ledgerguard.policy.files_by_name import files_by_name
from ledgerguard.policy.firm_file import Agency, FirmFile, Priority, RecoveryStep, Sender, Tier
from ledgerguard.policy.firm_reading import OURS, firm_of, is_toml, named_files
from ledgerguard.policy.insurance_file import InsuranceEntry, InsuranceFile
from ledgerguard.policy.ladder_file import EscalationFile, LadderEntry
from ledgerguard.policy.schema import structured, text_of, toml_table
from ledgerguard.policy.settings import ARGUMENT, COMPANY, PACKAGED, Layer, Settings, resolved

__all__ = [
    "EXAMPLE",
    "Agency",
    "InsuranceEntry",
    "LadderEntry",
    "Policy",
    "Priority",
    "RecoveryStep",
    "Sender",
    "Settings",
    "Tier",
    "load_policy",
    "policy_from_texts",
]

VARIABLE: Final = "LEDGERGUARD_POLICY"
"""The environment variable that names the firm file which holds where none is named."""

EXAMPLE: Final = Path(__file__).with_name("firm-example.toml")
"""A firm's file with comments, to begin with."""

HERE: Final = Path(__file__).parent
BROUGHT: Final = (
    "defaults.toml",
    "escalation.toml",
    "insurance.toml",
    "credit.toml",
    "credit_presets.toml",
    "country_classes.csv",
)


@attrs.frozen(eq=False)
class Policy:
    """All that decides what is done about open items, read once and never changed."""

    texts: Mapping[str, str] = attrs.field(repr=False)
    version: str
    ladders: Mapping[str, LadderEntry] = attrs.field(repr=False)
    insurances: Mapping[str, InsuranceEntry] = attrs.field(repr=False)
    tiers: Mapping[str, Tier] = attrs.field(repr=False)
    priority: Priority = attrs.field(repr=False)
    agency: Agency = attrs.field(repr=False)
    lawyer: Sender = attrs.field(repr=False)
    templates: Path | None
    named_invoices: frozenset[str] = attrs.field(repr=False)
    named_customers: frozenset[str] = attrs.field(repr=False)
    credit: CreditPolicy = attrs.field(repr=False)
    credit_book: CreditBook = attrs.field(repr=False)
    _firm: FirmFile = attrs.field(repr=False)
    _packaged: FirmFile = attrs.field(repr=False)
    _arguments: Mapping[str, Any] = attrs.field(factory=dict, repr=False)
    _known: dict[tuple[str, str], Settings] = attrs.field(factory=dict, init=False, repr=False)

    def settings(self, customer_id: str = "", invoice: str = "") -> Settings:
        """What holds for a customer, or for one of its invoices.

        Precedence: packaged, company, tier (its two settings only), group, customer, invoice. A
        customer or an invoice that no file names shares the company's settings.
        """
        stated = self._firm.invoices.get(invoice) if invoice in self.named_invoices else None
        if stated is not None and stated.customer not in (None, customer_id):
            stated = None
        named = customer_id if customer_id in self.named_customers else ""
        key = (named, invoice if stated is not None else "")
        if key not in self._known:
            self._known[key] = self._resolve(*key)
        return self._known[key]

    def restated(
        self, stated: Mapping[str, Any], ladders: Mapping[str, LadderEntry] | None = None
    ) -> Policy:
        """The same policy with settings that prevail for everybody, as the arguments of a cell do.

        Args:
            stated: Settings by key.
            ladders: Ladders beside those there are.
        """
        return attrs.evolve(
            self, ladders=MappingProxyType({**self.ladders, **(ladders or {})}), arguments=stated
        )

    def sender(self, entity: str = "") -> Sender:
        """Who writes for a legal entity; the firm's own sender for one that no file names."""
        return self._firm.senders.get(entity) or self._firm.sender or Sender()

    def _resolve(self, customer_id: str, invoice: str) -> Settings:
        base: list[Layer] = [
            (PACKAGED, self._packaged.company.stated()),
            (COMPANY, self._firm.company.stated()),
        ]
        own: list[Layer] = []
        customer = self._firm.customers.get(customer_id)
        if customer is not None:
            if customer.group:
                own.append((f"group {customer.group}", self._firm.groups[customer.group].stated()))
            own.append((f"customer {customer_id}", customer.stated()))
        if invoice:
            own.append((f"invoice {invoice}", self._firm.invoices[invoice].stated()))
        tier = resolved([*base, *own]).tier
        layers = [*base, (f"tier {tier}", self.tiers[tier].stated()), *own]
        return resolved([*layers, (ARGUMENT, self._arguments)])


def policy_from_texts(texts: Mapping[str, str], folder: Path | None = None) -> Policy:
    """A policy from the texts of its files, as Policy.texts holds them.

    Packaged files that are not among the texts are taken from this installation.

    Args:
        texts: Text by file name. A name that begins with packaged/ is a file of ours, the other
            one that ends in .toml the firm's, and a csv what that one names: its customers, its
            classes of countries.
        folder: Where the firm's file stands: its letter templates are looked for from there.

    Raises:
        PolicyError: naming file, line, key and mend of every fault.
    """
    all_texts = {**_brought(), **texts}
    packaged = structured(all_texts[OURS + "defaults.toml"], "defaults.toml", FirmFile)
    ladders = structured(all_texts[OURS + "escalation.toml"], "escalation.toml", EscalationFile)
    insurances = structured(all_texts[OURS + "insurance.toml"], "insurance.toml", InsuranceFile)
    names: dict[str, Collection[str]] = {
        "ladders": ladders.ladders,
        "insurances": insurances.insurances,
        "tiers": packaged.tiers,
    }
    firm, credit = firm_of(texts, names, folder, _credit_brought(all_texts))
    return Policy(
        texts=MappingProxyType(all_texts),
        version=version_of(all_texts),
        ladders=MappingProxyType({**ladders.ladders, **firm.ladders}),
        insurances=MappingProxyType({**insurances.insurances, **firm.insurances}),
        tiers=MappingProxyType({**packaged.tiers, **firm.tiers}),
        priority=firm.priority or packaged.priority or Priority(),
        agency=firm.agency or packaged.agency or Agency(),
        lawyer=firm.lawyer or Sender(),
        templates=folder / firm.templates if folder and firm.templates else None,
        named_invoices=frozenset(firm.invoices),
        named_customers=frozenset(firm.customers),
        credit=credit.policy(),
        credit_book=credit,
        firm=firm,
        packaged=packaged,
    )


def _credit_brought(texts: Mapping[str, str]) -> CreditBook:
    credit, presets, countries = (texts[OURS + name] for name in BROUGHT[3:])
    return book_of_texts(credit, presets, countries_of(countries, BROUGHT[5]))


def version_of(texts: Mapping[str, str]) -> str:
    """The SHA-256 of texts with their names, whatever their order."""
    digest = hashlib.sha256()
    for name in sorted(texts):
        for part in (name.encode(), texts[name].encode()):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def load_policy(name_or_path: str | Path | None = None) -> Policy:
    """The policy that a name or a file means.

    Args:
        name_or_path: Path of a firm's file; or the name of a packaged ladder, which then is the
            company's, or of a file that a plugin brings. None: the name or file that
            LEDGERGUARD_POLICY holds, else what is packaged.

    Raises:
        InvalidValue: when it is neither a name nor a file, or the file's name ends otherwise.
        PolicyError: naming file, line, key and mend of every fault.
    """
    chosen = name_or_path or os.environ.get(VARIABLE, "").strip() or None
    if chosen is None:
        return _packaged_policy("")
    ladders = {name.casefold(): name for name in _packaged_policy("").ladders}
    ladder = ladders.get(str(chosen).strip().casefold())
    if ladder is not None and not isinstance(chosen, Path):
        return _packaged_policy(ladder)
    is_path = isinstance(chosen, Path) or is_toml(chosen)
    brought = {} if is_path else files_by_name()
    path = brought.get(str(chosen).strip().casefold(), Path(chosen))
    if not path.is_file():
        known = ", ".join([*ladders.values(), *brought])
        raise InvalidValue(
            f"policy must be one of {known} or a file, got {str(chosen)!r}, which is no file",
            hint="`ledgerguard policy example` prints a file to begin with",
        )
    if not is_toml(path.name):
        raise InvalidValue(
            f"the file of a policy must end in .toml, got {path.name}",
            hint=f"name it {path.stem}.toml",
        )
    files = _files(path, _stamp(path))
    return _read(files, tuple(map(_stamp, files)))


@cache
def _brought() -> dict[str, str]:
    return {OURS + name: text_of(HERE / name) for name in BROUGHT}


@cache
def _packaged_policy(ladder: str) -> Policy:
    if not ladder:
        return policy_from_texts({})
    return policy_from_texts({f"{ladder}.toml": f'[company]\nladder = "{ladder}"\n'})


Stamp = tuple[int, int]


def _stamp(path: Path) -> Stamp:
    """What tells that a file has changed: a host that runs for days reads it anew."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=8)
def _files(path: Path, _changed: Stamp) -> tuple[Path, ...]:
    """A firm's file and the csv files that it names."""
    named = named_files(toml_table(text_of(path), path.name))
    return (path, *(path.parent / name for name in named))


@lru_cache(maxsize=8)
def _read(files: tuple[Path, ...], _changed: tuple[Stamp, ...]) -> Policy:
    path, *tables = files
    texts = {path.name: text_of(path)}
    for name, file in zip(
        named_files(toml_table(texts[path.name], path.name)), tables, strict=True
    ):
        if file.is_file():  # that it is missing is a fault among others
            texts[name] = text_of(file)
    return policy_from_texts(texts, path.parent)
