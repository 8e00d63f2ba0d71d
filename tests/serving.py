"""The web application: made, or served on a free port of loopback. Its log is left as other tests know it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import structlog
import uvicorn
from fastapi import FastAPI

from bot.web.app import create_app
from infra.supervisor import wait_until

PATIENCE = 30.0


def forget_log() -> None:
    """Undo what an application that is made does to the log."""
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    logging.getLogger().handlers.clear()


def make_app() -> FastAPI:
    """The application, silent."""
    app = create_app()
    forget_log()
    return app


@contextmanager
def serve_web(lifespan: Literal["on", "off"] = "on") -> Iterator[str]:
    """The address of the application, served by a thread of this process with the settings of this moment.

    `lifespan`: whether what runs beside its requests runs too.
    """
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(),
            host="127.0.0.1",
            port=0,
            log_level="warning",
            lifespan=lifespan,
            timeout_graceful_shutdown=3,
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        assert wait_until(lambda: server.started, time.monotonic() + PATIENCE, 0.02)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=PATIENCE)
        forget_log()
    assert not thread.is_alive()
