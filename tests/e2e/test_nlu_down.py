"""With the NLU server stopped: what needs no model is answered, the rest waits, in order, and nothing is guessed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot import honest_words
from domain.models import SaleLine
from domain.values import Quantity
from infra import clock
from infra.database.session import store_session
from infra.settings import settings
from tests.e2e import desk
from tests.e2e.stand_ins.nlu_server import NluServer
from tests.e2e.stand_ins.twilio_api import TwilioApi
from tests.unit.bot.mail import inbox, outbox


def sold(store: int) -> list[Quantity]:
    with store_session(store) as session:
        return list(session.scalars(select(SaleLine.quantity).order_by(SaleLine.id)))


def states() -> list[tuple[str, str]]:
    return [(row.body, row.status) for row in inbox()]


def test_a_command_works_at_once(store: int, web: str, twilio: TwilioApi, nlu_stand_in: NluServer) -> None:
    desk.post(web, desk.form("SALE MAGGI 5"))
    desk.work()
    assert sold(store) == [Quantity(5)]
    assert len(twilio.posted) == 1


def test_after_a_sentence_that_waits_only_help_and_stop_overtake(
    store: int, web: str, twilio: TwilioApi, nlu_stand_in: NluServer
) -> None:
    for body in ("2 kilo sugar sold", "SALE MAGGI 5", "HELP"):
        desk.post(web, desk.form(body))
    desk.work()
    assert states() == [("2 kilo sugar sold", "waiting"), ("SALE MAGGI 5", "waiting"), ("HELP", "done")]
    assert sold(store) == []
    assert [row.key.partition(".")[0] for row in outbox()] == ["help"]
    assert len(twilio.posted) == 1

    with nlu_stand_in.up(), clock.stopped_at(clock.now() + timedelta(seconds=5)):
        desk.sweep_and_work()
    assert sold(store) == [Quantity(2), Quantity(5)]
    assert {status for _, status in states()} == {"done"}
    assert len(twilio.posted) == 3


def test_another_conversation_is_not_held_up(store: int, web: str, twilio: TwilioApi, nlu_stand_in: NluServer) -> None:
    desk.post(web, desk.form("2 kilo sugar sold"))
    desk.post(web, desk.form("SALE MAGGI 5", sender=desk.OWNER))
    desk.work()
    assert states() == [("2 kilo sugar sold", "waiting"), ("SALE MAGGI 5", "done")]


def test_stop_is_obeyed_at_once_and_nothing_more_is_said(
    store: int, web: str, twilio: TwilioApi, nlu_stand_in: NluServer
) -> None:
    desk.post(web, desk.form("2 kilo sugar sold"))
    desk.post(web, desk.form("STOP"))
    desk.work()
    assert [row.key for row in outbox()] == ["opt_out.done"]
    assert len(twilio.posted) == 1
    with nlu_stand_in.up(), clock.stopped_at(clock.now() + timedelta(hours=1)):
        desk.sweep_and_work()
    assert sold(store) == [Quantity(2)], "it was sold before the retailer wrote STOP"
    assert len(twilio.posted) == 1


def test_the_retailer_is_told_only_when_it_takes_long_and_once(
    store: int, web: str, twilio: TwilioApi, nlu_stand_in: NluServer
) -> None:
    begin = clock.now()
    long = settings().excuse_after_seconds
    desk.post(web, desk.form("2 kilo sugar sold"))
    for seconds, told in ((2, 0), (long - 2, 0), (long + 2, 1), (long + 10, 1), (long + 600, 1)):
        with clock.stopped_at(begin + timedelta(seconds=seconds)):
            desk.sweep_and_work()
        assert [row.key for row in outbox()] == [honest_words.SLOW] * told
        assert len(twilio.posted) == told
    with nlu_stand_in.up(), clock.stopped_at(begin + timedelta(seconds=long + 700)):
        desk.sweep_and_work()
    assert sold(store) == [Quantity(2)]
    assert [row.kind for row in outbox()] == ["notice", "reply"]
    assert len(twilio.posted) == 2


def test_a_short_outage_is_not_mentioned(store: int, web: str, twilio: TwilioApi, nlu_stand_in: NluServer) -> None:
    desk.post(web, desk.form("2 kilo sugar sold"))
    desk.work()
    with nlu_stand_in.up(), clock.stopped_at(clock.now() + timedelta(seconds=10)):
        desk.sweep_and_work()
    assert [row.kind for row in outbox()] == ["reply"]
