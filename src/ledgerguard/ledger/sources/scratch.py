"""Temporary folders of an engine: what a source had to be written to before the engine reads it."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path
from typing import Final

from ledgerguard.errors import LedgerError
from ledgerguard.ledger.engines.engine import Engine

_HINT: Final = "read it with spark.read and give the DataFrame, or convert it to parquet first"


def scratch(engine: Engine, what: str, hint: str = _HINT) -> Path:
    """A new folder that lives until the engine is closed, or at the latest as long as it does.

    Args:
        engine: Whose frames will read from it.
        what: What is kept there, for the error.
        hint: What to do on a cluster.

    Raises:
        LedgerError: on a Spark cluster, whose workers do not see this machine's files.
    """
    session = getattr(engine, "session", None)
    if session is not None and not session.sparkContext.master.startswith("local"):
        raise LedgerError(
            f"{what} needs files on this machine, which the workers of a Spark cluster do not see",
            hint=hint,
        )
    folder = tempfile.mkdtemp(prefix="ledgerguard-")
    forget = weakref.finalize(engine, shutil.rmtree, folder, ignore_errors=True)
    engine.when_closed(forget)
    return Path(folder)
