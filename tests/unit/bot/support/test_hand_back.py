"""How a chat comes back to the assistant, and what becomes of what was typed meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot import worker
from bot.inbox import receive
from bot.jobs import support as job
from bot.support import takeover
from domain.conversations.models import Inbound
from domain.support import store as support
from domain.support.models import Case
from infra import clock
from infra.database.session import desk_session, store_session
from tests.unit.bot.mail import conversation, inbox, message, outbox
from tests.unit.bot.support.desk import AGENT, MEERA, case, keys, maggi, say, write


def test_at_hand_back_each_message_is_written_dropped_or_brought_to_mind(store: int, talk: int) -> None:
    takeover.take_over(talk, AGENT, MEERA)
    with clock.stopped_at(clock.now() - timedelta(hours=3)):
        receive(message("SALE MAGGI 5"))
    for words in ("SALE MAGGI 2", "SALE SUGAR 1", "HELP"):
        receive(message(words))
    worker.serve(talk)
    written, dropped, _, _ = [row.id for row in inbox() if row.status == "held"]
    assert takeover.hand_back(talk, {written: "write", dropped: "drop"}, agent_id=AGENT)
    worker.serve(talk)
    assert (conversation().mode, maggi(store)) == ("bot", "31")
    back, sale = outbox()[-2:]
    assert (back.key, sale.key, sale.in_reply_to) == ("support.handed_back", "record_sale.done_one", written)
    assert "SALE SUGAR 1" in back.text
    assert "SALE MAGGI" not in back.text
    assert "HELP" not in back.text
    assert {row.status for row in inbox()} == {"done"}
    with store_session(store) as session:
        from domain.models import Sale

        sold = session.scalars(select(Sale.sold_at)).one()
    assert clock.now() - sold > timedelta(hours=2)
    assert not takeover.hand_back(talk)


@pytest.mark.parametrize(
    ("intent", "frame", "asks"),
    [
        ("record_sale", {"items": [{"sku": "maggi-70g", "text": "maggi", "quantity": "5"}]}, False),
        ("record_sale", {"items": [{"sku": "maggi-70g", "text": "maggi", "amount": "75"}]}, False),
        ("record_sale", {"items": [{"sku": "maggi-70g", "text": "maggi", "quantity": "500"}], "confirm": True}, True),
        ("record_sale", {"items": [{"sku": "maggi-70g", "text": "maggi"}]}, True),
        ("record_sale", {"items": [{"sku": None, "text": "parle g", "quantity": "5"}]}, True),
        ("record_sale", {"amount": "5400"}, False),
        ("record_sale", {}, True),
        ("record_payment", {"customer": "Sita", "amount": "100"}, False),
        ("record_payment", {"amount": "100"}, True),
        ("correct_last", {"items": [{"sku": None, "text": "", "quantity": "5"}]}, False),
        ("check_stock", {}, False),
    ],
)
def test_what_is_asked_about_before_it_is_written(intent: str, frame: dict[str, Any], asks: bool) -> None:
    assert takeover.must_ask(Inbound(body="words", trace={"intent": intent, "frame": frame})) is asks


def test_closing_asks_how_the_help_was_and_a_button_or_a_number_answers(store: int, talk: int) -> None:
    say("talk to a human")
    write("Done!")
    takeover.hand_back(talk, rated=True, agent_id=AGENT)
    asked = outbox()[-1]
    assert (asked.key, [button["title"] for button in asked.buttons]) == ("csat.ask", ["Good", "So-so", "Not good"])
    assert "I'm back" in asked.text
    assert case().state == "closed"
    say("2")
    assert (case().csat, keys()[-1]) == (2, "csat.thanks")
    receive(message("Good"))
    with desk_session() as session:
        session.execute(update(Inbound).where(Inbound.body == "Good").values(button=asked.buttons[0]["id"]))
    worker.serve(talk)
    assert case().csat == 3


def test_another_persons_case_is_not_rated(store: int, talk: int) -> None:
    say("talk to a human")
    with desk_session() as session:
        assert not support.rate(session, case().id, talk + 1, 3, clock.now())
        assert not support.rate(session, case().id, talk, 9, clock.now())
    assert case().csat is None


def test_a_chat_left_lying_goes_back_after_an_hour_of_silence(talk: int) -> None:
    say("talk to a human")
    write("One moment")
    assert job.look() == ([], [])
    with clock.stopped_at(clock.now() + timedelta(minutes=61)):
        assert job.look() == ([talk], [])
    assert (conversation().mode, keys()[-1]) == ("bot", "support.handed_back")


def test_a_shop_that_nobody_answers_has_its_books_back_after_twelve_hours_and_still_waits(talk: int) -> None:
    say("talk to a human")
    with clock.stopped_at(clock.now() + timedelta(hours=11)):
        assert job.look() == ([], [])
    with clock.stopped_at(clock.now() + timedelta(hours=13)):
        assert job.look() == ([talk], [])
    assert outbox()[-1].text.startswith("Sorry, nobody from support has answered yet")
    assert (case().state, case().waiting_since is not None) == ("open", True)


def test_who_asks_again_after_the_hand_back_waits_again(talk: int) -> None:
    say("talk to a human")
    write("Hello")
    takeover.hand_back(talk, agent_id=AGENT)
    assert case().waiting_since is None
    with desk_session() as session:
        later = clock.now() + timedelta(hours=1)
        session.execute(update(Case).values(reason="money", state="snoozed", snooze_until=later))
    say("talk to a human")
    assert (case().reason, case().state, case().waiting_since is not None) == ("asked", "open", True)
    assert conversation().mode == "human"


def test_of_entries_that_need_a_question_only_the_last_keeps_it_and_the_retailer_is_reminded(
    store: int, talk: int
) -> None:
    """Two unknown products, before and after a plain entry, which would have dropped the first one's question."""
    takeover.take_over(talk, AGENT, MEERA)
    for words in ("SALE XYZZY 3", "SALE SUGAR 1", "SALE PLUGH 2"):
        receive(message(words))
    worker.serve(talk)
    held = [row for row in inbox() if row.status == "held"]
    assert [takeover.must_ask(row) for row in held] == [True, False, True]
    takeover.hand_back(talk, {row.id: "write" for row in held}, agent_id=AGENT)
    worker.serve(talk)
    back, sale = outbox()[-2:]
    assert "SALE XYZZY 3" in back.text
    assert "PLUGH" not in back.text
    assert (sale.key, sale.in_reply_to) == ("record_sale.done_one", held[1].id)
    # It needs the model, which is not there: its turn and its question are still to come.
    assert [row.status for row in inbox()][-3:] == ["done", "done", "waiting"]
