"""Signing in, accounts and labels in a real browser, where the page's own policy is enforced."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from domain.agents import store as agents
from domain.conversations import store as conversations
from domain.models import Inbound, Label
from infra import clock
from infra.database.session import desk_session
from tests.e2e.browser import complaints_of
from tests.serving import serve_web

PASSWORD = "correct horse battery"
NASTY = "<img src=x onerror=\"document.title='broken in'\">"
expect.set_options(timeout=20_000)


@pytest.fixture
def web(store: int) -> Iterator[str]:
    with desk_session() as session:
        for email, name, role in (("admin@example.in", "Meena", "admin"), ("ravi@example.in", "Ravi", "agent")):
            agents.add(session, email, name, role, now=clock.now(), languages=["hi"], password=PASSWORD)
    with serve_web() as url:
        yield url


@contextmanager
def visiting(browser: Browser, url: str) -> Iterator[Page]:
    """A browser of somebody's own at the sign-in. A script error, or anything that the page's policy refuses, fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-IN", timezone_id="Asia/Kolkata")
    page = context.new_page()
    complaints = complaints_of(page)
    page.goto(f"{url}/console/login")
    yield page
    context.close()
    # A refusal's status is no fault of the page's.
    assert [line for line in complaints if "the server responded with a status of" not in line] == []


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_an_administrator_enrols_a_phone_and_keeps_the_accounts(browser: Browser, web: str) -> None:
    with visiting(browser, web) as page, visiting(browser, web) as other:
        sign_in(page, "admin@example.in", "a wrong guess")
        expect(page.get_by_role("alert")).to_contain_text("wrong")
        sign_in(page, "admin@example.in")
        picture = page.get_by_alt_text("QR code")
        expect(picture).to_be_visible()
        assert picture.evaluate("image => image.naturalWidth") > 100
        secret = page.locator("code").inner_text()
        page.get_by_label("The six digits").fill(pyotp.TOTP(secret).at(clock.now()))
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("link", name="Accounts").click()
        page.get_by_label("Email").fill("new@example.in")
        page.get_by_label("Name").fill(NASTY)
        page.get_by_label("Tamil").check()
        page.get_by_role("button", name="Open an account").click()
        password = page.locator(".good code").inner_text()
        expect(page.get_by_role("link", name=NASTY)).to_be_visible()
        assert page.title() == "Accounts"

        sign_in(other, "new@example.in", password)
        other.get_by_role("link", name=NASTY).click()
        expect(other.get_by_role("heading", name="My account")).to_be_visible()
        expect(other.get_by_role("link", name="Accounts")).to_have_count(0)

        page.get_by_role("link", name=NASTY).click()
        page.get_by_role("button", name="Close the account").click()
        expect(page.get_by_text("new@example.in: Closed")).to_be_visible()
        other.reload()
        expect(other.get_by_role("heading", name="Support sign-in")).to_be_visible()


def test_the_interface_is_hindi_where_that_was_chosen_and_signing_out_ends_it(browser: Browser, web: str) -> None:
    with visiting(browser, web) as page:
        sign_in(page, "ravi@example.in")
        page.get_by_role("button", name="हिन्दी").click()
        expect(page.get_by_role("link", name="इनबॉक्स", exact=True)).to_be_visible()
        page.get_by_role("button", name="लॉग आउट").click()
        expect(page).to_have_url(f"{web}/console/login")
        page.go_back()
        page.goto(f"{web}/console/me")
        assert page.url.endswith("/console/login")


def write(store: int, body: str, intent: str) -> None:
    with desk_session() as session:
        talk = conversations.find_or_open(
            session,
            channel="whatsapp",
            address="+919811100001",
            provider="simulator",
            now=clock.now(),
            store_id=store,
        )
        session.add(
            Inbound(
                conversation_id=talk.id,
                store_id=store,
                provider="simulator",
                provider_id=body,
                body=body,
                raw={},
                status="done",
                trace={
                    "decision": "not_understood",
                    "intent": intent,
                    "confidence": 0.4,
                    "ranking": [[intent, 0.4], ["record_credit", 0.3], ["undo", 0.1]],
                    "frame": {"intent": intent, "language": "hi", "script": "Latn"},
                },
                sent_at=clock.now(),
                received_at=clock.now(),
            )
        )


def test_a_message_is_labelled_in_two_clicks_or_from_the_list(browser: Browser, web: str, store: int) -> None:
    write(store, "maal thoda gaya", "record_sale")
    write(store, f"kal ka match {NASTY}", "sales_report")
    with visiting(browser, web) as page:
        sign_in(page, "ravi@example.in")
        page.get_by_role("link", name="Teaching").click()
        sale = page.locator("article", has_text="maal thoda gaya")
        sale.get_by_role("radio", name="Write an amount on a customer").check()
        sale.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved: Write an amount")).to_be_visible()
        match = page.locator("article", has_text="kal ka match")
        expect(match).to_contain_text(NASTY)
        match.get_by_role("combobox", name="Something else").select_option("out_of_scope")
        match.get_by_role("button", name="Save").click()
        expect(page.locator("article")).to_have_count(0)
        assert page.title() == "Teaching"
    with desk_session() as session:
        assert sorted(session.scalars(select(Label.intent))) == ["out_of_scope", "record_credit"]


def test_every_page_fits_a_small_phone(browser: Browser, web: str, store: int) -> None:
    write(store, "maal thoda gaya aur " + "bahutlambashabd" * 6, "record_sale")
    with visiting(browser, web) as page:
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        sign_in(page, "ravi@example.in")
        expect(page.get_by_role("link", name="Teaching")).to_be_visible()
        for path in ("labels", "me"):
            page.goto(f"{web}/console/{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        with desk_session() as session:
            admin = agents.find(session, "admin@example.in")
            assert admin is not None
            token = agents.open_session(session, admin.id, "test", clock.now())
        page.context.add_cookies([{"name": "vyapari-console", "value": token, "url": web}])
        for path in ("accounts", f"accounts/{admin.id}", "figures"):
            page.goto(f"{web}/console/{path}")
            expect(page.locator("h1")).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
