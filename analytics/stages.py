"""Where a night's processor time goes, told on /metrics."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from infra.telemetry import night_seconds


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Count what the block costs this thread as a part of the night's work."""
    began = time.thread_time()
    try:
        yield
    finally:
        night_seconds.labels(name).inc(time.thread_time() - began)
