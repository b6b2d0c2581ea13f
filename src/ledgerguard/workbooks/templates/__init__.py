"""The packaged templates: each module here that holds a ``TEMPLATE`` is one."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from ledgerguard.errors import InvalidValue
from ledgerguard.workbooks.template import Template


@cache
def templates() -> dict[str, Template]:
    """Every packaged template by its name, in the order of the names."""
    modules = (
        importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__)
    )
    found = [module.TEMPLATE for module in modules if hasattr(module, "TEMPLATE")]
    return {template.name: template for template in sorted(found, key=lambda t: t.name)}


def template(name: str) -> Template:
    """The template of a name.

    Raises:
        InvalidValue: when there is none.
    """
    try:
        return templates()[name]
    except KeyError:
        names = ", ".join(templates())
        raise InvalidValue(f"the template must be one of {names}, got {name!r}") from None
