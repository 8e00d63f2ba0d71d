"""From the moment a person has the chat the bot is silent and writes nothing, whatever crosses what."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot import outbox as out
from bot import understanding, worker
from bot.contract import Rendered
from bot.delivery import deliver
from bot.inbox import receive
from bot.jobs import support as job
from bot.support import answering, takeover
from domain.conversations.models import Conversation, Inbound, Outbound
from domain.models import Product, Store
from domain.support import store as support
from domain.support.models import Case
from infra import clock
from infra.database.session import desk_session, store_session
from nlu.contract import Parse
from tests.unit.bot.mail import conversation, inbox, message, outbox, wait_until_somebody_waits_for_a_lock

AGENT, MEERA = 7, "Meera"


@pytest.fixture(autouse=True)
def always_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Support is there at any hour: the time of day is another test's."""
    monkeypatch.setenv("SUPPORT_OPENS", "00:00")
    monkeypatch.setenv("SUPPORT_CLOSES", "00:00")


@pytest.fixture
def talk(store: int) -> int:
    """A conversation that has begun; its number."""
    say("STOCK MAGGI")
    return conversation().id


def say(words: str) -> None:
    receive(message(words))
    worker.serve(conversation().id)


def case() -> Case:
    with desk_session() as session:
        return session.scalars(select(Case).order_by(Case.id.desc()).limit(1)).one()


def maggi(store: int) -> str:
    with store_session(store) as session:
        return str(session.scalars(select(Product.stock).where(Product.sku == "maggi-70g")).one())


def keys() -> list[str]:
    return [row.key for row in outbox()]


def write(text: str, once: str = "form-1", *, at_night: bool = True) -> int:
    return answering.answer(conversation().id, AGENT, MEERA, text, once, at_night=at_night)


def test_whoever_asks_for_a_person_gets_a_case_and_the_bot_is_silent(store: int, talk: int) -> None:
    say("talk to a human")
    say("SALE MAGGI 5")
    found = case()
    assert (found.reason, found.state, found.waiting_since is not None) == ("asked", "open", True)
    assert keys()[-1] == "talk_to_human.done"
    assert (inbox()[-1].status, maggi(store)) == ("held", "36")
    read = inbox()[-1].trace
    assert read is not None
    assert (read["decision"], read["intent"]) == ("held", "record_sale")


class Hears:
    """Stands in for the model server: every message is an opinion."""

    def parse(self, normalised: str) -> Parse:
        return Parse("feedback", 0.99)


@pytest.mark.parametrize(
    ("words", "key", "said"),
    [
        ("talk to a human", "talk_to_human.done", True),
        ("the app is slow and wrong", "feedback.done", True),
        ("the app is great", "feedback.done", False),
    ],
)
def test_outside_working_hours_it_is_said_when_somebody_answers(
    talk: int, monkeypatch: pytest.MonkeyPatch, words: str, key: str, said: bool
) -> None:
    from infra.settings import settings

    monkeypatch.setattr(understanding, "model", Hears)
    monkeypatch.setenv("SUPPORT_OPENS", "09:00")
    monkeypatch.setenv("SUPPORT_CLOSES", "09:01")
    settings.cache_clear()
    with clock.stopped_at(clock.now().replace(hour=22)):
        say(words)
    assert ("every day from 9 am to 9:01 am" in outbox()[-1].text) == said
    assert outbox()[-1].key == key


def test_an_agent_who_writes_has_the_chat_and_it_is_said_once(store: int, talk: int) -> None:
    write("Namaste, which Maggi do you mean?")
    write("The small one?", "form-2")
    say("SALE MAGGI 5")
    first, second = outbox(kind="agent")
    assert first.text == (
        "Meera from support is with you now and answers you here. Until the chat is handed back I write nothing into "
        "the books.\n\nNamaste, which Maggi do you mean?"
    )
    assert second.text == "The small one?"
    assert (first.agent_id, conversation().mode, maggi(store)) == (AGENT, "human", "36")
    assert (case().reason, case().agent_id, case().first_answer_at is not None) == ("taken", AGENT, True)


def test_who_writes_in_a_chat_that_another_was_given_has_it(talk: int) -> None:
    say("talk to a human")
    with desk_session() as session:
        session.execute(update(Case).values(agent_id=AGENT + 1))
    write("I am here")
    assert case().agent_id == AGENT


