"""The night's work, a job a store at 02:00 by the store's clock: forecasts, advice, what is low."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import redis
from rq.exceptions import NoSuchJobError
from rq.job import Job

from domain.stores import store as stores
from infra import clock, queue
from infra.database.session import desk_session
from infra.telemetry import log

RUN = "analytics.nightly.run_store"
STARTS_AT = timedelta(hours=2)
"""After midnight by the store's clock, when nobody sells and the day's sales are in."""
TIMEOUT_SECONDS = 1800
DAY_SECONDS = 86400
RETRY_SECONDS = 3600
"""A night that failed is started again after this."""


def start_due() -> None:
    """Put every store's night on the queue that has begun by its clock and was not started yet.

    A night that was missed, because nothing ran at 02:00, is made up for when something does.
    """
    now = clock.now()
    with desk_session() as session:
        zones = {store_id: stores.get(session, store_id).timezone for store_id in stores.list_ids(session)}
    started = [store_id for store_id, zone in zones.items() if _start(job_id(store_id, now, zone), store_id)]
    if started:
        log().info("night started", stores=len(started))


def job_id(store_id: int, now: datetime, timezone: str) -> str:
    """The name of the store's newest night that has begun at `now`: `nightly-7-2026-11-22`."""
    night = (now.astimezone(ZoneInfo(timezone)).replace(tzinfo=None) - STARTS_AT).date()
    return f"nightly-{store_id}-{night.isoformat()}"


def _start(name: str, store_id: int) -> bool:
    connection: redis.Redis = queue.connect()
    try:
        Job.fetch(name, connection=connection)
    except NoSuchJobError:
        queue.queue(queue.ANALYTICS).enqueue(
            RUN,
            store_id,
            job_id=name,
            job_timeout=TIMEOUT_SECONDS,
            result_ttl=DAY_SECONDS,
            failure_ttl=RETRY_SECONDS,
        )
        return True
    return False
