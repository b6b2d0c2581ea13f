"""Run in a process of its own: xlwings' COM server, behind stubs, answers questions from stdin."""

from __future__ import annotations

import json
import os
import sys

from windows_stubs import MISSING, server


def taken(value: object) -> object:
    """Lists as COM sends them, and ``"missing"`` as what stands for an argument left out."""
    if isinstance(value, list):
        return tuple(map(taken, value))
    return MISSING if value == "missing" else value


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # a formula may print
    com = server()
    for line in sys.stdin:
        name, arguments = json.loads(line)
        try:
            module = "ledgerguard.hosts.desktop"
            answer = com.CallUDF(module, name, tuple(map(taken, arguments)), None, None)
        except Exception as error:
            answer = f"raised {type(error).__name__}: {error}"
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
