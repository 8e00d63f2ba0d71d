"""What is known of the days around today where a shop is: school holidays and, if asked for, the weather."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from analytics.places import find_place
from analytics.school import on_holiday
from analytics.weather import read_weather, to_covariates

PAST_DAYS, AHEAD_DAYS = 730, 28


def read_covariates(place: str, today: date) -> pd.DataFrame | None:
    """`ds`, `school_holiday` (1 or 0), and with weather `heat` and `wet` (NaN where unknown), for `covariate_factors`.

    None when nobody knows where `place` is. Never an error: a forecast does without.
    """
    town = find_place(place)
    if town is None:
        return None
    days = pd.date_range(today - timedelta(days=PAST_DAYS), today + timedelta(days=AHEAD_DAYS - 1))
    closed = [float(on_holiday(town.state, day.date())) for day in days]
    table = pd.DataFrame({"ds": days, "school_holiday": closed})
    weather = read_weather(town, today)
    return table if weather is None else table.merge(to_covariates(weather), on="ds", how="left")
