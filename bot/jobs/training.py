"""The weekly training in a process of its own, which lives as long as it takes: `python -m bot.jobs.training`.

A worker answers mail between its jobs, and half a minute of training would keep every message waiting.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading

from analytics.forecasting import champion
from infra.supervisor import spawn
from infra.telemetry import configure_logging, log

_LAST = 19
"""The niceness of what only runs when nothing else wants to."""
_STDERR = 2


def begin() -> None:
    """Start a training that is due, and go on. It ends with the worker; what it did not finish is due still."""
    process = start()
    threading.Thread(target=_see_it_out, args=(process,), name="training", daemon=True).start()


def start() -> subprocess.Popen[bytes]:
    """The process, running at the lowest priority; its log goes to ours."""
    process = spawn((sys.executable, "-m", "bot.jobs.training"), output=_STDERR)
    os.setpriority(os.PRIO_PROCESS, process.pid, _LAST)
    return process


def _see_it_out(process: subprocess.Popen[bytes]) -> None:
    status = process.wait()
    if status:
        log().warning("training broke, it is tried again in an hour", status=status)


def main() -> None:
    """Train, if it is due and nobody else is at it."""
    configure_logging("training")
    champion.train()


if __name__ == "__main__":
    main()
