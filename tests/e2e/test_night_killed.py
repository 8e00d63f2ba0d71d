"""A night's worker dies before it commits: the shop keeps last night's advice whole, and another worker does it again."""

from __future__ import annotations

import os
import signal
from datetime import date, timedelta

import pytest
from rq.registry import StartedJobRegistry
from sqlalchemy import select, text
from sqlalchemy.orm import Session
from tenacity import retry, stop_after_delay, wait_fixed

from analytics import nightly as work
from bot.jobs import nightly
from domain.catalogue import store as catalogue
from domain.insights import store as insights
from domain.insights.models import AdviceSheet, ForecastSheet
from domain.sales import store as sales
from domain.values import Quantity
from infra import clock, queue
from infra.database.session import desk_session, engine, store_session
from tests.conftest import make_store
from tests.e2e import workers

FUTURE = timedelta(days=1).total_seconds()


@pytest.fixture
def shops(store: int) -> list[int]:
    """The small shop with ten days of sales and last night's advice, and one that is empty."""
    with store_session(store) as session:
        maggi = catalogue.get(session, "maggi-70g")
        for back in range(10, 0, -1):
            at = clock.now() - timedelta(days=back)
            line = sales.SoldLine(maggi, Quantity(5), maggi.price, maggi.price * 5)
            sales.record(session, store_id=store, entry_id=None, lines=[line], sold_at=at, now=at)
    work.run_store(store)
    return [store, make_store("Empty", "+919811100099")]


def made(store_id: int) -> set[str]:
    """When forecasts and advice of the shop were made: one moment, unless they are of two nights."""
    with store_session(store_id) as session:
        moments = [*session.scalars(select(ForecastSheet.made_at)), *session.scalars(select(AdviceSheet.made_at))]
    return {moment.isoformat() for moment in moments}


@retry(stop=stop_after_delay(120), wait=wait_fixed(0.1), reraise=True)
def wait_until_it_waits() -> None:
    with engine().connect() as connection:
        waiting = connection.execute(text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))
        assert waiting.scalar_one() >= 1


@retry(stop=stop_after_delay(120), wait=wait_fixed(0.1), reraise=True)
def wait_until_done(nights: dict[int, date]) -> None:
    with desk_session() as session:
        assert insights.nights_done(session) == nights


def test_a_killed_night_leaves_the_last_and_goes_on_where_it_was(shops: list[int]) -> None:
    night = nightly.night_of(clock.now(), "Asia/Kolkata")
    nights = dict.fromkeys(shops, night)
    last = made(shops[0])
    assert len(last) == 1
    nightly.start_due()
    assert set(queue.queue(queue.ANALYTICS).job_ids) == {f"nightly-{one}-{night.isoformat()}" for one in shops}
    with Session(engine()) as holder:
        # All of the night's rows are written when it comes to the store's own, which somebody holds: there it dies. Held any
        # harder, the first row that points to the store would wait already, and nothing would be half done.
        holder.execute(text("SELECT set_config('vyapari.desk', 'on', true)"))
        holder.execute(text("SELECT 1 FROM stores WHERE id = :id FOR NO KEY UPDATE"), {"id": shops[0]})
        first = workers.start()
        wait_until_it_waits()
        assert first.pid is not None
        os.kill(first.pid, signal.SIGKILL)
        first.join()
        assert made(shops[0]) == last, "what a reader sees is last night's, all of it"
    nightly.start_due()
    assert f"nightly-{shops[0]}-{night.isoformat()}" not in queue.queue(queue.ANALYTICS).job_ids, (
        "it is not forgotten yet"
    )
    # What a worker does every ten minutes with jobs whose worker is not heard of any more.
    StartedJobRegistry(queue.ANALYTICS, connection=queue.connect()).cleanup(clock.now().timestamp() + FUTURE)
    second, third = workers.start(), workers.start()
    try:
        wait_until_done(nights)
    finally:
        for worker in (second, third):
            worker.terminate()
            worker.join()
    fresh = made(shops[0])
    assert len(fresh) == 1
    assert fresh != last
    nightly.start_due()
    assert list(queue.queue(queue.ANALYTICS).job_ids) == [], "what is done is a row, and is not done twice"
    queue.connect().flushall()
    nightly.start_due()
    assert list(queue.queue(queue.ANALYTICS).job_ids) == [], "nor after the queue was lost"
    assert work.run_night(shops[0], night.isoformat()) is False
