"""A worker: `python -m bot.worker_process` answers mail in this process, one job after the other, and sends beside that.

No fork a job: connections, dictionaries and catalogues stay warm. `--burst` ends it when the queues are empty.
"""

from __future__ import annotations

import importlib
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

import redis
from redis import client
from rq import Queue, SimpleWorker
from rq.job import Job
from sqlalchemy.orm import configure_mappers

from actions.contract import Reply
from bot import announcing, honest_words
from bot.claiming import Claimed
from bot.delivery import deliver, send_claimed
from bot.dialogue import turn
from bot.replies.render import render
from infra import collecting, queue
from infra.settings import settings
from infra.telemetry import configure_logging, log

T = TypeVar("T")
NEEDED_SOON = ("bot.worker", "bot.delivery", "twilio.rest.api.v2010.account.message")
"""What jobs import by name, and what Twilio's client imports with its first message."""
UNASKED_SENDERS = 2
"""Threads of a worker that send what nobody asked for."""
NICE = 5
"""On one machine a webhook's answer, which a provider waits for, goes before the work on what it brought."""
TELL_SECONDS = 10.0
"""How often a worker tells Redis that it lives. Each job did it four times, which cost more than many an answer."""


class Senders:
    """Delivery on threads beside the answering: a provider that takes its time keeps nobody waiting for an answer.

    A conversation that waits for its thread already is not queued again; what dies with the process, the sweeper finds.
    """

    def __init__(self, deliver: Callable[[int], None], threads: int) -> None:
        self._deliver = deliver
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="sender")
        self._waiting: set[int] = set()
        self._lock = threading.Lock()

    def send(self, conversation_id: int) -> None:
        """Deliver what the conversation has, soon."""
        with self._lock:
            if conversation_id in self._waiting:
                return
            self._waiting.add(conversation_id)
        self._pool.submit(self._run, conversation_id)

    def send_claimed(self, claimed: Claimed) -> None:
        """Send what was claimed in the transaction that wrote it, soon."""
        self._pool.submit(self._try, send_claimed, claimed, claimed.conversation_id)

    def _run(self, conversation_id: int) -> None:
        # Taken off before the outbox is looked at: what is written from here on asks again.
        with self._lock:
            self._waiting.discard(conversation_id)
        self._try(self._deliver, conversation_id, conversation_id)

    def _try(self, send: Callable[[T], None], what: T, conversation_id: int) -> None:
        try:
            send(what)
        except Exception:  # noqa: BLE001
            log().exception("delivery broke, the sweeper will announce it", conversation=conversation_id)

    def close(self) -> None:
        """Send what waits, then end."""
        self._pool.shutdown(wait=True)


class DeskWorker(SimpleWorker):
    """RQ's worker, without the bookkeeping of jobs that only say which conversation has something.

    Such a job that breaks or is lost is announced again by the sweeper, from the rows: no registry need hold it.
    """

    senders: Senders | None = None
    unasked: Senders | None = None
    """Threads of their own, so that no answer waits behind what nobody asked for."""
    _told = 0.0

    def execute_job(self, job: Job, queue_: Queue) -> None:
        """Run a job of the mail's queues as a call; any other as RQ does."""
        if queue_.name not in (queue.CONVERSATIONS, queue.DELIVERIES, queue.UNASKED):
            super().execute_job(job, queue_)
            return
        try:
            senders = {queue.DELIVERIES: self.senders, queue.UNASKED: self.unasked}.get(queue_.name)
            if senders is not None:
                senders.send(*job.args)
            else:
                with self.death_penalty_class(int(job.timeout or 180), TimeoutError, job_id=job.id):
                    job.func(*job.args)
        except Exception:  # noqa: BLE001
            log().exception("job broke, the sweeper will announce it", job=job.func_name, arguments=job.args)
        with suppress(redis.RedisError):
            self.connection.delete(job.key)

    def heartbeat(self, timeout: int | None = None, pipeline: client.Pipeline | None = None) -> None:
        """Tell that this worker lives, no more often than TELL_SECONDS."""
        if timeout is None and pipeline is None:
            if time.monotonic() - self._told < TELL_SECONDS:
                return
            self._told = time.monotonic()
        super().heartbeat(timeout, pipeline)

    def set_state(self, state: str, pipeline: client.Pipeline | None = None) -> None:
        """Tell a new state; the one that was told is known."""
        if pipeline is not None or state != self._state:
            super().set_state(state, pipeline)

    def check_for_suspension(self, burst: bool) -> None:
        """Nobody suspends workers here."""

    def procline(self, message: str) -> None:
        """The process keeps its name."""


def warm_up() -> None:
    """Load what the first message would otherwise wait seconds for: modules, dictionaries, texts, mappings."""
    for name in NEEDED_SOON:
        importlib.import_module(name)
    configure_mappers()
    turn.can_overtake("HELP")
    render(Reply(honest_words.SORRY), "en", "Latn", "whatsapp")


def work(*, burst: bool = False) -> None:
    """Answer and send until SIGTERM or SIGINT, which let what is in hand finish; with `burst`, until nothing waits."""
    worker = DeskWorker([queue.queue(name) for name in queue.QUEUES], connection=queue.connect())
    worker.senders = Senders(deliver, settings().senders)
    worker.unasked = Senders(deliver, UNASKED_SENDERS)
    announcing.deliver_here(worker.senders)
    try:
        worker.work(burst=burst, logging_level=logging.getLevelName(logging.WARNING))
    finally:
        announcing.deliver_here(None)
        worker.senders.close()
        worker.unasked.close()


def main(arguments: list[str]) -> None:
    """Run until SIGTERM or SIGINT, which let the job in hand finish."""
    configure_logging("worker")
    os.nice(NICE)
    warm_up()
    collecting.settle()
    log().info("worker started")
    work(burst="--burst" in arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
