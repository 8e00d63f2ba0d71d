"""axe-core finds nothing serious on any page that people use, and none weighs more than a slow network carries."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from actions.dashboard_link import PURPOSE
from bot.console.signing_in import cookie_name
from bot.inbox import receive
from domain.agents import store as agents
from domain.dashboard import store as dashboard
from domain.models import Conversation
from domain.stores import store as stores
from infra import clock, links
from infra.database.session import desk_session, store_session
from tests.busy_shop import make_busy
from tests.e2e.browser import open_browser, serve_web
from tests.e2e.desk import OWNER, work
from tests.unit.bot.mail import message

PASSWORD = "correct horse battery"
SERIOUS = {"serious", "critical"}
BUDGET = 150_000
"""Bytes of a first load."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture
def web(store: int) -> Iterator[str]:
    make_busy(store, clock.now())
    with serve_web() as url:
        yield url


def open_dashboard(page: Page, web: str, store_id: int, language: str = "en") -> None:
    with store_session(store_id) as session:
        owner = stores.members(session, store_id)[0]
        owner.language = language
        made = dashboard.make_link(session, store_id, owner.id, clock.now())
    page.goto(f"{web}/dashboard/open/{links.sign_until(PURPOSE, f'{made.id:x}', made.open_until)}")
    page.wait_for_url("**/dashboard/")


def open_dashboard_tables(page: Page, web: str, store_id: int) -> None:
    open_dashboard(page, web, store_id)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")


def open_dashboard_in_tamil(page: Page, web: str, store_id: int) -> None:
    open_dashboard(page, web, store_id, "ta")


def goto(path: str) -> Callable[[Page, str, int], None]:
    def visit(page: Page, web: str, _store_id: int) -> None:
        page.goto(web + path)

    return visit


def open_console(page: Page, web: str, _store_id: int) -> None:
    with desk_session() as session:
        email = "meera@example.in"
        agents.add(session, email, "Meera", "lead", now=clock.now(), languages=["en"], password=PASSWORD)
    receive(message("talk to a person", address=OWNER))
    work()
    page.goto(f"{web}/console/login")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Inbox")).to_be_visible()


def in_console(path: str) -> Callable[[Page, str, int], None]:
    def visit(page: Page, web: str, store_id: int) -> None:
        open_console(page, web, store_id)
        page.goto(f"{web}/console/{path}")

    return visit


def open_chat(page: Page, web: str, store_id: int) -> None:
    open_console(page, web, store_id)
    with desk_session() as session:
        number = session.scalars(select(Conversation.id).where(Conversation.address == OWNER)).one()
    page.goto(f"{web}/console/chats/{number}")


def open_accounts(page: Page, web: str, _store_id: int) -> None:
    with desk_session() as session:
        admin = agents.add(session, "admin@example.in", "Admin", "admin", now=clock.now(), languages=["hi"])
        token = agents.open_session(session, admin.id, "Chromium", clock.now())
    page.context.add_cookies([{"name": cookie_name(), "value": token, "url": web}])
    page.goto(f"{web}/console/accounts")
    expect(page.get_by_role("heading", name="Accounts")).to_be_visible()


PAGES: dict[str, Callable[[Page, str, int], None]] = {
    "dashboard": open_dashboard,
    "dashboard with its tables": open_dashboard_tables,
    "dashboard in Tamil": open_dashboard_in_tamil,
    "dashboard, signed out": goto("/dashboard/"),
    "dashboard, a forged link": goto("/dashboard/open/1.2.3"),
    "dashboard, without a connection": goto("/dashboard/offline"),
    "console, signing in": goto("/console/login"),
    "console, inbox": open_console,
    "console, a chat": open_chat,
    "console, labels": in_console("labels"),
    "console, figures": in_console("figures"),
    "console, one's own page": in_console("me"),
    "console, accounts": open_accounts,
}
"""Every page, by a name, and how a browser gets there."""


@pytest.mark.parametrize("name", list(PAGES))
@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_is_for_everybody_and_light(browser: Browser, web: str, store: int, name: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    received: list[float] = []
    devtools.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    devtools.send("Network.enable")
    PAGES[name](page, web, store)
    found = Axe().run(page).response["violations"]
    serious = {f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found if each["impact"] in SERIOUS}
    assert serious == set()
    assert sum(received) < BUDGET
    context.close()


def test_axe_would_find_what_is_wrong(browser: Browser, web: str, store: int) -> None:
    page = browser.new_page()
    open_dashboard(page, web, store)
    page.evaluate("document.querySelector('footer button').textContent = ''")
    assert "button-name" in {each["id"] for each in Axe().run(page).response["violations"]}
    page.close()
