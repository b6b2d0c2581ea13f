"""Prints a workbook into a PDF beside it: ``python -m ledgerguard.hosts.calc_print FILE.xlsx``."""

from __future__ import annotations

import sys
from pathlib import Path

from ledgerguard.hosts.calc_session import Calc


def main(path: Path) -> Path:
    """Recalculate a workbook that is spelled for Calc, and print all of it."""
    with Calc() as calc:
        return calc.open(path).to_pdf(path)


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))
