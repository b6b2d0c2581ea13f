"""Which insurers the firm is connected to: ``insurer-rest.toml`` beside the user's plugins.toml.

::

    [mutual]
    profile = "meridian"
    base_url = "https://api.example.com/v2"
    policy = "4711"

Secrets never stand in it: they lie in the environment or in the keyring of the operating system.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import attrs
from ledgerguard.errors import PolicyError
from ledgerguard.plugin.insurer import CAPABILITIES
from ledgerguard.plugin.settings import user_folder
from ledgerguard.policy.schema import (
    FaultyPolicy,
    Misfit,
    Misfits,
    converted,
    located,
    not_empty,
    text_of,
    toml_table,
)

FILE_VARIABLE: Final = "LEDGERGUARD_INSURER_REST"
"""Environment variable: another place of the file."""

FILE: Final = "insurer-rest.toml"
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_SECRETS: Final = ("client_id", "client_secret", "api_key", "webhook_secret", "secret", "password")


@attrs.frozen
class Connection:
    """One insurer of the firm."""

    profile: str = attrs.field(validator=not_empty)
    base_url: str = attrs.field()
    policy: str = ""  # where a write or a cover does not name one
    title: str = ""  # instead of the profile's
    patience: float = attrs.field(default=20.0)  # seconds for a call, all tries together
    not_offered: tuple[str, ...] = attrs.field(default=())  # what the contract excludes

    @base_url.validator
    def _safe(self, _: object, value: str) -> None:
        parts = urlsplit(value)
        try:
            port_is_right = parts.port is None or parts.port > 0
        except ValueError:
            port_is_right = False
        if not parts.hostname or not port_is_right or parts.query or parts.fragment:
            raise ValueError(
                "base_url must be an address such as https://api.example.com/v2, got another"
            )
        if parts.username or parts.password:
            raise ValueError("base_url must hold no password, got one: keep it in the keyring")
        local = parts.scheme == "http" and parts.hostname in _LOOPBACK
        if parts.scheme != "https" and not local:
            raise ValueError(
                f"base_url must begin with https://, got {parts.scheme}:// (http only to this "
                "machine)"
            )

    @patience.validator
    def _bounded(self, _: object, value: float) -> None:
        if not 0.1 <= value <= 29:
            raise ValueError(f"patience must be 0.1 to 29 seconds, got {value:g}")

    @not_offered.validator
    def _capabilities(self, _: object, value: tuple[str, ...]) -> None:
        unknown = sorted(set(value) - set(CAPABILITIES))
        if unknown:
            raise ValueError(
                f"not_offered must be among {', '.join(CAPABILITIES)}, got {', '.join(unknown)}"
            )


def file() -> Path | None:
    """Where the settings are, whether they exist or not; None where there is no home."""
    own = os.environ.get(FILE_VARIABLE)
    if own:
        return Path(own)
    folder = user_folder()
    return None if folder is None else folder / FILE


def connections(path: Path | None = None) -> dict[str, Connection]:
    """The connections by name; none without a file.

    Raises:
        PolicyError: when the file named by the environment is missing, or for every fault in a
            file line, key and mend.
    """
    path = path or file()
    if path is None or not path.is_file():
        if path is not None and os.environ.get(FILE_VARIABLE):
            raise PolicyError(
                f"{FILE_VARIABLE} must name a file, got {path}", hint="write it, or unset it"
            )
        return {}
    text = text_of(path)
    table = toml_table(text, path.name)
    try:
        _refuse_secrets(table)
        found = converted(table, dict[str, Connection])
        _check_names(found)
    except Misfits as misfits:
        mend = "the README of ledgerguard-insurer-rest shows how one must look"
        raise FaultyPolicy(located(misfits.all, text, path.name, mend)) from None
    return found


def _refuse_secrets(table: Mapping[str, object]) -> None:
    """A secret in the file is told by its place alone."""
    found = [
        Misfit(
            (name, key),
            "must not stand in a file, got one",
            f"delete it, then `python -m ledgerguard_insurer_rest keep {name} {key}`",
        )
        for name, stated in table.items()
        if isinstance(stated, Mapping)
        for key in stated
        if key in _SECRETS
    ]
    if found:
        raise Misfits(found)


def _check_names(found: Mapping[str, Connection]) -> None:
    wrong = [
        Misfit((name,), f"must be lower case, digits and single hyphens, got {name!r}")
        for name in found
        if not _NAME.fullmatch(name)
    ]
    if wrong:
        raise Misfits(wrong)
