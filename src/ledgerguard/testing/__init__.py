"""Contract suites for authors of plugins: subclass one class and the whole behaviour is tested.

``pip install "ledgerguard[testing]"`` brings what they need beside ledgerguard::

    from ledgerguard.testing import ScorerContract

    class TestTradeScore(ScorerContract):
        def scorer(self) -> Scorer:
            return TradeScore()

        def inputs(self) -> dict[str, InputValue]:
            return {"years_trading": 7}

docs/plugins.md tells each suite's questions. The names are looked up when they are asked for: this
package is also a plugin of pytest, and no start of pytest shall wait for it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from ledgerguard.testing.contract import Contract as Contract
    from ledgerguard.testing.contract import ContractBroken as ContractBroken
    from ledgerguard.testing.formulas import FormulaContract as FormulaContract
    from ledgerguard.testing.insurers import InsurerContract as InsurerContract
    from ledgerguard.testing.packages import PluginContract as PluginContract
    from ledgerguard.testing.scorers import ScorerContract as ScorerContract

_HOMES: Final = {
    "Contract": "contract",
    "ContractBroken": "contract",
    "FormulaContract": "formulas",
    "InsurerContract": "insurers",
    "PluginContract": "packages",
    "ScorerContract": "scorers",
}

__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
