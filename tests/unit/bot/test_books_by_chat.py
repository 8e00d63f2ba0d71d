"""The books' newer questions through the chat, in several languages: from the owner's words to the reply in the outbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot import understanding, worker
from bot.inbox import receive
from domain.catalogue import store as catalogue
from domain.conversations.models import Conversation
from domain.stores import store as stores
from domain.stores.models import Store, User
from domain.suppliers import orders
from domain.suppliers import store as suppliers
from domain.values import Quantity
from infra import clock
from infra.database.session import desk_session, store_session
from nlu.contract import Entity, Parse
from tests.unit.bot.mail import OWNER, conversation, message, outbox, say

NOON = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


class Mistakes:
    """Stands in for the model server, as the trained one takes these words: for advice, for quiet hours, for nothing."""

    def parse(self, normalised: str) -> Parse:
        """A place after "dukan:" is a shop's."""
        if ":" in normalised:
            place = normalised.partition(": ")[2]
            begins = normalised.index(place)
            entity = Entity("shop", begins, begins + len(place), place, 0.99)
            return Parse("switch_store", 0.99, entities=(entity,))
        if "bhejo" in normalised or "send" in normalised:
            return Parse("set_quiet_hours", 0.98)
        return Parse("affirm", 0.99) if normalised in ("haan", "ஆமா", "yes") else Parse("reorder_advice", 0.97)


@pytest.fixture
def shop(store: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """The small shop, with 24 Maggi on order from Gupta Traders; whatever its owner writes, they read English."""
    monkeypatch.setattr(understanding, "model", Mistakes)
    with store_session(store) as session:
        session.execute(update(User).values(language="en"))
        gupta = suppliers.get_or_add(session, store, "Gupta Traders", "gupta trtrs", NOON)
        wanted = [(catalogue.get(session, "maggi-70g"), Quantity(24))]
        orders.place(session, gupta, wanted, entry_id=None, now=NOON, today=NOON.date())
    return store


ON_ORDER = "On order:\nNo. 1, Gupta Traders, expected 24 Nov: 24 Maggi Noodles 70 g still to come"


@pytest.mark.parametrize(
    "body",
    [
        *("where is my order?", "mera order kahan hai", "गुप्ता का ऑर्डर कब आएगा", "আমার অর্ডার কোথায়", "माझी ऑर्डर कुठे आहे"),
        *("என் ஆர்டர் எங்கே", "నా ఆర్డర్ ఎక్కడ ఉంది", "મારો ઓર્ડર ક્યાં છે", "ನನ್ನ ಆರ್ಡರ್ ಎಲ್ಲಿದೆ", "എന്റെ ഓർഡർ എവിടെ"),
        *("ਮੇਰਾ ਆਰਡਰ ਕਿੱਥੇ ਹੈ", "ମୋ ଅର୍ଡର କେଉଁଠି ଅଛି"),
    ],
)
def test_where_an_order_is_in_every_language(shop: int, body: str) -> None:
    with clock.stopped_at(NOON):
        assert say(body) == ON_ORDER
    with clock.stopped_at(NOON + timedelta(days=5)):
        assert "Gupta Traders, late, was expected 24 Nov" in say(body)


@pytest.mark.parametrize(
    ("asks", "place", "yes"),
    [
        ("add a new shop", "Station Road", "yes"),
        ("nayi dukan jodo", "Station Road", "haan"),
        ("புதிய கடை சேர்", "Station Road", "ஆமா"),
        ("doosri dukan: Station Road", None, "haan"),
    ],
)
def test_another_shop_opens_by_chat_and_is_gone_on_in(shop: int, asks: str, place: str | None, yes: str) -> None:
    with clock.stopped_at(NOON):
        offered = say(asks)
        if place is not None:
            assert "To open a new shop, write where it is" in offered
            offered = say(place)
        assert "Shall I open a new shop for you at Station Road?" in offered
        with desk_session() as session:
            assert stores.list_ids(session) == [shop]
        assert "Asha Stores, Station Road is open" in say(yes)
        with desk_session() as session:
            opened = session.scalars(select(Store).where(Store.place == "Station Road")).one()
            talk = session.scalars(select(Conversation).where(Conversation.address == OWNER)).one()
            assert talk.store_id == opened.id
        assert say("where is my order") == "Nothing is on order."
        assert say("STOCK MAGGI").startswith("Maggi Noodles 70 g: nobody has counted it yet")


def test_a_no_opens_nothing(shop: int) -> None:
    with clock.stopped_at(NOON):
        say("nayi dukan jodo")
        say("Station Road")
        say("2")
        with desk_session() as session:
            assert stores.list_ids(session) == [shop]


@pytest.mark.parametrize("body", ["roz ka hisab raat 8 baje bhejo", "send the daily summary at 8 pm"])
def test_the_hour_of_the_summary_is_set_by_chat(shop: int, body: str) -> None:
    with clock.stopped_at(NOON):
        assert "The day in figures, at 8 pm: on" in say(body)
    with store_session(shop) as session:
        row = session.get_one(Store, shop)
        assert (row.summary_at.hour, row.quiet_start.hour) == (20, 22)


def test_what_a_yes_would_take_back_is_named(shop: int) -> None:
    with clock.stopped_at(NOON):
        for number, body in (("swiped", "SALE MAGGI 5"), ("last", "SALE COKE 3")):
            receive(message(body, provider_id=number))
            worker.serve(conversation().id)
        receive(replace(message("no"), replied_to="swiped"))
        worker.serve(conversation().id)
        asked = outbox()[-1].text
    assert asked.startswith("Did I get it right?")
    assert asked.endswith("\n(in the books: sale of 5 Maggi Noodles 70 g (₹75), ₹75 in all)")
