"""Secrets from the environment or the keyring; they show nowhere unless somebody reveals them."""

from __future__ import annotations

import os
import re
from typing import Any, Final, NoReturn

from ledgerguard.plugin.insurer import LockedOut

SERVICE: Final = "ledgerguard-insurer-rest"
"""The name under which secrets lie in the keyring of the operating system."""

_SHOWN: Final = "(secret)"


class Secret:
    """A text that shows in no log, no message and no pickle."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself; only for the line that puts it into a request."""
        return self._text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __repr__(self) -> str:
        return _SHOWN

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret must not be written anywhere, got an attempt to pickle it")


def variable(connection: str, name: str) -> str:
    """The environment variable of a secret: LEDGERGUARD_INSURER_MUTUAL_CLIENT_SECRET."""
    return re.sub(r"[^A-Z0-9]", "_", f"LEDGERGUARD_INSURER_{connection}_{name}".upper())


def user_of(connection: str, name: str) -> str:
    """The user of a secret in the keyring: mutual/client_secret."""
    return f"{connection}/{name}"


def find(connection: str, name: str) -> Secret | None:
    """A secret: the environment's, else the keyring's; None when neither has it.

    Args:
        connection: Name of the connection.
        name: client_id, client_secret, api_key or webhook_secret.

    Raises:
        LockedOut: when the keyring cannot be asked.
    """
    stated = os.environ.get(variable(connection, name))
    if stated:
        return Secret(stated)
    found: str | None = _keyring(connection, name, "get_password")
    return Secret(found) if found else None


def require(connection: str, name: str) -> Secret:
    """A secret that must be there.

    Raises:
        LockedOut: when it is nowhere, with both places in the hint.
    """
    found = find(connection, name)
    if found is None:
        raise LockedOut(
            f"the {name} of {connection} must be in the environment or the keyring, got none",
            hint=f"`python -m ledgerguard_insurer_rest keep {connection} {name}` puts it into the "
            f"keyring; or set {variable(connection, name)}",
        )
    return found


def keep(connection: str, name: str, secret: Secret) -> None:
    """Put a secret into the keyring.

    Raises:
        LockedOut: when the keyring cannot be written.
    """
    _keyring(connection, name, "set_password", secret.reveal())


def _keyring(connection: str, name: str, do: str, *more: str) -> Any:
    """Asks the keyring; its errors are told by their type, because some quote what they hold."""
    import keyring

    fault = ""
    try:
        return getattr(keyring, do)(SERVICE, user_of(connection, name), *more)
    except keyring.errors.NoKeyringError:
        if do == "get_password":
            return None  # a server without a desktop: the environment is the only place
        fault = "no keyring on this machine"
    except Exception as error:  # backends raise whatever their operating system raises
        fault = type(error).__name__
    raise LockedOut(
        f"the keyring must be open for the {name} of {connection}, got {fault}",
        hint=f"unlock it, or set {variable(connection, name)}",
    )
