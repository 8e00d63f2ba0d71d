"""Who was told at night that a person answers in the morning goes on with the assistant, until somebody of support has come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import outbox as outbox_of_all
from bot import understanding, worker
from bot.contract import Rendered
from bot.inbox import receive
from bot.support import takeover
from domain.conversations.models import Conversation, Outbound
from infra import clock
from infra.database.session import desk_session
from infra.settings import settings
from nlu.contract import Parse
from tests.unit.bot.mail import conversation, inbox, message, outbox
from tests.unit.bot.support.desk import AGENT, MEERA, case, keys, maggi, say, write


class Lost:
    """Stands in for the model server: it understands nothing."""

    def parse(self, normalised: str) -> Parse:
        return Parse("out_of_scope", 0.99)


@pytest.fixture
def night(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Support has gone home."""
    monkeypatch.setattr(understanding, "model", Lost)
    monkeypatch.setenv("SUPPORT_OPENS", "09:00")
    monkeypatch.setenv("SUPPORT_CLOSES", "09:01")
    settings.cache_clear()
    with clock.stopped_at(clock.now().replace(hour=20)):
        yield


def last() -> Outbound:
    return outbox()[-1]


def tap(button: str, title: str) -> None:
    receive(message(title, button=button))
    worker.serve(conversation().id)


def give_up() -> None:
    say("the moon is made of cheese")
    say("and the sun of butter")


@pytest.mark.usefixtures("night")
def test_a_hand_over_at_night_offers_to_go_on(talk: int) -> None:
    give_up()
    assert last().key == "dialogue.handed_over"
    assert last().text.endswith("every day from 9 am to 9:01 am and will answer you then. Or go on with me until then?")
    assert [button["id"] for button in last().buttons] == ["go_on"]


def test_a_hand_over_by_day_offers_nothing(talk: int) -> None:
    say("talk to a human")
    say("1")
    assert (last().key, last().buttons, inbox()[-1].status) == ("talk_to_human.done", [], "held")


@pytest.mark.usefixtures("night")
@pytest.mark.parametrize("words", ["1", "१", "yes", "haan", "Go on", "go on!"])
def test_a_number_a_yes_or_its_name_brings_the_assistant_back(store: int, talk: int, words: str) -> None:
    say("talk to a human")
    say(words)
    assert (last().key, conversation().mode) == ("support.handed_back", "bot")
    say("SALE MAGGI 5")
    assert maggi(store) == "31"


@pytest.mark.usefixtures("night")
def test_the_question_stays_with_support(talk: int) -> None:
    give_up()
    tap("go_on", "Go on")
    found = case()
    assert (conversation().mode, conversation().misunderstood) == ("bot", 0)
    assert (found.reason, found.state, found.waiting_since is not None) == ("misunderstood", "open", True)


@pytest.mark.usefixtures("night")
def test_a_plain_sale_is_written_by_nobody_and_told_of_on_the_way_back(store: int, talk: int) -> None:
    say("talk to a human")
    said = len(outbox())
    say("SALE MAGGI 5")
    assert (maggi(store), len(outbox()), inbox()[-1].status) == ("36", said, "held")
    tap("go_on", "Go on")
    assert last().text.endswith("Not in the books yet; write it again if it belongs there:\nSALE MAGGI 5")
    assert (maggi(store), [row.status for row in inbox()][-2:]) == ("36", ["done", "done"])


@pytest.mark.usefixtures("night")
def test_no_way_leads_back_once_somebody_has_come(store: int, talk: int) -> None:
    say("talk to a human")
    write("Good evening, I am up late. Was it five?")
    tap("go_on", "Go on")
    say("1")
    say("yes")
    assert (conversation().mode, {row.status for row in inbox()[-3:]}) == ("human", {"held"})


@pytest.mark.usefixtures("night")
def test_who_takes_the_chat_in_silence_has_it(talk: int) -> None:
    say("talk to a human")
    takeover.take_over(talk, AGENT, MEERA)
    say("1")
    assert (conversation().mode, inbox()[-1].status) == ("human", "held")


@pytest.mark.usefixtures("night")
def test_a_no_and_another_number_are_no_way_back(talk: int) -> None:
    say("talk to a human")
    for words in ("no", "2", "11", "go"):
        say(words)
    assert (conversation().mode, keys()[-1]) == ("human", "talk_to_human.done")


