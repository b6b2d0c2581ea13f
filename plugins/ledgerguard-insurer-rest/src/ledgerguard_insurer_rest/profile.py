"""How an insurer's interface speaks, as TOML: paths, names, words, and how it behaves.

Two profiles come with the package (``profiles/``): ``sandbox`` and ``meridian``. A file of the
firm's own is checked by the same records; see README.md for a key by key reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import quote

import attrs
from ledgerguard.errors import InvalidValue, PolicyError
from ledgerguard.plugin.insurer import CAPABILITIES, Capability
from ledgerguard.policy.schema import Misfit, Misfits, nearest, not_empty, read, structured

from ledgerguard_insurer_rest import words

CallName = Capability | Literal["find", "poll"]
CALLS: Final[tuple[str, ...]] = (*CAPABILITIES, "find", "poll")
WRITES: Final[tuple[Capability, ...]] = ("request_limit", "declare_overdue", "file_claim")
PACKAGED: Final = ("sandbox", "meridian")

# fmt: off
ASKED: Final[Mapping[str, tuple[str, ...]]] = {
    "find_buyer": ("customer_id", "name", "country", "legal_id", "reference"),
    "grade": ("reference",),
    "covers": ("reference",),
    "request_limit": (
        "key", "policy", "reference", "amount", "currency", "kind", "until", "note",
    ),
    "declare_overdue": ("key", "policy", "reference", "items", "note"),
    "file_claim": (
        "key", "policy", "reference", "items", "cause", "amount", "currency", "documents", "note",
    ),
    "find": ("key",),
    "poll": ("key", "reference"),
    "claim_status": ("reference",),
    "events": ("cursor",),
}
"""What of ours may be put into each call."""

ITEM: Final = ("invoice", "issued", "due", "amount", "currency")
"""What of an unpaid invoice may be put into a write."""

TOLD: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "find_buyer": (("reference", "name", "country", "confidence"), ("legal_id",)),
    "grade": (("value", "as_of"), ()),
    "covers": (
        ("reference", "kind", "decision", "amount", "currency"),
        ("policy", "valid_from", "valid_to", "condition"),
    ),
    "request_limit": (("reference",), ()),
    "declare_overdue": (("reference",), ()),
    "file_claim": (("reference",), ()),
    "find": (("reference",), ("key",)),
    "poll": (("state",), ("decision", "amount", "currency", "note")),
    "claim_status": (("state",), ("reference", "paid", "currency", "as_of")),
    "events": (("id", "at", "kind", "reference"), ("body",)),
}
"""What of each answer must be found, and what may be."""
# fmt: on


@attrs.frozen
class Login:
    """How a bearer token is got; there is no renewal, a new one is fetched."""

    kind: Literal["client-credentials", "api-key"]
    path: str = attrs.field(validator=not_empty)
    token: str = "access_token"  # noqa: S105 - where the token lies, not a token
    expires_in: str = ""  # path to seconds
    expires_at: str = ""  # path to a moment
    lasts: float = 300.0  # seconds, where the answer does not tell
    send: Literal["form", "basic", "json", "header"] = "form"
    header: str = ""  # of the API key
    scope: str = ""
    refused: tuple[int, ...] = (400, 401, 403, 423)
    most_failures: int = attrs.field(default=3)

    @most_failures.validator
    def _few(self, _: object, value: int) -> None:
        if not 1 <= value <= 3:
            raise ValueError(
                f"most_failures must be 1 to 3, got {value}: insurers lock an account after 5"
            )

    def __attrs_post_init__(self) -> None:
        if self.kind == "api-key" and self.send == "header" and not self.header:
            raise ValueError("header must be the name of the API key's header, got nothing")
        if self.kind == "api-key" and self.send in ("form", "basic"):
            raise ValueError(f'send must be "header" or "json" for an API key, got {self.send!r}')
        if self.kind == "client-credentials" and self.send == "header":
            raise ValueError('send must be "form", "basic" or "json" here, got "header"')


@attrs.frozen
class Paging:
    """How a list goes on."""

    style: Literal["cursor", "link", "page"]
    parameter: str = ""  # of the cursor or the number of the page
    next: str = ""  # path to the cursor or the address; of a link: blank means the Link header
    pages: str = ""  # path to the number of pages
    first: int = 1
    most: int = 1000  # pages; a list that never ends must end here

    def __attrs_post_init__(self) -> None:
        wanted = {"cursor": ("parameter", "next"), "link": (), "page": ("parameter", "pages")}
        for name in wanted[self.style]:
            if not getattr(self, name):
                raise ValueError(f"{name} must be stated for the style {self.style}, got nothing")


@attrs.frozen
class Call:
    """One call: what is asked, and where in the answer each thing of ours lies."""

    path: str = attrs.field(validator=not_empty)
    method: Literal["GET", "POST", "PUT"] = "GET"
    query: Mapping[str, str] = attrs.field(factory=dict)
    body: Mapping[str, str] = attrs.field(factory=dict)
    items: str = ""  # path in the body where the invoices go
    item: Mapping[str, str] = attrs.field(factory=dict)
    list: str = ""  # path to the list in the answer; blank: the answer is the list
    answer: Mapping[str, str] = attrs.field(factory=dict)
    cursor: str = ""  # path to the next cursor of events
    paging: Paging | None = None
    absent: tuple[int, ...] = (404,)  # statuses that mean: there is none


@attrs.frozen
class Grading:
    """What a grade means."""

    scale: str = attrs.field(validator=not_empty)
    direction: Literal["low is best", "high is best", "letters"]


@attrs.frozen
class Writing:
    """How the insurer treats a write."""

    key_header: str = ""  # the header that carries our key
    idempotent: bool = False  # whether a write that comes twice with one key counts once
    already: tuple[int, ...] = (409,)  # statuses that mean: it has arrived before


@attrs.frozen
class Failing:
    """What the statuses of failed answers mean; any other means that nobody knows."""

    declined: tuple[int, ...] = (400, 404, 409, 413, 415, 422)
    not_offered: tuple[int, ...] = (405, 410, 501)
    locked: tuple[int, ...] = (403, 423)
    message: str = ""  # path to the insurer's words


@attrs.frozen
class Retrying:
    """How a call that failed is tried again, within the patience."""

    most: int = 4
    first_wait: float = 0.25  # seconds, doubled each time, with up to half of it at random


@attrs.frozen
class Hook:
    """How webhooks are signed: HMAC with SHA-256 of the moment, a full stop and the body."""

    signature_header: str = attrs.field(validator=not_empty)
    timestamp_header: str = attrs.field(validator=not_empty)
    prefix: str = ""  # before the hexadecimal digits
    tolerance: float = 300.0  # seconds between the moment and now
    list: str = ""  # path to the events in the body


@attrs.frozen
class Values:
    """How values are written."""

    amount: Literal["text", "number", "minor"] = "text"
    date: str = "iso"  # or a format such as %d.%m.%Y
    confidence: Literal["fraction", "percent"] = "fraction"


@attrs.frozen
class Profile:
    """The whole of it."""

    title: str = attrs.field(validator=not_empty)
    login: Login
    calls: Mapping[str, Call] = attrs.field()
    values: Values = attrs.field(factory=Values)
    grading: Grading | None = None
    writing: Writing = attrs.field(factory=Writing)
    failing: Failing = attrs.field(factory=Failing)
    retrying: Retrying = attrs.field(factory=Retrying)
    webhook: Hook | None = None
    headers: Mapping[str, str] = attrs.field(factory=dict)
    words: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)

    @calls.validator
    def _known_calls(self, _: object, calls: Mapping[str, Call]) -> None:
        found = [misfit for name, call in calls.items() for misfit in _call_misfits(name, call)]
        if found:
            raise Misfits(found)

    @words.validator
    def _known_words(self, _: object, stated: Mapping[str, Mapping[str, str]]) -> None:
        found = []
        for name, table in stated.items():
            if name not in words.OURS:
                what = f"must be one of {', '.join(words.OURS)}, got {name!r}"
                found.append(Misfit((name,), what, nearest(name, words.OURS)))
                continue
            allowed = words.OURS[name]
            for theirs, ours in table.items():
                if allowed and ours not in allowed:
                    what = f"must be one of {', '.join(allowed)}, got {ours!r}"
                    found.append(Misfit((name, theirs), what, nearest(ours, allowed)))
        if found:
            raise Misfits(found)

    def __attrs_post_init__(self) -> None:
        writes = [name for name in WRITES if name in self.calls]
        lacking = [name for name in ("find", "poll") if writes and name not in self.calls]
        if lacking:
            raise ValueError(
                f"calls must have {' and '.join(lacking)} where it has {', '.join(writes)}: "
                "what was sent is asked for"
            )
        if "grade" in self.calls and self.grading is None:
            raise ValueError("grading must tell scale and direction where calls has grade")
        if self.webhook is not None and "events" not in self.calls:
            raise ValueError("calls must have events where there is a webhook: they look alike")

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What the interface offers."""
        return frozenset(name for name in CAPABILITIES if name in self.calls)


