"""The table of cases, run against WhatsApp and SMS by Twilio and against SMS by Exotel."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.channels import codes
from bot.channels.twilio import content
from bot.contract import Button
from bot.delivery import deliver
from domain.conversations import store as conversations
from domain.conversations.models import Conversation, Inbound, Outbound
from infra import clock
from infra.database.session import desk_session
from infra.settings import settings
from infra.telemetry import support_told
from tests.contract.channels.desks import INBOUND, Desk
from tests.contract.channels.talks import open_talk, row, write, written_after


def test_whatever_comes_in_is_kept_as_it_was_said(desk: Desk) -> None:
    for case in INBOUND:
        if desk.name not in case.on:
            continue
        fields = case.fields(desk)
        for _ in range(2):
            assert desk.post(fields).status_code == 200, case.name
        with desk_session() as session:
            provider_id = fields.get("MessageSid") or fields["SmsSid"]
            [(kept, talk)] = session.execute(
                select(Inbound, Conversation)
                .join(Conversation, Conversation.id == Inbound.conversation_id)
                .where(Inbound.provider_id == provider_id)
            ).all()
        expected = dict(case.expected)
        address, kind = expected.pop("address", None), expected.pop("kind", None)
        assert {name: getattr(kept, name) for name in expected} == expected, case.name
        assert (kept.provider, talk.provider, talk.channel) == (desk.provider, desk.provider, desk.channel), case.name
        assert address in (None, talk.address), case.name
        assert kind in (None, kept.raw.get("MessageType")), case.name
        assert kept.raw == {name: value for name, value in fields.items() if name != "key"}, case.name


def test_nothing_comes_in_without_proof(desk: Desk) -> None:
    fields = desk.form("SALE MAGGI 5", desk.person())
    path = f"/webhooks/{desk.provider}/messages"
    for query in ("", "?key=", "?key=wrong"):
        assert desk.client.post(path + query, data=fields).status_code == 403
        assert desk.client.post(path.replace("messages", "status") + query, data=fields).status_code == 403
    if desk.provider == "exotel":
        assert desk.client.get(path, params=fields).status_code == 403
        assert desk.client.head(path).status_code == 403
        key = settings().exotel_webhook_key
        assert desk.client.head(path, params={"key": key}).status_code == 200
        assert desk.client.get(path, params={**fields, "key": key}).text == ""
        again = {**fields, "SmsSid": "second"}
        assert desk.client.post(path, data=again, auth=("exotel", str(key))).status_code == 200
        assert desk.client.post(path, data=again, auth=("exotel", "wrong")).status_code == 403
    else:
        headers = {"X-Twilio-Signature": "nonsense"}
        assert desk.client.post(path, data=fields, headers=headers).status_code == 403
    with desk_session() as session:
        assert len(session.scalars(select(Inbound)).all()) == (2 if desk.provider == "exotel" else 0)


def test_a_message_goes_out_and_its_statuses_come_back(desk: Desk) -> None:
    talk = open_talk(desk)
    number = write(talk)
    deliver(talk)
    assert row(number).status == "sent"
    assert desk.sent()[-1]["Body"] == "Sold 5 Maggi (Rs 75)"
    said = ("sent", "submitted") if desk.provider == "exotel" else ("delivered", "sent")
    for word in said:
        fields = {"SmsSid": "x", "Status": word, "MessageSid": "x", "MessageStatus": word}
        assert desk.post(fields, "status", f"?outbox={number}").status_code == 200
    assert row(number).status == "delivered"


def test_throttled(desk: Desk) -> None:
    talk = open_talk(desk)
    number = write(talk)
    desk.refuse_next(429, "20429")
    deliver(talk)
    assert (row(number).status, row(number).attempts) == ("queued", 1)
    not_before = row(number).not_before
    assert not_before is not None
    assert not_before - clock.now() > timedelta(seconds=25)


@pytest.mark.parametrize("status", [500, 503])
def test_a_provider_in_trouble_is_tried_again(desk: Desk, status: int) -> None:
    talk = open_talk(desk)
    number = write(talk)
    desk.refuse_next(status, str(20000 + status))
    deliver(talk)
    assert (row(number).status, row(number).attempts) == ("queued", 1)


def test_refused_for_good(desk: Desk) -> None:
    """At once, by the answer to the request: nothing is tried again, and what has to be mended is told."""
    talk = open_talk(desk)
    number = write(talk)
    desk.refuse_next(400, "21617")
    deliver(talk)
    deliver(talk)
    assert (row(number).status, row(number).attempts, row(number).tried_at) == ("failed", 1, None)
    assert (written_after(number), desk.sent()) == ([], [])


@pytest.mark.parametrize("buttons", [(), (Button("yes", "Yes"), Button("no", "No"))])
@pytest.mark.parametrize("form", ["words", "to tap"])
def test_a_try_that_broke_off_after_the_yes(desk: Desk, buttons: tuple[Button, ...], form: str) -> None:
    """The worker died before it could record it. Twilio is asked for its list; Exotel keeps none by number."""
    if form == "to tap":
        approve("buttons.2")
    talk = open_talk(desk)
    write(talk)
    deliver(talk)
    number = write(talk, buttons=buttons)
    deliver(talk)
    known = row(number).provider_id
    with desk_session() as session:
        broken = session.get_one(Outbound, number)
        broken.status, broken.provider_id, broken.sent_at = "sending", None, None
        broken.tried_at = broken.lease_until = clock.now() - timedelta(seconds=1)
    deliver(talk)
    assert row(number).status == "sent"
    if desk.provider == "exotel":
        assert len(desk.sent()) == 3
    else:
        assert len(desk.sent()) == 2
        assert row(number).provider_id == known


def test_who_opted_out_gets_nothing(desk: Desk) -> None:
    talk = open_talk(desk, opted_out_at=clock.now())
    number = write(talk)
    deliver(talk)
    assert row(number).status == "dropped"
    assert desk.sent() == []


def approve(*names: str) -> None:
    content.save_sids({name: {"en": {"sid": f"HX{name}", "status": "approved"}} for name in names})


@pytest.mark.parametrize("severity", ["important", "critical"])
@pytest.mark.parametrize("approved", [True, False])
def test_window_closed(desk: Desk, severity: str, approved: bool) -> None:
    if approved:
        approve("alert.*")
    talk = open_talk(desk, hours_ago=30)
    number = write(talk, kind="alert", key="alert.low_stock", severity=severity)
    deliver(talk)
    if desk.channel == "sms":
        assert (row(number).status, written_after(number)) == ("sent", [])
    elif approved:
        assert row(number).status == "sent"
        posted = desk.sent()[-1]
        assert (posted["ContentSid"], "Body" in posted) == ("HXalert.*", False)
        assert posted["ContentVariables"] == '{"1": "Sold 5 Maggi (Rs 75)"}'
    else:
        assert (row(number).status, str(row(number).error)[:5]) == ("failed", "63016")
        assert written_after(number) == [("sms", "other", "queued")]


def test_a_window_that_closed_meanwhile_is_said_by_callback_and_the_template_follows_once(desk: Desk) -> None:
    if desk.channel != "whatsapp":
        pytest.skip("SMS has no window")
    approve("answer")
    talk = open_talk(desk)
    number = write(talk)
    deliver(talk)
    for _ in range(3):
        desk.report(number, "63016")
    assert row(number).status == "undelivered"
    assert written_after(number) == [("whatsapp", "template", "queued")]
    deliver(talk)
    assert desk.sent()[-1]["ContentSid"] == "HXanswer"
    # And the template fails as well: then by SMS, and nothing more.
    desk.report(number + 1, "63016")
    assert written_after(number) == [("whatsapp", "template", "undelivered"), ("sms", "other", "queued")]
    desk.report(number + 2, "30005")
    assert len(written_after(number)) == 2


def test_buttons_are_tapped_where_the_account_has_a_form_for_them(desk: Desk) -> None:
    approve("buttons.2")
    buttons = (Button("yes", "Yes"), Button("no", "No"))
    talk = open_talk(desk)
    write(talk, buttons=buttons)
    deliver(talk)
    posted = desk.sent()[-1]
    if desk.channel == "sms":
        assert posted["Body"] == "Sold 5 Maggi (Rs 75)"
        return
    assert posted["ContentSid"] == "HXbuttons.2"
    assert '"2": "Yes", "3": "yes", "4": "No", "5": "no"' in posted["ContentVariables"]
    # A form that the account has lost: the words and their numbers go instead.
    desk.refuse_next(400, "63027")
    number = write(talk, buttons=buttons)
    deliver(talk)
    assert row(number).status == "sent"
    assert desk.sent()[-1]["Body"] == "Sold 5 Maggi (Rs 75)\n\n1. Yes\n2. No"


def test_a_list_is_tapped_too(desk: Desk) -> None:
    approve("list.4")
    rows = tuple(Button(f"sku:{name}", name) for name in ("Maggi", "Lux", "Coke", "Milk"))
    talk = open_talk(desk)
    write(talk, rows=rows)
    deliver(talk)
    posted = desk.sent()[-1]
    if desk.channel == "sms":
        assert posted["Body"] == "Sold 5 Maggi (Rs 75)"
    else:
        assert posted["ContentSid"] == "HXlist.4"
        assert '"2": "1-4", "3": "Maggi", "4": "sku:Maggi"' in posted["ContentVariables"]


def told(provider: str, code: str) -> float:
    return support_told.labels(provider, code)._value.get()


def test_each_error_code_that_has_a_meaning(desk: Desk) -> None:
    """Reported by callback of a message that the provider had taken; refused at once is `test_what_a_refusal_means`."""
    for code, meant in codes.table(desk.provider).items():
        person = desk.person()
        talk = open_talk(desk, address=person)
        if desk.channel == "sms":
            with desk_session() as session:
                # The person writes by WhatsApp too.
                conversations.find_or_open(
                    session, channel="whatsapp", address=person, provider="twilio", now=clock.now()
                )
        number = write(talk)
        deliver(talk)
        before = told(desk.provider, code)
        desk.report(number, code)
        other = "sms" if desk.channel == "whatsapp" else "whatsapp"
        expected = {
            "retry": [(desk.channel, "any", "queued")],
            "slow_down": [(desk.channel, "any", "queued")],
            "other_channel": [(other, "other", "queued")],
            "template": [(other, "other", "queued")],
        }.get(meant.remedy, [])
        assert row(number).status in ("failed", "undelivered"), code
        assert written_after(number) == expected, code
        assert told(desk.provider, code) - before == meant.support, code
        with desk_session() as session:
            stopped = conversations.get_one(session, talk).opted_out_at is not None
        assert stopped == (meant.remedy == "stop"), code


def test_a_message_that_may_pass_is_tried_three_times_and_then_goes_by_the_other_channel(desk: Desk) -> None:
    code = "23035" if desk.provider == "exotel" else "30008"
    person = desk.person()
    talk = open_talk(desk, address=person)
    with desk_session() as session:
        conversations.find_or_open(session, channel="whatsapp", address=person, provider="twilio", now=clock.now())
    number = write(talk)
    now = clock.now()
    for attempt in range(3):
        with clock.stopped_at(now + timedelta(minutes=attempt)):
            deliver(talk)
            desk.report(number + attempt, code)
    other = "sms" if desk.channel == "whatsapp" else "whatsapp"
    assert [found[:2] for found in written_after(number)] == [
        (desk.channel, "any"),
        (desk.channel, "any"),
        (other, "other"),
    ]
