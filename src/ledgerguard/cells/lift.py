"""Columns through scalar formulas: one cell in, one cell out becomes a column in, a column out."""

from __future__ import annotations

from ledgerguard.cells.values import call as call
