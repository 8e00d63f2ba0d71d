"""A past for products that have none: what products of the same category sold, at the level that the first days suggest."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.forecasting.panel import Matrix, Panel

YOUNG_DAYS: Final = 28
"""Days from which on a product speaks for itself."""
LENT_DAYS: Final = 56
LEAST_DONORS: Final = 3


def read_categories(history: pd.DataFrame, ids: list[str]) -> list[str]:
    """The category of each of `ids` in `history`, the last one told; empty where none is."""
    if "category" not in history.columns:
        return [""] * len(ids)
    codes, names = pd.factorize(history["unique_id"], use_na_sentinel=False)
    days = pd.to_datetime(history["ds"]).to_numpy()
    order = np.argsort(days, kind="stable")
    order = order[history["category"].notna().to_numpy()[order]]
    last = np.full(len(names), -1)
    # Of what is put into one place several times the last stays.
    last[codes[order]] = order
    told = history["category"].iloc[last[last >= 0]].astype(str)
    found = dict(zip((str(name) for name in names[last >= 0]), told, strict=True))
    return [found.get(name, "") for name in ids]


def lend_past(panel: Panel, categories: list[str]) -> Panel:
    """`panel` with eight weeks before the first day of each young series whose category others have, and its days at their level.

    The level is Bühlmann's credibility estimate (1967): the first days count by themselves as far as products of the category
    differ among each other more than days of one product do. The days lent are those of other products, each in turn.
    """
    days = panel.y.shape[1]
    names = np.array(categories, dtype=object)
    window = panel.y[:, -LENT_DAYS:]
    age = (~np.isnan(panel.y)).sum(axis=1)
    young = (age > 0) & (age < YOUNG_DAYS) & (names != "")
    if days < LENT_DAYS or not young.any():
        return panel
    grown = (~np.isnan(window)).all(axis=1) & (window.sum(axis=1) > 0)
    y = panel.y.copy()
    for row in np.flatnonzero(young):
        donors = np.flatnonzero(grown & (names == names[row]))
        if len(donors) >= LEAST_DONORS:
            _lend(y, int(row), donors)
    return Panel(panel.ids, panel.first, y)


def _lend(y: Matrix, row: int, donors: npt.NDArray[np.int64]) -> None:
    own = y[row]
    begin = int(np.argmax(~np.isnan(own)))
    window = y[donors, -LENT_DAYS:]
    means = window.mean(axis=1)
    relative = y[donors] / means[:, None]
    usual = np.nanmean(relative[:, begin:], axis=0)
    known = ~np.isnan(own[begin:])
    between = float(means.var(ddof=1))
    # The days of one product differ by their weekday too, which is no noise.
    noise = float(((window - means[:, None] * relative[:, -LENT_DAYS:].mean(axis=0)) ** 2).mean())
    credit = noise / max(between, 1e-9)
    level = (own[begin:][known].sum() + credit * means.mean()) / (usual[known].sum() + credit)
    first = max(begin - LENT_DAYS, 0)
    columns = np.arange(first, begin)
    lent = level * np.nan_to_num(relative[columns % len(donors), columns], nan=1.0)
    own[first:begin] = lent
    # The first days told the level already: as they are they would tell it twice.
    sold = own[begin:][known].sum()
    if sold > 0:
        own[begin:] *= level * usual[known].sum() / sold
