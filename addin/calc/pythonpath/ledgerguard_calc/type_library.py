"""Writes the UNO type library of the formulas in pure Python.

The format is the binary UNOIDL one that LibreOffice's ``unoidl-write`` (SDK) makes; it is
described in ``unoidl/README`` of LibreOffice's sources.
"""

from __future__ import annotations

import hashlib
import struct

MODULES = ("com", "ledgerguard", "calc")
REUSED = 0x80000000  # marks a name that was written before
MODULE, INTERFACE = 0, 5  # the format's codes for what an entry is


def of_formulas(formulas) -> tuple[str, bytes]:
    """The full name of an interface with a method for each formula, and its type library.

    A UNO type can never change while LibreOffice runs, so its name carries a digest of the
    methods: other formulas make another type.

    A method that may answer a column must be declared to answer rows, because PyUNO cannot put
    rows into a plain ``any``. But in Calc a text inside such rows, be it one row of one cell, is
    equal to no other text (``A1="x"``, COUNTIF and SUMIFS fail without a word). So formulas that
    answer a text answer a single cell in Calc, and those that answer a number take columns.
    """
    methods = [
        (
            formula["name"],
            "any" if formula["is_text"] else "[][]any",
            [
                (_camel(parameter["name"]), "[]any" if parameter["repeats"] else "any")
                for parameter in formula["parameters"]
            ],
        )
        for formula in formulas
    ]
    digest = hashlib.sha256(repr(methods).encode("ascii")).hexdigest()[:12]
    leaf = "XFormulas" + digest
    return ".".join((*MODULES, leaf)), _Library().of_interface(leaf, methods)


def _camel(name: str) -> str:
    """UNO identifiers in lower case hold no underscore."""
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


class _Library:
    def __init__(self) -> None:
        self._bytes = bytearray(b"UNOIDL\xff\0" + bytes(8))
        self._written: dict[str, int] = {}

    def of_interface(self, leaf: str, methods) -> bytes:
        here = len(self._bytes)
        self._byte(INTERFACE)
        self._number(1)
        self._name("com.sun.star.uno.XInterface")
        self._number(0)  # optional bases
        self._number(0)  # attributes
        self._number(len(methods))
        for name, returns, parameters in methods:
            self._name(name)
            self._name(returns)
            self._number(len(parameters))
            for parameter, kind in parameters:
                self._byte(0)  # direction: in
                self._name(parameter)
                self._name(kind)
            self._number(0)  # exceptions
        entry = (self._terminated(leaf), here)
        for module in reversed(MODULES):
            here = len(self._bytes)
            self._byte(MODULE)
            self._number(1)
            self._number(entry[0])
            self._number(entry[1])
            entry = (self._terminated(module), here)
        root = len(self._bytes)
        self._number(entry[0])
        self._number(entry[1])
        struct.pack_into("<II", self._bytes, 8, root, 1)
        return bytes(self._bytes)

    def _byte(self, value: int) -> None:
        self._bytes.append(value)

    def _number(self, value: int) -> None:
        self._bytes += struct.pack("<I", value)

    def _name(self, text: str) -> None:
        """A length and the text, or the place where the same text stands already."""
        if text in self._written:
            self._number(self._written[text] | REUSED)
            return
        self._written[text] = len(self._bytes)
        self._number(len(text))
        self._bytes += text.encode("ascii")

    def _terminated(self, text: str) -> int:
        here = len(self._bytes)
        self._bytes += text.encode("ascii") + b"\0"
        return here
