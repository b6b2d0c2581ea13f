"""What can be settled about the calls of a formula before the first of them: how to read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from ledgerguard.cells.arguments import Argument
from ledgerguard.cells.readers import Reader, reader
from ledgerguard.errors import InvalidValue
from ledgerguard.formula import Formula, Parameter

_KEY: Final = "_plan"


@dataclass(frozen=True, slots=True)
class Plan:
    """How to read the arguments of one formula.

    ``readers`` and ``defaults`` are those of its parameters in their order, but for the one that
    repeats; ``required`` is how many a call must give.
    """

    declared: tuple[Parameter, ...]
    readers: tuple[Reader, ...]
    defaults: list[Any]
    required: int
    repeated: Reader | None
    name: str
    signature: str

    def parameters(self, count: int) -> tuple[Parameter, ...]:
        """The parameters of a call with so many arguments, the last one repeated as it needs.

        Raises:
            InvalidValue: when there are more arguments than parameters.
        """
        fixed = len(self.readers)
        if self.repeated is not None:
            return self.declared[:fixed] + self.declared[fixed:] * max(0, count - fixed)
        if count > fixed:
            raise InvalidValue(
                f"{self.name} must be given at most {fixed} arguments, got {count}",
                hint=self.signature,
            )
        return self.declared

    def fitted(self, arguments: Sequence[Argument]) -> tuple[list[Argument], list[Reader]]:
        """Arguments and their readers in pairs; what is left out is None.

        Raises:
            InvalidValue: when there are more arguments than parameters.
        """
        count = len(self.parameters(len(arguments)))
        readers = [*self.readers]
        if self.repeated is not None:
            readers += [self.repeated] * (count - len(readers))
        return [*arguments, *[None] * (count - len(arguments))], readers


def plan_of(formula: Formula) -> Plan:
    """The plan of a formula, made at its first call.

    It is kept with the record itself, as ``functools.cached_property`` keeps its values. A table
    beside it would hold for ever the records that EXPLAIN makes for one call, and what they saw.
    """
    held: Plan | None = formula.__dict__.get(_KEY)
    return held or _made(formula)


def _made(formula: Formula) -> Plan:
    fixed = [parameter for parameter in formula.parameters if not parameter.repeats]
    repeats = len(fixed) < len(formula.parameters)
    plan = Plan(
        formula.parameters,
        tuple(map(reader, fixed)),
        [parameter.default for parameter in fixed],
        sum(parameter.required for parameter in fixed),
        reader(formula.parameters[-1]) if repeats else None,
        formula.name,
        formula.signature,
    )
    formula.__dict__[_KEY] = plan
    return plan
