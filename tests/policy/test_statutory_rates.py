"""The yearly rate of each regime on a day, against what authorities and tables published."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ledgerguard.errors import InvalidValue, OutOfDomain
from ledgerguard.policy.statutory_rates import statutory_rate

D = dt.date


@pytest.fixture(autouse=True, scope="module")
def packaged_rates(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEDGERGUARD_RATES", str(tmp_path_factory.mktemp("rates")))
        yield


@pytest.mark.parametrize(
    ("name", "day", "percent"),
    [
        pytest.param("IE", D(2026, 3, 31), 10.15, id="taylorryan-first-half-of-2026"),
        pytest.param("IE", D(2024, 7, 1), 12.25, id="enterprise.gov.ie-from-2024-07-01"),
        pytest.param("EU", D(2024, 1, 1), 12.50, id="salibastafrace-2024-01-01"),
        pytest.param("EU", D(2014, 12, 31), 8.15, id="dcesrl-second-half-of-2014"),
        pytest.param("EU", D(2013, 6, 30), 8.75, id="dcesrl-first-half-of-2013"),
        pytest.param("EU", D(2023, 5, 31), 10.50, id="own-first-half-of-2023"),
        pytest.param("EU", D(2023, 7, 1), 12.00, id="own-second-half-of-2023"),
        pytest.param("DE", D(2026, 7, 1), 10.52, id="several-tables-from-2026-07-01"),
        pytest.param("DE", D(2024, 6, 30), 12.62, id="table-2024-first-half"),
        pytest.param("DE", D(2014, 7, 28), 7.27, id="the-last-day-of-8-points"),
        pytest.param("DE", D(2014, 7, 29), 8.27, id="the-first-day-of-9-points"),
        pytest.param("FR", D(2026, 9, 7), 12.40, id="second-half-of-2026"),
        pytest.param("UK", D(2025, 5, 16), 12.75, id="si-2002-1675-bank-rate-of-2024-12-31"),
        pytest.param("UK", D(2025, 7, 1), 12.25, id="bank-rate-of-2025-06-30"),
        pytest.param("UK", D(2025, 6, 30), 12.75, id="the-day-before"),
        pytest.param("UK", D(2026, 6, 30), 11.75, id="first-half-of-2026"),
        pytest.param("CN-SME", D(2025, 6, 1), 18.25, id="0.05-percent-a-day"),
        pytest.param("CN", D(2024, 12, 1), 4.65, id="lpr-3.10-by-1.5"),
        pytest.param("US", D(2024, 12, 1), 18.00, id="1.5-percent-a-month"),
    ],
)
def test_published_rates_of_a_day(name: str, day: dt.date, percent: float) -> None:
    assert statutory_rate(name, day) == pytest.approx(percent / 100, abs=5e-7)


def test_the_contract_chooses_the_version_of_the_law() -> None:
    # EGBGB art. 229 § 34: 9 points for contracts after 28 July 2014 only
    assert statutory_rate("DE", D(2015, 3, 1), D(2014, 7, 28)) == pytest.approx(0.0717)
    assert statutory_rate("DE", D(2015, 3, 1), D(2014, 7, 29)) == pytest.approx(0.0817)
    # in China the breach counts and not the contract
    assert statutory_rate("CN", D(2024, 12, 1), D(2015, 1, 1)) == pytest.approx(0.0465)


def test_the_uplift_of_a_chinese_court_has_bounds() -> None:
    day = D(2024, 12, 1)
    assert statutory_rate("CN", day, None, 0.3) == pytest.approx(0.031 * 1.3)
    assert statutory_rate("CN", day, None, 0) == statutory_rate("CN", day)
    for uplift_rate in (0.29, 0.51, 50):
        with pytest.raises(OutOfDomain, match=r"from 0\.3 to 0\.5"):
            statutory_rate("CN", day, None, uplift_rate)
    with pytest.raises(InvalidValue, match="must be left out in the regime EU"):
        statutory_rate("EU", day, None, 0.3)
