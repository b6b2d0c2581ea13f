"""Values as VBA holds them, made and read with nothing between: VARIANT and SAFEARRAY by ctypes.

pywin32 on the asking side would hide what matters: it cannot send an error cell, and it reads an
answer more kindly than VBA does. Layouts: Microsoft's [MS-OAUT], 2.2.29 and 2.2.30.
"""

import ctypes
from ctypes import POINTER, byref, c_byte, c_double, c_long, c_short, c_ushort, c_void_p

EMPTY, I4, R8, BSTR, ERROR, BOOL, VARIANT, ARRAY = 0, 3, 5, 8, 10, 11, 12, 0x2000


class _Content(ctypes.Union):
    _fields_ = (
        ("number", c_double),
        ("whole", c_long),
        ("truth", c_short),
        ("pointer", c_void_p),
        ("room", c_byte * 16),  # how large it is: the largest content is two pointers
    )


class Variant(ctypes.Structure):
    """One value with the word that says of which type it is."""

    _fields_ = (("type", c_ushort), ("reserved", c_ushort * 3), ("content", _Content))


class _Bound(ctypes.Structure):
    _fields_ = (("count", ctypes.c_ulong), ("first", c_long))


class _Parameters(ctypes.Structure):
    """DISPPARAMS: the arguments of a call, the last one first."""

    _fields_ = (
        ("values", POINTER(Variant)),
        ("names", c_void_p),
        ("count", ctypes.c_uint),
        ("named", ctypes.c_uint),
    )


class _Trouble(ctypes.Structure):
    """EXCEPINFO: what VBA shows as Err.Description."""

    _fields_ = (
        ("code", c_ushort),
        ("reserved", c_ushort),
        ("source", c_void_p),
        ("description", c_void_p),
        ("help_file", c_void_p),
        ("help_context", ctypes.c_ulong),
        ("reserved_pointer", c_void_p),
        ("deferred", c_void_p),
        ("scode", c_long),
    )


automation = ctypes.WinDLL("oleaut32")
for name, answer, arguments in (
    ("SysAllocStringLen", c_void_p, (ctypes.c_wchar_p, ctypes.c_uint)),
    ("SysStringLen", ctypes.c_uint, (c_void_p,)),
    ("SysFreeString", None, (c_void_p,)),
    ("SafeArrayCreate", c_void_p, (c_ushort, ctypes.c_uint, POINTER(_Bound))),
    ("SafeArrayPutElement", c_long, (c_void_p, POINTER(c_long), c_void_p)),
    ("SafeArrayGetElement", c_long, (c_void_p, POINTER(c_long), c_void_p)),
    ("SafeArrayGetDim", ctypes.c_uint, (c_void_p,)),
    ("SafeArrayGetLBound", c_long, (c_void_p, ctypes.c_uint, POINTER(c_long))),
    ("SafeArrayGetUBound", c_long, (c_void_p, ctypes.c_uint, POINTER(c_long))),
    ("VariantClear", c_long, (POINTER(Variant),)),
):
    function = getattr(automation, name)
    function.restype, function.argtypes = answer, arguments


def array(values, dimensions, first):
    """A SAFEARRAY of variants: one dimension, or the rows of a range as two."""
    counts = (len(values),) if dimensions == 1 else (len(values), len(values[0]))
    bounds = (_Bound * dimensions)(*(_Bound(count, first) for count in counts))
    made = automation.SafeArrayCreate(VARIANT, dimensions, bounds)
    for down, row in enumerate(values):
        for across, value in enumerate(row if dimensions == 2 else [row]):
            place = (c_long * 2)(first + down, first + across)
            cell = variant(value)
            automation.SafeArrayPutElement(made, place, byref(cell))  # it takes a copy
            automation.VariantClear(byref(cell))
    return made


def arguments_of(values):
    """What VBA's ``Array(...)`` makes of the arguments of a function."""
    made = Variant()
    made.type, made.content.pointer = ARRAY | VARIANT, array(values, 1, 0)
    return made