def load(name: str, folder: Path | None = None) -> Profile:
    """A profile: a packaged one by its name, or a file beside the settings.

    Raises:
        PolicyError: when there is none, or for every fault in it line, key and mend.
    """
    if name in PACKAGED:
        text = files(__package__).joinpath("profiles", f"{name}.toml").read_text(encoding="utf-8")
        return structured(text, f"{name}.toml", Profile)
    path = (folder or Path()) / name
    if not name.endswith(".toml"):
        raise PolicyError(
            f"profile must be one of {', '.join(PACKAGED)} or a file, got {name!r}",
            hint="a file ends in .toml and lies beside insurer-rest.toml",
        )
    return read(path, Profile)


def _call_misfits(name: str, call: Call) -> list[Misfit]:
    if name not in CALLS:
        what = f"must be one of {', '.join(CALLS)}, got {name!r}"
        return [Misfit((name,), what, nearest(name, CALLS))]
    found: list[Misfit] = []
    for key, table, allowed in (
        ("query", call.query, ASKED[name]),
        ("body", call.body, ASKED[name]),
        ("item", call.item, ITEM),
    ):
        for theirs, ours in table.items():
            if not ours.startswith("=") and ours not in allowed:
                what = f'must be one of {", ".join(allowed)} or "=text", got {ours!r}'
                found.append(Misfit((name, key, theirs), what, nearest(ours, allowed)))
    must, may = TOLD[name]
    known = (*must, *may)
    for ours in call.answer:
        if ours not in known:
            what = f"must be one of {', '.join(known)}, got {ours!r}"
            found.append(Misfit((name, "answer", ours), what, nearest(ours, known)))
    lacking = [ours for ours in must if ours not in call.answer]
    if lacking:
        what = f"must tell where {', '.join(lacking)} lies in the answer, got nothing"
        found.append(Misfit((name, "answer"), what))
    for place in fields_of(call.path):
        if place not in ASKED[name]:
            what = f"must have only {', '.join(ASKED[name])} in braces, got {{{place}}}"
            found.append(Misfit((name, "path"), what))
    return found + _shape_misfits(name, call)


