"""Whole conversations over the real database: what is said, and what stands in the books after it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import regex
from sqlalchemy import func, select

from bot.dialogue import language, turn
from bot.dialogue.state import asked_of
from bot.dialogue.turn import Answer
from domain.conversations.models import Conversation
from domain.models import Customer, Entry, Product, Sale, User
from domain.values import Money, Quantity
from infra import clock
from infra.database.session import desk_session, enter_store, store_session
from nlu.contract import NluUnavailable
from tests.e2e.turns import take
from tests.stand_in_model import StandInModel

NOON = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)


class Phone:
    """A retailer's phone: sends a message through a turn and its answer to the outbox, as the worker does."""

    def __init__(self, store: int | None, channel: str = "whatsapp", address: str = "+919811100001") -> None:
        self.store, self.channel = store, channel
        self.model = StandInModel()
        self.now = NOON
        self.sent = 0
        with desk_session() as session:
            user = session.scalars(select(User).filter_by(phone=address)).one_or_none()
            conversation = Conversation(
                store_id=store,
                user_id=user.id if user else None,
                channel=channel,
                address=address,
                provider="simulator",
                created_at=NOON,
            )
            session.add(conversation)
            session.flush()
            self.id = conversation.id

    def say(self, body: str, *, button: str | None = None, replied_to: str | None = None) -> Answer | None:
        """Send a message; its answer."""
        self.sent += 1
        self.now += timedelta(minutes=1)
        with clock.stopped_at(self.now), desk_session() as session:
            if self.store is not None:
                enter_store(session, self.store)
            conversation = session.get_one(Conversation, self.id, with_for_update=True)
            answer, row = take(
                session, conversation, self.model, body, self.now, self.sent, button=button, replied_to=replied_to
            )
            if row is not None:
                row.provider_id = f"out-{self.id}-{self.sent}"
            return answer

    def hears(self, body: str, **more: Any) -> str:
        """Send a message; the text of its answer."""
        answer = self.say(body, **more)
        assert answer is not None
        return answer.rendered.text

    def key(self, body: str, **more: Any) -> str:
        """Send a message; the key of its answer."""
        answer = self.say(body, **more)
        assert answer is not None
        return answer.key

    def conversation(self) -> Conversation:
        with desk_session() as session:
            return session.get_one(Conversation, self.id)


@pytest.fixture
def phone(store: int) -> Phone:
    return Phone(store)


@pytest.fixture
def sms(store: int) -> Phone:
    return Phone(store, "sms")


def stock(store: int, sku: str) -> Quantity:
    with store_session(store) as session:
        return session.scalars(select(Product).filter_by(sku=sku)).one().stock


def count(store: int, model: type[Any]) -> int:
    with store_session(store) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_sale_is_confirmed_and_taken_back(phone: Phone, store: int) -> None:
    text = phone.hears("5 maggi aur 2 kilo chini becha")
    assert "₹75" in text
    assert "₹92" in text
    assert "₹167" in text
    assert "31" in text
    assert "UNDO" in text
    assert (stock(store, "maggi-70g"), stock(store, "sugar-loose")) == (Quantity(31), Quantity(23))
    assert "31" in phone.hears("maggi kitna bacha hai")
    assert phone.key("undo") == "undo.done"
    assert (stock(store, "maggi-70g"), stock(store, "sugar-loose")) == (Quantity(36), Quantity(25))


def test_a_missing_quantity_is_asked_for_and_may_be_answered_by_the_bare_word(phone: Phone, store: int) -> None:
    assert phone.key("chini becha") == "dialogue.ask_quantity"
    assert count(store, Entry) == 0
    assert phone.key("2 kilo").startswith("record_sale.done")
    assert stock(store, "sugar-loose") == Quantity(23)
    assert asked_of(phone.conversation().question) is None


def test_a_no_with_the_right_quantity_is_no_second_sale(phone: Phone, store: int) -> None:
    bottles = stock(store, "coke-750ml")
    phone.hears("4 coke becha")
    assert "5" in phone.hears("nahi 5 coke becha")
    assert stock(store, "coke-750ml") == bottles - Quantity(5)
    phone.hears("dhanyavaad")
    phone.hears("nahi 2 coke becha")
    assert stock(store, "coke-750ml") == bottles - Quantity(7)


