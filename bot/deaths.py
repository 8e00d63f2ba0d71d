"""How often a worker died of a message: counted in Redis before its turn, and taken off when the turn ends by itself.

Counted outside of the turn's transaction, which dies with the worker. A count that Redis loses begins anew: what kills
workers is set aside some tries later.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import redis

from infra import queue
from infra.telemetry import log

_PREFIX = "turn:"
_KEPT_SECONDS = 3600


class Deaths(threading.local):
    """The counts, as a thread of a worker keeps them. What ended by itself is taken off together with the next that begins."""

    def __init__(self) -> None:
        self._begun: int | None = None
        self._ended: list[int] = []

    @contextmanager
    def watch(self) -> Iterator[None]:
        """A turn happens in the block: however it ends, by its answer or an error, its worker lives."""
        try:
            yield
        except Exception:
            self._end()
            raise
        self._end()

    def begin(self, inbound_id: int) -> int:
        """Count the message's turn, which begins; how often it began before and never ended. 0 while Redis is down."""
        self._begun, name = inbound_id, f"{_PREFIX}{inbound_id}"
        try:
            with queue.connect().pipeline(transaction=False) as together:
                for number in self._ended:
                    together.delete(f"{_PREFIX}{number}")
                together.incr(name)
                together.expire(name, _KEPT_SECONDS)
                begun = int(together.execute()[-2])
        except redis.RedisError as error:
            log().warning("a turn begins uncounted, Redis is down", inbound=inbound_id, error=str(error))
            return 0
        self._ended.clear()
        return begun - 1

    def forget(self, inbound_id: int) -> None:
        """Let the message begin anew: it is set aside, and whoever brings it back has mended what killed."""
        with suppress(redis.RedisError):
            queue.connect().delete(f"{_PREFIX}{inbound_id}")
        self._begun = None

    def _end(self) -> None:
        if self._begun is not None:
            self._ended.append(self._begun)
            self._begun = None
