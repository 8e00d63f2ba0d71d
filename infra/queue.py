"""The queue: RQ on Redis. It announces what stands in the database, and holds nothing that can't be announced again."""

from __future__ import annotations

import uuid
from functools import cache

import redis
from rq import Queue
from rq.job import Job

from infra import embedded
from infra.settings import settings

CONVERSATIONS = "conversations"
"""Conversations that have mail: answered first."""
DELIVERIES = "deliveries"
"""Conversations that have something to be sent."""
UNASKED = "unasked"
"""Conversations that have something to be sent which nobody asked for: behind every answer."""
ANALYTICS = "analytics"
"""Nightly work, a job a store."""
QUEUES = (DELIVERIES, CONVERSATIONS, UNASKED, ANALYTICS)
"""In the order in which a worker looks: what is ready to leave first, then what waits for an answer."""


@cache
def connect(url: str | None = None) -> redis.Redis:
    """The Redis connection pool of this process."""
    return redis.Redis.from_url(url or settings().redis_url or embedded.redis_url(), socket_connect_timeout=5)


def disconnect() -> None:
    """Forget the connections of this process, as when a test's server goes."""
    connect.cache_clear()


def queue(name: str) -> Queue:
    """The queue called `name`, one of QUEUES."""
    return Queue(name, connection=connect())


def announce(name: str, function: str, *args: object) -> Job:
    """Put a call of `function` (its dotted name) on the queue `name`. Call it after the commit, never before."""
    return queue(name).enqueue(function, *args, result_ttl=0, failure_ttl=86400)


def announce_row(name: str, function: str, row_id: int) -> Job:
    """As `announce`, of a call about one row, which `announced` then knows. Any number may wait for the same row."""
    return queue(name).enqueue(function, row_id, job_id=f"{row_id}-{uuid.uuid4().hex}", result_ttl=0, failure_ttl=86400)


def announced(name: str) -> set[int]:
    """The rows that calls on the queue `name` are about and that no worker has taken up yet."""
    return {
        int(number)
        for number, _, _ in (str(job_id).partition("-") for job_id in queue(name).job_ids)
        if number.isdigit()
    }