def test_something_unusual_is_written_after_a_yes_only(sms: Phone, store: int) -> None:
    text = sms.hears("500 maggi becha")
    assert "1. " in text
    assert "2. " in text
    assert count(store, Entry) == 0
    assert sms.key("1").startswith("record_sale.done")
    assert stock(store, "maggi-70g") == Quantity(-464)


def test_a_no_leaves_nothing(sms: Phone, store: int) -> None:
    sms.say("500 maggi becha")
    assert sms.key("2") == "dialogue.left"
    assert count(store, Entry) == 0


def test_changing_the_subject_is_one_reply_that_says_what_was_left(phone: Phone, store: int) -> None:
    phone.say("500 maggi becha")
    lines = phone.hears("3 coke becha").splitlines()
    assert len(lines) == 2
    assert lines[0] == "Pehle wala sawaal chhod diya, uska kuch nahi likha."
    assert count(store, Sale) == 1
    assert stock(store, "maggi-70g") == Quantity(36)


def test_a_product_the_shop_does_not_have_is_never_guessed(phone: Phone, store: int) -> None:
    assert phone.key("5 tiger becha") == "dialogue.unknown_product"
    assert phone.key("rehne do") == "dialogue.left"
    assert count(store, Entry) == 0


def test_swiping_back_takes_back_that_entry_and_not_the_last(phone: Phone, store: int) -> None:
    phone.say("5 maggi becha")
    phone.say("3 coke becha")
    assert phone.key("galat", replied_to=f"out-{phone.id}-1") == "undo.done"
    assert (stock(store, "maggi-70g"), stock(store, "coke-750ml")) == (Quantity(36), Quantity(15))


def test_swiping_back_to_ones_own_message_mends_that_entry(phone: Phone, store: int) -> None:
    phone.say("5 maggi becha")
    phone.say("3 coke becha")
    assert phone.key("5 nahi 6 the", replied_to=f"in-{phone.id}-1") == "correct_last.done"
    assert (stock(store, "maggi-70g"), stock(store, "coke-750ml")) == (Quantity(30), Quantity(15))


def test_the_undo_button_of_an_old_confirmation_is_about_that_entry(phone: Phone, store: int) -> None:
    phone.say("5 maggi becha")
    phone.say("3 coke becha")
    phone.say("Undo", button="undo", replied_to=f"out-{phone.id}-1")
    assert (stock(store, "maggi-70g"), stock(store, "coke-750ml")) == (Quantity(36), Quantity(15))


def test_a_credit_sale_without_a_name_asks_whose(phone: Phone, store: int) -> None:
    assert phone.key("2 maggi udhaar") == "dialogue.ask_customer_credit"
    assert phone.key("Ramesh") == "record_sale.done_credit"
    with store_session(store) as session:
        assert session.scalars(select(Customer)).one().balance == Money(30)


def test_the_answer_comes_in_the_language_and_script_of_the_message(phone: Phone) -> None:
    assert phone.hears("5 maggi becha").startswith("✅ Becha:")
    assert phone.hears("५ मैगी बेचा").startswith("✅ बेचा:")
    assert phone.hears("i sold 5 maggi").startswith("✅ Sold")


def test_a_word_that_everybody_says_in_english_keeps_the_language(phone: Phone) -> None:
    assert phone.hears("५ मैगी बेचा").startswith("✅ बेचा:")
    for word in ("yes", "ok", "no", "thanks", "hello"):
        assert regex.search(r"\p{Devanagari}", phone.hears(word)), word
    assert phone.hears("5 maggi becha").startswith("✅ Becha:")
    assert phone.hears("yes").startswith("Theek hai")
    # "ha" is Odia's, Telugu's and more as well.
    assert phone.hears("ha").startswith("Theek hai")
    assert phone.hears("haa").startswith("Theek hai")
    assert phone.hears("na").startswith("Theek hai")
    assert phone.hears("ami 5 maggi becha korlam").startswith("✅ Bikri")
    assert phone.hears("na").startswith("Thik ache")
    # Kannada's alone.
    assert phone.hears("beda").startswith("Sari")
    assert phone.hears("i sold 5 maggi").startswith("✅ Sold")


def test_of_two_goods_the_one_whose_figure_was_wrong(phone: Phone, store: int) -> None:
    phone.say("5 maggi aur 2 kilo chini becha")
    assert phone.key("2 nahi 3") == "correct_last.done"
    assert (stock(store, "maggi-70g"), stock(store, "sugar-loose")) == (Quantity(31), Quantity(22))


