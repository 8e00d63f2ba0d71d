"""From Twilio's webhook to Twilio's API: one sale, one reply, and nothing without a signature."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from sqlalchemy import select

from domain.models import Outbound, Product, SaleLine
from domain.values import Quantity
from infra.database.session import desk_session, store_session
from infra.settings import settings
from tests.e2e import desk
from tests.e2e.stand_ins.nlu_server import NluServer
from tests.e2e.stand_ins.twilio_api import TwilioApi
from tests.unit.bot.mail import inbox, outbox

MESSAGES = "/webhooks/twilio/messages"


def sales(store: int) -> list[Quantity]:
    with store_session(store) as session:
        return list(session.scalars(select(SaleLine.quantity)))


def stock(store: int, sku: str) -> Quantity:
    with store_session(store) as session:
        return session.scalars(select(Product.stock).where(Product.sku == sku)).one()


def test_a_sale_comes_in_is_written_and_answered_by_twilio(store: int, web: str, twilio: TwilioApi) -> None:
    answer = desk.post(web, desk.form("SALE MAGGI 5"))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml")
    assert "<Response></Response>" in answer.text
    desk.work()
    assert sales(store) == [Quantity(5)]
    assert stock(store, "maggi-70g") == Quantity(31)
    [posted] = twilio.posted
    assert posted.form["To"] == f"whatsapp:{desk.OWNER}"
    assert "31" in posted.form["Body"]
    assert inbox()[0].raw["SomethingNew"] == "नया"
    [reply] = outbox()
    assert (reply.status, reply.id) == ("sent", posted.outbox_id)


def test_a_sentence_needs_the_model_server(store: int, web: str, twilio: TwilioApi, nlu_stand_in: NluServer) -> None:
    with nlu_stand_in.up():
        desk.post(web, desk.form("2 kilo sugar sold"))
        desk.work()
    assert sales(store) == [Quantity(2)]
    assert stock(store, "sugar-loose") == Quantity(23)


def test_the_same_webhook_ten_times_at_once_is_one_sale_and_one_reply(store: int, web: str, twilio: TwilioApi) -> None:
    fields = desk.form("SALE MAGGI 5", sid="SM10")
    with ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(lambda _: desk.post(web, fields), range(10)))
    assert {answer.status_code for answer in answers} == {200}
    desk.work()
    desk.post(web, fields)
    desk.work()
    assert sales(store) == [Quantity(5)]
    assert stock(store, "maggi-70g") == Quantity(31)
    assert len(twilio.posted) == 1


def test_by_sms_the_reply_goes_by_sms(store: int, web: str, twilio: TwilioApi) -> None:
    desk.post(web, desk.form("SALE MAGGI 5", sender=desk.OWNER))
    desk.work()
    [posted] = twilio.posted
    assert posted.form["To"] == desk.OWNER
    assert "₹" not in posted.form["Body"]


def raw_post(web: str, fields: dict[str, str], headers: dict[str, str], path: str = MESSAGES) -> httpx.Response:
    return httpx.post(web + path, data=fields, headers=headers, timeout=30, trust_env=False)


def test_a_wrong_signature_is_refused_and_leaves_no_row(store: int, web: str) -> None:
    fields = desk.form("SALE MAGGI 5")
    right = desk.sign(MESSAGES, fields)
    attempts = [
        ({}, fields),
        ({"X-Twilio-Signature": "nonsense"}, fields),
        (desk.sign(MESSAGES, fields, token="another token"), fields),
        (right, {**fields, "Body": "SALE MAGGI 50"}),
        (right, {**fields, "Extra": "1"}),
        (right, {name: value for name, value in fields.items() if name != "SomethingNew"}),
        (desk.sign("/webhooks/twilio/status", fields), fields),
        (desk.sign(MESSAGES + "?x=1", fields), fields),
    ]
    for headers, sent in attempts:
        answer = raw_post(web, sent, headers)
        assert answer.status_code == 403
        assert answer.json() == {"type": "about:blank", "title": "Forbidden", "status": 403}
    assert inbox() == []


def test_both_tokens_are_right_while_one_is_rotated(store: int, web: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN_SECONDARY", "the next token")
    settings.cache_clear()
    for token in ("the next token", settings().twilio_auth_token):
        fields = desk.form("STOCK MAGGI")
        assert raw_post(web, fields, desk.sign(MESSAGES, fields, token=str(token))).status_code == 200
    assert len(inbox()) == 2


def test_a_body_larger_than_any_message_is_not_read(store: int, web: str) -> None:
    fields = desk.form("x" * 70_000)
    answer = raw_post(web, fields, desk.sign(MESSAGES, fields))
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert inbox() == []


@pytest.mark.parametrize(
    "body", ["", "\0\0", "A\0B", "'; DROP TABLE inbox; --", "<script>alert(1)</script>", "😀" * 500]
)
def test_any_body_is_kept_and_answered(
    store: int, web: str, twilio: TwilioApi, nlu_stand_in: NluServer, body: str
) -> None:
    assert desk.post(web, desk.form(body)).status_code == 200
    assert inbox()[0].body == body.replace("\0", "")
    with nlu_stand_in.up():
        desk.work()
    assert inbox()[0].status == "done"
    assert len(twilio.posted) == 1


def test_statuses_come_back_and_only_move_forward(store: int, web: str, twilio: TwilioApi) -> None:
    desk.post(web, desk.form("SALE MAGGI 5"))
    desk.work()
    [posted] = twilio.posted
    path = f"/webhooks/twilio/status?outbox={posted.outbox_id}"
    for status in ("delivered", "sent", "read", "delivered"):
        fields = {"MessageSid": "SM1", "MessageStatus": status, "To": posted.form["To"]}
        assert desk.post(web, fields, path).status_code == 200
    assert [row.status for row in outbox()] == ["read"]
    unsigned = raw_post(web, {"MessageSid": "SM1", "MessageStatus": "failed"}, {}, path)
    assert unsigned.status_code == 403
    with desk_session() as session:
        assert session.scalars(select(Outbound.status)).one() == "read"


@pytest.mark.parametrize("query", ["?outbox=4711", "?outbox=x", "?outbox=99999999999999999999", ""])
def test_a_status_of_nobodys_message_is_taken_and_forgotten(store: int, web: str, query: str) -> None:
    path = "/webhooks/twilio/status" + query
    assert desk.post(web, {"MessageSid": "SM1", "MessageStatus": "sent"}, path).status_code == 200
