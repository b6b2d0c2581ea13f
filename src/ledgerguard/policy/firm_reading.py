"""A firm's file and the csv files that it names, read together: all their faults at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

import attrs

from ledgerguard.errors import PolicyError
from ledgerguard.policy.country_classes import CountryTable, read_countries
from ledgerguard.policy.credit_policy import CreditBook, firms_book
from ledgerguard.policy.customer_file import CustomerRows, customer_rows
from ledgerguard.policy.firm_faults import Known, known_names, missing_references
from ledgerguard.policy.firm_file import FirmFile
from ledgerguard.policy.schema import (
    Fault,
    FaultyPolicy,
    Misfit,
    Misfits,
    converted,
    located,
    toml_table,
)
from ledgerguard.policy.settings import CustomerTable

OURS: Final = "packaged/"
"""How the names of the packaged texts begin: a firm's file may have the same name."""

MEND: Final = "mend the key; `ledgerguard policy example` prints a file that can be followed"


def is_toml(name: str) -> bool:
    """Whether a file is one of policy by its name."""
    return name.casefold().endswith(".toml")


def named_files(stated: Mapping[str, Any]) -> list[str]:
    """The csv files that a firm's file names: its customers, its classes of countries."""
    credit = stated.get("credit")
    countries = credit.get("country_classes_file") if isinstance(credit, Mapping) else None
    found = (stated.get("customers_file"), countries)
    return [name for name in found if isinstance(name, str) and name.strip()]


def firm_of(
    texts: Mapping[str, str],
    packaged: Mapping[str, Collection[str]],
    folder: Path | None,
    credit: CreditBook,
) -> tuple[FirmFile, CreditBook]:
    """The firm's policy among the texts of a policy; an empty one where none is the firm's.

    Args:
        texts: Text by file name; names that begin with packaged/ are not the firm's.
        packaged: Names of the packaged ladders, insurances and tiers.
        folder: Where the file stands; None where nobody knows.
        credit: The packaged layers of the credit policy; the firm's are laid over them.

    Raises:
        PolicyError: naming file, line, key and mend of every fault.
    """
    names = [name for name in texts if is_toml(name) and not name.startswith(OURS)]
    if not names:
        return FirmFile(), credit
    if len(names) > 1:
        raise PolicyError(
            f"the texts of a policy must hold one file of the firm, got {', '.join(names)}",
            hint=f"names of packaged files begin with {OURS}",
        )
    name = names[0]
    stated = toml_table(texts[name], name)
    known = known_names(stated, packaged)
    misfits = list(missing_references(stated, known, folder))
    firm = FirmFile()
    try:
        firm = converted(stated, FirmFile)
    except Misfits as found:
        misfits += found.all
    customers, csv_faults = _customers(stated.get("customers_file"), texts, known, misfits)
    book, class_faults = _credit(stated.get("credit"), texts, known, credit, misfits)
    faults = [*located(misfits, texts[name], name, MEND), *csv_faults, *class_faults]
    if faults:
        raise FaultyPolicy(faults)
    return attrs.evolve(firm, customers=_merged(customers.tables, firm.customers)), book


def _credit(
    stated: Any, texts: Mapping[str, str], known: Known, packaged: CreditBook, misfits: list[Misfit]
) -> tuple[CreditBook, list[Fault]]:
    """The firm's credit policy over the packaged one, and the faults of its csv of countries."""
    if not isinstance(stated, Mapping):  # nothing, or no table: told elsewhere
        return packaged, []
    file = stated.get("country_classes_file")
    countries: CountryTable | None = None
    faults: list[Fault] = []
    if file is not None and file not in texts:
        what = f"must be a file that can be read, got {file!r}"
        mend = "its path counts from the firm's file"
        misfits.append(Misfit(("credit", "country_classes_file"), what, mend))
    elif file is not None:
        countries, faults = read_countries(texts[file], file)
    book, missing = firms_book(packaged, stated, countries)
    found = [*missing, *book.misfits(known.tier)]
    misfits += [each._replace(path=("credit", *each.path)) for each in found]
    return book, faults


def _customers(
    file: Any, texts: Mapping[str, str], known: Known, misfits: list[Misfit]
) -> tuple[CustomerRows, list[Fault]]:
    """The rows of the csv that a firm's file names, and the faults in it."""
    nobody = CustomerRows({}, (), ())
    if not isinstance(file, str) or not file.strip():
        return nobody, []
    if file not in texts:
        what = f"must be a file that can be read, got {file!r}"
        misfits.append(Misfit(("customers_file",), what, "its path counts from the firm's file"))
        return nobody, []
    rows = customer_rows(texts[file], file)
    missing = [
        Fault(file, str(misfit.path[0]), line, misfit.what, misfit.mend)
        for line, stated in rows.stated
        for misfit in known.misses(stated)
    ]
    return rows, sorted([*rows.faults, *missing], key=lambda fault: fault.line or 0)


def _merged(
    listed: Mapping[str, CustomerTable], own: Mapping[str, CustomerTable]
) -> Mapping[str, CustomerTable]:
    """Customers of the csv and of the file itself: what the file says of one prevails."""
    merged = dict(listed)
    for customer, table in own.items():
        if customer in merged:
            under = merged[customer]
            group = under.group if table.group is None else table.group
            tolerance = {**(under.tolerance or {}), **(table.tolerance or {})} or None
            stated = {**table.stated(), "group": group, "tolerance": tolerance}
            merged[customer] = attrs.evolve(under, **stated)
        else:
            merged[customer] = table
    return merged
