"""The night's work, a job a store at 02:00 by the store's clock: forecasts, advice, what is low."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import redis
from rq import Retry
from rq.job import Job

from domain.insights import store as insights
from domain.stores import store as stores
from infra import clock, queue
from infra.database.session import desk_session
from infra.telemetry import log

RUN = "analytics.nightly.run_night"
STARTS_AT = timedelta(hours=2)
"""After midnight by the store's clock, when nobody sells and the day's sales are in."""
TIMEOUT_SECONDS = 300
"""A store takes about a second. A worker that died is missed a minute after this, and its store is done by another."""
TRIES = 3
DAY_SECONDS = 86400
RETRY_SECONDS = 3600
"""A night that failed so often is started again after this."""
BATCH = 500


def start_due() -> None:
    """Put every store's night on the queue that has begun by its clock and is neither done nor waiting.

    What is done is a row of each store, so a night that was missed, or cut short with all that was on the queue, is made up
    for when something runs again. Any number of workers share it.
    """
    now = clock.now()
    with desk_session() as session:
        done = insights.nights_done(session)
        nights = {store_id: night_of(now, zone) for store_id, zone in stores.zones(session).items()}
    started = start({store: night for store, night in nights.items() if done.get(store, date.min) < night})
    if started:
        log().info("night started", stores=started)


def night_of(now: datetime, timezone: str) -> date:
    """The newest night that has begun at `now` by clocks in `timezone`."""
    return (now.astimezone(ZoneInfo(timezone)).replace(tzinfo=None) - STARTS_AT).date()


def start(nights: Mapping[int, date]) -> int:
    """Put a job a store on the queue, `nightly-7-2026-11-22`, unless there is one of that name; how many were put."""
    connection: redis.Redis = queue.connect()
    analytics, started = queue.queue(queue.ANALYTICS), 0
    every = list(nights.items())
    for begin in range(0, len(every), BATCH):
        part = every[begin : begin + BATCH]
        names = [f"nightly-{store_id}-{night.isoformat()}" for store_id, night in part]
        with connection.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.exists(Job.key_for(name))
            there = pipe.execute()
        jobs = [
            analytics.prepare_data(
                RUN,
                args=(store_id, night.isoformat()),
                job_id=name,
                timeout=TIMEOUT_SECONDS,
                result_ttl=DAY_SECONDS,
                failure_ttl=RETRY_SECONDS,
                retry=Retry(max=TRIES - 1),
            )
            for (store_id, night), name, known in zip(part, names, there, strict=True)
            if not known
        ]
        if jobs:
            analytics.enqueue_many(jobs)
        started += len(jobs)
    return started
