"""Quantiles of counts are counts, and a tenth quantile of next to nothing is nothing."""

import numpy as np

from analytics.forecasting.weights import Widths, calibrate, round_whole


def quantiles(low: float, middle: float, high: float) -> np.ndarray:
    """(3, 2, 1): the same of two series."""
    return np.broadcast_to(np.array([low, middle, high])[:, None, None], (3, 2, 1)).copy()


def test_median_and_upper_end_of_whole_series_are_whole() -> None:
    made = round_whole(quantiles(1.4, 4.4, 8.6), np.array([True, False]))
    assert made[:, :, 0].T.tolist() == [[1.4, 4, 9], [1.4, 4.4, 8.6]]


def test_a_low_end_far_below_the_median_is_none() -> None:
    both = np.array([True, False])
    assert round_whole(quantiles(0.29, 10, 19), both)[0].max() == 0
    assert round_whole(quantiles(0.31, 10, 19), both)[0].min() == 0.31
    # Of what rarely sells it stays: else intervals of nothing to one would hold nearly every day.
    assert round_whole(quantiles(0.2, 0.4, 1), both)[0].min() == 0.2


def test_days_of_no_sale_are_inside_where_the_low_end_is_next_to_nothing() -> None:
    rng = np.random.default_rng(1)
    actual = np.where(rng.random((40, 200)) < 0.2, 0.0, rng.poisson(12, (40, 200)))
    said = np.broadcast_to(np.array([0.3, 11.0, 16.0])[:, None, None], (3, 40, 200))
    low, _, high = round_whole(said, np.ones(40, dtype=bool))
    assert 0.8 < ((actual >= low) & (actual <= high)).mean() < 0.98
    assert (actual >= said[0]).mean() < 0.85
    assert isinstance(calibrate(actual, said, np.ones(40, dtype=bool)), Widths)
