"""Pauses Python's garbage collector while a ledger or its workbook is built."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_collection() -> Iterator[None]:
    """Without the collector, which would walk every cell again and again.

    A large ledger makes millions of objects that all stay, and no cycles: nothing to collect.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
