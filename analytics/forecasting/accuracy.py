"""A day's forecasts against what was then sold. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Final

QUANTILES: Final = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Said:
    """What was forecast of a product's day."""

    p10: float
    p50: float
    p90: float
    mean: float


@dataclass(frozen=True)
class DayScore:
    """Sums over the products that could be judged: see `domain.insights.models.ForecastScore`."""

    series: int
    idle: int
    inside: int
    sold: float
    expected: float
    missed: float
    loss: float


def score_day(said: Mapping[int, Said], sold: Mapping[int, float], emptied: Set[int]) -> DayScore | None:
    """How the forecasts of a day did, by product number. What is not in `sold` sold nothing; products whose shelf was empty
    (`emptied`) are left out, for nobody knows what was wanted. None when nothing could be judged.
    """
    pairs = [(one, sold.get(product, 0.0)) for product, one in said.items() if product not in emptied]
    if not pairs:
        return None
    return DayScore(
        series=len(pairs),
        idle=sum(actual == 0 for _, actual in pairs),
        inside=sum(one.p10 - 1e-9 <= actual <= one.p90 + 1e-9 for one, actual in pairs),
        sold=sum(actual for _, actual in pairs),
        expected=sum(one.mean for one, _ in pairs),
        missed=sum(abs(one.p50 - actual) for one, actual in pairs),
        loss=sum(_loss(one, actual) for one, actual in pairs),
    )


def _loss(said: Said, actual: float) -> float:
    errors = zip(QUANTILES, (actual - said.p10, actual - said.p50, actual - said.p90), strict=True)
    return sum(2 * max(q * error, (q - 1) * error) for q, error in errors) / len(QUANTILES)
