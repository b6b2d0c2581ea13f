"""Asks as Excel does: xlwings' DLL starts the COM server, every call goes there as VBA makes it.

JSON lines in, each a module, a function and its arguments; out comes each answer with the seconds
that it took. The first line out tells how long the start took.
"""

import compileall
import ctypes
import json
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # a Python of one folder, as this one, looks nowhere else

from variants import Server, Variant, arguments_of, value_of, variant  # noqa: E402

GONE = {0x800706BA, 0x800706BE, 0x80010108}  # upon these our VBA starts the server anew


def command():
    """What xlwings' VBA makes of the add-in's settings (XLPyCommand in its xlwings.bas)."""
    addin = "C:\\add ins\\ledgerguard.xlam"
    path = ";".join(("false", addin, addin, "", "", "", str(HERE))).replace("\\", "\\\\")
    return (
        f'cmd.exe  /K ""{sys.executable}" -B -c "import sys, os;import xlwings.utils;'
        f'xlwings.utils.prepare_sys_path(\\"{path}\\");'
        "import xlwings; xlwings.serve('$(CLSID)')\"\""
    )


def connector():
    """What starts the server, or finds the one that runs: XLPy in xlwings' VBA."""
    (library,) = Path(sys.executable).parent.glob("xlwings64-*.dll")
    activate = ctypes.WinDLL(str(library)).XLPyDLLActivateAuto
    activate.restype = ctypes.c_long
    activate.argtypes = (ctypes.POINTER(Variant), ctypes.c_char_p, ctypes.c_long)

    def connected():
        found = Variant()
        if activate(ctypes.byref(found), command().encode("mbcs"), 1):
            sys.exit(f"xlwings' DLL cannot start the server: {value_of(found)}")
        return Server(found.content.pointer)

    return connected


def answered(lines):
    """The answers, with the seconds that each call took."""
    connected = connector()
    began = time.perf_counter()
    server = connected()
    yield "started", time.perf_counter() - began
    for line in lines:
        module, name, arguments = json.loads(line)
        began = time.perf_counter()
        server = server or connected()
        given = (variant(module), variant(name), arguments_of(arguments))
        called = time.perf_counter()
        answer = server.call("CallUDF", *given)
        yield answer, time.perf_counter() - called
        if isinstance(answer, dict) and answer.get("code", 0) % 2**32 in GONE:
            server = None


def main():
    """Answer every line."""
    ctypes.windll.ole32.CoInitialize(None)
    import ledgerguard

    # as pip does at installation; the server itself writes none (-B)
    compileall.compile_dir(Path(ledgerguard.__file__).parent, quiet=2)
    for answer in answered(sys.stdin.buffer):
        sys.stdout.buffer.write(json.dumps(answer).encode("ascii") + b"\n")
        sys.stdout.buffer.flush()


main()
