"""A training runs beside the worker that begins it, at the lowest priority."""

from __future__ import annotations

import os
from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bot.jobs import forecasting, training
from domain.catalogue import store as catalogue
from domain.insights.models import ForecastModel
from domain.sales import store as sales
from domain.values import Quantity
from infra import clock, queue
from infra.database.session import desk_session, engine, store_session

DAYS = 100


@pytest.fixture
def shop(store: int) -> int:
    """The small store with a hundred days behind it."""
    rng = np.random.default_rng(3)
    with store_session(store) as session:
        products = catalogue.all(session, store)
        for back in range(DAYS, 0, -1):
            at = clock.now() - timedelta(days=back)
            lines = [
                sales.SoldLine(one, Quantity(sold), one.price, one.price * sold)
                for one, sold in zip(products, (int(rng.poisson(6)) + 1 for _ in products), strict=True)
            ]
            sales.record(session, store_id=store, entry_id=None, lines=lines, sold_at=at, now=at)
    return store


def test_a_training_keeps_nobody_waiting_and_ends_by_itself(shop: int) -> None:
    with Session(engine()) as holder:
        # It can't come past its first look at the models.
        holder.execute(text("LOCK TABLE forecast_models IN ACCESS EXCLUSIVE MODE"))
        process = training.start()
        assert process.poll() is None, "it goes on while we do"
        assert os.getpriority(os.PRIO_PROCESS, process.pid) == 19
    assert process.wait(timeout=300) == 0
    with desk_session() as session:
        assert len(session.scalars(select(ForecastModel)).all()) == 1


def test_the_job_that_is_due_only_begins_it(database: str) -> None:
    forecasting.start_due()
    jobs = [job for job in queue.queue(queue.ANALYTICS).jobs if job.id.startswith("train-")]
    assert [job.func for job in jobs] == [training.begin]
