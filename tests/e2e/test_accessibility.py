"""axe-core finds nothing serious on any page that people use, and none weighs more than a slow network carries.

The pages, and how a browser gets to each, are those of which `tests/e2e/pictures` takes pictures.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.conftest import clone
from tests.e2e.pictures import console, retailer, shops
from tests.e2e.pictures.shops import Stage
from tests.serving import serve_web

SERIOUS = {"serious", "critical"}
BUDGET = 150_000
"""Bytes of a first load."""
PAGES = {**console.PAGES, **retailer.PAGES}
LOOKS = [
    *((name, 360, "en") for name in PAGES),
    *((name, 1280, "hi") for name in PAGES if name.startswith(("console-chat", "console-inbox", "console-acc"))),
    *((name, 1280, "ta") for name in ("shop", "shop-tables", "shop-empty")),
]
"""Every page on a phone, and on a desktop those that are laid out otherwise there, in another language."""


@pytest.fixture(scope="module")
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as made:
        yield made


@pytest.fixture(scope="module")
def stage(template: str, patch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """One shop and its chats for all of the pages: each finds what it shows, whatever the others did."""
    with clone(template, patch):
        yield shops.fill()


@pytest.fixture(scope="module")
def web(stage: Stage) -> Iterator[str]:
    with serve_web() as url:
        yield url


@pytest.mark.parametrize(("name", "width", "language"), LOOKS)
def test_a_page_is_for_everybody_and_light(
    browser: Browser, web: str, stage: Stage, name: str, width: int, language: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, locale=f"{language}-IN")
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    received: list[float] = []
    devtools.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    devtools.send("Network.enable")
    PAGES[name](page, web, stage, language)
    found = Axe().run(page).response["violations"]
    serious = {f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found if each["impact"] in SERIOUS}
    assert serious == set()
    assert sum(received) < BUDGET
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_axe_would_find_what_is_wrong(browser: Browser, web: str, stage: Stage) -> None:
    page = browser.new_page()
    PAGES["shop"](page, web, stage, "en")
    page.evaluate("document.querySelector('footer button').textContent = ''")
    assert "button-name" in {each["id"] for each in Axe().run(page).response["violations"]}
    page.close()
