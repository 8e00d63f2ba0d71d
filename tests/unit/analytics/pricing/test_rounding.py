from decimal import Decimal

import pytest

from analytics.pricing.rounding import round_within, tick
from domain.values import Money


@pytest.mark.parametrize(
    ("price", "loose", "step"),
    [("46", True, 1), ("62", True, 2), ("260", True, 5), ("3200", True, 10), ("260", False, 1)],
)
def test_dearer_loose_goods_go_in_larger_steps(price: str, loose: bool, step: int) -> None:
    assert tick(Money(price), loose) == Decimal(step)


def test_the_nearest_shop_price_within_bounds_is_taken() -> None:
    assert round_within(Money("51.88"), Money(46), Money("50.60"), loose=False) == Money(50)
    assert round_within(Money("268.75"), Money(234), Money(286), loose=True) == Money(270)


def test_the_mrp_may_be_charged_though_it_is_no_step() -> None:
    assert round_within(Money(93), Money(90), Money("92.50"), loose=False, also=(Money("92.50"),)) == Money("92.50")


def test_bounds_without_a_shop_price_give_none() -> None:
    assert round_within(Money("1.05"), Money("1.01"), Money("1.10"), loose=False) is None
