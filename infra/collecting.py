"""Garbage collection for processes that serve for days: what was loaded at the start is not searched again and again."""

from __future__ import annotations

import gc

THRESHOLDS = (20_000, 20, 20)
"""Of Python's three generations. With the usual 700, 10, 10 a worker spent 6 to 10 % of its time on finding nothing."""


def settle() -> None:
    """Call it once everything is loaded: modules, mappings and texts live as long as the process.

    They are left out of every later collection (`gc.freeze`), and collections become rare; what refers to itself in no
    circle, which is nearly everything, goes at once as ever. https://docs.python.org/3/library/gc.html
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
