"""The forecasting model's weekly training, and the daily look whether forecasts drift."""

from __future__ import annotations

from datetime import datetime

import redis
from rq import Retry
from rq.exceptions import NoSuchJobError
from rq.job import Job

from analytics.forecasting import champion
from domain.insights import store as insights
from infra import clock, queue
from infra.database.session import desk_session

TRAIN = "bot.jobs.training.begin"
WATCH = "analytics.forecasting.drift.watch"
NIGHT_HOURS = range(1, 6)
"""By the clock in India: training takes half a minute of a processor."""
TIMEOUT_SECONDS = 1800
DAY_SECONDS = 86400


def start_due() -> None:
    """Put a training on the queue when a week has passed since the last, at night unless there was none, and the day's watch."""
    now = clock.now()
    local = clock.local(champion.ZONE, now)
    with desk_session() as session:
        first = insights.newest_model(session) is None
        due = champion.is_due(session, now) and (first or local.hour in NIGHT_HOURS)
    if due:
        # Where there is too little to learn from, it is looked at again an hour later.
        _start(TRAIN, f"train-{_hour(local)}")
    _start(WATCH, f"watch-{local.date().isoformat()}")


def _hour(local: datetime) -> str:
    return local.strftime("%Y-%m-%dT%H")


def _start(function: str, name: str) -> None:
    connection: redis.Redis = queue.connect()
    try:
        Job.fetch(name, connection=connection)
    except NoSuchJobError:
        queue.queue(queue.ANALYTICS).enqueue(
            function,
            job_id=name,
            job_timeout=TIMEOUT_SECONDS,
            result_ttl=DAY_SECONDS,
            failure_ttl=DAY_SECONDS,
            retry=Retry(max=2),
        )
