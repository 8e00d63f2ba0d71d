"""What of the stock expires before it sells, which is why more is ordered than the stock seems to ask for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from analytics.replenishment.contract import Item
from analytics.replenishment.shelf import good_for, unsold

BREAD = Item(
    on_hand=Decimal(47),
    cost=Decimal(39),
    price=Decimal(45),
    lead_time_days=1,
    review_days=3,
    shelf_life_days=4,
)


@pytest.mark.parametrize(
    ("batches", "daily", "lost"),
    [
        (((2, Decimal(47)),), 11, ("25", 2)),
        (((1, Decimal(20)), (3, Decimal(27))), 11, ("14", 3)),
        (((1, Decimal(20)), (3, Decimal(27))), 5, ("32", 3)),
        (((0, Decimal(5)), (4, Decimal(42))), 11, ("5", 0)),
        (((2, Decimal(20)), (4, Decimal(20))), 11, ("0", 0)),
        # What keeps longer than the order is for, and what the books no longer hold, explain nothing.
        (((9, Decimal(47)),), 1, ("0", 0)),
        (((2, Decimal(90)),), 11, ("25", 2)),
        ((), 1, ("0", 0)),
    ],
)
def test_the_first_to_expire_is_sold_first(
    batches: tuple[tuple[int, Decimal], ...], daily: float, lost: tuple[str, int]
) -> None:
    assert unsold(replace(BREAD, batches=batches), daily) == (Decimal(lost[0]), lost[1])


def test_what_will_still_be_sold_today_is_not_lost() -> None:
    soon = replace(BREAD, batches=((2, Decimal(47)),), sells_today=Decimal(3))
    assert unsold(soon, 11) == (Decimal(22), 2)


@pytest.mark.parametrize(
    ("on_hand", "batches", "life", "days"),
    [
        (47, ((0, Decimal(11)), (3, Decimal(36))), 4, 3),
        (50, ((0, Decimal(11)), (3, Decimal(36))), 4, 4),
        (50, ((3, Decimal(36)),), None, None),
        (36, ((3, Decimal(36)),), None, 3),
        (0, (), 4, None),
    ],
)
def test_how_long_what_there_is_can_be_sold(
    on_hand: int, batches: tuple[tuple[int, Decimal], ...], life: int | None, days: int | None
) -> None:
    assert good_for(replace(BREAD, on_hand=Decimal(on_hand), batches=batches, shelf_life_days=life)) == days
