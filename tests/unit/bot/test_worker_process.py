"""A worker's threads: answers never wait behind what nobody asked for."""

from __future__ import annotations

import threading

import pytest
from rq.timeouts import TimerDeathPenalty

from bot import announcing
from bot.worker_process import DeskWorker, Senders
from infra import queue


class Desk(DeskWorker):
    """In the test's own process, where SIGALRM is pytest-timeout's."""

    death_penalty_class = TimerDeathPenalty


@pytest.mark.usefixtures("database")
def test_an_answer_leaves_while_every_thread_for_alerts_is_busy() -> None:
    go_on, sent, answered = threading.Event(), [], threading.Event()

    def slowly(number: int) -> None:
        assert go_on.wait(20)
        sent.append(number)

    def at_once(number: int) -> None:
        sent.append(number)
        answered.set()

    for number in range(1, 6):
        announcing.announce_unasked(number)
    announcing.announce_delivery(6)
    worker = Desk([queue.queue(name) for name in queue.QUEUES], connection=queue.connect())
    worker.senders, worker.unasked = Senders(at_once, 1), Senders(slowly, 1)
    for name in (queue.UNASKED, queue.DELIVERIES):
        for job in queue.queue(name).jobs:
            worker.execute_job(job, queue.queue(name))
    assert answered.wait(20)
    assert sent == [6]
    go_on.set()
    worker.senders.close()
    worker.unasked.close()
    assert sent == [6, 1, 2, 3, 4, 5]


def test_what_nobody_asked_for_is_taken_up_last_of_all_mail() -> None:
    assert queue.QUEUES.index(queue.UNASKED) > queue.QUEUES.index(queue.CONVERSATIONS)
    assert queue.QUEUES.index(queue.UNASKED) > queue.QUEUES.index(queue.DELIVERIES)
