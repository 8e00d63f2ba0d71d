"""The member `counts`: how a count is distributed around the mean that trees of means and the other members agree on."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.stats import nbinom

from analytics.forecasting.contract import QUANTILES
from analytics.forecasting.features import Features
from analytics.forecasting.panel import Matrix

POWER: Final = 1.2
"""The variance of a day goes with this power of its mean (Tweedie, 1984; of counts it is 1 at least)."""
WINDOW_DAYS, HALF_LIFE = 182, 90.0
"""Days whose errors tell how much a series varies, and after how many one counts half."""
BORROWED_DAYS: Final = 20.0
"""All series together count as so many of a series' own days."""
LEAST: Final = 0.8
"""Series that vary less than this share of what Poisson's would are no counts of chance."""
_TINY: Final = 1e-4


def dispersion(features: Features, origin: int) -> Matrix:
    """(series,): in packs, the variance over the mean to the POWER, from errors a week ahead with `origin` days seen.

    Of each series by itself as far as it is known, else of all: Bühlmann's credibility (1967).
    """
    begin = max(origin - WINDOW_DAYS, 0)
    packs = np.where(features.packs > 0, features.packs, 1.0)[:, None]
    expected, error = (values / packs for values in features.week_ahead(begin, origin))
    known = ~np.isnan(error)
    weights = 0.5 ** (np.arange(origin - begin, 0, -1) / HALF_LIFE)
    days = known @ weights
    squares = np.where(known, error**2, 0.0) @ weights
    usual = np.where(known, np.maximum(expected, 1e-3) ** POWER, 0.0) @ weights
    own = np.where(usual > 0, squares / np.maximum(usual, 1e-12), 1.0)
    teach = (usual > 0) & (features.packs > 0)
    every = float(np.exp(np.log(np.maximum(own[teach], 0.5)).mean())) if teach.any() else 1.0
    return np.asarray((days * own + BORROWED_DAYS * every) / (days + BORROWED_DAYS))


def spread_counts(mean: Matrix, varies: Matrix, packs: Matrix, like: tuple[Matrix, Matrix]) -> Matrix:
    """The quantiles (3, series, horizon) of `mean` (series, horizon), which `varies` as `dispersion` says.

    Negative binomial in `packs` (series,); where there are none, or a series varies less than by chance, as far from the mean
    as the quantiles of another member, `like`, from its own.
    """
    other, quantiles = like
    ratio = np.sqrt(np.clip(mean / np.maximum(other, _TINY), 0.1, 10.0))
    spread = mean + (quantiles - other) * ratio
    # What stands still a tenth of its days does so here too.
    spread[0] = np.where(quantiles[0] > 0, spread[0], 0.0)
    pack = np.where(packs > 0, packs, 1.0)[:, None]
    usual = np.maximum(mean / pack, _TINY)
    variance = varies[:, None] * usual**POWER
    rows = np.nonzero((packs > 0)[:, None] & (variance >= LEAST * usual))
    if len(rows[0]):
        counted = _negative_binomial(usual[rows], np.maximum(variance, 1.02 * usual)[rows])
        spread[:, rows[0], rows[1]] = np.broadcast_to(pack, mean.shape)[rows] * counted
    return np.maximum.accumulate(np.maximum(spread, 0.0))


def _negative_binomial(mean: Matrix, variance: Matrix) -> Matrix:
    """(3, …): quantiles as if counts were spread evenly over the unit around them, so that members average smoothly."""
    size, chance = mean**2 / (variance - mean), mean / variance
    found = []
    for probability in QUANTILES.values():
        count = nbinom.ppf(probability, size, chance)
        upto, below = nbinom.cdf(count, size, chance), nbinom.cdf(count - 1, size, chance)
        found.append(np.maximum(count - 0.5 + (probability - below) / np.maximum(upto - below, 1e-9), 0.0))
    return np.stack(found)
