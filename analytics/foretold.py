"""Forecasts as they are once an event is named that the night did not know of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from analytics.forecasting.local import Effect, Local
from domain.insights.contract import Sheet


def with_event(sheet: Sheet, day: date, effects: Mapping[int, Effect]) -> Sheet:
    """`sheet` with an event on `day`: the forecasts of products, by number, multiplied, and their ranges widened by the doubt;
    `sheet` itself where none of that is forecast.
    """
    columns, rows = sheet.between(day, day), np.flatnonzero(np.isin(sheet.products, list(effects)))
    if sheet.figures[:, :, columns].shape[2] == 0 or not len(rows):
        return sheet
    factor, doubt = np.array([effects[number] for number in sheet.products[rows].tolist()]).T[:, :, None]
    figures = sheet.figures.copy()
    then = figures[:, rows, columns].astype(np.float64)
    # A median that is nothing stays nothing, and its range has the mean to go by.
    quantiles = Local(factor, doubt).widen(then[3], then[:3])
    figures[:, rows, columns] = np.concatenate([quantiles, then[3:]]) * factor
    return replace(sheet, figures=figures)