def test_an_sms_is_answered_in_latin_letters_without_signs(sms: Phone) -> None:
    text = sms.hears("५ मैगी बेचा")
    assert text.startswith("Becha: 5 ")
    assert text.isascii()
    assert "Rs 75" in text


def test_a_person_who_has_the_chat_is_not_talked_over(phone: Phone, store: int) -> None:
    assert phone.key("insaan se baat karao") == "talk_to_human.done"
    assert phone.conversation().mode == "human"
    assert phone.say("5 maggi becha") is None
    assert count(store, Entry) == 0


def test_stop_holds_while_a_person_has_the_chat(phone: Phone) -> None:
    assert phone.key("insaan se baat karao") == "talk_to_human.done"
    assert phone.key("STOP") == "opt_out.done"
    assert phone.conversation().opted_out_at is not None


def test_two_messages_not_understood_bring_a_person(phone: Phone) -> None:
    assert phone.key("qwertz uiop") == "dialogue.not_understood"
    assert phone.key("asdf ghjk") == "dialogue.handed_over"
    assert phone.conversation().mode == "human"


def test_stop_silences_until_start(sms: Phone, store: int) -> None:
    assert sms.key("STOP") == "opt_out.done"
    assert sms.say("5 maggi becha") is None
    assert count(store, Entry) == 0
    assert sms.key("START") == "opt_in.done"
    assert sms.key("5 maggi becha").startswith("record_sale.done")


def test_a_stranger_hears_how_to_begin(database: str) -> None:
    stranger = Phone(None, address="+919800099999")
    assert stranger.key("5 maggi becha") == "onboarding.notice"
    assert stranger.key("STOP") == "opt_out.done"
    assert stranger.say("hello") is None


def test_without_the_model_commands_are_answered_and_sentences_wait(phone: Phone, store: int) -> None:
    phone.model.away = True
    assert phone.key("SALE MAGGI 5").startswith("record_sale.done")
    with pytest.raises(NluUnavailable):
        phone.say("5 maggi becha")
    assert stock(store, "maggi-70g") == Quantity(31)
    phone.model.away = False
    phone.say("chini becha")
    phone.model.away = True
    assert phone.key("2 kilo").startswith("record_sale.done")


def test_the_other_product_that_fits_is_a_number_or_its_name_away(sms: Phone, store: int) -> None:
    for answer in ("1", "maggi 280 g"):
        text = sms.hears("5 maggi becha")
        assert "1. Maggi Noodles 280 g" in text
        assert sms.key(answer) == "correct_last.done"
        assert (stock(store, "maggi-70g"), stock(store, "maggi-280g")) == (Quantity(36), Quantity(1))
        sms.say("undo")


def test_what_is_refused_leaves_no_row(phone: Phone, store: int) -> None:
    assert phone.key("maggi 16 rakho") == "set_price.above_mrp"
    assert count(store, Entry) == 0


def test_a_language_that_was_asked_for_is_answered_in(phone: Phone) -> None:
    assert phone.key("tamil bhasha") == "set_language.done"
    assert regex.search(r"\p{Tamil}", phone.hears("5 maggi becha"))
    assert phone.key("english bhasha") == "set_language.done"
    assert phone.hears("5 maggi becha").startswith("✅ Sold")


def test_a_language_without_texts_is_not_promised(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is while a twelfth language is being written."""
    monkeypatch.setattr(language, "has_language", lambda code, script: False)
    assert phone.key("tamil bhasha") == "set_language.not_yet"


def test_the_trace_says_what_was_understood_and_decided(phone: Phone) -> None:
    answer = phone.say("5 maggi becha")
    assert answer is not None
    assert answer.trace["intent"] == "record_sale"
    assert answer.trace["decision"] == "run record_sale"
    assert answer.trace["items"][0]["sku"] == "maggi-70g"
    assert set(answer.trace["ms"]) == {"understanding", "action", "rendering"}


@pytest.mark.parametrize(
    ("body", "overtakes"), [("HELP", True), ("stop", True), ("SALE MAGGI 5", False), ("haan", False), ("maggi", False)]
)
def test_only_help_and_stop_overtake(body: str, overtakes: bool) -> None:
    assert turn.can_overtake(body) is overtakes


@pytest.fixture(autouse=True)
def _stopped(database: str) -> Iterator[None]:
    with clock.stopped_at(NOON):
        yield
