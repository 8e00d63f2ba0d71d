"""Debian's Chromium, headless, and the web process on a free port of loopback."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from infra.supervisor import wait_until

CHROMIUM = shutil.which("chromium")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage")
PATIENCE = 30.0


def require_chromium() -> str:
    """The path of Chromium. Without one a test is skipped, except in CI, where that is an error."""
    if CHROMIUM is None:
        assert not os.environ.get("CI"), "chromium is missing: run tests/install_packages.sh"
        pytest.skip("chromium is not installed: run tests/install_packages.sh")
    return CHROMIUM


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A browser that speaks to nobody but the pages it is given."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=require_chromium(), args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def serve_web() -> Iterator[str]:
    """The address of the application, served by a thread of this process under its present settings."""
    from bot.web.app import create_app

    server = uvicorn.Server(
        uvicorn.Config(create_app(), host="127.0.0.1", port=0, log_level="warning", timeout_graceful_shutdown=3)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert wait_until(lambda: server.started, time.monotonic() + PATIENCE, 0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=PATIENCE)
    assert not thread.is_alive()
