"""Asks one plugin what it brings, and checks each thing: whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import pluggy

from ledgerguard.errors import DefinitionError
from ledgerguard.formula import MARK, describe
from ledgerguard.plugin.actions import LedgerReader
from ledgerguard.plugin.insurer import CAPABILITIES, Insurer
from ledgerguard.plugin.records import Brings
from ledgerguard.plugin.scoring import Scorer, ScorerInput

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_INPUT: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_NAME_HINT: Final = "lower case, digits and single hyphens, such as acme-risk"


def registered(manager: pluggy.PluginManager, package: str) -> Brings:
    """What the plugin of a manager of its own brings.

    Raises:
        DefinitionError: naming the hook, what it must answer and what it answered.
        PolicyError: naming what is wrong in a policy file.
    """
    hook = manager.hook
    brings = Brings(
        formulas=tuple(
            describe(_marked(function), package)
            for function in _listed("formulas", hook.ledgerguard_register_formulas())
        ),
        scorers=tuple(
            _scorer(one) for one in _listed("scorers", hook.ledgerguard_register_scorers())
        ),
        insurers=tuple(
            _insurer(one) for one in _listed("insurers", hook.ledgerguard_register_insurers())
        ),
        policies=_policies(hook.ledgerguard_register_policies()),
        letters=tuple(
            _folder(one) for one in _listed("letters", hook.ledgerguard_register_letters())
        ),
        readers=tuple(
            _reader(one)
            for one in _listed("ledger_readers", hook.ledgerguard_register_ledger_readers())
        ),
    )
    for kind in ("formulas", "scorers", "insurers"):
        _require_distinct(kind, [one.name for one in getattr(brings, kind)])
    return brings


def _listed(kind: str, answers: Iterable[Any]) -> list[Any]:
    """The things that a hook's implementations answered, one after the other."""
    found: list[Any] = []
    for answer in answers:
        if isinstance(answer, (str, bytes, Mapping)) or not isinstance(answer, Iterable):
            raise _wrong(kind, "a list", answer)
        found += answer
    return found


def _marked(function: Any) -> Any:
    if not hasattr(function, MARK):
        raise _wrong("formulas", "functions marked with @formula", function)
    return function


def _scorer(one: Any) -> Scorer:
    if not isinstance(one, Scorer):
        raise _wrong("scorers", "objects with all members of Scorer", one)
    _require_name("scorers", one.name)
    for member in ("title", "version"):
        value = getattr(one, member)
        if not isinstance(value, str) or not value.strip():
            raise _wrong("scorers", f"scorers whose {member} is text", value)
    for wanted in one.inputs:
        if not isinstance(wanted, ScorerInput) or not _INPUT.fullmatch(wanted.name):
            raise _wrong("scorers", "scorers whose inputs are ScorerInput, named like_this", wanted)
    _require_distinct("scorers", [wanted.name for wanted in one.inputs])
    return one


def _insurer(one: Any) -> Insurer:
    if not isinstance(one, Insurer):
        raise _wrong("insurers", "objects with all members of Insurer", one)
    _require_name("insurers", one.name)
    unknown = sorted(set(one.capabilities) - set(CAPABILITIES))
    if unknown:
        raise _wrong("insurers", f"capabilities among {', '.join(CAPABILITIES)}", unknown)
    return one


def _reader(one: Any) -> LedgerReader:
    if not isinstance(one, LedgerReader):
        raise _wrong("ledger_readers", "objects with all members of LedgerReader", one)
    return one


def _folder(path: Any) -> Path:
    if not isinstance(path, Path) or not path.is_dir():
        raise _wrong("letters", "paths of folders that exist", path)
    return path


def _policies(answers: Iterable[Any]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for answer in answers:
        if not isinstance(answer, Mapping):
            raise _wrong("policies", "a dictionary of paths by name", answer)
        for name, path in answer.items():
            _require_name("policies", name)
            if not isinstance(path, Path) or not path.is_file():
                raise _wrong("policies", "paths of files that exist", path)
            _require_policy(name, path)
            found[name] = path
    return found


def _require_policy(name: str, path: Path) -> None:
    """A name that is not packaged, and a file that can be followed."""
    from ledgerguard.policy.credit_policy import packaged_book  # slow, and few plugins bring any
    from ledgerguard.policy.firm import load_policy
    from ledgerguard.policy.load import PACKAGED, ladder_names

    if name in (*ladder_names(PACKAGED), *packaged_book().presets):
        raise _wrong("policies", "names that ledgerguard has not packaged itself", name)
    load_policy(path)


def _require_name(kind: str, name: Any) -> None:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise DefinitionError(
            f"ledgerguard_register_{kind}: a name must be a word, got {name!r}", hint=_NAME_HINT
        )


def _require_distinct(kind: str, names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DefinitionError(
            f"ledgerguard_register_{kind} must answer each name once, got {', '.join(twice)} twice"
        )


def _wrong(kind: str, allowed: str, got: Any) -> DefinitionError:
    shown = repr(got)
    return DefinitionError(
        f"ledgerguard_register_{kind} must answer {allowed}, got {shown[:200]}",
        hint=f"see ledgerguard_register_{kind} in the documentation of plugins",
    )
