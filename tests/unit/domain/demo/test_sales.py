"""A made-up year looks like a shop's: weekends, paydays, feasts, seasons, shelves that ran empty."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from domain.demo.fill import SUPPLIERS
from domain.demo.prices import make_prices
from domain.demo.profile import DemoProduct, catalogue
from domain.demo.sales import Year, make_year

FIRST = date(2025, 11, 22)
DAYS = 365


def lead_days() -> list[int]:
    return [SUPPLIERS[product.supplier][-1] for product in catalogue()]


@pytest.fixture(scope="module")
def year() -> Year:
    return make_year(catalogue(), FIRST, DAYS, lead_days(), seed=1)


def sold_of(year: Year, sku: str) -> np.ndarray:
    return year.sold[[product.sku for product in catalogue()].index(sku)]


def test_the_same_seed_makes_the_same_year(year: Year) -> None:
    again, other = (make_year(catalogue(), FIRST, DAYS, lead_days(), seed=seed) for seed in (1, 2))
    assert np.array_equal(again.sold, year.sold)
    assert again.deliveries == year.deliveries
    assert not np.array_equal(other.sold, year.sold)


def test_nothing_is_sold_that_was_not_there(year: Year) -> None:
    came = np.zeros_like(year.sold)
    for delivery in year.deliveries:
        came[delivery.product, delivery.day] += delivery.quantity
    left = np.cumsum(came - year.sold, axis=1)
    assert left.min() > -1e-6
    assert np.allclose(left[:, -1], year.stock, atol=1e-3)


def test_pieces_are_whole_and_loose_goods_go_by_fifty_grams(year: Year) -> None:
    for product, sold in zip(catalogue(), year.sold, strict=True):
        step = 1 if product.unit == "pc" else 0.05
        assert np.allclose(sold / step, np.round(sold / step), atol=1e-6), product.sku


def test_days_differ_as_they_do_in_a_shop(year: Year) -> None:
    days = [FIRST + timedelta(days=offset) for offset in range(DAYS)]
    total = np.sum([sold / float(p.daily_sales) for p, sold in zip(catalogue(), year.sold, strict=True)], axis=0)
    weekend = np.array([day.weekday() >= 5 for day in days])
    payday = np.array([day.day <= 7 for day in days])
    assert total[weekend].mean() > 1.03 * total[~weekend].mean()
    assert total[payday].mean() > 1.05 * total[~payday].mean()
    coke = sold_of(year, "coke-750ml")
    assert (
        coke[[day.month in (4, 5, 6) for day in days]].mean()
        > 1.3 * coke[[day.month in (11, 12, 1) for day in days]].mean()
    )


def test_some_products_go_days_without_a_sale_and_shelves_run_empty(year: Year) -> None:
    assert (year.sold == 0).mean(axis=1).max() > 0.4, "slow movers are intermittent"
    came = np.zeros_like(year.sold)
    for delivery in year.deliveries:
        came[delivery.product, delivery.day] += delivery.quantity
    empty = np.cumsum(came - year.sold, axis=1) <= 1e-6
    assert 0.002 < empty.mean() < 0.15


@pytest.mark.parametrize("days", [1, 30, 365])
def test_prices_end_at_todays_and_never_pass_the_mrp(days: int) -> None:
    rng = np.random.default_rng(5)
    changed: list[DemoProduct] = []
    for product in catalogue():
        prices = make_prices(product, days, rng)
        assert prices[0][0] == 0
        assert prices[-1][1] == product.price, product.sku
        assert [since for since, _ in prices] == sorted({since for since, _ in prices}), product.sku
        assert all(since < max(days, 1) for since, _ in prices), product.sku
        assert all(product.mrp is None or price <= product.mrp for _, price in prices), product.sku
        assert all(price > product.cost for _, price in prices), product.sku
        if len(prices) > 1:
            changed.append(product)
    if days == 365:
        assert {"vegetables", "staples", "snacks"} <= {product.category for product in changed}
        assert len(changed) < len(catalogue())