def variant(value):
    """A value as Excel hands it to VBA; ``{"error": code}`` is an error cell, rows are a range."""
    made = Variant()
    if isinstance(value, bool):
        made.type, made.content.truth = BOOL, -value
    elif isinstance(value, dict):
        made.type, made.content.whole = ERROR, value["error"]
    elif isinstance(value, int):
        made.type, made.content.whole = I4, value
    elif isinstance(value, float):
        made.type, made.content.number = R8, value
    elif isinstance(value, str):
        units = len(value.encode("utf-16-le")) // 2
        made.type, made.content.pointer = BSTR, automation.SysAllocStringLen(value, units)
    elif isinstance(value, list):  # the values of a range count from 1
        made.type, made.content.pointer = ARRAY | VARIANT, array(value, 2, 1)
    return made


def value_of(held):
    """A variant in Python: an array of one dimension is a list, one of two a list of lists."""
    kind, content = held.type, held.content
    if kind & ARRAY:
        return _cells(content.pointer)
    return {
        EMPTY: None,
        BOOL: bool(content.truth),
        BSTR: _text(content.pointer) if kind == BSTR else "",
        I4: content.whole,
        R8: content.number,
        ERROR: {"error": content.whole},
    }.get(kind, {"type": kind})


def _cells(pointer):
    sides = []
    for dimension in range(1, automation.SafeArrayGetDim(pointer) + 1):
        low, high = c_long(), c_long()
        automation.SafeArrayGetLBound(pointer, dimension, byref(low))
        automation.SafeArrayGetUBound(pointer, dimension, byref(high))
        sides.append(range(low.value, high.value + 1))
    if len(sides) == 1:
        return [_element(pointer, (place,)) for place in sides[0]]
    return [[_element(pointer, (down, across)) for across in sides[1]] for down in sides[0]]


def _element(pointer, place):
    cell = Variant()
    automation.SafeArrayGetElement(pointer, (c_long * len(place))(*place), byref(cell))
    value = value_of(cell)
    automation.VariantClear(byref(cell))
    return value


def _text(pointer):
    length = automation.SysStringLen(pointer) if pointer else 0
    return ctypes.string_at(pointer, 2 * length).decode("utf-16-le", "replace") if length else ""


class Server:
    """An object of another process, asked by name as VBA does."""

    def __init__(self, pointer):
        self._pointer = pointer
        table = ctypes.cast(pointer, POINTER(POINTER(c_void_p))).contents
        find = ctypes.WINFUNCTYPE(
            *(c_long, c_void_p, c_void_p, POINTER(ctypes.c_wchar_p)),
            *(ctypes.c_uint, ctypes.c_ulong, POINTER(c_long)),
        )
        invoke = ctypes.WINFUNCTYPE(
            *(c_long, c_void_p, c_long, c_void_p, ctypes.c_ulong, c_ushort),
            *(POINTER(_Parameters), POINTER(Variant), POINTER(_Trouble), POINTER(ctypes.c_uint)),
        )
        self._find, self._invoke = find(table[5]), invoke(table[6])
        self._none = (c_byte * 16)()  # IID_NULL
        self._numbers = {}

    def call(self, name, *arguments):
        """Call a method with variants; they are given back to Windows afterwards."""
        given = (Variant * len(arguments))(*reversed(arguments))
        answer, trouble = Variant(), _Trouble()
        parameters = _Parameters(given, None, len(arguments), 0)
        failed = self._invoke(
            *(self._pointer, self._number(name), byref(self._none), 0, 1),
            *(byref(parameters), byref(answer), byref(trouble), byref(ctypes.c_uint())),
        )
        for value in given:
            automation.VariantClear(byref(value))
        if failed:  # VBA's Err.Number is what the server says, or else what became of the call
            return {"raised": _text(trouble.description)[:300], "code": trouble.scode or failed}
        value = value_of(answer)
        automation.VariantClear(byref(answer))
        return value

    def _number(self, name):
        if name not in self._numbers:
            number, names = c_long(), (ctypes.c_wchar_p * 1)(name)
            failed = self._find(self._pointer, byref(self._none), names, 1, 0, byref(number))
            if failed:
                raise OSError(f"the server knows no {name}: {failed:#x}")
            self._numbers[name] = number.value
        return self._numbers[name]
