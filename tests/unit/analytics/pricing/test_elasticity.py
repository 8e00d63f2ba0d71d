import numpy as np
import pytest

from analytics.pricing.contract import Level
from analytics.pricing.elasticity import ASSUMED, estimate, expected_daily, read_levels
from domain.values import Money


def sold_at(prices: list[float], elasticity: float, days: int = 120) -> tuple[Level, ...]:
    return tuple(Level(Money(str(price)), days, 40 * (price / prices[0]) ** elasticity) for price in prices)


def test_days_are_gathered_by_price() -> None:
    nan = float("nan")
    assert read_levels([10, 10, 12, nan], [4, 6, 3, 9]) == (Level(Money(10), 2, 5.0), Level(Money(12), 1, 3.0))


def test_clear_price_changes_tell_the_elasticity() -> None:
    found = estimate(sold_at([20, 24, 28], -2.6))
    assert found.source == "own_history"
    assert found.value == pytest.approx(-2.6, abs=0.25)
    assert found.low < -2.6 < found.high


def test_little_evidence_is_drawn_to_the_assumption() -> None:
    much = estimate(sold_at([20, 24, 28], -3.0, days=120))
    little = estimate(sold_at([20, 24, 28], -3.0, days=14))
    assert -3.0 < much.value < little.value < ASSUMED.value
    assert little.high - little.low > much.high - much.low


@pytest.mark.parametrize(
    "levels",
    [
        (),
        sold_at([20], -2),
        sold_at([20, 20.3], -2),
        sold_at([20, 24], -2, days=13),
        sold_at([20, 24, 28], 0.3),
        sold_at([20, 21], -0.1, days=20),
    ],
    ids=["no sales", "one price", "nearly one price", "too few days", "rising with price", "chance"],
)
def test_where_prices_tell_nothing_it_is_assumed(levels: tuple[Level, ...]) -> None:
    assert estimate(levels) == ASSUMED


def test_noise_without_an_effect_is_rarely_taken_for_one() -> None:
    rng = np.random.default_rng(2)
    taken = 0
    for _ in range(200):
        prices = np.repeat([20.0, 24.0], 60)
        found = estimate(read_levels(prices.tolist(), rng.poisson(8, 120).astype(float).tolist()))
        taken += found.source == "own_history"
    assert taken <= 8


def test_expected_sales_follow_constant_elasticity() -> None:
    assert expected_daily(10, Money(100), Money(110), ASSUMED) == pytest.approx(10 * 1.1**-1.5)
    assert expected_daily(10, Money(100), Money(100), ASSUMED) == 10
