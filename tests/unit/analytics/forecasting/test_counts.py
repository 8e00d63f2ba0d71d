"""Counts are spread around their mean as their own past says, in the packs that they sell by."""

from datetime import date

import numpy as np
import pytest

from analytics.forecasting.counts import dispersion, spread_counts
from analytics.forecasting.features import Features, pack_sizes
from analytics.forecasting.panel import Matrix

FIRST = date(2026, 1, 5)


def around(mean: Matrix) -> tuple[Matrix, Matrix]:
    """Another member of the same mean, whose range is half of it on both sides."""
    return mean, np.stack([0.5 * mean, mean, 1.5 * mean])


def test_a_tenth_of_counts_falls_outside_on_either_side() -> None:
    mean, variance = 20.0, 20.0**1.2
    drawn = np.random.default_rng(1).negative_binomial(mean**2 / (variance - mean), mean / variance, 20_000)
    one = np.full((1, 1), mean)
    low, middle, high = spread_counts(one, np.ones(1), np.ones(1), around(one))[:, 0, 0]
    assert (drawn < low).mean() == pytest.approx(0.1, abs=0.03)
    assert (drawn < middle).mean() == pytest.approx(0.5, abs=0.05)
    assert (drawn > high).mean() == pytest.approx(0.1, abs=0.03)


def test_what_rarely_sells_has_a_median_of_nothing() -> None:
    rare = np.full((1, 1), 0.2)
    low, middle, high = spread_counts(rare, np.full(1, 2.0), np.ones(1), around(rare))[:, 0, 0]
    assert low == 0
    assert round(middle) == 0
    assert round(high) == 1


def test_what_sells_by_the_dozen_is_spread_by_the_dozen() -> None:
    mean = np.array([[2.0, 5.0]])
    single = spread_counts(mean, np.full(1, 1.5), np.ones(1), around(mean))
    dozens = spread_counts(12 * mean, np.full(1, 1.5), np.full(1, 12.0), around(12 * mean))
    assert dozens == pytest.approx(12 * single)


def test_fractions_and_what_hardly_varies_keep_another_members_range() -> None:
    mean = np.full((2, 3), 4.0)
    made = spread_counts(mean, np.array([3.0, 0.1]), np.array([0.0, 1.0]), around(mean))
    assert made == pytest.approx(np.stack([0.5 * mean, mean, 1.5 * mean]))
    low, still = np.zeros((3, 1, 1)), np.ones((1, 1))
    assert spread_counts(still, np.ones(1), np.zeros(1), (still, low))[0, 0, 0] == 0


def test_how_much_a_series_varies_is_told_by_its_errors() -> None:
    rng = np.random.default_rng(2)
    y = np.concatenate([rng.poisson(1, (20, 400)), rng.negative_binomial(0.5, 1 / 3, (20, 400))]).astype(float)
    varies = dispersion(Features(y, FIRST), 400)
    # Errors are a little larger than chance: the level is not known either.
    assert 1 < varies[:20].mean() < 1.4
    assert 2.5 < varies[20:].mean() < 4


def test_of_a_new_series_the_others_tell() -> None:
    rng = np.random.default_rng(3)
    y = rng.negative_binomial(0.5, 1 / 3, (20, 200)).astype(float)
    y[0, :-9] = np.nan
    y[0, -9:] = 1
    assert dispersion(Features(y, FIRST), 200)[0] > 1.5
    assert dispersion(Features(y, FIRST), 0) == pytest.approx(np.ones(20))


def test_packs_are_the_largest_size_that_all_sales_are_made_of() -> None:
    y = np.array([[12, 36, 0, 24], [12, 36, 1, np.nan], [0.5, 1, 2, 3], [0, 0, 0, 0]])
    assert pack_sizes(y).tolist() == [12, 1, 0, 0]
    assert pack_sizes(np.empty((2, 0))).tolist() == [0, 0]
