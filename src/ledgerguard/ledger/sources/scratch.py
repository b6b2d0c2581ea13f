"""Temporary folders of an engine: what a source had to be written to before the engine reads it."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.engines.engine import Engine


def scratch(engine: Engine, what: str) -> Path:
    """A new folder that lives until the engine is closed, or at the latest as long as it does.

    Args:
        engine: Whose frames will read from it.
        what: What is written there, for the error.

    Raises:
        LedgerError: on a Spark cluster, whose workers do not see this machine's files.
    """
    session = getattr(engine, "session", None)
    if session is not None and not session.sparkContext.master.startswith("local"):
        raise LedgerError(
            f"{what} is read on this machine, and a Spark cluster does not see what lies here",
            hint="read it with spark.read and give the DataFrame, or convert it to parquet first",
        )
    folder = tempfile.mkdtemp(prefix="ledgerguard-")
    forget = weakref.finalize(engine, shutil.rmtree, folder, ignore_errors=True)
    engine.when_closed(forget)
    return Path(folder)
