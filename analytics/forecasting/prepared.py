"""A history as the members of the combination see it: calm, without what is known of its days and without bulk orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from analytics.forecasting.bulk import swell, without_bulk
from analytics.forecasting.covariates import covariate_factors
from analytics.forecasting.features import Features, pack_sizes
from analytics.forecasting.festive import festive_factors
from analytics.forecasting.local import Local, closed_days, fill, learn_local, told_days
from analytics.forecasting.panel import Matrix, Panel, to_panel
from analytics.forecasting.young import lend_past, read_categories
from domain.local_events.contract import Spell


@dataclass(frozen=True)
class Prepared:
    """A history as the members see it: without festivals, covariates and local events, with a past for new products."""

    panel: Panel
    calm: Panel
    features: Features
    festive: Matrix
    """(series, horizon): what festivals multiply the days ahead by."""
    covariates: Matrix
    """(series, horizon): the same of what else is known of them, local events included."""
    local: Local | None
    """How sure those are; None when none was told."""
    swollen: Matrix
    """(series, 1): what means are multiplied by for bulk orders, of which `calm` is cut."""


def prepare(
    history: pd.DataFrame,
    horizon: int,
    start: date,
    shop_of: Mapping[str, int] | None = None,
    known: pd.DataFrame | None = None,
    spells: Sequence[Spell] = (),
) -> Prepared | None:
    """None when there is no day before `start`. `known` are covariates of all shops, `spells` events of the only one."""
    panel = to_panel(history, start)
    days = panel.y.shape[1]
    if days == 0:
        return None
    shops = np.array([0 if shop_of is None else shop_of[name] for name in panel.ids], dtype=np.int64)
    categories = np.array(read_categories(history, panel.ids), dtype=object)
    festive = np.ones((len(panel.ids), days + horizon))
    others = np.ones_like(festive)
    calm = Panel(panel.ids, panel.first, panel.y.copy())
    told, closed, local = told_days(spells, panel.first, days), closed_days(spells, panel.first, days), None
    # Festivals and new products look at the shop's own series only.
    for shop in np.unique(shops):
        rows = np.flatnonzero(shops == shop)
        festive[rows] = festive_factors(fill(panel.y[rows], told), panel.first, horizon)
        calm_days = panel.y[rows] / festive[rows, :days]
        if known is not None:
            others[rows] = covariate_factors(np.where(told, np.nan, calm_days), panel.first, horizon, known)
            calm_days = calm_days / others[rows, :days]
        if spells:
            local = learn_local(calm_days, panel.first, horizon, spells)
            others[rows] *= local.factors
            calm_days = calm_days / local.factors[:, :days]
        filled = np.where(np.isnan(calm_days), fill(calm_days, closed), calm_days)
        one = Panel([panel.ids[row] for row in rows], panel.first, filled)
        lent = lend_past(one, list(categories[rows])).y
        # What was filled in was for the lending only.
        calm.y[rows] = np.where(np.isnan(calm_days) & ~np.isnan(filled), np.nan, lent)
    # What festivals were taken out of is not whole any more.
    packs = pack_sizes(panel.y)
    cut = without_bulk(calm.y, packs)
    swollen = swell(calm.y, cut)
    calm = Panel(calm.ids, calm.first, cut)
    features = Features(calm.y, calm.first, shops=shops, packs=packs)
    return Prepared(panel, calm, features, festive[:, days:], others[:, days:], local, swollen)
