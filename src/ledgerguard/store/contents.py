"""Files and long texts that rows name by SHA-256: kept once, compressed, checked when read."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Collection, Mapping

from ledgerguard.errors import LogError
from ledgerguard.store.sqlite import sqlite3


def packed(contents: Mapping[str, bytes], known: Collection[str]) -> list[tuple[str, bytes]]:
    """Contents ready to be stored, without those that are known already.

    Args:
        contents: Bytes by the hexadecimal SHA-256 of the bytes.
        known: What the log holds already.

    Raises:
        LogError: when a key is not the SHA-256 of its bytes.
    """
    for key, data in contents.items():
        if (real := hashlib.sha256(data).hexdigest()) != key:
            raise LogError(
                f"the key of a content must be the SHA-256 of its bytes, {real}, got {key!r}",
                hint="hashlib.sha256(data).hexdigest()",
            )
    return [(key, zlib.compress(data)) for key, data in contents.items() if key not in known]


def stored(connection: sqlite3.Connection, wanted: Collection[str]) -> set[str]:
    """Those of the wanted contents that the log holds."""
    look = "SELECT 1 FROM contents WHERE sha256 = ?"
    return {key for key in wanted if connection.execute(look, (key,)).fetchone()}


def content(connection: sqlite3.Connection, key: str) -> bytes:
    """The bytes of a content.

    Raises:
        LogError: when the log does not hold it, or holds it changed.
    """
    row = connection.execute("SELECT packed FROM contents WHERE sha256 = ?", (key,)).fetchone()
    if row is None:
        raise LogError(
            f"a content must be one that the log holds, got {key!r}",
            hint="the row that names it came with it; the content was removed since, or never was",
        )
    data = _unpacked(row[0])
    if data is None or hashlib.sha256(data).hexdigest() != key:
        raise LogError(
            f"content {key} must be as it was recorded, got changed bytes",
            hint="restore it from a copy of the log",
        )
    return data


def _unpacked(raw: object) -> bytes | None:
    if not isinstance(raw, bytes):
        return None
    reader = zlib.decompressobj()
    try:
        data = reader.decompress(raw) + reader.flush()
    except zlib.error:
        return None
    return data if reader.eof and not reader.unused_data else None
