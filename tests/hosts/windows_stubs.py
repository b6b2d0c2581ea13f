"""Stands in for Windows, so that xlwings' own COM code runs here, in a process of its own.

``pythoncom``, ``pywintypes``, ``win32com`` and what xlwings needs of them are empty modules; the
converters, ``call_udf`` and ``CallUDF`` are xlwings' own.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import importlib.abc
import importlib.machinery
import sys
import types
from typing import Any
from unittest.mock import MagicMock

# fmt: off
NAMES = frozenset((
    "pythoncom", "pywintypes", "win32api", "win32con", "win32gui", "win32process", "win32timezone",
    "winerror", "win32event", "win32com", "win32com.client", "win32com.server",
    "win32com.server.dispatcher", "win32com.server.policy", "win32com.server.util", "comtypes",
    "winreg",
))
# fmt: on
MISSING = -2147352572
"""How COM hands over an optional argument that was left out."""


class _Windows(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        if name in NAMES:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        module: Any = types.ModuleType(spec.name)
        module.__path__ = []
        module.__file__ = spec.name

        def made(name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            return MagicMock() if name[0].islower() else type(name, (), {})

        module.__getattr__ = made
        return module  # type: ignore[no-any-return]

    def exec_module(self, module: types.ModuleType) -> None:
        known: Any = module
        if module.__name__ == "pywintypes":
            known.com_error = type("com_error", (Exception,), {})
            known.TimeType = dt.datetime
        if module.__name__ == "win32com.client":
            known.Dispatch = lambda thing, **_: thing
        if module.__name__ == "pythoncom":
            known.TypeIIDs = {None: type("PyIDispatch", (), {})}
            known.IID_IDispatch = None


def server() -> Any:
    """An ``XLPython``, the object that Excel's VBA talks to."""
    windows: Any = ctypes
    for name in ("PyDLL", "oledll", "windll"):
        setattr(windows, name, MagicMock())
    windows.WINFUNCTYPE = ctypes.CFUNCTYPE
    sys.meta_path.insert(0, _Windows())
    import xlwings as xw
    from xlwings import _xlwindows, com_server
    from xlwings.main import Engine

    if "excel" not in [engine.name for engine in xw.engines]:
        xw.engines.add(Engine(impl=_xlwindows.engine))
    com_server.FromVariant = lambda argument: argument
    _xlwindows.is_range_instance = lambda argument: False
    return com_server.XLPython()
