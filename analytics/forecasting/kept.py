"""A store's forecasts with a model that is trained once a week and kept; with weekday means when no model can be had."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd

from analytics.forecasting import engine
from analytics.forecasting.combination import Learned
from infra import storage
from infra.telemetry import log

KEPT_DAYS: Final = 7
"""A model this old is trained anew."""
SPREAD_DAYS: Final = 3
"""Stores that began on one day train on three: it takes some seconds each."""
FALLBACK: Final = "weekday_mean"


def forecast_store(store_id: int, history: pd.DataFrame, horizon: int, today: date, train: bool = True) -> pd.DataFrame:
    """Forecasts of `history` (see `Engine.forecast`) from `today` on. Raises SeriesError.

    Where there is no model yet and `train` is false, the members that need no training answer, in a hundredth of the time.
    """
    try:
        learned = _load(store_id, today)
        if learned is None and not train:
            learned = Learned()
        if learned is None:
            learned = engine.train(history, horizon, today)
            _keep(store_id, learned, history, today)
        return engine.forecast_with(learned, history, horizon, today)
    # XGBoost's own error is a ValueError; a library that the machine lacks is an ImportError or an OSError.
    except (ImportError, OSError, ValueError, KeyError, TypeError, ArithmeticError, np.linalg.LinAlgError) as error:
        log().warning("no forecasting model", store=store_id, error=str(error), instead=FALLBACK)
        return engine.forecast(history, horizon, today, FALLBACK)


def _key(store_id: int) -> str:
    return f"forecasting/store-{store_id}.json"


def _load(store_id: int, today: date) -> Learned | None:
    """The kept model; None when there is none, when it is old, or when it cannot be read."""
    content = storage.read(_key(store_id))
    if content is None:
        return None
    try:
        kept = json.loads(content)
        trained = date.fromisoformat(kept["trained"])
        if not trained <= today < trained + timedelta(days=KEPT_DAYS - store_id % SPREAD_DAYS):
            return None
        return Learned.of_bytes(b64decode(kept["learned"]))
    except (ValueError, KeyError, TypeError) as error:
        log().warning("a kept forecasting model cannot be read", store=store_id, error=str(error))
        return None


def _keep(store_id: int, learned: Learned, history: pd.DataFrame, today: date) -> None:
    digest = int(pd.util.hash_pandas_object(history, index=False).sum())
    kept = {
        "trained": today.isoformat(),
        "data": f"{digest:016x}",
        "series": int(history["unique_id"].nunique()),
        "learned": b64encode(learned.to_bytes()).decode(),
    }
    storage.write(_key(store_id), json.dumps(kept).encode())
