"""What was given up is seen, mended and sent again by a person, from the command line too."""

from __future__ import annotations

from datetime import timedelta

import pytest
import structlog
from sqlalchemy import update
from typer.testing import CliRunner

from bot import dead_letters, worker
from bot.cli import app
from bot.contract import SendError
from bot.delivery import deliver
from bot.delivery_reports import record
from bot.inbox import receive
from bot.outbox import Kind
from bot.sweeper import sweep
from domain.conversations.models import Conversation, Inbound
from infra import clock
from infra.database.session import desk_session
from infra.settings import settings
from tests.unit.bot.carrying import NOON, Carrier, write
from tests.unit.bot.mail import EchoTurn, conversation, inbox, message, outbox, written

FOREVER = [SendError("too long", retryable=False, code="21617")]


def dead() -> list[int]:
    with desk_session() as session:
        assert dead_letters.count(session)[1] == len(dead_letters.unsent(session))
        return [row.id for row in dead_letters.unsent(session)]


def give_up(talk: Conversation, carrier: Carrier, kind: Kind = "reply") -> int:
    number = write(talk.id, kind=kind)
    carrier.raises = list(FOREVER)
    deliver(talk.id)
    return number


def vyapari(*arguments: str) -> tuple[int, str]:
    ran = CliRunner().invoke(app, ["dead", *arguments])
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    return ran.exit_code, ran.output


def test_it_is_seen_mended_and_sent_again_from_the_command_line(talk: Conversation, carrier: Carrier) -> None:
    number = give_up(talk, carrier)
    code, said = vyapari("list")
    assert code == 0
    assert f"out {number} " in said
    assert "21617 too long" in said
    assert "Sold 5" in said
    assert "+919811100001" not in said
    assert vyapari("mend", str(number), "--text", "Sold 5 Maggi") == (0, "done\n")
    assert vyapari("send", str(number)) == (0, "done\n")
    deliver(talk.id)
    assert [sent.text for sent in carrier.sent] == ["Sold 5 Maggi"]
    assert dead() == []
    assert vyapari("list") == (0, "nothing was given up\n")
    assert vyapari("send", str(number))[0] != 0


def test_one_that_nobody_needs_leaves_the_list(talk: Conversation, carrier: Carrier) -> None:
    number = give_up(talk, carrier)
    assert vyapari("drop", str(number)) == (0, "done\n")
    deliver(talk.id)
    assert (dead(), carrier.sent) == ([], [])


@pytest.mark.parametrize("what", [dead_letters.send_again, dead_letters.let_go, dead_letters.answer_again])
def test_what_is_alive_or_unknown_is_left_alone(talk: Conversation, carrier: Carrier, what: object) -> None:
    number = write(talk.id)
    deliver(talk.id)
    for one in (number, 4711):
        with pytest.raises(dead_letters.NotDead):
            what(one)  # type: ignore[operator]
    with pytest.raises(dead_letters.NotDead):
        dead_letters.mend(number, "x")


def test_three_tries_then_the_other_channel_then_a_dead_letter(
    talk: Conversation, carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC1")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "token")
    monkeypatch.setenv("TWILIO_SMS_FROM", "+14155550100")
    settings.cache_clear()
    with desk_session() as session:
        session.execute(update(Conversation).values(provider="twilio"))
    number = write(talk.id)
    carrier.raises = [*[SendError("a fault", retryable=True, code="20500")] * 3, *FOREVER]
    for minutes in range(3):
        assert dead() == []
        with clock.stopped_at(NOON + timedelta(minutes=minutes)):
            deliver(talk.id)
    first, other = outbox()
    assert (first.status, first.attempts) == ("failed", 3)
    # It went by the other channel at once. Only what that refused is somebody's business.
    assert (other.instead_of, other.form, other.status) == (number, "other", "failed")
    assert dead() == [other.id]
    assert carrier.sent == []


def test_an_excuse_is_no_dead_letter(talk: Conversation, carrier: Carrier) -> None:
    give_up(talk, carrier, kind="notice")
    assert dead() == []


def test_what_is_reported_undelivered_is_one(talk: Conversation, carrier: Carrier) -> None:
    number = write(talk.id)
    deliver(talk.id)
    record(outbox_id=number, provider_id="SM1", status="undelivered", error="21617", raw={})
    assert dead() == [number]


def test_a_message_that_was_set_aside_is_answered_once_it_can_be(
    store: int, carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn = EchoTurn()
    monkeypatch.setattr(worker, "turn", turn)
    with clock.stopped_at(NOON):
        receive(message("break it"))
        worker.serve(conversation().id)
        deliver(conversation().id)
        number = inbox()[0].id
        assert inbox()[0].status == "failed"
        code, said = vyapari("list")
        assert code == 0
        assert f"in {number} " in said
        assert "the shelf fell down" in said
        # Mended: what broke is written without a break now.
        monkeypatch.setattr(turn, "take", EchoTurn(before=lambda inbound: None).take)
        with desk_session() as session:
            session.execute(update(Inbound).values(body="mended"))
    with clock.stopped_at(NOON + timedelta(hours=1)):
        assert vyapari("answer", str(number)) == (0, "done\n")
        # It has had its apology, and gets no excuse on top.
        assert sweep().notices == ()
        worker.serve(conversation().id)
        deliver(conversation().id)
    assert written(store) == ["mended"]
    assert [(row.kind, row.status) for row in outbox()] == [("notice", "sent"), ("reply", "sent")]
    assert [sent.text for sent in carrier.sent][1] == "done: mended"
    assert inbox()[0].status == "done"
