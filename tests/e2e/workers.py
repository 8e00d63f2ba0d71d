"""Real worker processes that can be killed and are quickly back: forked from one that is warm."""

from __future__ import annotations

import multiprocessing
import os
from multiprocessing.context import ForkServerContext, ForkServerProcess

_context: ForkServerContext = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.e2e.warm_worker"])


def _run(environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    from bot import worker_process
    from infra.settings import Settings, settings

    Settings.model_config["env_file"] = None
    settings.cache_clear()
    worker_process.main([])


def start() -> ForkServerProcess:
    """A worker with the environment of this moment, as `python -m bot.worker_process` is one."""
    process = _context.Process(target=_run, args=(dict(os.environ),), daemon=True)
    process.start()
    return process
