"""What comes unasked: goods about to expire, credit that is overdue, the day in figures. Each once, and never when it is off."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update

from actions import registry
from actions.contract import Line, Request
from bot import delivery, understanding, worker
from bot.inbox import receive
from bot.jobs import news
from domain.catalogue import store as catalogue
from domain.conversations.models import Conversation
from domain.customers import store as customers
from domain.ledger import store as ledger
from domain.stock import store as stock
from domain.stock.rules import days_of_warning
from domain.stores.models import Store, User
from domain.values import Money, Quantity
from infra import clock, queue
from infra.database.session import desk_session, store_session
from tests.unit.bot.mail import OWNER, message, outbox
from tests.unit.bot.test_people_in_chat import Knows

NOON = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
NINE = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
"""21:00 in Kolkata."""


@pytest.fixture
def shop(store: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """The small shop, whose owner reads English and wrote just now."""
    monkeypatch.setattr(understanding, "model", Knows)
    with store_session(store) as session:
        session.execute(update(User).values(language="en"))
    with clock.stopped_at(NOON):
        receive(message("UNDO"))
        worker.serve(chat())
    return store


def chat() -> int:
    with desk_session() as session:
        return session.scalars(select(Conversation.id).where(Conversation.address == OWNER)).one()


def told(key: str) -> list[str]:
    return [row.text for row in outbox(kind="alert") if row.key == key]


def mute(shop: int, *kinds: str) -> None:
    with store_session(shop) as session:
        session.execute(update(Store).values(muted_alerts=list(kinds)))


def came(shop: int, sku: str, quantity: str, expires_on: date, keeps: int | None = None) -> None:
    with store_session(shop) as session:
        product = catalogue.get(session, sku)
        product.shelf_life_days = keeps
        goods = stock.Move(product, Quantity(quantity), Money(10), expires_on)
        stock.move_all(session, [goods], "purchase", entry_id=None, now=NOON)


def sell(shop: int, quantity: str, now: datetime) -> None:
    with store_session(shop) as session:
        user = session.scalars(select(User.id)).one()
        asked = Request("record_sale", shop, user, "owner", now, "Asia/Kolkata", "whatsapp")
        lines = (Line("maggi", "maggi-70g", Quantity(quantity)),)
        registry.find("record_sale")(session, Request(**{**asked.__dict__, "lines": lines}))


@pytest.mark.parametrize(("keeps", "days"), [(None, 7), (365, 7), (21, 7), (20, 6), (5, 1), (2, 0), (1, 0)])
def test_what_keeps_for_long_is_spoken_of_a_week_ahead_and_milk_on_its_last_day(keeps: int | None, days: int) -> None:
    assert days_of_warning(keeps, 7) == days


def test_goods_are_spoken_of_once_when_their_day_comes_near(shop: int) -> None:
    came(shop, "coke-750ml", "10", date(2026, 11, 30))
    came(shop, "milk-amul-500ml", "5", date(2026, 11, 24), keeps=5)
    with clock.stopped_at(NOON):
        assert news.tell_expiring(shop) is None
    with clock.stopped_at(NOON + timedelta(days=1)):
        assert news.tell_expiring(shop) is not None
        assert news.tell_expiring(shop) is None
    [text] = told("alert.expiring")
    assert "24 Nov: 5 Amul Taaza Milk 500 ml (₹50)" in text
    assert "30 Nov: 10 Coca-Cola 750 ml (₹100)" in text
    came(shop, "soap-lux-100g", "3", date(2026, 11, 29))
    with clock.stopped_at(NOON + timedelta(days=2)):
        news.tell_expiring(shop)
    assert "Coca-Cola" not in told("alert.expiring")[-1]
    assert "29 Nov: 3 Lux Soap 100 g" in told("alert.expiring")[-1]


def test_credit_is_overdue_by_its_oldest_debt_once_a_stage(shop: int) -> None:
    with store_session(shop) as session:
        for name, days, amount in (("Ramesh", 31, 100), ("Ramesh", 2, 50), ("Sita", 31, 80), ("Gita", 5, 70)):
            one = customers.get_or_add(session, shop, name, name.lower(), NOON)
            ledger.post(session, one, Money(amount), "credit", entry_id=None, now=NOON - timedelta(days=days))
        sita = customers.get_or_add(session, shop, "Sita", "sita", NOON)
        ledger.post(session, sita, Money(-80), "payment", entry_id=None, now=NOON)
    with clock.stopped_at(NOON - timedelta(days=1)):
        assert news.tell_overdue(shop) is None
    with clock.stopped_at(NOON):
        row = news.tell_overdue(shop)
        assert news.tell_overdue(shop) is None
    assert told("alert.credit_overdue") == ["⚠️ Not paid for more than 30 days:\nRamesh ₹100"]
    [sent] = [one for one in outbox() if one.id == row]
    assert [button["title"] for button in sent.buttons] == ["Remind them"]
    with clock.stopped_at(NOON + timedelta(days=30)):
        assert news.tell_overdue(shop) is not None
    assert told("alert.credit_overdue")[-1].endswith("Ramesh ₹150\nGita ₹70")


def test_the_button_under_it_reminds(shop: int) -> None:
    with store_session(shop) as session:
        one = customers.get_or_add(session, shop, "Ramesh", "ramesh", NOON)
        ledger.post(session, one, Money(100), "credit", entry_id=None, now=NOON - timedelta(days=40))
    with clock.stopped_at(NOON):
        news.tell_overdue(shop)
        [button] = outbox(kind="alert")[-1].buttons
        tapped = message(button["title"])
        receive(type(tapped)(**{**tapped.__dict__, "button": button["id"]}))
        worker.serve(chat())
    assert outbox()[-1].key.startswith("send_reminder.")


def test_the_day_in_figures_at_its_hour_and_only_when_something_was_sold(shop: int) -> None:
    with clock.stopped_at(NINE):
        assert news.tell_summary(shop) is None, "nothing was sold"
    sell(shop, "4", NOON)
    with clock.stopped_at(NINE - timedelta(minutes=1)):
        assert news.tell_summary(shop) is None, "too early"
    with clock.stopped_at(NINE + timedelta(hours=2)):
        assert news.tell_summary(shop) is None, "too late"
    with clock.stopped_at(NINE):
        assert news.tell_summary(shop) is not None
        assert news.tell_summary(shop) is None, "said already"
    [text] = told("alert.summary")
    assert text.startswith("🌙 Your day:\n22 Nov: 1 sale, ₹60")
    assert "22 Nov: profit ₹7.60, 13% of sales" in text


def test_its_hour_is_the_owners_and_crosses_midnight(shop: int) -> None:
    sell(shop, "4", NOON)
    with store_session(shop) as session:
        session.execute(update(Store).values(summary_at=time(23, 30)))
    with clock.stopped_at(NINE + timedelta(hours=3)):
        assert news.tell_summary(shop) is not None, "at midnight, of the day that is over"
    assert "22 Nov: 1 sale" in told("alert.summary")[0]
    # Quiet hours hold it until the morning.
    with clock.stopped_at(NINE + timedelta(hours=3)):
        delivery.deliver(chat())
    assert outbox(kind="alert")[-1].status == "held"


def test_only_shops_whose_hour_has_come_are_looked_at(shop: int) -> None:
    def queued(moment: datetime) -> int:
        before = len(queue.queue(queue.ANALYTICS).job_ids)
        with clock.stopped_at(moment):
            news.start_summaries()
        return len(queue.queue(queue.ANALYTICS).job_ids) - before

    assert [queued(moment) for moment in (NOON, NINE, NINE + timedelta(hours=3))] == [0, 1, 0]


def test_what_is_off_is_neither_written_nor_sent(shop: int) -> None:
    sell(shop, "4", NOON)
    came(shop, "coke-750ml", "10", date(2026, 11, 24))
    with store_session(shop) as session:
        one = customers.get_or_add(session, shop, "Ramesh", "ramesh", NOON)
        ledger.post(session, one, Money(100), "credit", entry_id=None, now=NOON - timedelta(days=40))
    kinds = {"expiring": news.tell_expiring, "credit_overdue": news.tell_overdue, "summary": news.tell_summary}
    mute(shop, *kinds)
    with clock.stopped_at(NINE):
        assert [tell(shop) for tell in kinds.values()] == [None] * 3
        mute(shop)
        assert None not in [tell(shop) for tell in kinds.values()]
        # Switched off after it was written, and before it went.
        mute(shop, *kinds)
        delivery.deliver(chat())
    assert [row.status for row in outbox(kind="alert")] == ["dropped"] * 3


def test_after_stop_nothing_goes(shop: int) -> None:
    sell(shop, "4", NOON)
    with clock.stopped_at(NINE):
        news.tell_summary(shop)
        receive(message("STOP"))
        worker.serve(chat())
        delivery.deliver(chat())
    [row] = outbox(kind="alert")
    assert row.status == "dropped"
