"""The schedule. `python -m bot.jobs.cron` keeps it: RQ's own cron, which puts jobs on the queue at their time.

Jobs here only look what is due and put a job a store on the queue, so a start that is missed or doubled does no harm.
"""

from __future__ import annotations

import logging
import signal
import threading
from dataclasses import dataclass
from types import FrameType

import redis
from rq.cron import CronScheduler

from bot.jobs import alerts, forecasting, news, nightly, reconcile, retention, support
from infra import queue
from infra.telemetry import configure_logging, log

OFTEN = "*/5 * * * *"
QUARTER_HOURLY = "*/15 * * * *"
"""Store clocks differ by quarters of an hour at the finest, so each store's night is met on time."""
HOURLY = "7 * * * *"
DAILY = "30 21 * * *"
"""03:00 in India, after the night's forecasts have begun."""
AGAIN_SECONDS = 5.0
"""Wait before the schedule is taken up again after Redis went away."""


@dataclass
class _Stop:
    """Remembers that the process was told to stop, whoever handles the signal at that moment."""

    told: threading.Event

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        self.told.set()


class Schedule(CronScheduler):
    """RQ's cron with our jobs on it."""

    def __init__(self, connection: redis.Redis) -> None:
        super().__init__(connection, logging_level=logging.WARNING)
        self.register(nightly.start_due, queue.ANALYTICS, cron=QUARTER_HOURLY, result_ttl=0)
        self.register(alerts.start_due, queue.ANALYTICS, cron=QUARTER_HOURLY, result_ttl=0)
        self.register(news.start_due, queue.ANALYTICS, cron=HOURLY, result_ttl=0)
        self.register(news.start_summaries, queue.ANALYTICS, cron=QUARTER_HOURLY, result_ttl=0)
        self.register(support.look, queue.ANALYTICS, cron=OFTEN, result_ttl=0)
        self.register(forecasting.start_due, queue.ANALYTICS, cron=HOURLY, result_ttl=0)
        self.register(reconcile.start_due, queue.ANALYTICS, cron=HOURLY, result_ttl=0)
        self.register(retention.start_due, queue.ANALYTICS, cron=QUARTER_HOURLY, result_ttl=0)
        self.register(retention.start_daily, queue.ANALYTICS, cron=DAILY, result_ttl=0)


def main() -> None:
    """Keep the schedule until SIGTERM or SIGINT, through every outage of Redis."""
    configure_logging("cron")
    # Until RQ's own handlers are in place, and between its runs.
    stop = threading.Event()
    while not stop.is_set():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _Stop(stop))
        try:
            Schedule(queue.connect()).start()  # type: ignore[no-untyped-call]
            return
        except redis.RedisError as error:
            log().warning("schedule put off, the queue is down", error=str(error))
            stop.wait(AGAIN_SECONDS)


if __name__ == "__main__":
    main()
