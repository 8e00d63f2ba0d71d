"""The phone in the browser, in a real browser: what is typed is answered, and what was understood stands beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from rq import SimpleWorker

from domain.models import Inbound, Product, Sale, User
from domain.values import Money
from infra import clock, queue
from infra.database.session import desk_session, store_session
from tests.e2e.browser import complaints_of
from tests.production import go_to_production
from tests.serving import serve_web

OWNER = "+919811100001"
NASTY = "<img src=x onerror=\"document.title='broken in'\">"


@pytest.fixture
def web(store: int) -> Iterator[str]:
    with serve_web() as url:
        yield url


@pytest.fixture
def page(browser: Browser, web: str) -> Iterator[Page]:
    """The simulator, opened; a script error, or anything that the page's own policy refuses, fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-IN", timezone_id="Asia/Kolkata")
    opened = context.new_page()
    complaints = complaints_of(opened)
    opened.goto(f"{web}/simulator")
    expect(opened.locator("#state")).to_have_text("online")
    yield opened
    context.close()
    assert complaints == []


def drain() -> None:
    """Let a worker do all that is on the queues."""
    SimpleWorker([queue.queue(name) for name in queue.QUEUES], connection=queue.connect()).work(burst=True)


def say(page: Page, words: str) -> None:
    """Type, send, and have it answered."""
    page.get_by_label("Message", exact=True).fill(words)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".row.mine").last).to_contain_text(words)
    drain()


def stock_of(store_id: int, sku: str) -> str:
    with store_session(store_id) as session:
        return str(session.query(Product).filter_by(sku=sku).one().stock)


def test_a_sale_is_typed_answered_explained_and_in_the_books(page: Page, store: int) -> None:
    say(page, "SALE MAGGI 5")
    reply = page.locator(".row.theirs .bubble").last
    expect(reply).to_contain_text("31")
    expect(reply).to_contain_text("₹75")
    trace = page.locator("#trace")
    expect(trace).to_contain_text("record_sale")
    expect(trace).to_contain_text("maggi-70g")
    assert stock_of(store, "maggi-70g") == "31"


def test_a_button_is_tapped_as_on_a_phone(page: Page, store: int) -> None:
    say(page, "SALE MAGGI 5")
    page.locator(".taps").get_by_role("button", name="Undo").click()
    expect(page.locator(".row.mine")).to_have_count(2)
    drain()
    expect(page.locator(".row.theirs")).to_have_count(2)
    assert stock_of(store, "maggi-70g") == "36"
    with desk_session() as session:
        tapped = session.query(Inbound).order_by(Inbound.id.desc()).first()
        assert tapped is not None
        assert tapped.button == "undo"


def test_a_picture_is_shown_and_opens(page: Page, web: str, store: int) -> None:
    with store_session(store) as session:
        for days in (1, 2):
            at = clock.now() - timedelta(days=days)
            session.add(Sale(store_id=store, sold_at=at, total=Money(100 * days), recorded_at=at, credit=False))
    say(page, "REPORT 7 DAYS")
    picture = page.locator(".row.theirs .file img")
    expect(picture).to_be_visible()
    assert picture.evaluate("async image => { await image.decode(); return image.naturalWidth; }") == 1040
    link = page.locator(".row.theirs .file").get_attribute("href")
    assert httpx.get(f"{web}{link}").headers["content-type"] == "image/png"


def test_an_answer_to_an_earlier_message_says_which(page: Page) -> None:
    say(page, "STOCK MAGGI")
    row = page.locator(".row.theirs").first
    row.hover()
    row.get_by_role("button", name="Reply to").click()
    expect(page.locator("#quote")).to_be_visible()
    say(page, "STOCK SUGAR")
    with desk_session() as session:
        later = session.query(Inbound).order_by(Inbound.id.desc()).first()
        assert later is not None
        assert later.replied_to is not None
        assert later.replied_to.startswith("SIM")
    expect(page.locator(".row.mine").last.locator(".cited")).to_be_visible()


def test_sms_is_a_conversation_of_its_own_with_its_own_look(page: Page) -> None:
    say(page, "STOCK MAGGI")
    page.get_by_text("SMS", exact=True).click()
    expect(page.locator(".row")).to_have_count(0)
    say(page, "STOCK SUGAR")
    expect(page.locator(".row.theirs .bubble").last).to_contain_text("25")
    assert page.locator("body").get_attribute("data-channel") == "sms"
    page.get_by_text("WhatsApp", exact=True).click()
    expect(page.locator(".row.mine")).to_have_count(1)


def test_a_script_in_a_message_or_a_name_stays_text(browser: Browser, web: str, store: int) -> None:
    with desk_session() as session:
        session.query(User).filter_by(phone=OWNER).one().name = NASTY
    context = browser.new_context()
    opened = context.new_page()
    opened.goto(f"{web}/simulator")
    expect(opened.locator("#shop option").first).to_contain_text(NASTY)
    say(opened, NASTY)
    expect(opened.locator(".row.mine .bubble").last).to_contain_text(NASTY)
    assert opened.title() == "VyapariAI simulator"
    assert opened.locator("main img[src=x]").count() == 0
    context.close()


def test_it_fits_a_small_phone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    say(page, "STOCK MAGGI")
    expect(page.locator(".row.theirs .bubble").last).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_page_of_another_site_can_write_nothing(web: str, store: int) -> None:
    body = {"phone": OWNER, "channel": "whatsapp", "text": "SALE MAGGI 5"}
    answer = httpx.post(f"{web}/simulator/messages", json=body, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    with desk_session() as session:
        assert session.query(Inbound).count() == 0


@pytest.mark.parametrize("phone", ["", "Ramesh", "98000", "+91'; DROP TABLE inbox"])
def test_no_number_is_refused(web: str, phone: str) -> None:
    body = {"phone": phone, "channel": "whatsapp", "text": "hello"}
    assert httpx.post(f"{web}/simulator/messages", json=body).status_code == 422


def test_an_unchanged_conversation_costs_no_body(web: str) -> None:
    query = {"phone": OWNER, "channel": "whatsapp"}
    first = httpx.get(f"{web}/simulator/messages", params=query)
    again = httpx.get(f"{web}/simulator/messages", params=query, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_there_is_none_in_production(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    go_to_production(monkeypatch)
    with serve_web() as url:
        for path in (
            "/simulator",
            "/simulator/messages?phone=%2B919811100001&channel=sms",
            "/simulator/static/simulator.js",
        ):
            assert httpx.get(url + path).status_code == 404
