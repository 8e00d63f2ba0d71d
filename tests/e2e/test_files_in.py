"""Files that come with a message: fetched from Twilio alone, offered, taken over; what is no list gets an honest word."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx2
import pytest
from fastapi.testclient import TestClient

from bot import media, worker
from bot.console.files import path_to_came
from bot.console.signing_in import cookie_name
from bot.web.app import create_app
from domain.agents import store as agents
from domain.catalogue import store as catalogue
from domain.values import Money
from infra import clock
from infra.database.session import desk_session, store_session
from infra.settings import settings
from tests.e2e import desk
from tests.e2e.stand_ins.server import Handler, serving
from tests.e2e.stand_ins.twilio_api import ACCOUNT, TOKEN, TwilioApi
from tests.unit.bot.mail import inbox

PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/ME1"
LIST = "name;price\nTiger biscuit;10\nBad;x\n".encode("utf-16")


@dataclass
class Store:
    """Twilio's media on loopback: what was asked for, and how it answers."""

    url: str = ""
    content: bytes = LIST
    sends_on_to: str | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)


@pytest.fixture
def files(twilio: TwilioApi, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    state = Store()

    class Media(Handler):
        def do_GET(self) -> None:  # noqa: N802, the name is http.server's
            state.asked.append((self.path, self.headers.get("Authorization", "")))
            if state.sends_on_to is None:
                self.answer(200, state.content, "text/csv")
                return
            self.send_response(307)
            self.send_header("Location", state.sends_on_to)
            self.send_header("Content-Length", "0")
            self.end_headers()

    with serving(Media) as port:
        state.url = f"http://127.0.0.1:{port}"
        monkeypatch.setenv("TWILIO_API_URL", state.url)
        settings.cache_clear()
        yield state


def send(web: str, kind: str = "text/csv", url: str = f"https://api.twilio.com{PATH}", body: str = "") -> str:
    """Post a message with a file; the key of the reply, which is not sent anywhere here."""
    desk.post(web, desk.form(body, NumMedia="1", MediaUrl0=url, MediaContentType0=kind))
    worker.serve(inbox()[-1].conversation_id)
    return str((inbox()[-1].trace or {})["reply"])


def test_a_list_is_fetched_offered_and_taken_over(store: int, web: str, files: Store) -> None:
    assert send(web) == "price_list.offer"
    auth = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
    assert files.asked == [(PATH, auth)]
    desk.post(web, desk.form("1"))
    worker.serve(inbox()[-1].conversation_id)
    with store_session(store) as session:
        assert catalogue.get(session, "tiger-biscuit").price == Money(10)


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        f"https://evil.example{PATH}",
        f"https://api.twilio.com.evil.example{PATH}",
        f"https://api.twilio.com@evil.example{PATH}",
        f"http://api.twilio.com{PATH}",
        "https://api.twilio.com/2010-04-01/Accounts.json",
        f"https://api.twilio.com{PATH}/../../../Calls",
        "",
    ],
)
def test_no_other_address_is_ever_asked(store: int, web: str, files: Store, url: str) -> None:
    assert send(web, url=url) == "media.not_fetched"
    assert files.asked == []


@pytest.mark.parametrize("place", ["http://127.0.0.1:1/x", "https://evil.example/x", "https://eviltwiliocdn.com/x"])
def test_it_is_not_followed_elsewhere(store: int, web: str, files: Store, place: str) -> None:
    files.sends_on_to = place
    assert send(web) == "media.not_fetched"
    assert len(files.asked) == 1


def test_what_is_too_large_is_left(store: int, web: str, files: Store) -> None:
    files.content = b"x" * (media.MAX_BYTES + 1)
    assert send(web) == "media.not_fetched"


@pytest.mark.parametrize("kind", ["audio/ogg; codecs=opus", "image/jpeg", "video/mp4", "application/pdf"])
def test_a_voice_note_or_picture_gets_an_honest_word_and_is_not_fetched(
    store: int, web: str, files: Store, kind: str
) -> None:
    assert send(web, kind) == "media.not_read"
    assert send(web, kind, body="STOCK MAGGI") == "check_stock.done"
    assert files.asked == []


def seen_by_support(store: int, place: int = 0) -> httpx2.Response:
    """The last message's file, as an agent with a reason asks the console for it."""
    with desk_session() as session:
        agent = agents.add(session, f"{uuid.uuid4().hex}@example.in", "Asha", "agent", now=clock.now())
        agents.give_reason(session, agent.id, store, "a wrong bill", clock.now())
        token = agents.open_session(session, agent.id, "test", clock.now())
    last = inbox()[-1]
    with TestClient(create_app(), cookies={cookie_name(): token}) as browser:
        return browser.get(path_to_came(last.conversation_id, last.id, place))


def test_support_sees_a_picture_that_is_asked_for_at_twilio_once(store: int, web: str, files: Store) -> None:
    files.content = b"\xff\xd8\xff\xe0 a picture"
    send(web, "image/jpeg")
    for _ in range(2):
        shown = seen_by_support(store)
        assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
        assert shown.content == files.content
    assert [path for path, _ in files.asked] == [PATH]
    assert seen_by_support(store, 1).status_code == 404


def test_support_is_shown_nothing_from_an_address_that_a_sender_names(store: int, web: str, files: Store) -> None:
    send(web, "image/jpeg", url=f"https://evil.example{PATH}")
    assert seen_by_support(store).status_code == 502
    assert files.asked == []


def test_without_a_stand_in_only_twilios_own_host_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TWILIO_API_URL", raising=False)
    settings.cache_clear()
    assert media.twilio_address(f"https://api.twilio.com{PATH}") == f"https://api.twilio.com{PATH}"
    with pytest.raises(media.NotFetched):
        media.twilio_address(f"http://127.0.0.1{PATH}")
    settings.cache_clear()
