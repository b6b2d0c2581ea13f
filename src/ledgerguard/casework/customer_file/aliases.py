"""Which files are one customer: merged by rule and never by likeness, and every merge is shown.

The same number in the register is the same customer. So is the same registered name in the same
legal form, and a name that a file states as another name of its customer; unless two files name
different numbers or countries. What contradicts is not merged, and is shown as well.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import Literal

from ledgerguard.casework.customer_file.facts import CustomerFile, Fact
from ledgerguard.casework.customer_file.identity import Identity, identity_of
from ledgerguard.casework.customer_file.names import registered
from ledgerguard.units import LAST_SERIAL

Rule = Literal["legal-id", "name", "alias"]
Contradiction = Literal["legal-id", "country", "form", "ambiguous"]


@dataclass(frozen=True, slots=True)
class Merge:
    """Two files that are one customer.

    Attributes:
        kept: Id under which the customer is kept.
        merged: Id that was merged into it.
        rule: legal-id: the same number in the register; name: the same registered name; alias: one
            names the other as another name of its own.
        shared: What they share, as it is written.
    """

    kept: str
    merged: str
    rule: Rule
    shared: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two files that share a name and are not merged.

    Attributes:
        first: Id of the one.
        second: Id of the other.
        shared: The name that they share.
        because: legal-id, country, form: they name different ones; ambiguous: a third file shares
            the name of both, and they contradict each other.
    """

    first: str
    second: str
    shared: str
    because: Contradiction


