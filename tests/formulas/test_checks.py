"""The shared checks: tolerance at a threshold, shares, and pairs of columns."""

from __future__ import annotations

import pytest

from ledgerguard.errors import OutOfDomain
from ledgerguard.formulas.checks import at_least, at_most, part_of


def test_thresholds_have_a_relative_tolerance_of_a_billionth() -> None:
    assert at_least(0.1 + 0.1 + 0.1, 0.3)
    assert at_most(0.1 + 0.2, 0.3)
    assert at_least(0.3 * (1 - 5e-10), 0.3)
    assert not at_least(0.3 * (1 - 5e-9), 0.3)
    assert not at_most(0.3 * (1 + 5e-9), 0.3)
    assert at_least(-0.3, -0.3)
    assert not at_least(-1e-9, 0)


def test_a_part_may_be_its_whole_in_spite_of_float_residue() -> None:
    part_of("part", 0.1 + 0.2, "whole", 0.3)
    with pytest.raises(OutOfDomain, match=r"part must not be above whole \(0\.3\), got 0\.31"):
        part_of("part", 0.31, "whole", 0.3)
