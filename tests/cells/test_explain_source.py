"""Which statement stands on which line of a function."""

from __future__ import annotations

import ast
import linecache
import types

from ledgerguard.cells.explain_source import names_in, raises_only, source_of

TEXT = '''
@mark
def first(a,
          b):
    """What it is."""
    if a > b:
        raise ValueError(
            "too large"
        )
    elif a:
        c = a
    for n in b:
        with n:
            c = (
                n +
                b
            )
    try:
        c = 1
    except ValueError:
        c = 2
    while c:
        c = 0

    def inner():
        d = 1
    match c:
        case 1:
            c = 3
    return c
'''


def code_of(text: str, file: str) -> types.CodeType:
    """The code of the first function of a text, as if it stood in a file."""
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    whole = compile(text, file, "exec")
    return next(one for one in whole.co_consts if isinstance(one, types.CodeType))


def test_every_line_belongs_to_its_innermost_statement() -> None:
    source = source_of(code_of(TEXT, "<lines>"))
    assert source is not None
    kinds = {line: type(one).__name__ for line, one in source.statements.items()}
    assert kinds[6] == "If"
    assert kinds[7] == kinds[9] == "Raise"
    assert kinds[10] == "If"
    assert kinds[12] == "For"
    assert kinds[13] == "With"
    assert kinds[14] == kinds[17] == "Assign"
    assert kinds[19] == kinds[21] == kinds[23] == kinds[29] == "Assign"
    assert kinds[22] == "While"
    assert kinds[25] == "FunctionDef"
    assert kinds[30] == "Return"
    assert isinstance(source.statements[26], ast.FunctionDef), "its inside is its own matter"


def test_names_of_a_block_are_those_of_its_first_line() -> None:
    body = ast.parse("if a > b:\n    c = d\nfor n in m:\n    n\nx = y + z").body
    assert names_in(body[0]) == {"a", "b"}
    assert names_in(body[1]) == set()
    assert names_in(body[2]) == {"x", "y", "z"}


def test_what_only_refuses() -> None:
    def first(text: str) -> ast.If:
        found = ast.parse(text).body[0]
        assert isinstance(found, ast.If)
        return found

    assert raises_only(first("if a:\n    raise b"))
    assert not raises_only(first("if a:\n    raise b\nelse:\n    c = 1"))
    assert not raises_only(first("if a:\n    c = 1"))


def test_what_cannot_be_read_has_no_source() -> None:
    assert source_of(code_of("def made():\n    return 1\n", "<made>")) is not None
    linecache.cache["<broken>"] = (1, None, ["def broken(:\n"], "<broken>")
    broken = code_of("def other():\n    return 1\n", "<other>").replace(co_filename="<broken>")
    assert source_of(broken) is None
    assert source_of(code_of("def gone():\n    return 1\n", "<gone>").replace(co_name="x")) is None