@dataclass(frozen=True)
class Merged:
    """Customers after merging.

    Attributes:
        files: The files by the id that is kept; each holds the facts of all that it was merged of.
        kept: The id that is kept, by every id.
        merges: What was merged, in the order of the files.
        conflicts: What shares a name and was not merged.
    """

    files: Mapping[str, CustomerFile]
    kept: Mapping[str, str]
    merges: tuple[Merge, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    def kept_of(self, customer_id: str) -> str:
        """The id that is kept for a customer; its own where nothing was merged."""
        return self.kept.get(customer_id, customer_id)


@dataclass(frozen=True, slots=True)
class _Link:
    first: str
    second: str
    rule: Rule
    shared: str
    forms_differ: bool = False


def merged(files: Mapping[str, CustomerFile], as_of: int = LAST_SERIAL) -> Merged:
    """The files with those of one customer made one; of several ids the first stays.

    Args:
        files: Files by customer id.
        as_of: Day on which one looks; a name that is dated later is not known yet.
    """
    known = {key: identity_of(file, as_of) for key, file in files.items() if key}
    certain = list(_by_legal_id(known))
    sure = _pairs(certain)
    named = [link for link in _by_name(known) if (link.first, link.second) not in sure]
    likely = [link for link in named if _contradiction(link, known) is None]
    agreed = _pairs(likely)
    conflicts = [
        conflict
        for link in named
        if (link.first, link.second) not in agreed and (conflict := _contradiction(link, known))
    ]
    for component in _components(known, [*certain, *likely]):
        if _contradicts(component, known, certain, likely):
            within = set(component)
            doubtful = [link for link in likely if link.first in within]
            conflicts += [Conflict(d.first, d.second, d.shared, "ambiguous") for d in doubtful]
            likely = [link for link in likely if link.first not in within]
    return _merged(files, known, [*certain, *likely], conflicts)


def _by_legal_id(known: Mapping[str, Identity]) -> Iterator[_Link]:
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for key, one in known.items():
        if one.legal_id:
            owners[_number(one.legal_id)].append(key)
    for ids in owners.values():
        for first, second in pairwise(ids):
            yield _Link(first, second, "legal-id", known[second].legal_id)


def _by_name(known: Mapping[str, Identity]) -> Iterator[_Link]:
    """Pairs that share a registered name, or of which one states the name of the other."""
    own: defaultdict[str, list[str]] = defaultdict(list)
    stated: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, one in known.items():
        if one.name:
            own[registered(one.name).base].append(key)
        for alias in one.aliases:
            stated[registered(alias).base].append((key, alias))
    own.pop("", None)  # of nothing but punctuation: it tells nobody from anybody
    stated.pop("", None)
    for ids in own.values():
        for first, second in combinations(ids, 2):
            forms = (registered(known[key].name).form for key in (first, second))
            yield _Link(first, second, "name", known[second].name, _differ(*forms))
    order = {key: place for place, key in enumerate(known)}
    for base, aliases in stated.items():
        for key, alias in aliases:
            form = registered(alias).form
            meant = [(other, registered(known[other].name).form) for other in own.get(base, ())]
            meant += [(other, registered(text).form) for other, text in aliases]
            for other, others_form in meant:
                first, second = sorted((key, other), key=order.__getitem__)
                if first != second:
                    yield _Link(first, second, "alias", alias, _differ(form, others_form))


def _contradiction(link: _Link, known: Mapping[str, Identity]) -> Conflict | None:
    first, second = known[link.first], known[link.second]
    because: Contradiction | None = None
    if _differ(_number(first.legal_id), _number(second.legal_id)):
        because = "legal-id"
    elif _differ(first.country, second.country):
        because = "country"
    elif link.forms_differ:
        because = "form"
    return Conflict(link.first, link.second, link.shared, because) if because else None


def _contradicts(
    component: Iterable[str],
    known: Mapping[str, Identity],
    certain: Sequence[_Link],
    likely: Sequence[_Link],
) -> bool:
    """Whether customers that hang together by names name different numbers, countries or forms.

    A file without a number may share its name with two that have different ones: then nobody can
    tell to which of them it belongs.
    """
    ones = [known[key] for key in component]
    sure = _members(certain)
    stated = sure | _members(link for link in likely if link.rule == "alias")
    numbers = {_number(one.legal_id) for one in ones if one.legal_id}
    countries = {one.country for one in ones if one.country and one.customer_id not in sure}
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for one in ones:
        if one.customer_id not in stated:
            name = registered(one.name)
            forms[name.base] |= {name.form} - {""}
    return len(numbers) > 1 or len(countries) > 1 or any(len(f) > 1 for f in forms.values())


def _merged(
    files: Mapping[str, CustomerFile],
    known: Mapping[str, Identity],
    links: Sequence[_Link],
    conflicts: Sequence[Conflict],
) -> Merged:
    kept = {key: key for key in files}
    merges = []
    for component in _components(known, links):
        first, *rest = component
        for key in rest:
            kept[key] = first
            why = next(link for link in links if key in (link.first, link.second))
            merges.append(Merge(first, key, why.rule, why.shared))
    members: defaultdict[str, list[CustomerFile]] = defaultdict(list)
    for key, file in files.items():
        members[kept[key]].append(file)
    together = {key: _together(key, ones) for key, ones in members.items()}
    return Merged(together, kept, tuple(merges), tuple(dict.fromkeys(conflicts)))


def _together(key: str, files: Sequence[CustomerFile]) -> CustomerFile:
    """One file of several; a fact that stands in two of them counts once."""
    if len(files) == 1:
        return files[0]
    seen: dict[Fact, Fact] = {}
    for file in files:
        for fact in file:
            seen.setdefault(replace(fact, row=0), fact)
    problems = tuple(problem for file in files for problem in file.problems)
    return CustomerFile(key, tuple(seen.values()), problems)


def _components(known: Mapping[str, Identity], links: Sequence[_Link]) -> list[list[str]]:
    """The customers that links hold together, each in the order of the files."""
    head = {key: key for key in known}

    def find(key: str) -> str:
        while head[key] != key:
            key = head[key]
        return key

    for link in links:
        head[find(link.second)] = find(link.first)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key in known:
        found[find(key)].append(key)
    return list(found.values())


def _pairs(links: Iterable[_Link]) -> set[tuple[str, str]]:
    return {(link.first, link.second) for link in links}


def _members(links: Iterable[_Link]) -> set[str]:
    return {key for link in links for key in (link.first, link.second)}


def _number(legal_id: str) -> str:
    """A number of the register without spaces, punctuation and case."""
    plain = unicodedata.normalize("NFKC", legal_id).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def _differ(first: str, second: str) -> bool:
    return bool(first) and bool(second) and first != second