def test_a_form_sent_twice_at_once_is_one_message(talk: int) -> None:
    with ThreadPoolExecutor(4) as threads:
        numbers = {future.result(timeout=20) for future in [threads.submit(write, "Hello") for _ in range(4)]}
    assert len(numbers) == 1
    assert len(outbox(kind="agent")) == 1


def test_the_message_first_then_the_takeover(store: int, talk: int) -> None:
    say("SALE MAGGI 5")
    takeover.take_over(talk, AGENT, MEERA)
    assert (maggi(store), keys()[-2:]) == ("31", ["record_sale.done_one", "support.taken_over"])


def test_the_takeover_first_then_the_message(store: int, talk: int) -> None:
    receive(message("SALE MAGGI 5"))
    takeover.take_over(talk, AGENT, MEERA)
    worker.serve(talk)
    assert (maggi(store), keys()[-1], inbox()[-1].status) == ("36", "support.taken_over", "held")


def test_a_takeover_in_the_middle_of_a_turn_waits_for_it(
    store: int, talk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The turn has its lock when the agent clicks: it ends, its reply is first, and what comes next is held."""
    inside, go_on = threading.Event(), threading.Event()
    take = worker.turn.take

    def slowly(session: object, found: Conversation, inbound: Inbound) -> object:
        inside.set()
        assert go_on.wait(10)
        return take(session, found, inbound)  # type: ignore[arg-type]

    monkeypatch.setattr(worker.turn, "take", slowly)
    receive(message("SALE MAGGI 5"))
    with ThreadPoolExecutor(2) as threads:
        turn = threads.submit(worker.serve, talk)
        assert inside.wait(10)
        click = threads.submit(takeover.take_over, talk, AGENT, MEERA)
        wait_until_somebody_waits_for_a_lock()
        go_on.set()
        turn.result(timeout=10)
        click.result(timeout=10)
    assert keys()[-2:] == ["record_sale.done_one", "support.taken_over"]
    say("SALE MAGGI 1")
    assert (maggi(store), inbox()[-1].status) == ("31", "held")


@pytest.mark.parametrize("round_", range(8))
def test_both_at_once_end_in_one_of_the_two_orders(store: int, talk: int, round_: int) -> None:
    receive(message("SALE MAGGI 5"))
    start = threading.Barrier(2)

    def answer() -> None:
        start.wait(10)
        worker.serve(talk)

    def click() -> None:
        start.wait(10)
        write("I am here")

    with ThreadPoolExecutor(2) as threads:
        for future in [threads.submit(answer), threads.submit(click)]:
            future.result(timeout=20)
    said = (inbox()[-1].status, maggi(store), keys()[1:])
    assert said in (("done", "31", ["record_sale.done_one", "agent"]), ("held", "36", ["agent"]))


def test_what_the_assistant_starts_waits_until_the_chat_is_handed_back(talk: int) -> None:
    takeover.take_over(talk, AGENT, MEERA)
    with desk_session() as session:
        session.execute(update(Store).values(quiet_start="00:00", quiet_end="00:00"))
        out.write(
            session, session.get_one(Conversation, talk), kind="alert", key="alert.low_stock", rendered=Rendered("low")
        )
    deliver(talk)
    alert = outbox(kind="alert")[0]
    assert (alert.status, outbox(kind="agent")[0].status) == ("held", "sent")
    takeover.hand_back(talk)
    deliver(talk)
    assert outbox(kind="alert")[0].status == "sent"


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
    assert outbox()[-1].text.startswith("Sorry that nobody from support has answered yet")
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


def test_a_confirmation_that_nobody_got_is_a_case_once(store: int, talk: int) -> None:
    say("SALE MAGGI 5")
    with desk_session() as session:
        session.execute(update(Outbound).where(Outbound.key == "record_sale.done_one").values(status="undelivered"))
    assert job.look() == ([], [talk])
    assert job.look() == ([], [])
    assert case().reason == "money"


def test_a_message_that_was_set_aside_and_a_complaint_are_cases(talk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the shelf fell down")

    with monkeypatch.context() as patch:
        patch.setattr(worker.turn, "take", broken)
        say("SALE MAGGI 5")
    assert (case().reason, conversation().mode) == ("poison", "bot")


def test_at_night_an_agent_is_warned_and_may_write_all_the_same(talk: int) -> None:
    midnight = (clock.now() + timedelta(days=1)).replace(hour=18, minute=30)
    with clock.stopped_at(midnight):
        with pytest.raises(answering.AtNight):
            write("Good morning", at_night=False)
        assert outbox(kind="agent") == []
        write("Good morning", at_night=True)
    assert len(outbox(kind="agent")) == 1


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
