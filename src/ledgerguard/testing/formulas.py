"""The contract of a formula: what :mod:`ledgerguard.formula` promises to every cell, tested."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, ClassVar, Final

import pytest
from hypothesis import strategies as st

from ledgerguard.catalogue import Catalogue, packaged
from ledgerguard.cells import lift, values
from ledgerguard.cells.evaluate import evaluate
from ledgerguard.cells.functions import with_plugins
from ledgerguard.errors import (
    EXCEL_ERRORS,
    DefinitionError,
    ErrorValue,
    LedgerguardError,
    excel_code,
)
from ledgerguard.formula import Formula
from ledgerguard.plugin.records import Brings, Plugin, Plugins
from ledgerguard.testing import junk
from ledgerguard.testing.contract import Contract, watched
from ledgerguard.testing.conventions import docstring_faults, name_faults
from ledgerguard.testing.examples import agrees
from ledgerguard.testing.loading import brought

_OWNER: Final = "the-plugin"

CELLS: Final[st.SearchStrategy[Any]] = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(-(10**18), 10**18),
    st.integers(-2, 3_000_000),  # days among them
    st.text(max_size=20),
    st.sampled_from(EXCEL_ERRORS).map(ErrorValue),
    st.sampled_from(junk.CELLS),
)
"""What a cell may hold."""

RANGES: Final[st.SearchStrategy[Any]] = st.one_of(
    st.lists(st.lists(CELLS, max_size=3), max_size=4), st.sampled_from(junk.RANGES)
)
"""What a range may hold; rows of one length are the host's habit, and no promise."""


