"""From entries to the columns of rows that are chained, and from columns back to rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from ledgerguard.errors import LogError
from ledgerguard.store.entries import Entry, Row, read_body, row_hash

_CHANGED = "`ledgerguard log verify` tells which rows were changed"


def chained(
    entries: Sequence[Entry], bodies: Sequence[str], number: int, previous: str, moment: str
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Number and texts of a row for each entry.

    Args:
        entries: What is to be recorded.
        bodies: The canonical text of each body.
        number: The number of the last row so far, 0 in an empty log.
        previous: The hash of that row.
        moment: The time to record.
    """
    for entry, body in zip(entries, bodies, strict=True):
        number += 1
        texts = (moment, entry.kind, entry.run, entry.actor, entry.policy_version,
                 entry.ledger_fingerprint, body)  # fmt: skip
        own = row_hash(previous, number, *texts)
        yield number, (*texts, previous, own)
        previous = own


def row(number: int, texts: Sequence[object]) -> Row:
    """A row from its columns.

    Raises:
        LogError: when a column holds other bytes than text, or the body is no JSON object.
    """
    words = [text for text in texts if isinstance(text, str) and is_text(text)]
    if len(words) < len(texts):
        raise LogError(f"row {number} must hold text, got other bytes", hint=_CHANGED)
    moment, kind, run, actor, version, fingerprint, body, previous, own = words
    return Row(
        number, moment, kind, run, actor, version, fingerprint, read_body(body), previous, own
    )


def check_columns(entry: Entry) -> None:
    """Refuses an entry whose columns are no text.

    Raises:
        LogError: it names the column.
    """
    for name in ("kind", "run", "actor", "policy_version", "ledger_fingerprint"):
        value = getattr(entry, name)
        if not isinstance(value, str) or not is_text(value):
            raise LogError(f"{name} must be text, got {value!r}", hint="write str(value)")
    if not entry.kind:
        raise LogError("kind must be a word, got nothing", hint="action, promise, hold, reply ...")


def is_text(value: str) -> bool:
    """Whether UTF-8 can write it: half of a surrogate pair is no text."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def moment_of(text: str | None) -> str:
    """The time to record: the given one, or the clock's.

    Raises:
        LogError: when it is no time in UTC.
    """
    if text is None:
        return datetime.now(UTC).isoformat(timespec="microseconds")
    try:
        offset = datetime.fromisoformat(text).utcoffset()
    except (TypeError, ValueError):
        offset = None
    if offset != timedelta(0):
        raise LogError(
            f"recorded_at must be a time in UTC, got {text!r}", hint="2026-01-31T08:15:00+00:00"
        )
    return text
