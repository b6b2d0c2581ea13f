"""Every packaged template as a model, built once a process."""

from __future__ import annotations

from functools import cache

from ledgerguard.cells.spelling import Host
from ledgerguard.units import Language
from ledgerguard.workbooks.draft import Draft
from ledgerguard.workbooks.template import Template
from ledgerguard.workbooks.templates import templates

NAMES = tuple(templates())


def template(name: str) -> Template:
    return templates()[name]


@cache
def draft(
    name: str, language: Language = "en", host: Host = "desktop", *, blank: bool = False
) -> Draft:
    one = template(name)
    return one.draft(language, host, one.blank() if blank else one.sample())
