"""``python -m ledgerguard_insurer_rest``: keep a secret, try the access, listen to webhooks."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable

from ledgerguard.casework.insurers.refreshing import take_events
from ledgerguard.errors import InvalidValue, LedgerguardError
from ledgerguard.plugin.insurer import InsurerEvent
from ledgerguard.store.covers import CoverBook
from ledgerguard.store.covers_file import usual_path

from ledgerguard_insurer_rest import secret
from ledgerguard_insurer_rest.connector import RestInsurer
from ledgerguard_insurer_rest.logins import Logins, state_folder
from ledgerguard_insurer_rest.profile import Profile, load
from ledgerguard_insurer_rest.receiver import Receiver
from ledgerguard_insurer_rest.secret import Secret
from ledgerguard_insurer_rest.settings import Connection, connections, file
from ledgerguard_insurer_rest.webhooks import Webhook

NAMES = ("client_id", "client_secret", "api_key", "webhook_secret")


def parser() -> argparse.ArgumentParser:
    """What may be said at the prompt."""
    made = argparse.ArgumentParser(prog="python -m ledgerguard_insurer_rest")
    commands = made.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="the connections, and where they are described")
    keep = commands.add_parser("keep", help="put a secret into the keyring; it is asked for")
    keep.add_argument("connection")
    keep.add_argument("name", choices=NAMES)
    for name, told in (
        ("check", "log in once, and say whether the access is in order"),
        ("retry", "allow another login after refused ones"),
    ):
        commands.add_parser(name, help=told).add_argument("connection")
    listen = commands.add_parser("listen", help="take webhooks, and ask anew about those buyers")
    listen.add_argument("connection")
    listen.add_argument("--port", type=int, default=8742)
    return made


def main(words: list[str] | None = None) -> int:
    """Do what is said. Answers the exit status."""
    arguments = parser().parse_args(words)
    try:
        if arguments.command == "list":
            return _list()
        name = arguments.connection
        connection, profile = _described(name)
        if arguments.command == "keep":
            secret.keep(name, arguments.name, Secret(getpass.getpass(f"{arguments.name}: ")))
            print(f"the {arguments.name} of {name} is in the keyring")
        elif arguments.command == "retry":
            Logins(name, profile.login.most_failures, state_folder()).allow()
            print(f"one more login to {name} may be tried")
        elif arguments.command == "check":
            _check(RestInsurer(name, connection, profile))
        else:
            _listen(name, connection, profile, arguments.port)
    except LedgerguardError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def receiver(
    insurer: RestInsurer, webhook: Webhook, port: int, said: Callable[[str], None]
) -> Receiver:
    """A receiver that has the desk ask anew about whatever has changed."""

    def deal(new: tuple[InsurerEvent, ...]) -> None:
        path = usual_path()
        if path is None:
            raise InvalidValue("the book of covers must have a place, got no home")
        with CoverBook.open(path) as book:
            take_events(book, insurer)
        said(f"{len(new)} new: {', '.join(sorted({event.kind for event in new}))}")

    return Receiver(webhook, deal, port)


def _list() -> int:
    path = file()
    found = connections(path)
    print(f"{path}: {len(found)} connections")
    for name, connection in found.items():
        print(f"{name}: {connection.profile} at {connection.base_url}")
    return 0


def _check(insurer: RestInsurer) -> None:
    try:
        insurer.log_in()
    finally:
        insurer.close()
    print(f"{insurer.name} accepts the login; it offers {', '.join(sorted(insurer.capabilities))}")


def _listen(name: str, connection: Connection, profile: Profile, port: int) -> None:
    insurer = RestInsurer(name, connection, profile)

    def said(text: str) -> None:
        print(text, flush=True)

    webhook = Webhook(name, profile)
    secret.require(name, "webhook_secret")
    with receiver(insurer, webhook, port, said) as server:
        said(f"webhooks of {name} on http://127.0.0.1:{server.server_address[1]}")
        server.serve_forever()


def _described(name: str) -> tuple[Connection, Profile]:
    path = file()
    found = connections(path)
    if name not in found:
        raise InvalidValue(
            f"connection must be one of {', '.join(found) or 'none yet'}, got {name!r}",
            hint=f"they stand in {path}",
        )
    return found[name], load(found[name].profile, path.parent if path else None)


if __name__ == "__main__":
    sys.exit(main())
