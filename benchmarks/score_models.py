"""The companies of the data, and every model of ledgerguard that can be asked about them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ledgerguard.formulas.altman import altman_z, altman_z_nonmanufacturer, altman_z_private
from ledgerguard.formulas.distress import (
    DistressModel,
    springate,
    taffler,
    taffler_informal,
    zmijewski,
    zmijewski_pd,
)
from ledgerguard.formulas.grading import score_to_pd
from ledgerguard.formulas.liquidity import wc_ratio
from ledgerguard.formulas.ohlson import ohlson_o
from ledgerguard.formulas.scoring import breakdown

MILLION: Final = 1e6


@dataclass(frozen=True, slots=True)
class Company:
    """The statement items of a company's last year in the data, in million dollars."""

    current_assets: float
    depreciation: float
    inventory: float
    net_income: float
    market_equity: float
    sales: float
    total_assets: float
    ebit: float
    current_liabilities: float
    retained_earnings: float
    total_liabilities: float
    failed: bool

    @property
    def working_capital(self) -> float:
        """Current assets less current liabilities."""
        return self.current_assets - self.current_liabilities

    @property
    def book_equity(self) -> float:
        """What is left of the assets after all liabilities."""
        return self.total_assets - self.total_liabilities


COLUMNS: Final = {
    "current_assets": "X1",
    "depreciation": "X3",
    "inventory": "X5",
    "net_income": "X6",
    "market_equity": "X8",
    "sales": "X9",
    "total_assets": "X10",
    "ebit": "X12",
    "current_liabilities": "X14",
    "retained_earnings": "X15",
    "total_liabilities": "X17",
}


@dataclass(frozen=True, slots=True)
class Model:
    """A score, which way it points, and what else can be read from it."""

    name: str
    score: Callable[[Company], float]
    higher_is_safer: bool = True
    pd: Callable[[float], float] | None = None
    zone: DistressModel | None = None
    substitution: str = ""


def zmijewski_of(company: Company) -> float:
    """The score of Zmijewski, all of whose items are in the data."""
    return zmijewski(
        company.net_income,
        company.total_assets,
        company.total_liabilities,
        company.current_assets,
        company.current_liabilities,
    )


def altman_z_nonmanufacturer_of(company: Company) -> float:
    """Z double prime, on its own and as a factor of the credit score."""
    return altman_z_nonmanufacturer(
        company.working_capital,
        company.total_assets,
        company.retained_earnings,
        company.ebit,
        company.book_equity,
        company.total_liabilities,
    )


def statement_factors_of(company: Company) -> float:
    """The points of the four factors of CREDIT_SCORE that are in the data, rescaled to 100."""
    found = breakdown(
        {
            "current_ratio": wc_ratio(company.current_assets, company.current_liabilities),
            "liabilities_to_assets": company.total_liabilities / company.total_assets,
            "ebit_to_assets": company.ebit / company.total_assets,
            "altman_z_nonmanufacturer": altman_z_nonmanufacturer_of(company),
        }
    )
    return 100 * sum(part.points for part in found.factors) / found.weight


WHOLE: Final = (
    Model(
        "ALTMAN_Z",
        lambda c: altman_z(
            c.working_capital,
            c.total_assets,
            c.retained_earnings,
            c.ebit,
            c.market_equity,
            c.total_liabilities,
            c.sales,
        ),
        zone="altman",
    ),
    Model(
        "ALTMAN_Z_PRIVATE",
        lambda c: altman_z_private(
            c.working_capital,
            c.total_assets,
            c.retained_earnings,
            c.ebit,
            c.book_equity,
            c.total_liabilities,
            c.sales,
        ),
        zone="altman-private",
    ),
    Model("ALTMAN_Z_NONMANUFACTURER", altman_z_nonmanufacturer_of, zone="altman-nonmanufacturer"),
    Model("ZMIJEWSKI", zmijewski_of, higher_is_safer=False, pd=zmijewski_pd, zone="zmijewski"),
)
"""Models of which every input is in the data, or is a sum or difference of what is."""

SUBSTITUTED: Final = (
    Model(
        "SPRINGATE",
        lambda c: springate(
            c.working_capital,
            c.total_assets,
            c.ebit,
            c.net_income,
            c.current_liabilities,
            c.sales,
        ),
        zone="springate",
        substitution="net income in place of profit before tax",
    ),
    Model(
        "TAFFLER",
        lambda c: taffler(
            c.net_income,
            c.current_liabilities,
            c.current_assets,
            c.total_liabilities,
            c.total_assets,
            c.current_assets - c.inventory,
            c.sales,
            c.depreciation,
        ),
        zone="taffler",
        substitution="net income in place of profit before tax; quick assets are current assets "
        "less inventory; depreciation includes amortisation",
    ),
    Model(
        "TAFFLER_INFORMAL",
        lambda c: taffler_informal(
            c.net_income,
            c.current_liabilities,
            c.current_assets,
            c.total_liabilities,
            c.total_assets,
            c.sales,
        ),
        zone="taffler-informal",
        substitution="net income in place of profit before tax",
    ),
    Model(
        "OHLSON_O",
        lambda c: ohlson_o(
            c.total_assets * MILLION,
            100,
            c.total_liabilities * MILLION,
            c.current_assets * MILLION,
            c.current_liabilities * MILLION,
            c.net_income * MILLION,
            (c.net_income + c.depreciation) * MILLION,
            c.net_income * MILLION,
        ),
        higher_is_safer=False,
        substitution="the year before is taken to equal the year, so that the change of income "
        "is 0 and one loss counts as two; funds from operations are net income plus "
        "depreciation and amortisation; one price index for all years, which moves every score "
        "alike and leaves the ranking as it is, but allows neither probability nor zone",
    ),
    Model(
        "CREDIT_SCORE, four factors",
        statement_factors_of,
        pd=score_to_pd,
        substitution="only the four factors from statements, 36 of 100 points, where the formula "
        "itself answers #N/A below 50; rescaled to 100; SCORE_TO_PD with its default anchors",
    ),
)
"""Models that lack an input, and what was put in its place."""


def read(path: Path) -> list[Company]:
    """The companies of the file."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Company(
                **{item: float(row[column]) for item, column in COLUMNS.items()},
                failed=row["bankrupt"] == "1",
            )
            for row in csv.DictReader(lines)
        ]
