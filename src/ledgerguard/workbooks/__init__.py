"""The kit that templates of workbooks are built with; docs/templates.md builds one.

A :class:`Template` lays a workbook out on a :class:`Draft`: pages with inputs, figures, tables,
tiles and charts. What a formula cell shows is its own text, evaluated in Python, and stored for a
host.
Our templates are the modules of :mod:`ledgerguard.workbooks.templates`.
"""

from ledgerguard.workbooks.charts import Series
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.inputs import Choice, Day, Number, Words
from ledgerguard.workbooks.page import Page, Tile
from ledgerguard.workbooks.table import Column, Table
from ledgerguard.workbooks.template import Data, Template, write
from ledgerguard.workbooks.waterfall import Step, waterfall

__all__ = [
    "Choice",
    "Column",
    "Data",
    "Day",
    "Draft",
    "Number",
    "Page",
    "Series",
    "Step",
    "Table",
    "Template",
    "Tile",
    "Words",
    "waterfall",
    "write",
]
