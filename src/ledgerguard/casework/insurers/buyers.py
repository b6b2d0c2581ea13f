"""Who a customer of ours is at an insurer: sure by itself, or waiting until a person has said so.

Cover of the wrong company is worse than none. A match counts by itself only when the legal id is
ours, or when the insurer is sure of one alone; one whose legal id is another never does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from ledgerguard.casework.insurers.patience import READ_SECONDS, ask
from ledgerguard.errors import InvalidValue, NotAvailable
from ledgerguard.plugin.insurer import BuyerMatch, BuyerQuery, Insurer, InsurerError
from ledgerguard.store.covers import Buyer, CoverBook

SURE: Final = 0.9
"""The confidence from which a match counts by itself."""


def reference_of(
    book: CoverBook, insurer: Insurer, query: BuyerQuery, *, seconds: float = READ_SECONDS
) -> str:
    """The insurer's reference of a customer: the saved one, or the one that is found now.

    Args:
        book: Where it is remembered, as well as a match that waits for a person.
        insurer: The connector.
        query: Whom we look for.
        seconds: How long the insurer may take.

    Raises:
        NotAvailable: when nobody is found, or a person has to confirm who it is.
        InsurerError: when the insurer cannot be asked.
    """
    saved = book.buyer(insurer.name, query.customer_id)
    if saved is not None and saved.accepted:
        return saved.reference
    if query.reference:
        buyer = Buyer(insurer.name, query.customer_id, query.reference, query.name, 1.0, True)
        book.put_buyer(buyer)
        return query.reference
    answer = ask(insurer, "find_buyer", lambda: insurer.find_buyer(query), seconds)
    found = best(checked(answer), query, insurer.name)
    if found is None:
        raise NotAvailable(
            f"{query.customer_id} must be known to {insurer.name}, got no match",
            hint=f"`ledgerguard insurer buyers --insurer {insurer.name} --confirm "
            f"{query.customer_id}=REFERENCE --by NAME` names it",
        )
    book.put_buyer(found)
    if found.accepted:
        return found.reference
    raise NotAvailable(
        f"a person must confirm who {query.customer_id} is at {insurer.name}, got only a guess: "
        f"{found.name} ({found.reference}, {found.confidence:.0%} sure)",
        hint=f"`ledgerguard insurer buyers --insurer {insurer.name} --confirm "
        f"{query.customer_id}={found.reference} --by NAME`",
    )


def best(matches: Sequence[BuyerMatch], query: BuyerQuery, insurer: str) -> Buyer | None:
    """The best of the matches, and whether it counts by itself; None when there is none."""
    own = _plain(query.legal_id)
    same = [one for one in matches if own and _plain(one.legal_id) == own and _here(one, query)]
    if len({one.reference for one in same}) == 1:
        return _buyer(same[0], query, insurer, accepted=True)
    ranked = sorted(matches, key=lambda one: -one.confidence)
    if not ranked:
        return None
    sure = {one.reference for one in ranked if one.confidence >= SURE}
    first = ranked[0]
    contradicts = bool(own and first.legal_id) and not same
    alone = sure == {first.reference} and not contradicts and _here(first, query)
    return _buyer(first, query, insurer, accepted=alone)


def confirmed(book: CoverBook, insurer: str, customer_id: str, reference: str, by: str) -> Buyer:
    """A person says who a customer is; it counts from now on, until a person says otherwise.

    Raises:
        InvalidValue: when one of them is missing.
    """
    given = {"customer": customer_id, "reference": reference, "name of the person": by}
    for name, text in given.items():
        if not text.strip():
            raise InvalidValue(
                f"the {name} must be given, got none", hint="--confirm CUSTOMER=REFERENCE --by NAME"
            )
    saved = book.buyer(insurer, customer_id)
    name = saved.name if saved is not None and saved.reference == reference else ""
    buyer = Buyer(insurer, customer_id, reference, name, 1.0, True, by)
    book.put_buyer(buyer)
    book.put_failure(insurer, customer_id, "", "")
    return buyer


def checked(answer: Any) -> list[BuyerMatch]:
    """What a connector answered, once it is what it must be; an unreadable confidence is none.

    Raises:
        InsurerError: when it is something else.
    """
    matches = list(answer) if isinstance(answer, Sequence) else [answer]
    for match in matches:
        if not isinstance(match, BuyerMatch) or not match.reference:
            raise InsurerError(
                f"find_buyer must answer matches with a reference, got {type(match).__name__}",
                hint="this is a fault of the connector, please report it to its makers",
            )
    return [match if math.isfinite(match.confidence) else _unsure(match) for match in matches]


def _unsure(match: BuyerMatch) -> BuyerMatch:
    return BuyerMatch(match.reference, match.name, match.country, 0.0, match.legal_id)


def _buyer(match: BuyerMatch, query: BuyerQuery, insurer: str, *, accepted: bool) -> Buyer:
    confidence = min(1.0, max(0.0, match.confidence))
    return Buyer(insurer, query.customer_id, match.reference, match.name, confidence, accepted)


def _here(match: BuyerMatch, query: BuyerQuery) -> bool:
    """Whether the countries do not differ: two registers may use one number."""
    return not query.country or not match.country or match.country.upper() == query.country.upper()


def _plain(legal_id: str) -> str:
    """A legal id without what people put between its digits."""
    return "".join(letter for letter in legal_id.upper() if letter.isalnum())
