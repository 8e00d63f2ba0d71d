"""How many threads a forecast takes."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any, Final

from threadpoolctl import ThreadpoolController

THREADS: Final = 1
"""Two threads wait for each other where others work as well; a night's work is shared among processes instead."""


def few_threads() -> AbstractContextManager[Any]:
    """Within, NumPy's matrix products take THREADS threads.

    A shop's are small: more threads take as long, and burn a processor each while they wait. And how a sum is shared out
    changes its last digits, so that machines with more processors would forecast otherwise.
    """
    limited: AbstractContextManager[Any] = _libraries().limit(limits=THREADS, user_api="blas")
    return limited


@lru_cache(maxsize=1)
def _libraries() -> ThreadpoolController:
    # To look for them takes longer than a small forecast.
    return ThreadpoolController()