class FormulaContract(Contract):
    """Subclass it as ``Test...`` and answer one question: which functions are the formulas."""

    who: ClassVar[str] = "a formula"
    where: ClassVar[str] = "ledgerguard.formula and docs/plugins.md, A formula"

    def formulas(self) -> Iterable[Callable[..., Any]]:
        """The functions that are marked with ``@formula``."""
        raise NotImplementedError("override formulas(): return your marked functions")

    def test_ledgerguard_takes_them(self) -> None:
        """Marked, typed with units, described: help and every host can show them."""
        self.require(self._described(), "be there to test", "none")

    def test_the_docstrings_are_whole(self) -> None:
        """Summary, arguments, errors, example and source."""
        for one in self._described():
            faults = docstring_faults(one)
            self.require(not faults, f"have a whole docstring ({one.name})", "; ".join(faults))

    def test_the_names_suit_every_host(self) -> None:
        """No name that Excel, xlwings or ledgerguard has already."""
        for one in self._described():
            faults = name_faults(one)
            self.require(not faults, f"have names for every host ({one.name})", "; ".join(faults))
        _, taken = self._functions()
        self.require(
            not taken,
            "carry the firm's own prefix, so that its name is free",
            "; ".join(fault.text for fault in taken),
        )

    def test_the_examples_are_true(self) -> None:
        """Each documented call gives what is printed behind the arrow."""
        catalogue, _ = self._functions()
        for one in self._described():
            for call, expected in one.examples:
                answer = self.timed(call, lambda call=call: evaluate(call, catalogue))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
                self.require(
                    agrees(answer, expected),
                    f"answer its example {call} with {expected}",
                    answer.message if isinstance(answer, ErrorValue) else answer,
                )

    def test_junk_in_cells_never_breaks_them(self) -> None:
        """Whatever a cell holds: a value for a cell, or an error on purpose."""
        catalogue, _ = self._functions()
        described = {one.name: one for one in self._described()}
        for call in junk.calls(catalogue, described.values()):
            self._tried(described[call.name], call.arguments)

    def test_generated_junk_never_breaks_them(self) -> None:
        """The same with generated cells and ranges, in every place at once and in one."""
        catalogue, _ = self._functions()
        for one in self._described():
            usual = junk.example_arguments(one, catalogue)
            argument = st.one_of(CELLS, RANGES)
            everywhere = st.tuples(*[argument] * len(usual))
            somewhere = st.tuples(st.integers(0, max(len(usual) - 1, 0)), argument)

            def check(
                case: tuple[tuple[Any, ...], tuple[int, Any]],
                one: Formula = one,
                usual: Sequence[Any] = usual,
            ) -> None:
                arguments, (place, odd) = case
                self._tried(one, arguments)
                self._tried(one, (*usual[:place], odd, *usual[place + 1 :]))

            self.explore(st.tuples(everywhere, somewhere), check)

    def test_columns_go_through_them(self) -> None:
        """A column where a cell belongs: the answers of the single cells, one below the other."""
        scalar = [one for one in self._described() if one.returns.shape == "cell"]
        if not scalar:
            pytest.skip("these formulas answer tables")
        catalogue, _ = self._functions()
        for one in scalar:
            for column, single in _lifted(one, junk.example_arguments(one, catalogue)):
                apart = [_alike(lift.call(one, arguments)) for arguments in single]
                whole = lift.call(one, column)
                together = (
                    [_alike(row[0]) for row in whole] if isinstance(whole, list) else _alike(whole)
                )
                self.require(
                    together == apart,
                    f"answer a column as it answers its cells ({one.name}: {apart})",
                    together,
                )

    def test_the_same_gives_the_same(self) -> None:
        """It is pure: no clock, no dice, no memory, and what it is given it leaves alone."""
        catalogue, _ = self._functions()
        for one in self._described():
            bound = values.bind(one, junk.example_arguments(one, catalogue))
            before = copy.deepcopy(bound)
            first = _answered(one, bound)
            self.require(bound == before, f"leave its arguments as they are ({one.name})", bound)
            with watched() as asked:
                again = _answered(one, bound)
            self.require(
                _alike(again) == _alike(first),
                f"answer the same each time ({one.name}: {first})",
                again,
            )
            self.require(
                not asked,
                f"look at no clock and roll no dice ({one.name}): as_of is an argument",
                asked,
            )

    def _described(self) -> tuple[Formula, ...]:
        return self._brought().formulas

    def _brought(self) -> Brings:
        functions = [*self.formulas()]
        try:
            return brought("ledgerguard_register_formulas", functions, _OWNER)
        except DefinitionError as error:
            raise self.broken("be one that ledgerguard takes", str(error)) from error

    def _functions(self) -> tuple[Catalogue, Sequence[Any]]:
        """All functions of a sheet with these among them, and what is wrong with their names."""
        plugin = Plugin(_OWNER, "", "", "runs", brings=self._brought())
        return with_plugins(packaged(), Plugins((plugin,)))

    def _tried(self, one: Formula, arguments: Sequence[Any]) -> None:
        """Call it as a cell does, and let pass only what is meant."""
        try:
            bound = values.bind(one, arguments)
        except LedgerguardError:
            return  # the cell was refused before the formula was asked
        shown = f"{one.name}({', '.join(map(_shown, arguments))})"
        try:
            answer = self.timed(shown, lambda: one.function(*bound))
        except (LedgerguardError, ArithmeticError):
            return
        except (AssertionError, KeyboardInterrupt):
            raise
        except BaseException as error:  # also one that calls sys.exit
            raise self.broken(
                f"answer or raise a LedgerguardError: {shown}", f"{type(error).__name__}: {error}"
            ) from error
        cells = values.to_cells(answer)
        for cell in _each(cells):
            self.require(
                not (isinstance(cell, ErrorValue) and "a fault of the formula" in cell.message),
                f"answer what a cell can hold: {shown}",
                answer,
            )


def _answered(one: Formula, bound: Sequence[Any]) -> Any:
    """What the function itself answers, or the error that it raises on purpose."""
    try:
        return values.to_cells(one.function(*bound))
    except (LedgerguardError, ArithmeticError) as error:
        return ErrorValue(excel_code(error), str(error))


def _lifted(one: Formula, usual: Sequence[Any]) -> Iterator[tuple[list[Any], list[list[Any]]]]:
    """For each argument that is one cell: a column in its place, and the same as single calls."""
    for place, parameter in enumerate(one.parameters[: len(usual)]):
        one_cell = all(unit.shape == "cell" for unit in parameter.units)
        if not one_cell or usual[place] is None or isinstance(usual[place], list | tuple):
            continue  # a blank beside blanks is a row without data, and stays empty
        cells = [usual[place], "no such thing", usual[place], ErrorValue("#REF!"), usual[place]]
        column = [*usual[:place], [[cell] for cell in cells], *usual[place + 1 :]]
        yield column, [[*usual[:place], cell, *usual[place + 1 :]] for cell in cells]


def _each(cells: Any) -> Iterator[Any]:
    if isinstance(cells, list):
        for row in cells:
            yield from row
    else:
        yield cells


def _alike(answer: Any) -> Any:
    """An answer to compare: of an error its code."""
    if isinstance(answer, list):
        return [[_alike(cell) for cell in row] for row in answer]
    return answer.code if isinstance(answer, ErrorValue) else answer


def _shown(argument: Any) -> str:
    return repr(argument)[:80]
