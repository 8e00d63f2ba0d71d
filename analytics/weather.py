"""The weather of a place by day, past and ahead, from a service with Open-Meteo's interface."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Final

import httpx
import pandas as pd
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import BaseModel, ValidationError

from analytics.places import Place
from infra import storage
from infra.breaker import Breaker
from infra.settings import settings
from infra.telemetry import log

FOLDER: Final = "weather"
PAST_DAYS, AHEAD_DAYS = 92, 16
"""What the service tells at most."""
KEPT_DAYS: Final = 730
HOT_DAYS: Final = 28
"""A day is hot against the mean of so many before it."""
WET: Final = 10.0
"""Millimetres of rain from which on people stay at home."""
_breaker = Breaker(failures=2, seconds=600)


class _Daily(BaseModel):
    time: list[date]
    temperature_2m_max: list[float | None]
    precipitation_sum: list[float | None]


class _Answer(BaseModel):
    daily: _Daily


def read_weather(place: Place, today: date) -> pd.DataFrame | None:
    """`ds`, `temperature` (the day's highest, °C), `rain` (mm) of the days known around `today`, oldest first.

    Asked once per place and day and kept with the days that were known before. None, and never an error, when
    `WEATHER_URL` is not set, or when the service does not answer and nothing of the last three days is kept.
    """
    if settings().weather_url is None:
        return None
    try:
        kept = _read(place, today)
        if kept is not None:
            return kept
        fresh = _ask(place)
        before = next(
            (one for back in (1, 2, 3) if (one := _read(place, today - timedelta(days=back))) is not None), None
        )
        if fresh is None:
            return before
        table = fresh if before is None else pd.concat([before[before["ds"] < fresh["ds"].min()], fresh])
        table = table[table["ds"] >= pd.Timestamp(today - timedelta(days=KEPT_DAYS))].reset_index(drop=True)
        storage.write(_key(place, today), table.to_json(orient="records", date_format="iso").encode())
    # The second two are the bucket's.
    except (OSError, BotoCoreError, ClientError) as error:
        log().warning("no weather", place=place.name, error=str(error))
        return None
    return table


def to_covariates(weather: pd.DataFrame) -> pd.DataFrame:
    """`ds`, `heat` (degrees above the mean of the HOT_DAYS before), `wet` (1 or 0): what demand may depend on."""
    usual = weather["temperature"].rolling(HOT_DAYS, min_periods=7).mean().shift(1)
    wet = (weather["rain"] >= WET).astype(float).where(weather["rain"].notna())
    return pd.DataFrame({"ds": weather["ds"], "heat": weather["temperature"] - usual, "wet": wet})


def _key(place: Place, day: date) -> str:
    return f"{FOLDER}/{place.name}/{day.isoformat()}"


def _read(place: Place, day: date) -> pd.DataFrame | None:
    content = storage.read(_key(place, day))
    if content is None:
        return None
    rows = pd.DataFrame(json.loads(content), columns=["ds", "temperature", "rain"])
    return rows.assign(
        ds=pd.to_datetime(rows["ds"]),
        temperature=pd.to_numeric(rows["temperature"]),
        rain=pd.to_numeric(rows["rain"]),
    )


def _ask(place: Place) -> pd.DataFrame | None:
    if not _breaker.allows():
        return None
    now = settings()
    try:
        answer = httpx.get(
            f"{now.weather_url}/v1/forecast",
            params={
                "latitude": place.latitude,
                "longitude": place.longitude,
                "daily": "temperature_2m_max,precipitation_sum",
                "past_days": PAST_DAYS,
                "forecast_days": AHEAD_DAYS,
                "timezone": "auto",
            },
            timeout=now.weather_timeout_seconds,
        ).raise_for_status()
        daily = _Answer.model_validate_json(answer.content).daily
        table = pd.DataFrame(
            {
                "ds": pd.to_datetime(daily.time),
                "temperature": pd.to_numeric(pd.Series(daily.temperature_2m_max, dtype=float)),
                "rain": pd.to_numeric(pd.Series(daily.precipitation_sum, dtype=float)),
            }
        )
    # ValidationError is a ValueError, as is a list shorter than the days.
    except (httpx.HTTPError, ValidationError, ValueError) as error:
        _breaker.failed()
        log().warning("no weather", place=place.name, error=str(error))
        return None
    _breaker.succeeded()
    return table
