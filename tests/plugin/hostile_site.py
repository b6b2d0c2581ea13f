"""A folder of really installed packages: one good plugin among every hostile one we know of.

Each is a module with a ``dist-info`` beside it, as pip leaves them, so that ``importlib.metadata``
finds its entry point wherever the folder is on ``sys.path``.
"""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from ledgerguard.plugin.settings import FILE_VARIABLE

HEAD = """
import os, sys, time
from ledgerguard.formula import formula
from ledgerguard.plugin.hookspecs import hookimpl
from ledgerguard.units import Number, Table

LEDGERGUARD_API = 1
FORMULAS = []

@hookimpl
def ledgerguard_register_formulas():
    return FORMULAS

def offered(name, returns, act):
    def function(amount: Number):
        return act(amount)
    function.__annotations__["return"] = returns
    function.__doc__ = f'''Test of {name}.

    Args:
        amount: An amount.

    Errors: #N/A when it breaks.
    Example: ={name}(1) -> 1
    Source: this test.
    '''
    FORMULAS.append(formula(name)(function))

def raising(error):
    def act(amount):
        raise error
    return act

def forever(amount):
    while True:
        time.sleep(0.01)
"""


def offering(*offers: str) -> str:
    """The text of a plugin that offers formulas: their name, what they answer, how."""
    return HEAD + "".join(f"offered({offer})\n" for offer in offers)


GOOD = "good-plugin"

SOURCES: Mapping[str, str] = MappingProxyType(
    {
        GOOD: offering("'GOOD_DOUBLE', Number, lambda amount: 2 * amount"),
        "bad-import": "raise ImportError('no module named acme_core')",
        "exit-import": "import sys; sys.exit(3)",
        "no-api": HEAD.replace("LEDGERGUARD_API = 1", ""),
        "old-api": HEAD.replace("LEDGERGUARD_API = 1", "LEDGERGUARD_API = 0"),
        "odd-hook": HEAD + "\n@hookimpl\ndef ledgerguard_register_formula():\n    return []\n",
        "odd-signature": HEAD.replace("register_formulas()", "register_formulas(sheet)"),
        "bad-call": offering(
            "'BAD_RAISE', Number, raising(ValueError('on purpose'))",
            "'BAD_DEEP', Number, lambda amount: (lambda f: f(f))(lambda f: f(f))",
            "'BAD_MEMORY', Number, raising(MemoryError())",
            "'BAD_STOP', Number, raising(StopIteration())",
            "'BAD_BASE', Number, raising(BaseException('of no kind'))",
        ),
        "exit-call": offering("'EXIT_CALL', Number, lambda amount: sys.exit(4)"),
        "not-a-number": offering(
            "'ODD_NAN', Number, lambda amount: float('nan')",
            "'ODD_INF', Number, lambda amount: amount * float('inf')",
        ),
        "wrong-types": offering(
            "'ODD_OBJECT', Number, lambda amount: object()",
            "'ODD_BYTES', Number, lambda amount: b'bytes'",
            "'ODD_LIST', Number, lambda amount: [amount, amount]",
            "'ODD_GENERATOR', Table, lambda amount: (n for n in range(10**9))",
        ),
        "many-rows": offering(
            "'MANY_ROWS', Table, lambda amount: [[amount]] * 10**7",
            "'MANY_COLUMNS', Table, lambda amount: [[amount] * 10**7]",
        ),
        "twice-inside": offering(
            "'TWICE_INSIDE', Number, lambda amount: 1", "'TWICE_INSIDE', Number, lambda amount: 2"
        ),
        "twin-a": offering("'TWIN', Number, lambda amount: 1"),
        "twin-b": offering("'TWIN', Number, lambda amount: 2"),
        "shadow": offering("'DSO', Number, lambda amount: -1"),
        "chatty": "import os\nprint('chatty is loaded')\nos.write(1, b'loaded at the descriptor')\n"
        + offering(
            "'CHATTY', Number, lambda amount: (print('to the sheet'),"
            " print('to error', file=sys.stderr), os.write(1, b'to the descriptor'), amount)[-1]"
        ),
    }
)
"""What costs only itself."""

ENDLESS: Mapping[str, str] = MappingProxyType(
    {"endless-call": offering("'ENDLESS', Number, forever")}
)
DEADLY: Mapping[str, str] = MappingProxyType(
    {"deadly-call": offering("'DEADLY', Number, lambda amount: os._exit(0)")}
)
STUCK: Mapping[str, str] = MappingProxyType(
    {
        "stuck-import": "import time\nwhile True: time.sleep(0.01)",
        "dead-import": "import os; os._exit(0)",
    }
)
"""What takes a process with it: one that computes, or every one that loads it."""


def install(folder: Path, *sources: Mapping[str, str]) -> Path:
    """Write the packages into a site folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for package, text in {k: v for one in sources for k, v in one.items()}.items():
        module = package.replace("-", "_")
        (folder / f"{module}.py").write_text(textwrap.dedent(text), encoding="utf-8")
        about = folder / f"{module}-1.0.dist-info"
        about.mkdir(exist_ok=True)
        about.joinpath("METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", encoding="utf-8"
        )
        about.joinpath("entry_points.txt").write_text(
            f"[ledgerguard]\n{package} = {module}\n", encoding="utf-8"
        )
    return folder


def environment(site: Path, folder: Path, seconds: float = 1.0) -> dict[str, str]:
    """Variables of a process that has them installed, and keeps its notes in a folder."""
    paths: Iterable[str] = (str(site), *filter(None, [os.environ.get("PYTHONPATH")]))
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        FILE_VARIABLE: str(folder / "plugins.toml"),
        "LEDGERGUARD_PLUGIN_SECONDS": str(seconds),
    }
