"""Forecasts with the model that serves, one for all stores; without one by the members that need no training."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd

from analytics.forecasting import engine
from analytics.forecasting.combination import Learned
from analytics.forecasting.contract import QUANTILES
from analytics.forecasting.explain import Reasons
from analytics.forecasting.local import closed_days
from domain.local_events.contract import Spell
from infra import storage
from infra.telemetry import log

FALLBACK: Final = "weekday_mean"
FOLDER: Final = "forecasting/models"


def forecast_store(
    version: str | None,
    history: pd.DataFrame,
    horizon: int,
    today: date,
    known: pd.DataFrame | None = None,
    spells: Sequence[Spell] = (),
) -> tuple[pd.DataFrame, dict[str, Reasons]]:
    """Forecasts of a store's `history` (see `Engine.forecast`) from `today` on by the model `version`, and by `unique_id` why
    they are what they are; `known` are covariates (see `covariate_factors`), `spells` what the retailer told (`learn_local`).
    Raises SeriesError.

    The column `model` tells which: `combination/2026-11-22-1f0c…`, `combination` where none serves, `weekday_mean` where
    nothing else could be had.
    """
    try:
        learned = None if version is None else load(version)
        made, reasons = engine.explain_with(learned or Learned(), history, horizon, today, known, spells)
        return (made if learned is None else made.assign(model=f"{engine.DEFAULT}/{version}")), reasons
    # XGBoost's own error is a ValueError; a library that the machine lacks is an ImportError or an OSError.
    except (ImportError, OSError, ValueError, KeyError, TypeError, ArithmeticError, np.linalg.LinAlgError) as error:
        log().warning("no forecasting model", version=version, error=str(error), instead=FALLBACK)
        made = engine.forecast(history, horizon, today, FALLBACK)
        # Of each series a row a day, in order.
        closed = np.resize(closed_days(spells, today, horizon), len(made))
        made.loc[closed, [*QUANTILES, "mean"]] = 0.0
        return made, {}


def keep(version: str, learned: Learned) -> None:
    """Write a model to the files, once and for ever: another training is another version."""
    storage.write(f"{FOLDER}/{version}", json.dumps({"learned": b64encode(learned.to_bytes()).decode()}).encode())


def load(version: str) -> Learned | None:
    """The model `version`; None, and a warning in the log, when its file is gone or cannot be read."""
    try:
        return _read(version)
    except (OSError, ValueError, KeyError, TypeError) as error:
        log().warning("a forecasting model cannot be read", version=version, error=str(error))
        return None


@lru_cache(maxsize=2)
def _read(version: str) -> Learned:
    content = storage.read(f"{FOLDER}/{version}")
    if content is None:
        raise FileNotFoundError(f"{FOLDER}/{version}")
    return Learned.of_bytes(b64decode(json.loads(content)["learned"]))
