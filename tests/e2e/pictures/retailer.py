"""The retailer's page in every state, and the pages around it."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from actions.dashboard_link import PURPOSE
from domain.dashboard import store as dashboard
from domain.local_events import store as local_events
from domain.local_events.contract import Spell
from domain.models import User
from infra import clock, links
from infra.database.session import desk_session, store_session
from tests.e2e.pictures.console import Opener
from tests.e2e.pictures.shops import Stage


def link(stage: Stage, language: str, *, empty: bool = False, late: bool = False) -> str:
    """The path of a new link for the shop's owner, who speaks `language`."""
    shop, owner = (stage.empty, stage.empty_owner) if empty else (stage.shop, stage.owner)
    with desk_session() as session:
        session.get_one(User, owner).language = language
    with store_session(shop) as session:
        made = dashboard.make_link(session, shop, owner, clock.now())
        if late:
            made.open_until = clock.now() - timedelta(minutes=1)
        return f"/dashboard/open/{links.sign_until(PURPOSE, f'{made.id:x}', made.open_until)}"


def signed_in(page: Page, url: str, stage: Stage, language: str, *, empty: bool = False) -> None:
    """The shop's page, connected."""
    page.goto(url + link(stage, language, empty=empty))
    page.wait_for_url("**/dashboard/")
    expect(page.locator("#state")).to_have_class("live")


def opened(page: Page, url: str, stage: Stage, language: str) -> None:
    """With its tables."""
    signed_in(page, url, stage, language)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")


def empty(page: Page, url: str, stage: Stage, language: str) -> None:
    """A shop that has not begun."""
    signed_in(page, url, stage, language, empty=True)


def not_connected(page: Page, url: str, stage: Stage, language: str) -> None:
    """The page while the network is away."""
    page.route("**/dashboard/events*", lambda route: route.abort())
    page.goto(url + link(stage, language))
    page.wait_for_url("**/dashboard/")
    expect(page.locator("#state")).to_have_class("stale")


def coming(page: Page, url: str, stage: Stage, language: str) -> None:
    """What comes up near the shop: told, and the form for more."""
    _with_events(page, url, stage, language)


def coming_wrong(page: Page, url: str, stage: Stage, language: str) -> None:
    """The form with days the wrong way round."""
    _with_events(page, url, stage, language)
    today = clock.today("Asia/Kolkata")
    page.locator("#first").fill((today + timedelta(days=5)).isoformat())
    page.locator("#last").fill((today + timedelta(days=2)).isoformat())
    page.locator("form.fields button").click()
    expect(page.locator("#problem")).to_be_visible()


def _with_events(page: Page, url: str, stage: Stage, language: str) -> None:
    today = clock.today("Asia/Kolkata")
    with store_session(stage.shop) as session:
        for kind, begin, days in (("fair", 3, 4), ("shop_closed", 12, 1)):
            first = today + timedelta(days=begin)
            spell = Spell(kind, first, first + timedelta(days=days - 1))
            local_events.tell(session, stage.shop, spell, key=kind, user_id=stage.owner, today=today, now=clock.now())
    signed_in(page, url, stage, language)
    page.locator("#coming a").click()
    expect(page.locator("form.fields")).to_be_visible()


def door(page: Page, url: str, stage: Stage, language: str) -> None:
    """The link, not opened yet: with scripts it opens by itself."""
    page.goto(url + link(stage, language))


def used(page: Page, url: str, stage: Stage, language: str) -> None:
    """A link that was opened on another phone."""
    where = url + link(stage, language)
    page.request.post(where)
    page.context.clear_cookies()
    page.goto(where)


def expired(page: Page, url: str, stage: Stage, language: str) -> None:
    """A link whose time is over."""
    page.goto(url + link(stage, language, late=True))


def wrong(page: Page, url: str, _stage: Stage, _language: str) -> None:
    """A link of nobody's."""
    page.goto(f"{url}/dashboard/open/1.2.3")


def signed_out(page: Page, url: str, _stage: Stage, _language: str) -> None:
    """Without a link."""
    page.goto(f"{url}/dashboard/")


def left(page: Page, url: str, stage: Stage, language: str) -> None:
    """Logged out."""
    signed_in(page, url, stage, language)
    page.locator("form[action$='/leave'] button").click()
    page.wait_for_url("**/dashboard/leave")


def offline(page: Page, url: str, stage: Stage, language: str) -> None:
    """An installed page without a connection."""
    signed_in(page, url, stage, language)
    page.goto(f"{url}/dashboard/offline")


PAGES: dict[str, Opener] = {
    "shop": signed_in,
    "shop-tables": opened,
    "shop-empty": empty,
    "shop-not-connected": not_connected,
    "shop-coming": coming,
    "shop-coming-wrong": coming_wrong,
    "shop-door": door,
    "shop-used": used,
    "shop-expired": expired,
    "shop-wrong": wrong,
    "shop-signed-out": signed_out,
    "shop-left": left,
    "shop-offline": offline,
}
ONE_LOOK = ("shop", "shop-empty", "shop-door")
"""In the languages that are looked at once."""
WITHOUT_SCRIPTS = frozenset({"shop-door"})
