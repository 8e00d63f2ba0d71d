"""Days on which somebody bought by the gross: what they sold beyond the usual is taken out, for it tells little of other days."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from analytics.forecasting.panel import Matrix

TIMES: Final = 3.0
"""A day sells so many times what days with sales usually do, at most."""
ERRORS: Final = 5.0
"""Or the usual and so many standard errors of a Poisson count of packs, if that is more."""
WINDOW_DAYS: Final = 56
BORROWED_DAYS: Final = 10.0
"""All days of a series count as so many of the late ones."""
LEAST_SHARE: Final = 0.03
"""Series of which less would be cut are left as they are."""
_PASSES: Final = 3
"""What was taken out for bulk must not make the usual look large."""


def without_bulk(y: Matrix, packs: Matrix) -> Matrix:
    """`y` (series, days) cut at what a busy day sells, as the 56 days up to each tell; sold by `packs` (0: in fractions).

    Winsorising (Dixon, 1960): quantiles up to p90 are as they were, while levels, weeks and errors are not drawn about by
    single orders. What is lost of the mean, `swell` puts back.
    """
    made = y.copy()
    # The late days only ever raise the usual: of what is whole without them no more need be asked.
    bulk = np.flatnonzero(_loses(y, _cut(np.nan_to_num(y), packs, late=False)))
    if len(bulk):
        some = np.where(np.isnan(y[bulk]), np.nan, _cut(np.nan_to_num(y[bulk]), packs[bulk], late=True))
        loses = _loses(y[bulk], some)
        made[bulk[loses]] = some[loses]
    return made


def _loses(y: Matrix, cut: Matrix) -> npt.NDArray[np.bool_]:
    return np.asarray(np.nan_to_num(cut).sum(axis=1) < (1 - LEAST_SHARE) * np.nan_to_num(y).sum(axis=1))


def _cut(sold: Matrix, packs: Matrix, *, late: bool) -> Matrix:
    """All days of `sold` at what is usual, of all days or of `late` ones too, allows."""
    some = sold > 0
    count = np.maximum(some.sum(axis=1, keepdims=True), 1)
    near = _trailing(some.astype(float)) + BORROWED_DAYS if late else None
    cut = sold
    for _ in range(_PASSES):
        usual = cut.sum(axis=1, keepdims=True) / count
        if near is not None:
            usual = np.maximum(usual, (_trailing(cut) + BORROWED_DAYS * usual) / near)
        most = usual + np.maximum((TIMES - 1) * usual, ERRORS * np.sqrt(usual * packs[:, None]))
        cut = np.minimum(sold, most)
    return cut


def swell(y: Matrix, cut: Matrix) -> Matrix:
    """(series, 1): what means of `cut` are multiplied by, so that what bulk orders brought is in them."""
    left = np.nan_to_num(cut).sum(axis=1, keepdims=True)
    return np.where(left > 0, np.nan_to_num(y).sum(axis=1, keepdims=True) / np.where(left > 0, left, 1.0), 1.0)


def reach(quantiles: Matrix, swollen: Matrix) -> Matrix:
    """`quantiles` (3, series, horizon) with p90 further from p50 by the share of sales that bulk orders had: learnt from days
    that were cut it stays behind.
    """
    low, middle, high = quantiles
    return np.stack([low, middle, middle + (high - middle) * (2 - 1 / swollen)])


def _trailing(values: Matrix) -> Matrix:
    """Sums over WINDOW_DAYS up to each day."""
    total = np.pad(values.cumsum(axis=1), ((0, 0), (WINDOW_DAYS, 0)))
    return np.asarray(total[:, WINDOW_DAYS:] - total[:, :-WINDOW_DAYS])
