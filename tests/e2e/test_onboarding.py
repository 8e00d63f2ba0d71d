"""A stranger's number, from "hi" to the first sale in the books, through inbox, worker and outbox."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import func, select

from bot import inbox, understanding, worker
from bot.contract import IncomingMessage
from bot.dialogue import onboarding
from domain.models import Consent, Conversation, Outbound, Product, Sale, Store, User
from domain.stores import store as stores
from domain.values import Money
from infra import clock
from infra.database.session import desk_session, store_session
from nlu.contract import Parse
from tests.stand_in_model import StandInModel

STRANGER = "+919800099999"
MOST_MESSAGES = 8
_ids = itertools.count(1)


class TamilToo(StandInModel):
    """The stand-in that knows how Tamil says sold, and what else it is taught."""

    def __init__(self) -> None:
        super().__init__()
        self.words: dict[str, str] = {}

    def parse(self, normalised: str) -> Parse:
        """The intent of a word it was taught; a sale for the Tamil word, in either script."""
        for word in normalised.split():
            if word in self.words:
                return Parse(self.words[word], 0.99, ((self.words[word], 0.99),))
        return super().parse(normalised.replace("வித்தேன்", "sold").replace("vithen", "sold"))


@pytest.fixture
def model(database: str, monkeypatch: pytest.MonkeyPatch) -> TamilToo:
    stand_in = TamilToo()
    monkeypatch.setattr(understanding, "model", lambda: stand_in)
    return stand_in


def say(text: str, channel: str = "whatsapp", button: str | None = None, address: str = STRANGER) -> Outbound:
    """Send a message, as the stranger unless told; the one reply."""
    inbound = inbox.receive(
        IncomingMessage("simulator", f"hi-{next(_ids)}", channel, address, text, clock.now(), button=button)
    )
    with desk_session() as session:
        conversation = session.scalars(
            select(Conversation).where(Conversation.address == address, Conversation.channel == channel)
        ).one()
    worker.serve(conversation.id)
    with desk_session() as session:
        return session.scalars(select(Outbound).where(Outbound.in_reply_to == inbound)).one()


def shops() -> list[Store]:
    with desk_session() as session:
        return list(session.scalars(select(Store).join(User).where(User.phone == STRANGER)))


TALKS = {
    ("en", "whatsapp"): ["hi", "I agree", "Murugan Stores, Madurai", "kirana", "sold 2 maggi"],
    ("en", "sms"): ["hi", "1", "Murugan Stores, Madurai", "1", "sold 2 maggi"],
    ("ta", "whatsapp"): ["வணக்கம்", "சரி", "முருகன் ஸ்டோர்ஸ், மதுரை", "மளிகை கடை", "2 மேகி வித்தேன்"],
    ("ta", "sms"): ["vanakkam", "1", "Murugan Stores, Madurai", "maligai", "2 maggi vithen"],
}


@pytest.mark.parametrize(("language", "channel"), TALKS)
def test_from_hi_to_the_first_sale(model: TamilToo, language: str, channel: str) -> None:
    talk = TALKS[language, channel]
    assert len(talk) <= MOST_MESSAGES
    replies = [say(text, channel) for text in talk]
    assert [reply.key for reply in replies] == [
        "onboarding.notice",
        "onboarding.ask_name",
        "onboarding.ask_kind",
        "onboarding.ready",
        "record_sale.done_one",
    ]
    [shop] = shops()
    assert shop.kind == "kirana"
    with desk_session() as session:
        [conversation] = session.scalars(select(Conversation).where(Conversation.address == STRANGER))
        assert (conversation.store_id, conversation.language) == (shop.id, language)
    with store_session(shop.id) as session:
        assert session.scalars(select(Sale.total)).all() == [Money(30)]
        assert session.scalar(select(func.count()).select_from(Product)) == 113
        [consent] = session.scalars(select(Consent))
        assert consent.notice == "onboarding 2026-11"
        assert consent.language.startswith(language)
    assert "-2" not in replies[-1].text, "nobody has counted yet"
    assert say("UNDO", channel).key == "undo.done"
    with desk_session() as session:
        # UNDO is asked for in these letters whatever the language, and changes none.
        assert session.scalars(select(Conversation.language).where(Conversation.address == STRANGER)).one() == language
    if channel == "sms":
        assert all(len(reply.text) <= 2 * 153 for reply in replies)


@pytest.mark.parametrize(
    ("greeting", "yes", "spoken"),
    [
        ("namaskar", "ho", ["hi", "mr"]),
        ("namaskar", "haan", ["hi", "hi"]),
        ("nomoskor", "haa", ["bn", "bn"]),
        ("vanakkam", "ok", ["ta", "ta"]),
        ("hi", "haan", ["en", "hi"]),
        ("hello", "ok", ["en", "en"]),
    ],
)
def test_a_greeting_in_latin_letters_is_answered_in_a_language_that_has_it(
    model: TamilToo, greeting: str, yes: str, spoken: list[str]
) -> None:
    heard = []
    for text in (greeting, yes):
        say(text)
        with desk_session() as session:
            heard.append(session.scalars(select(Conversation.language).where(Conversation.address == STRANGER)).one())
    assert heard == spoken


def test_the_shop_has_the_name_and_place_that_were_said(model: TamilToo) -> None:
    for text in ("hi", "ok", "  Ma Tara Dugdha Bhandar , Howrah ", "doodh ki dukan"):
        last = say(text)
    [shop] = shops()
    assert (shop.name, shop.place, shop.kind) == ("Ma Tara Dugdha Bhandar", "Howrah", "dairy")
    assert "Ma Tara Dugdha Bhandar" in last.text


def test_a_no_keeps_nothing_and_another_hello_asks_again(model: TamilToo) -> None:
    say("hi")
    assert say("Not now", button="no").key == "onboarding.declined"
    assert shops() == []
    with desk_session() as session:
        assert session.scalars(select(Conversation.question)).one() is None
    assert say("hello").key == "onboarding.notice"


def test_half_finished_goes_on_where_it_was(model: TamilToo) -> None:
    for text in ("hi", "ok", "Asha Stores"):
        say(text)
    assert say("hello").key == "onboarding.ask_kind"
    assert say("STOP").key == "opt_out.done"
    assert say("START").key == "onboarding.ask_kind"
    assert say("help").key == "onboarding.ask_kind"
    assert say("bakery").key == "onboarding.ready"
    assert [shop.name for shop in shops()] == ["Asha Stores"]


def test_the_language_is_changed_by_its_name_and_stays(model: TamilToo) -> None:
    assert "Namaste" in say("hi").text
    assert say("Tamil").key == "onboarding.notice"
    for text in ("1", "Murugan Stores", "1"):
        say(text)
    with desk_session() as session:
        assert session.scalars(select(User.language).where(User.phone == STRANGER)).one() == "ta"
        assert session.scalars(select(Conversation.language)).one() == "ta"


def test_what_is_no_name_is_asked_again_and_what_is_no_kind_ends_as_another(model: TamilToo) -> None:
    for text in ("hi", "ok"):
        say(text)
    for text in ("5 maggi becha", "yes", "!!!", "x" * 61):
        assert say(text).key == "onboarding.ask_name", text
    assert say("Balaji").key == "onboarding.ask_kind"
    assert say("we sell all that shines").key == "onboarding.ask_kind"
    assert say("gold and silver").key == "onboarding.ready_empty"
    assert [shop.kind for shop in shops()] == ["other"]


def test_the_other_channel_belongs_to_the_shop_too(model: TamilToo) -> None:
    for text in ("hi", "ok", "Asha Stores", "kirana"):
        say(text)
    assert say("STOCK MAGGI", "sms").key == "check_stock.done"
    assert len(shops()) == 1


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("1", "kirana"),
        ("6", "other"),
        ("7", None),
        ("sabzi", "vegetables"),
        ("பேக்கரி", "bakery"),
        ("milk, bread", "dairy"),
    ],
)
def test_a_kind_is_known_by_number_and_word(said: str, kind: str | None) -> None:
    assert onboarding.find_kind(said) == kind


def test_an_owner_of_two_shops_goes_from_one_to_the_other(model: TamilToo) -> None:
    for text in ("hi", "ok", "Asha Stores, Main Road", "kirana", "SALE MAGGI 2"):
        say(text)
    with desk_session() as session:
        stores.add(session, "Asha Stores", "Station Road", STRANGER, "Asha", now=clock.now())
    model.words["badlo"] = "switch_store"
    assert say("dukan badlo").key == "switch_store.done"
    assert say("STOCK MAGGI").key != "check_stock.done", "the second shop has no goods yet"
    assert say("dukan badlo").key == "switch_store.done"
    assert say("STOCK MAGGI").key == "check_stock.done"
    model.words["bikri"] = "switch_store"
    assert say("dono dukan ki bikri").key == "sales_report.stores"


def test_a_helper_is_told_writes_and_is_a_stranger_again(model: TamilToo) -> None:
    for text in ("hi", "ok", "Asha Stores, Main Road", "kirana"):
        say(text)
    assert say("helper jodo 98765 43210").key == "staff.added"
    assert say("SALE MAGGI 2", address="+919876543210").key == "record_sale.done_one"
    assert say("helper jodo 98765 43211", address="+919876543210").key == "refused.owner_only"
    assert say("REMOVE HELPER 9876543210").key == "staff.removed"
    assert say("SALE MAGGI 2", address="+919876543210").key == "onboarding.notice"
    assert len(shops()) == 1
