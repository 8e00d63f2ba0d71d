"""Limits at the door, and nothing secret in the log."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from bot.channels.twilio import receive as twilio_receive
from bot.delivery import deliver
from bot.web import door
from domain.conversations.models import Conversation
from infra import clock, queue
from infra.database.session import desk_session
from infra.settings import settings
from tests.contract.channels.conftest import EXOTEL_SETTINGS
from tests.e2e.stand_ins.exotel_api import ExotelApi
from tests.serving import serve_web
from tests.unit.bot.carrying import write
from tests.unit.bot.mail import OWNER, conversation, inbox, message

NOW = clock.now().replace(second=1, microsecond=0)


@pytest.fixture
def two_a_minute(store: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENDER_MESSAGES_A_MINUTE", "2")
    settings.cache_clear()


def statuses() -> list[str]:
    return [row.status for row in inbox()]


@pytest.mark.usefixtures("two_a_minute")
def test_one_too_many_is_kept_and_left_unanswered() -> None:
    with clock.stopped_at(NOW):
        for number in range(4):
            door.take_in(message("x" * 1000, provider_id=f"m{number}"))
        # Others are not held up, and the person can still say STOP.
        door.take_in(message("hello", address="+919811100002"))
        door.take_in(message("hello", channel="sms"))
        door.take_in(message(" Stop "))
        # It is known, should it come again.
        assert door.take_in(message("x", provider_id="m3")) is None
    assert statuses() == ["waiting", "waiting", "refused", "refused", "waiting", "waiting", "waiting"]
    assert len(inbox()[2].body) == 200
    assert len(queue.queue(queue.CONVERSATIONS).jobs) == 5
    with clock.stopped_at(NOW + timedelta(minutes=1)):
        door.take_in(message("again"))
    assert statuses()[-1] == "waiting"


@pytest.mark.usefixtures("two_a_minute")
def test_a_message_that_is_brought_again_because_we_were_not_ready_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise ConnectionError

    with clock.stopped_at(NOW):
        with monkeypatch.context() as outage:
            outage.setattr("bot.inbox.receive", away)
            for _ in range(5):
                with pytest.raises(ConnectionError):
                    door.take_in(message("SALE MAGGI 1", provider_id="m0"))
        for number in range(3):
            door.take_in(message("SALE MAGGI 1", provider_id=f"m{number}"))
    assert statuses() == ["waiting", "waiting", "refused"]


@pytest.mark.usefixtures("two_a_minute")
def test_without_redis_everybody_is_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:9")
    settings.cache_clear()
    queue.disconnect()
    for _ in range(4):
        door.take_in(message("hello"))
    assert statuses() == ["waiting"] * 4


@pytest.mark.parametrize(
    "fields",
    [
        {"MessageSid": "S" * 65},
        {"From": "whatsapp:IN." + "x" * 200},
    ],
)
def test_fields_that_no_message_has_are_no_message(fields: dict[str, str]) -> None:
    assert twilio_receive.read({"MessageSid": "SM1", "From": "+919811100001", **fields}, NOW) is None


def test_long_fields_are_cut() -> None:
    fields = {"MessageSid": "SM1", "From": "+919811100001", "ProfileName": "x" * 500, "ButtonPayload": "y" * 500}
    read = twilio_receive.read(fields, NOW)
    assert read is not None
    assert (len(str(read.profile_name)), len(str(read.button))) == (100, 256)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"Body": "hello"}, "text"),
        ({"Body": ""}, "text"),
        ({"ButtonPayload": "yes", "ButtonText": "Yes"}, "button"),
        ({"ListId": "sku:a", "ListTitle": "Maggi"}, "list"),
        ({"Latitude": "19.1", "Longitude": "72.9"}, "location"),
        ({"NumMedia": "1", "MediaUrl0": "https://media.example/1"}, "media"),
        ({"MessageType": "hologram"}, "hologram"),
    ],
)
def test_kinds(fields: dict[str, str], kind: str) -> None:
    read = twilio_receive.read({"MessageSid": "SM1", "From": "+919811100001", **fields}, NOW)
    assert read is not None
    assert read.kind == kind


def test_exotels_secrets_and_numbers_stay_out_of_the_log(
    store: int, exotel_sms: ExotelApi, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SMS_PROVIDER", "exotel")
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    settings.cache_clear()
    key = EXOTEL_SETTINGS["EXOTEL_WEBHOOK_KEY"]
    fields = {"SmsSid": "e1", "From": OWNER, "Body": "help"}
    with serve_web(lifespan="off") as web, httpx.Client(base_url=web, trust_env=False) as client:
        assert client.post("/webhooks/exotel/messages", params={"key": key}, data=fields).status_code == 200
        assert client.post("/webhooks/exotel/messages", params={"key": key}, data={"From": OWNER}).status_code == 200
        client.post("/webhooks/exotel/messages", params={"key": "wrong"}, data=fields)
        for status in (None, 403, 500):
            if status:
                exotel_sms.refusals.append((status, "refused"))
            write(conversation().id, "Sold 5")
            deliver(conversation().id)
        monkeypatch.setenv("EXOTEL_API_URL", "http://127.0.0.1:9")
        settings.cache_clear()
        write(conversation().id, "Sold 5")
        deliver(conversation().id)
    said = "".join(capfd.readouterr())
    assert "message sent" in said
    assert "message not sent" in said
    for secret in (key, EXOTEL_SETTINGS["EXOTEL_API_TOKEN"], EXOTEL_SETTINGS["EXOTEL_API_KEY"], OWNER, OWNER[3:]):
        assert secret not in said
    with desk_session() as session:
        assert session.query(Conversation).one().provider == "exotel"
