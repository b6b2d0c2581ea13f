"""What an author says of a connector, and how the insurer's contract asks it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Final

import pytest

from ledgerguard.plugin.insurer import (
    BuyerQuery,
    Capability,
    ClaimFiling,
    Insurer,
    InsurerError,
    LimitRequest,
    OverdueDeclaration,
    OverdueItem,
    Ticket,
    Write,
)
from ledgerguard.testing.contract import Contract

METHODS: Final[Mapping[type[Write], str]] = {
    LimitRequest: "request_limit",
    OverdueDeclaration: "declare_overdue",
    ClaimFiling: "file_claim",
}
"""How each write is handed over; the capability has the same name."""


class InsurerBench(Contract):
    """The author's part: what to override, and what follows from it."""

    who: ClassVar[str] = "a connector"
    where: ClassVar[str] = "ledgerguard.plugin.insurer.Insurer and docs/plugins.md, An insurer"

    policy: str = "4711"
    """Number of the insurance policy that writes name."""

    currency: str = "EUR"
    amount: Decimal = Decimal(50_000)
    """What is asked for in a limit request; an overdue report and a claim are a tenth."""

    patience: float = 10.0

    def insurer(self) -> Insurer:
        """A connector to an insurer that is good to play with: a sandbox, or one in memory.

        It is asked for once in each test; fixtures of your class may start a server before.
        """
        raise NotImplementedError("override insurer(): return your connector")

    def known_buyer(self) -> BuyerQuery:
        """A buyer that the insurer on the other side knows."""
        raise NotImplementedError("override known_buyer(): a buyer that the other side knows")

    def unknown_buyer(self) -> BuyerQuery:
        """One that it does not."""
        return BuyerQuery("no-such-customer", "Zzyzx Nowhere Trading Qwpx", "AQ")

    def reopened(self, insurer: Insurer) -> Insurer | None:
        """A new connector to the same insurer, as after a restart; None: it cannot be tested."""
        return None

    def settle(self, insurer: Insurer) -> bool:
        """Let the other side decide all that it has taken; False: the test cannot make it do so."""
        return False

    def counted(self, insurer: Insurer, key: str) -> int | None:
        """How often the other side has counted a write; None: the test cannot know."""
        return None

    def secrets(self, insurer: Insurer) -> Sequence[str]:
        """Keys, passwords and tokens that the connector has been given or has got."""
        return ()

    def limit_request(self, key: str, reference: str) -> LimitRequest:
        """A limit request that the insurer takes."""
        return LimitRequest(key, self.policy, reference, self.amount, self.currency)

    def declaration(self, key: str, reference: str) -> OverdueDeclaration:
        """An overdue report that the insurer takes."""
        return OverdueDeclaration(key, self.policy, reference, (self.item(),))

    def claim(self, key: str, reference: str) -> ClaimFiling:
        """A claim that the insurer takes."""
        item = self.item()
        return ClaimFiling(
            *(key, self.policy, reference, (item,), "protracted default"),
            *(item.amount, item.currency, ("invoice.pdf",)),
        )

    def item(self) -> OverdueItem:
        """An unpaid invoice of an overdue report or a claim."""
        issued, due = dt.date(2026, 1, 15), dt.date(2026, 3, 16)
        return OverdueItem("INV-1001", issued, due, self.amount / 10, self.currency)

    def asking(self) -> Asking:
        """The connector, ready to be asked."""
        return Asking(self, self.insurer())


class Asking:
    """Asks one connector; whatever it does beside answering or an InsurerError fails the test."""

    def __init__(self, bench: InsurerBench, insurer: Insurer) -> None:
        self.bench = bench
        self.insurer = insurer

    def offers(self, *capabilities: Capability) -> None:
        """Skip the test when the connector does not offer all of these."""
        for capability in capabilities:
            if capability not in self.insurer.capabilities:
                pytest.skip(f"the connector does not offer {capability}")

    def tried(self, method: str, *arguments: Any) -> Any:
        """What a method answers, or the InsurerError that it raises."""
        bench = self.bench
        call: Callable[..., Any] = getattr(self.insurer, method)
        shown = f"{method}({', '.join(map(repr, arguments))[:300]})"
        try:
            return bench.timed(shown, lambda: call(*arguments))
        except InsurerError as error:
            self.require_discreet(f"the error of {method}", f"{error!r} {error}")
            return error
        except (AssertionError, KeyboardInterrupt):
            raise
        except BaseException as error:  # also one that calls sys.exit
            raise bench.broken(
                f"answer or raise an InsurerError, and nothing else: {shown}",
                f"{type(error).__name__}: {error}",
            ) from error

    def answer(self, method: str, *arguments: Any) -> Any:
        """What a method answers to a sound question."""
        answer = self.tried(method, *arguments)
        if isinstance(answer, InsurerError):
            raise self.bench.broken(
                f"answer a sound question: {method}({', '.join(map(repr, arguments))[:300]})",
                f"{type(answer).__name__}: {answer}",
            )
        return answer

    def handed_over(self, write: Write) -> Ticket:
        """The ticket of a write that the insurer takes."""
        ticket = self.answer(METHODS[type(write)], write)
        self.require_ticket(ticket, write.key)
        assert isinstance(ticket, Ticket)  # noqa: S101 - told just now
        return ticket

    def buyer(self) -> str:
        """The insurer's reference of the known buyer."""
        query = self.bench.known_buyer()
        if "find_buyer" not in self.insurer.capabilities:
            self.bench.require(
                query.reference,
                "be tested with a known_buyer() that has a reference, as it does not offer "
                "find_buyer",
                query,
            )
            return query.reference
        matches = self.answer("find_buyer", query)
        self.bench.require(matches, f"know the buyer of known_buyer(): {query}", matches)
        reference: str = matches[0].reference
        return reference

    def require_ticket(self, ticket: object, key: str) -> None:
        """Fail unless it is the ticket of a key, with a reference to ask for progress."""
        sound = (
            isinstance(ticket, Ticket)
            and ticket.key == key
            and isinstance(ticket.reference, str)
            and ticket.reference.strip()
        )
        self.bench.require(
            sound, f"answer a write with Ticket(our key {key}, the insurer's reference)", ticket
        )

    def require_discreet(self, what: str, text: str) -> None:
        """Fail when a text shows a secret."""
        for secret in self.bench.secrets(self.insurer):
            self.bench.require(
                not secret or secret not in text,
                f"keep its secrets out of {what}: logs and tickets are read by many",
                text.replace(secret, "[the secret]"),
            )


def new_key(kind: str) -> str:
    """A key as ledgerguard makes them, one that no insurer has seen."""
    return f"{kind}-{uuid.uuid4().hex[:20]}"
