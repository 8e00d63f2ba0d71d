from decimal import Decimal

import pytest

from analytics.reading import remaining

CAME = [(9, Decimal(10)), (2, Decimal(5)), (5, Decimal(8))]


@pytest.mark.parametrize(
    ("stock", "batches"),
    [
        (7, ((9, 7),)),
        (15, ((5, 5), (9, 10))),
        (23, ((2, 5), (5, 8), (9, 10))),
        (40, ((2, 5), (5, 8), (9, 10))),
        (0, ()),
        (-3, ()),
    ],
)
def test_what_is_left_is_what_came_last_to_expire(stock: int, batches: tuple[tuple[int, int], ...]) -> None:
    assert remaining(Decimal(stock), CAME) == batches


def test_what_has_expired_has_no_days_left() -> None:
    assert remaining(Decimal(12), [(-3, Decimal(10)), (4, Decimal(6))]) == ((0, Decimal(6)), (4, Decimal(6)))
