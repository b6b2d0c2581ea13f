"""Asks the COM server as Excel's VBA does, in a second Windows Python: JSON lines in, JSON out."""

import json
import sys
import time

import pythoncom
import pywintypes
import win32com.client

CLSID = pywintypes.IID("{506e67c3-55b5-48c3-a035-eed5deea7d6d}")
MISSING = win32com.client.VARIANT(pythoncom.VT_ERROR, -2147352572)


def connected():
    """The server, once it is there."""
    for _attempt in range(240):
        try:
            found = pythoncom.CoCreateInstance(
                CLSID, None, pythoncom.CLSCTX_LOCAL_SERVER, pythoncom.IID_IDispatch
            )
            return win32com.client.Dispatch(found)
        except pythoncom.com_error:
            time.sleep(0.25)
    sys.exit("the server does not answer")


def sent(value):
    """A value as Excel hands it over; a missing argument as the COM error that it is.

    An error cell goes as its number: pywin32 receives it so from Excel, but can send no COM error
    of another number than that of a missing argument.
    """
    if isinstance(value, list):
        return tuple(sent(part) for part in value)
    if isinstance(value, dict):
        return value["error"]
    return MISSING if value == "missing" else value


def main():
    """Answer every line, and tell how long each took."""
    server = connected()
    for line in sys.stdin.buffer:
        module, name, arguments = json.loads(line)
        began = time.perf_counter()
        try:
            values = tuple(sent(argument) for argument in arguments)
            answer = server.CallUDF(module, name, values, None, None)
        except pythoncom.com_error as error:
            answer = {"raised": str(error.excepinfo[2] if error.excepinfo else error)[-300:]}
        took = time.perf_counter() - began
        out = json.dumps([answer, took]).encode("ascii") + b"\n"
        sys.stdout.buffer.write(out)
        sys.stdout.buffer.flush()


main()
