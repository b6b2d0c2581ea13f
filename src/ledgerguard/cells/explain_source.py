"""The statements of a function by line, read from its source: what a traced line means."""

from __future__ import annotations

import ast
import linecache
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import CodeType

_BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match)


@dataclass(frozen=True)
class Source:
    """One function: which statement stands on a line."""

    statements: Mapping[int, ast.stmt]


@cache
def source_of(code: CodeType) -> Source | None:
    """The statements of a function's code; None where its source cannot be read."""
    node = _functions(code.co_filename).get((code.co_name, code.co_firstlineno))
    return Source(dict(_lines(node.body))) if node else None


@cache
def names_in(statement: ast.stmt) -> frozenset[str]:
    """The names that a statement reads; of a block those of its first line."""
    parts: Sequence[ast.AST] = [statement]
    if isinstance(statement, ast.If):
        parts = [statement.test]
    elif isinstance(statement, _BLOCKS):
        parts = []
    return frozenset(
        node.id for part in parts for node in ast.walk(part) if isinstance(node, ast.Name)
    )


def raises_only(statement: ast.If) -> bool:
    """Whether a condition does nothing but refuse."""
    return isinstance(statement.body[-1], ast.Raise) and not statement.orelse


@cache
def _functions(file: str) -> Mapping[tuple[str, int], ast.FunctionDef]:
    try:
        tree = ast.parse("".join(linecache.getlines(file)))
    except SyntaxError:
        return {}
    return {
        (node.name, min([node.lineno, *(d.lineno for d in node.decorator_list)])): node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }


def _lines(body: Sequence[ast.stmt]) -> Iterator[tuple[int, ast.stmt]]:
    for statement in body:
        inner = [*_inner(statement)]
        last = min((s.lineno - 1 for s in inner), default=statement.end_lineno or statement.lineno)
        for line in range(statement.lineno, max(last, statement.lineno) + 1):
            yield line, statement
        yield from _lines(inner)


def _inner(statement: ast.stmt) -> Iterator[ast.stmt]:
    """The statements within a block; a function within a function is a matter of its own."""
    if isinstance(statement, _BLOCKS):
        for node in ast.iter_child_nodes(statement):
            if isinstance(node, ast.stmt):
                yield node
            elif isinstance(node, (ast.ExceptHandler, ast.match_case)):
                yield from node.body
