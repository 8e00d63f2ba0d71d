"""Debian's Chromium, headless."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage")


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


def complaints_of(page: Page) -> list[str]:
    """Errors of scripts, and what the page's own policy refuses, as they come from here on."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    return complaints
