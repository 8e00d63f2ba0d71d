"""What the processes of a stack take: CPU seconds and memory, by program. Linux's /proc by psutil."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator

import psutil

PROGRAMS = (
    ("bot.worker_process", "worker"),
    ("uvicorn", "web"),
    ("bot.sweeper", "sweeper"),
    ("bot.jobs.cron", "cron"),
    ("rasa", "nlu"),
    ("redis-server", "redis"),
    ("postgres", "postgres"),
    ("bot.cli up", "up"),
)
"""What tells a program in its command line, and its name in the table."""


def cpu_seconds(leader: int) -> Counter[str]:
    """Seconds of CPU that each program of the tree under `leader` has had, children that ended included; and ours."""
    spent: Counter[str] = Counter()
    for process in _tree(leader):
        try:
            times = process.cpu_times()
            spent[_name(process)] += times.user + times.system + times.children_user + times.children_system
        except psutil.Error:
            continue
    # `up` has waited for programs that ended, which another line of the table has already.
    own = os.times()
    spent["driver"] = own.user + own.system
    return spent


def memory(leader: int) -> dict[str, float]:
    """Megabytes (10^6) of each program: proportional set size, in which shared pages count once over all."""
    held: Counter[str] = Counter()
    for process in _tree(leader):
        try:
            held[_name(process)] += process.memory_full_info().pss / 1e6
        except psutil.Error:
            continue
    return dict(held)


def pids(leader: int, program: str) -> list[int]:
    """The processes of `program`; of PostgreSQL the postmaster alone."""
    found = [process for process in _tree(leader) if _name(process) == program]
    if program == "postgres":
        found = [process for process in found if "-D" in process.cmdline()]
    return [process.pid for process in found]


def _tree(leader: int) -> Iterator[psutil.Process]:
    try:
        top = psutil.Process(leader)
        yield top
        yield from top.children(recursive=True)
    except psutil.NoSuchProcess:
        return


def _name(process: psutil.Process) -> str:
    try:
        line = " ".join(process.cmdline()) or process.name()
    except psutil.Error:
        # Dead, and not buried yet.
        return "other"
    return next((name for sign, name in PROGRAMS if sign in line), "other")
