"""Two functions of nobody's: one tells what arrived, one ends the server."""

import os


def echo(*arguments):
    """The arguments in Python's spelling."""
    return [[repr(arguments)]]


def end(*_arguments):
    """Ends the process as a crash would."""
    os._exit(3)


for function in (echo, end):
    function.__xlfunc__ = {
        "args": [{"name": "arguments", "vararg": True, "options": {"convert": "raw"}}],
        "ret": {"options": {"convert": "raw"}},
        "async_mode": None,
    }