def _shape_misfits(name: str, call: Call) -> list[Misfit]:
    """What is wrong with a write, or with a read that looks like one."""
    found = []
    if not call.path.startswith("/"):
        found.append(Misfit((name, "path"), f"must begin with /, got {call.path!r}"))
    if name in WRITES and call.method == "GET":
        found.append(Misfit((name, "method"), 'must be "POST" or "PUT" for a write, got "GET"'))
    if name not in WRITES and call.method != "GET":
        what = f'must be "GET": reads are repeated at will, got "{call.method}"'
        found.append(Misfit((name, "method"), what))
    if bool(call.items) != bool(call.item):
        found.append(Misfit((name, "items"), "must stand together with item, got one of the two"))
    if call.items and "items" not in ASKED[name]:
        found.append(Misfit((name, "items"), f"must be left out: {name} has no invoices"))
    return found


def fields_of(path: str) -> list[str]:
    """The names in braces in a path."""
    return [part.partition("}")[0] for part in path.split("{")[1:]]


def quoted(path: str, values: Mapping[str, Any]) -> str:
    """A path with its names filled in, each quoted as one segment.

    Raises:
        InvalidValue: when one is blank: the path would be another one.
    """
    for name in fields_of(path):
        text = str(values[name])
        if not text.strip():
            raise InvalidValue(f"{name} must be given, got nothing")
        # Dots alone would mean the folder above, wherever somebody tidies the address up.
        segment = "%2E" * len(text) if not text.strip(".") else quote(text, safe="")
        path = path.replace(f"{{{name}}}", segment)
    return path