@pytest.mark.usefixtures("night")
def test_an_old_offer_brings_nobody_back(talk: int) -> None:
    say("talk to a human")
    with clock.stopped_at(clock.now() + timedelta(hours=13)):
        say("1")
    assert conversation().mode == "human"


@pytest.mark.usefixtures("night")
def test_a_second_tap_writes_nothing(store: int, talk: int) -> None:
    say("talk to a human")
    tap("go_on", "Go on")
    tap("go_on", "Go on")
    assert (keys()[-2:], maggi(store)) == (["support.handed_back", "greet.hello"], "36")


@pytest.mark.usefixtures("night")
def test_start_after_stop_says_who_has_the_chat_and_leads_back(store: int, talk: int) -> None:
    say("talk to a human")
    say("STOP")
    assert last().key == "opt_out.done"
    said = len(outbox())
    say("1")
    assert (conversation().mode, len(outbox())) == ("human", said), "stopped"
    say("START")
    assert (last().key, [button["id"] for button in last().buttons]) == ("talk_to_human.done", ["go_on"])
    say("1")
    say("SALE MAGGI 5")
    assert (conversation().mode, maggi(store)) == ("bot", "31")


@pytest.mark.usefixtures("night")
def test_start_leads_back_from_nobody_who_has_come(talk: int) -> None:
    say("talk to a human")
    takeover.take_over(talk, AGENT, MEERA)
    say("STOP")
    say("START")
    assert (last().key, last().buttons) == ("talk_to_human.done", [])
    say("1")
    assert conversation().mode == "human"


STRANGER = "+919811199999"


def stranger(words: str, button: str | None = None) -> str:
    """The key of the last reply to a number that has no shop."""
    receive(message(words, address=STRANGER, button=button))
    with desk_session() as session:
        number = session.scalars(select(Conversation.id).where(Conversation.address == STRANGER)).one()
    worker.serve(number)
    return last().key


@pytest.mark.usefixtures("night")
def test_a_stranger_goes_on_where_their_shop_was_left(store: int) -> None:
    stranger("hello")
    stranger("1")
    assert stranger("talk to a human") == "talk_to_human.done"
    assert [button["id"] for button in last().buttons] == ["go_on"]
    said = len(outbox())
    stranger("is anybody there?")
    assert len(outbox()) == said
    assert stranger("Go on", "go_on") == "onboarding.ask_name"
    assert stranger("Patel Store") == "onboarding.ask_kind"


@pytest.mark.usefixtures("night")
def test_a_stranger_who_began_with_a_person_is_led_to_a_shop(store: int) -> None:
    stranger("talk to a human")
    assert stranger("1") == "onboarding.notice"
    assert stranger("1") == "onboarding.ask_name"


@pytest.mark.usefixtures("night")
def test_stop_and_start_keep_a_strangers_way_back(store: int) -> None:
    stranger("hello")
    stranger("1")
    stranger("talk to a human")
    assert stranger("STOP") == "opt_out.done"
    assert stranger("START") == "talk_to_human.done"
    assert stranger("1") == "onboarding.ask_name"


def test_a_stranger_who_was_helped_goes_on_with_their_shop(store: int) -> None:
    stranger("hello")
    stranger("1")
    stranger("talk to a human")
    with desk_session() as session:
        number = session.scalars(select(Conversation.id).where(Conversation.address == STRANGER)).one()
    takeover.take_over(number, AGENT, MEERA)
    takeover.hand_back(number)
    assert last().key == "onboarding.ask_name"
    assert stranger("Patel Store") == "onboarding.ask_kind"


@pytest.mark.usefixtures("night")
def test_a_shops_customer_hears_whose_messages_these_are(store: int) -> None:
    stranger("talk to a human")
    with desk_session() as session:
        known = session.scalars(select(Conversation).where(Conversation.address == STRANGER)).one()
        rendered = Rendered("Namaste, 250 is due.")
        outbox_of_all.write(
            session, known, kind="outreach", key="to_customer.reminder", rendered=rendered, store_id=store
        )
    assert stranger("1") == "customer.hello"
