"""Providers that do not answer are left alone for a while, each by itself: what is to go there waits, and no try is counted."""

from __future__ import annotations

from functools import cache

from infra.breaker import Breaker

FAILURES = 5
"""In a row."""
ALONE_SECONDS = 10.0


@cache
def of(provider: str) -> Breaker:
    """The breaker of this process for `provider`."""
    return Breaker(FAILURES, ALONE_SECONDS)
