from decimal import Decimal

import pytest

from analytics.alerts import Low, find_low


@pytest.mark.parametrize(
    ("stock", "daily", "until_delivery", "found"),
    [
        ("30", 10.0, 20.0, None),
        ("29", 10.0, 20.0, Low("important", Decimal("2.9"))),
        ("45", 10.0, 50.0, Low("important", Decimal("4.5"))),
        ("0", 10.0, 20.0, Low("critical", Decimal("0.0"))),
        ("-4", 10.0, 20.0, Low("critical", Decimal("0.0"))),
        ("0", 0.5, 1.0, Low("important", Decimal("0.0"))),
        ("0", 0.05, 0.1, None),
        ("0", 0.0, 0.0, None),
    ],
)
def test_low_is_below_three_days_or_below_what_sells_until_delivery(
    stock: str, daily: float, until_delivery: float, found: Low | None
) -> None:
    assert find_low(Decimal(stock), daily, until_delivery) == found


def test_of_milk_a_days_stock_is_not_low() -> None:
    assert find_low(Decimal(25), 20.0, 20.0, shelf_life_days=1) is None
    assert find_low(Decimal(25), 20.0, 20.0, shelf_life_days=60) is not None
