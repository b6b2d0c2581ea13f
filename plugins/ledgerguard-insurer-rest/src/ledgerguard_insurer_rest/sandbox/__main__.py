"""``python -m ledgerguard_insurer_rest.sandbox``: serves a sandbox until it is stopped."""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from pathlib import Path

import uvicorn

from ledgerguard_insurer_rest.sandbox.app import Sandbox
from ledgerguard_insurer_rest.sandbox.faults import KINDS, Plan
from ledgerguard_insurer_rest.sandbox.meridian import ACCOUNT
from ledgerguard_insurer_rest.sandbox.office import Office

CLIENT = "firm"


def parser() -> argparse.ArgumentParser:
    """What may be said at the prompt."""
    made = argparse.ArgumentParser(prog="python -m ledgerguard_insurer_rest.sandbox")
    made.add_argument("--port", type=int, default=8741)
    made.add_argument("--db", type=Path, help="file of its database; in memory without")
    made.add_argument("--faults", type=float, default=0.0, help="share of calls that go wrong")
    made.add_argument("--kinds", default=",".join(KINDS), help="what may go wrong")
    made.add_argument("--seed", type=int, default=1)
    made.add_argument("--decide-after", type=float, default=5.0, help="seconds")
    made.add_argument("--token-seconds", type=float, default=300.0)
    made.add_argument(
        "--careless", action="store_true", help="count what comes twice with one key twice"
    )
    made.add_argument("--openapi", action="store_true", help="print the OpenAPI document and end")
    return made


def sandbox_of(arguments: argparse.Namespace) -> Sandbox:
    """The sandbox that was asked for; its accounts' secrets come from the environment."""
    office = Office(
        arguments.db,
        honours_keys=not arguments.careless,
        decide_after=arguments.decide_after,
        token_seconds=arguments.token_seconds,
    )
    secret = os.environ.get("LEDGERGUARD_SANDBOX_SECRET", "")
    if secret:
        office.open_account(CLIENT, secret)
        office.open_account(ACCOUNT, secret)
    kinds = tuple(kind for kind in arguments.kinds.split(",") if kind)
    dice = random.Random(arguments.seed)  # noqa: S311 - no secret
    return Sandbox(office, Plan(arguments.faults, kinds, dice=dice))


def document() -> str:
    """The OpenAPI document of a sandbox."""
    return json.dumps(Sandbox(Office()).api.openapi(), indent=1, ensure_ascii=False) + "\n"


def main(words: list[str] | None = None) -> int:
    """Serve, or print the document. Answers the exit status."""
    made = parser()
    arguments = made.parse_args(words)
    if arguments.openapi:
        sys.stdout.write(document())
        return 0
    unknown = sorted(set(arguments.kinds.split(",")) - {*KINDS, ""})
    if unknown:
        made.error(f"--kinds must be among {', '.join(KINDS)}, got {', '.join(unknown)}")
    if not os.environ.get("LEDGERGUARD_SANDBOX_SECRET"):
        made.error("LEDGERGUARD_SANDBOX_SECRET must hold the secret that clients log in with")
    sandbox = sandbox_of(arguments)
    print(f"sandbox insurer on http://127.0.0.1:{arguments.port}, account {CLIENT!r}", flush=True)
    uvicorn.run(sandbox.app, host="127.0.0.1", port=arguments.port, log_level="warning")
    return 0


if __name__ == "__main__":
    sys.exit(main())
