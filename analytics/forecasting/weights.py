"""How much each member of a combination counts, and how wide its range must be: learnt from forecasts made at past origins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from analytics.forecasting.contract import QUANTILES
from analytics.forecasting.panel import Matrix

_PROBABILITIES: Final = np.array(list(QUANTILES.values()))
ROUNDS: Final = 60
RATE: Final = 1.0
PULL: Final = 0.1
"""How hard weights are drawn to where they began: with few series, members that did best did so by luck."""
WIDTHS: Final = np.round(np.arange(0.6, 2.01, 0.05), 2)
USUAL_BELOW, USUAL_ABOVE = 1.04, 1.02
"""The widths where nothing was measured: members that agree average to a range that is a little narrow."""
ALONE: Final = 0.16
"""What a series by itself adds to the usual widths, and each of n the n-th part: its next weeks may be like none before."""
TRUST: Final = 0.1
"""How much of the measured width is believed; the rest is the usual one. What missed at past origins were older trees."""

NOTHING: Final = 0.03
"""p10 below this share of p50 is nothing: members of which one says so average to a little, and days that
sell nothing fall below that.
"""


def pinball(actual: Matrix, quantiles: Matrix, known: npt.NDArray[np.bool_]) -> Matrix:
    """The mean over quantiles of twice the pinball loss of `quantiles` (3, …, series, days), summed over the last axis."""
    error = np.where(known, actual - quantiles, 0.0)
    q = _PROBABILITIES.reshape(-1, *([1] * (error.ndim - 1)))
    return np.asarray(2 * np.maximum(q * error, (q - 1) * error).mean(axis=0).sum(axis=-1))


def weigh(actual: Matrix, members: Matrix, prior: Matrix) -> Matrix:
    """Weights (members,) of sum 1 for averaging quantiles `members` (members, 3, series, days), given what was sold.

    Minimises the pinball loss of the average with exponentiated gradients (Kivinen and Warmuth, 1997), starting at and drawn
    to `prior` by the Kullback-Leibler divergence.
    """
    known = ~np.isnan(actual)
    sold = float(actual[known].sum())
    if sold <= 0 or len(members) == 1:
        return np.asarray(prior / prior.sum())
    weights = np.asarray(prior / prior.sum())
    start = np.log(weights)
    q = _PROBABILITIES[:, None, None]
    # The loss of the prior is the yardstick, so that a set that is hard to forecast learns as fast as an easy one.
    scale = max(float(pinball(actual, np.tensordot(weights, members, 1), known).sum()), 1e-12)
    for _ in range(ROUNDS):
        above = actual > np.tensordot(weights, members, 1)
        slope = np.where(known, np.where(above, -q, 1 - q), 0.0)
        gradient = 2 / len(q) * np.einsum("qsd,mqsd->m", slope, members) / scale
        move = gradient - weights @ gradient + PULL * (np.log(weights) - start)
        weights = weights * np.exp(-RATE * move)
        weights = np.maximum(weights / weights.sum(), 1e-4)
        weights /= weights.sum()
    return np.asarray(weights)


@dataclass(frozen=True)
class Widths:
    """What the distances of p10 and of p90 from p50 are multiplied by."""

    below: float = USUAL_BELOW
    above: float = USUAL_ABOVE

    def apply(self, quantiles: Matrix) -> Matrix:
        """`quantiles` (3, …) with the range made as wide as said, in order, not below zero."""
        low, middle, high = np.maximum.accumulate(np.maximum(quantiles, 0.0))
        return np.stack(
            [
                np.maximum(middle - self.below * (middle - low), 0.0),
                middle,
                middle + self.above * (high - middle),
            ]
        )


def calibrate(actual: Matrix, quantiles: Matrix, whole: npt.NDArray[np.bool_]) -> Widths:
    """The widths at which a tenth of `actual` fell below p10 and a tenth above p90 of `quantiles` (3, series, days).

    Conformal quantile regression (Romano, Patterson and Candès, 2019) with each side by itself and errors measured in the
    forecast's own widths. `whole` (series,) are those whose upper end is rounded: see `round_whole`.
    """
    known = ~np.isnan(actual)
    if not known.any():
        return Widths()
    below, above = [], []
    for width in WIDTHS:
        low, _, high = round_whole(Widths(width, width).apply(quantiles), whole)
        below.append(float((actual < low - 1e-9)[known].mean()))
        above.append(float((actual > high + 1e-9)[known].mean()))
    alone = ALONE / len(actual)
    return Widths(_nearest(np.array(below), USUAL_BELOW + alone), _nearest(np.array(above), USUAL_ABOVE + alone))


def _nearest(missed: Matrix, usual: float) -> float:
    """The width whose share of misses is nearest to a tenth; of several the one nearest to 1; drawn to `usual`."""
    distance = np.abs(missed - 0.1)
    good = np.flatnonzero(distance <= distance.min() + 0.002)
    width = float(WIDTHS[good[np.abs(WIDTHS[good] - 1).argmin()]])
    return usual + TRUST * (width - usual)


def round_whole(quantiles: Matrix, whole: npt.NDArray[np.bool_]) -> Matrix:
    """p50 and p90 (3, series, days) of series that sell in whole units, as whole units; p10 far below p50 as none.

    A quantile of a count is a count. p10 is not rounded: intervals of products that rarely sell would hold nearly all days.
    """
    rounded = np.concatenate([quantiles[:1], np.round(quantiles[1:])])
    made = np.where(whole[None, :, None], rounded, quantiles)
    made[0] = np.where(made[0] < NOTHING * made[1], 0.0, made[0])
    return np.maximum.accumulate(made)
