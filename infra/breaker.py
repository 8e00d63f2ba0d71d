"""A circuit breaker: what fails again and again is left alone for a while, then tried by one (Nygard, *Release It!*)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Breaker:
    """Says whether to ask somebody who may be down. Threads may share it; each process has its own.

    Closed: everybody asks. After `failures` in a row it opens: nobody asks for `seconds`. Then, half open, one asks, and
    what becomes of that closes it or opens it again.
    """

    def __init__(self, failures: int, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._seconds, self._now = failures, seconds, now
        self._failed = 0
        self._open_until: float | None = None
        self._lock = threading.Lock()

    @property
    def open_seconds(self) -> float:
        """How long nobody asks from now on; 0 while it is closed or somebody may try."""
        with self._lock:
            return max(0.0, self._open_until - self._now()) if self._open_until is not None else 0.0

    def allows(self) -> bool:
        """Whether to ask now. After a yes tell `succeeded` or `failed`."""
        with self._lock:
            if self._open_until is None:
                return True
            if self._now() < self._open_until:
                return False
            # The one that tries; the others wait for what it finds, or for its silence.
            self._open_until = self._now() + self._seconds
            return True

    def succeeded(self) -> None:
        """It answered."""
        with self._lock:
            self._failed, self._open_until = 0, None

    def failed(self) -> None:
        """It did not answer."""
        with self._lock:
            self._failed += 1
            if self._failed >= self._limit:
                self._open_until = self._now() + self._seconds
