"""The console in a real browser: two agents, three retailers, and a chat that a person has from beginning to end."""

from __future__ import annotations

import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from bot import worker
from bot.delivery import deliver
from bot.inbox import receive
from domain.agents import store as agents
from domain.audit.models import AuditRow
from domain.models import Case, Conversation, Inbound, Outbound, Product, User
from domain.values import Money
from infra import clock, queue
from infra.database.session import desk_session, store_session
from infra.settings import settings
from tests.conftest import make_store
from tests.contract.console_browser import write_entry
from tests.e2e.browser import complaints_of
from tests.serving import serve_web
from tests.unit.bot.mail import message

PASSWORD = "correct horse battery"
ASHA, RAVI, LATA = "+919811100001", "+919811100002", "+919811100003"
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
"""One dot."""
PLACE_OF = "(text => [...document.querySelectorAll('.text')].find(one => one.textContent === text).getBoundingClientRect().top)"
NASTY = "<img src=x onerror=\"document.title='broken in'\">"
POLITE_MS = 20_000
expect.set_options(timeout=POLITE_MS)


@pytest.fixture
def shops(database: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Three shops by their owner's number; support is there at any hour, and nobody's hours are quiet."""
    monkeypatch.setenv("SUPPORT_OPENS", "00:00")
    monkeypatch.setenv("SUPPORT_CLOSES", "00:00")
    settings.cache_clear()
    made = {ASHA: make_store("Asha Stores", ASHA), RAVI: make_store("Ravi Kirana", RAVI), LATA: make_store(NASTY, LATA)}
    with desk_session() as session:
        for user in session.scalars(select(User)):
            user.name = {ASHA: "Asha", RAVI: "Ravi", LATA: NASTY}[user.phone]
        for email, name, language in (("meera@example.in", "Meera", "en"), ("john@example.in", "John", "hi")):
            agents.add(session, email, name, "agent", now=clock.now(), languages=[language], password=PASSWORD)
    return made


@pytest.fixture
def web(shops: dict[str, int]) -> Iterator[str]:
    with serve_web() as url:
        yield url


@contextmanager
def signed_in(browser: Browser, web: str, email: str, **options: object) -> Iterator[Page]:
    """A browser of its own, signed in; a script error, or what the page's own policy refuses, fails the test."""
    context: BrowserContext = browser.new_context(
        viewport={"width": 1280, "height": 900},
        locale="en-IN",
        timezone_id="Asia/Kolkata",
        **options,  # type: ignore[arg-type]
    )
    page = context.new_page()
    complaints = complaints_of(page)
    page.goto(f"{web}/console/login")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
    yield page
    context.close()
    assert complaints == []


def talk_of(phone: str) -> int:
    with desk_session() as session:
        return session.scalars(select(Conversation.id).where(Conversation.address == phone)).one()


def say(phone: str, words: str, button: str | None = None) -> None:
    """A message that comes in and is worked off, as by a worker."""
    receive(message(words, address=phone) if button is None else tapped(phone, words, button))
    worker.serve(talk_of(phone))
    deliver(talk_of(phone))
    queue.connect().flushdb()


def tapped(phone: str, words: str, button: str):
    return replace(message(words, address=phone), button=button)


def work(phone: str) -> None:
    worker.serve(talk_of(phone))
    deliver(talk_of(phone))


def stock(store_id: int, sku: str = "maggi-70g") -> str:
    with store_session(store_id) as session:
        return str(session.scalars(select(Product.stock).where(Product.sku == sku)).one())


def sent(phone: str) -> list[Outbound]:
    with desk_session() as session:
        wanted = select(Outbound).where(Outbound.conversation_id == talk_of(phone)).order_by(Outbound.id)
        return list(session.scalars(wanted))


def case_of(phone: str) -> Case:
    with desk_session() as session:
        wanted = select(Case).where(Case.conversation_id == talk_of(phone)).order_by(Case.id.desc()).limit(1)
        return session.scalars(wanted).one()


def test_two_agents_and_three_retailers(browser: Browser, web: str, shops: dict[str, int]) -> None:
    say(ASHA, "SALE MAGGI 5")
    with (
        signed_in(browser, web, "meera@example.in") as meera,
        signed_in(browser, web, "john@example.in") as john,
    ):
        expect(meera.get_by_text("Any other chat is found by number, name or shop.")).to_be_visible()
        # A chat without a case is found by its shop's name.
        meera.locator("#q").fill("asha st")
        expect(meera.get_by_role("heading", name="Chats in which nobody asked for help")).to_be_visible()
        meera.locator("#q").fill("")
        expect(meera.locator("a.case")).to_have_count(0)
        # The list shows by itself who asks for a person, whoever speaks the language gets it, and the longest wait is first.
        for phone in (ASHA, RAVI, LATA):
            say(phone, "talk to a human")
        expect(meera.locator("a.case")).to_have_count(3)
        expect(meera.locator("a.case").first).to_contain_text("Asha Stores")
        expect(meera.locator("a.case").first).to_contain_text("Meera")
        # A script in a name is words.
        expect(meera.locator("a.case").last).to_contain_text(NASTY)
        meera.locator("#q").fill("ravi kir")
        expect(meera.locator("a.case")).to_have_count(1)
        meera.locator("#q").fill("")
        expect(meera.locator("a.case")).to_have_count(3)

        # Two agents in one chat see each other.
        meera.locator("a.case").first.click()
        john.goto(f"{web}/console/chats/{talk_of(ASHA)}")
        expect(meera.locator("#looking")).to_contain_text("John")
        expect(john.locator("#looking")).to_contain_text("Meera")
        # The clock stands still, so that what was just typed is never long ago.
        with clock.stopped_at(clock.now()):
            john.get_by_label("Answer to the retailer").fill("Let me")
            expect(meera.locator("#looking")).to_contain_text("Writing now: John")

        # What is typed while a person has the chat shows at once, understood, and writes nothing.
        say(ASHA, "SALE SUGAR 2")
        expect(meera.locator("#messages")).to_contain_text("SALE SUGAR 2")
        expect(meera.locator("#messages .message.retailer").last).to_contain_text("Sale: 2 sugar-loose")
        assert stock(shops[ASHA], "sugar-loose") == "25"

        # An answer; the other agent and the retailer get it once, whatever is clicked how often.
        meera.get_by_label("Answer to the retailer").fill("Namaste, what is wrong?")
        meera.locator("#send").dblclick()
        expect(john.locator(".message.agent")).to_have_count(1)
        work(ASHA)
        assert [row.text for row in sent(ASHA) if row.key == "agent"] == ["Namaste, what is wrong?"]
        expect(meera.locator(".message.agent .status")).to_have_text("sent")

        # The books open for a reason, and an entry is taken back with one click.
        meera.get_by_label("Why do you need to see them?").fill("The retailer asked about an entry")
        meera.get_by_role("button", name="Open for an hour").click()
        expect(meera.locator("#shop")).to_contain_text("5 Maggi")
        assert john.locator("#shop").get_by_text("5 Maggi").count() == 0
        meera.locator("#shop").get_by_role("button", name="Undo").click()
        expect(meera.locator("#said .good")).to_be_visible()
        assert stock(shops[ASHA]) == "36"
        told = sent(ASHA)[-1]
        assert (told.key, told.text.splitlines()[0]) == ("support.did", "Meera from support put this right for you.")
        with store_session(shops[ASHA]) as session:
            actions = session.scalars(select(AuditRow.action).order_by(AuditRow.id)).all()
        assert actions == ["read_store", "undo"]

        # A note that only support sees, a label, and the case laid aside until the retailer writes.
        meera.get_by_label("Private note").fill("Counts twice on Sundays")
        meera.get_by_role("button", name="Note", exact=True).dblclick()
        for page in (meera, john):
            expect(page.locator(".note-line")).to_have_count(1)
            expect(page.locator(".note-line")).to_contain_text("Counts twice on Sundays")
        expect(meera.get_by_label("Private note")).to_have_value("")
        meera.locator("#more summary").click()
        meera.get_by_label("Tag").fill("training")
        meera.locator("#put-label").click()
        expect(meera.locator("#state .label")).to_contain_text("training")
        # Whoever puts a case in order does several things: the part stays open, and the hand where it was.
        expect(meera.locator("#put-label")).to_be_focused()
        meera.get_by_role("button", name="Take off: training").click()
        expect(meera.locator("#state .label")).to_have_count(0)
        meera.locator("#how-long").select_option("tomorrow")
        meera.locator("#snooze").click()
        expect(meera.locator("#state")).to_contain_text("snoozed until")
        say(ASHA, "SALE COKE 1")
        expect(meera.locator("#state")).not_to_contain_text("snoozed until")

        # Handed back: one message goes into the books, the other is brought to the retailer's mind.
        expect(meera.locator("#finish select")).to_have_count(2)
        meera.locator("#finish select").first.select_option("write")
        meera.locator("#hand-back").click()
        expect(meera.locator("#state")).to_contain_text("The assistant answers")
        work(ASHA)
        assert stock(shops[ASHA], "sugar-loose") == "23"
        assert stock(shops[ASHA], "coke-750ml") == "18"
        back = next(row for row in sent(ASHA) if row.key == "support.handed_back")
        assert "SALE COKE 1" in back.text
        expect(meera.locator(".message.bot").last).to_contain_text("23 kg")

        # Closed; the retailer says how the help was.
        meera.locator("#close").click()
        expect(meera.locator("#state")).to_contain_text("closed")
        work(ASHA)
        asked = sent(ASHA)[-1]
        assert asked.key == "csat.ask"
        say(ASHA, "Good", asked.buttons[0]["id"])
        expect(meera.locator("#state dd").get_by_text("good", exact=True)).to_be_visible()
        assert case_of(ASHA).csat == 3

        # The others were not touched; a nasty name did nothing.
        john.goto(f"{web}/console/chats/{talk_of(LATA)}")
        expect(john.locator("h1")).to_contain_text(NASTY)
        assert john.title() != "broken in"
        assert [case_of(phone).state for phone in (RAVI, LATA)] == ["open", "open"]


def test_the_bot_never_speaks_over_a_person(browser: Browser, web: str, shops: dict[str, int]) -> None:
    """The retailer writes and the agent takes over at the same moment, again and again."""
    say(ASHA, "STOCK MAGGI")
    number = talk_of(ASHA)
    with signed_in(browser, web, "meera@example.in") as page:
        for round_ in range(4):
            page.goto(f"{web}/console/chats/{number}")
            receive(message("SALE MAGGI 1", address=ASHA))
            turn = threading.Thread(target=worker.serve, args=(number,))
            page.get_by_label("Answer to the retailer").fill(f"I am here {round_}")
            turn.start()
            page.locator("#send").click()
            turn.join(timeout=30)
            expect(page.locator("#state")).to_contain_text("Support has this chat")
            rows = sent(ASHA)
            taken = max(row.id for row in rows if row.key == "agent")
            assert [row.key for row in rows if row.id > taken] == []
            with desk_session() as session:
                held = session.scalars(select(Inbound.status).order_by(Inbound.id.desc()).limit(1)).one()
            assert held in ("held", "done")
            page.locator("#hand-back").click()
            expect(page.locator("#state")).to_contain_text("The assistant answers")


def test_a_long_talk_is_read_back_and_files_go_both_ways(browser: Browser, web: str, shops: dict[str, int]) -> None:
    say(ASHA, "HELP")
    for number in range(70):
        receive(message(f"line {number}.", address=ASHA))
    raw = {"file": {"name": "bill.png", "type": "image/png", "content": PNG}}
    receive(replace(message("see this", address=ASHA), raw=raw))
    with signed_in(browser, web, "meera@example.in") as page:
        page.goto(f"{web}/console/chats/{talk_of(ASHA)}")
        # A file is seen for a reason, and is a picture then.
        expect(page.locator(".message.retailer .file")).to_contain_text("Picture (say why to open it)")
        page.get_by_label("Why do you need to see them?").fill("A picture of a bill")
        page.get_by_role("button", name="Open for an hour").click()
        expect(page.locator(".picture img")).to_be_visible()
        page.wait_for_function("document.querySelector('.picture img').naturalWidth === 1")

        # Earlier messages come above what is read, which stays where it is.
        read = page.get_by_text("line 11.", exact=True)
        read.scroll_into_view_if_needed()
        place = page.evaluate(f"{PLACE_OF}('line 11.')")
        page.get_by_role("button", name="Earlier messages").click()
        expect(page.get_by_text("line 0.", exact=True)).to_have_count(1)
        expect(page.get_by_role("button", name="Earlier messages")).to_have_count(0)
        assert abs(page.evaluate(f"{PLACE_OF}('line 11.')") - place) <= 2
        # What comes meanwhile shows, and nothing goes.
        receive(message("one more", address=ASHA))
        expect(page.get_by_text("one more", exact=True)).to_have_count(1)
        expect(page.get_by_text("line 0.", exact=True)).to_have_count(1)

        # A file goes with an answer.
        page.locator("#file").set_input_files(
            {"name": "bill.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
        )
        expect(page.locator("#file-name")).to_contain_text("bill.pdf")
        page.get_by_label("Answer to the retailer").fill("Here is your bill")
        page.locator("#send").click()
        expect(page.locator(".message.agent .file")).to_contain_text("bill.pdf")
        expect(page.locator("#file-name")).to_contain_text("PDF or picture")
        # It needs no words.
        page.locator("#file").set_input_files({"name": "bill.png", "mimeType": "image/png", "buffer": b64decode(PNG)})
        page.locator("#send").click()
        expect(page.locator(".message.agent .picture")).to_have_count(1)
        expect(page.get_by_text("line 0.", exact=True)).to_have_count(1)


def test_a_payment_of_another_customers_is_put_right(browser: Browser, web: str, shops: dict[str, int]) -> None:
    say(ASHA, "HELP")
    for customer, words in (("Ramesh driver", "record_credit"), ("Sita", "record_payment")):
        write_entry(shops[ASHA], words, customer, amount=Money(500))
    with signed_in(browser, web, "meera@example.in") as page:
        page.goto(f"{web}/console/chats/{talk_of(ASHA)}")
        page.get_by_label("Why do you need to see them?").fill("The retailer asked about an entry")
        page.get_by_role("button", name="Open for an hour").click()
        payment = page.locator("#shop .entries li").first
        payment.locator("summary").click()
        payment.get_by_label("Amount").fill("450")
        payment.get_by_label("Customer").fill("Ramesh")
        payment.get_by_role("button", name="Correct").click()
        # Nobody is called just so: it asks, and writes nothing meanwhile.
        payment.get_by_label("Ramesh driver").check()
        payment.get_by_role("button", name="Correct").click()
        expect(page.locator("#shop").get_by_text("Ramesh driver: ₹50", exact=True)).to_be_visible()
    assert sent(ASHA)[-1].key == "support.did"


def test_at_night_it_warns_and_on_a_phone_it_is_readable(browser: Browser, web: str, shops: dict[str, int]) -> None:
    say(ASHA, "talk to a human")
    with desk_session() as session:
        talk = session.get_one(Conversation, talk_of(ASHA))
        talk.last_inbound_at = clock.now() - (clock.now() - clock.now().replace(hour=0))
        from datetime import time, timedelta

        from domain.models import Store

        talk.last_inbound_at = clock.now() - timedelta(hours=2)
        shop = session.get_one(Store, shops[ASHA])
        shop.quiet_start, shop.quiet_end = time(0), time(23, 59, 59)
    with signed_in(browser, web, "meera@example.in") as page:
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto(f"{web}/console/chats/{talk_of(ASHA)}")
        page.get_by_label("Answer to the retailer").fill("Good night")
        page.locator("#send").click()
        expect(page.get_by_role("alert")).to_contain_text("not to be disturbed")
        assert [row.key for row in sent(ASHA)] == ["talk_to_human.done"]
        page.get_by_role("button", name="Send all the same").click()
        expect(page.locator(".message.agent")).to_have_count(1)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
