"""All series at once are smoothed as each would be by hand."""

import numpy as np
import pytest

from analytics.forecasting.panel import Matrix
from analytics.forecasting.smoothing import ALPHAS, GAMMAS, MEMORY_DAYS, Smoothed, smooth


def by_hand(y: Matrix, first: float, week: Matrix, alpha: float, gamma: float) -> tuple[Matrix, float]:
    """What was expected of each day a week before, and the discounted squares of those errors."""
    level, season, expected, loss = first, week.copy(), np.full(len(y), np.nan), 0.0
    ahead: list[float] = []
    for day, sold in enumerate(y):
        if day >= 7:
            expected[day] = ahead[day - 7]
            loss *= 0.5 ** (1 / MEMORY_DAYS)
            loss += 0.0 if np.isnan(sold) else (sold - expected[day]) ** 2
        error = 0.0 if np.isnan(sold) else sold - level - season[day % 7]
        level += alpha * error
        season[day % 7] += gamma * (1 - alpha) * error
        ahead.append(max(level + season[day % 7], 0.0))
    return expected, loss


@pytest.fixture
def smoothed() -> tuple[Matrix, Smoothed]:
    """Four series of 150 days: one began late, one has gaps, one rises."""
    rng = np.random.default_rng(5)
    mean = np.array([[4.0], [9.0], [2.0], [6.0]]) * np.resize([0.8, 0.8, 1, 1, 1.1, 1.5, 0.8], 150)
    y = rng.poisson(mean * np.array([[0.0], [0.0], [0.0], [0.02]]) * np.arange(150) + mean).astype(float)
    y[0, :40] = np.nan
    y[1, [50, 51, 90]] = np.nan
    return y, smooth(y)


def test_a_week_ahead_is_expected_what_exponential_smoothing_expects(smoothed: tuple[Matrix, Smoothed]) -> None:
    y, state = smoothed
    columns = np.arange(7, 150)
    expected = state.fit_all(columns - 6, columns)
    for row in range(4):
        week = state.week[:7, row]
        hand, _ = by_hand(y[row], float(state.first[row]), week, float(state.alpha[row]), float(state.gamma[row]))
        assert expected[row] == pytest.approx(hand[7:])


def test_each_series_takes_the_parameters_that_erred_least(smoothed: tuple[Matrix, Smoothed]) -> None:
    y, state = smoothed
    for row in range(4):
        losses = {
            (alpha, gamma): by_hand(y[row], float(state.first[row]), state.week[:7, row], alpha, gamma)[1]
            for alpha in ALPHAS
            for gamma in GAMMAS
        }
        assert (state.alpha[row], state.gamma[row]) == min(losses, key=lambda pair: losses[pair])


def test_all_series_are_asked_as_each_by_itself(smoothed: tuple[Matrix, Smoothed]) -> None:
    _, state = smoothed
    origins, columns = np.array([0, 3, 60, 150, 150]), np.array([0, 20, 61, 150, 177])
    apart = state.fit(np.arange(4)[:, None], origins[None], columns[None])
    assert (state.fit_all(origins, columns) == apart).all()
