"""A shop's month through the chat: 600 messages in every language by the real model, and books that agree to the paisa.

The second books are kept by tests/e2e/month from what was meant; what the program wrote is read by plain SQL.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

import domain.demo
from bot import understanding
from bot.cli.nlu_server import nlu_server
from bot.dialogue.language import split_tag
from domain.conversations.models import Conversation
from domain.models import Product, Store, User
from domain.stock import store as stock
from domain.values import Money, Quantity
from infra import clock
from infra.database.session import desk_session, enter_store, store_session
from infra.settings import settings
from nlu.contract import Heard
from nlu.model.client import RasaClient
from nlu.model.evaluate import Sentence, faults
from nlu.understand import Model, understand
from tests.e2e.month.books import Books, Good
from tests.e2e.month.script import WRITES, Message, month
from tests.e2e.turns import take

FIRST = datetime(2026, 10, 1, 3, 30, tzinfo=UTC)
PHONE = "+919811100077"
FORTY = """banana bournvita-500g bread-britannia-400g butter-amul-100g coke-750ml coriander-leaves-bunch cumin-loose
curd-amul-400g detergent-bar-rin detergent-surf-excel-1kg dishwash-vim-bar egg floor-cleaner-lizol-500ml frooti-150ml
garlic-loose ghee-amul-500ml ginger-loose green-chilli-loose horlicks-500g kitkat-20 kurkure-20 lays-20 maggi-70g matchbox
milk-amul-500ml milk-loose onion-loose oreo-10 potato-loose rice-basmati-loose soap-dettol-75g soap-lux-100g sprite-750ml
sugar-loose suji-loose thums-up-250ml toilet-cleaner-harpic-500ml tomato-loose toor-dal-loose toothpaste-colgate-100g"""
SKUS = frozenset(FORTY.split())
OPENING = 60


@pytest.fixture(scope="module")
def model() -> Iterator[Model]:
    # Settings that an earlier test left behind name a server that is gone.
    settings.cache_clear()
    with nlu_server() as url:
        yield RasaClient(url, timeout=30)


@pytest.fixture
def shop(database: str) -> tuple[int, Books]:
    """A shop of forty products with sixty of each, and its second books."""
    goods: dict[str, Good] = {}
    with (Path(domain.demo.__file__).parent / "catalogue.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["sku"] in SKUS]
    with desk_session() as session:
        store = Store(name="Asha Stores", created_at=FIRST)
        session.add(store)
        session.flush()
        session.add(User(store_id=store.id, phone=PHONE, name="Asha", role="owner", created_at=FIRST))
        session.flush()
        enter_store(session, store.id)
        for row in rows:
            product = Product(
                store_id=store.id,
                sku=row["sku"],
                name=row["name"],
                brand=row["brand"],
                category=row["category"],
                unit=row["unit"],
                pack=row["pack"],
                mrp=Money(row["mrp"]) if row["mrp"] else None,
                price=Money(row["price"]),
                cost=Money(row["cost"]),
                gst_percent=int(row["gst_percent"]),
                order_pack=Quantity(1),
                stock=Quantity(0),
                daily_sales=Quantity("8" if row["sku"] == "maggi-70g" else "1"),
                created_at=FIRST,
            )
            session.add(product)
            session.flush()
            stock.count(session, product, Quantity(OPENING), entry_id=None, now=FIRST)
            goods[row["sku"]] = Good(
                row["unit"], Decimal(row["price"]), Decimal(row["cost"]), int(row["gst_percent"]), Decimal(OPENING)
            )
        assert len(goods) == len(SKUS)
        return store.id, Books(goods)


class Phone:
    """The shopkeeper's phone; every message a turn, as the worker takes it."""

    def __init__(self, store: int, model: Model) -> None:
        self.store, self.model, self.sent = store, model, 0
        with desk_session() as session:
            user = session.scalars(select(User).filter_by(phone=PHONE)).one()
            conversation = Conversation(
                store_id=store,
                user_id=user.id,
                channel="whatsapp",
                address=PHONE,
                provider="simulator",
                created_at=FIRST,
            )
            session.add(conversation)
            session.flush()
            self.id = conversation.id

    def say(self, body: str, at: datetime, tag: str | None = None) -> str:
        """Send a message, of somebody who wrote in the language `tag` before; the key of its answer."""
        self.sent += 1
        with clock.stopped_at(at), desk_session() as session:
            enter_store(session, self.store)
            conversation = session.get_one(Conversation, self.id, with_for_update=True)
            if tag is not None:
                conversation.language, conversation.script = split_tag(tag)
            answer, _ = take(session, conversation, self.model, body, at, self.sent)
            assert answer is not None
            if answer.key == "dialogue.handed_over":
                # Two in a row that were not for the assistant: support gives the chat back at once.
                conversation.mode = "bot"
            return answer.key


class Bookkeeper:
    """Writes what was meant into the second books."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.back: Callable[[], None] = lambda: None
        """Takes back the last entry that may be undone."""
        self.last: Message | None = None
        self.fresh = False
        """Whether the message before was written."""

    def write(self, message: Message) -> None:
        """One message that the program says it has written."""
        books, items, intent = self.books, message.items, message.sentence.intent
        if intent == "record_sale":
            on_credit = message.customer if message.sentence.frame.get("credit") else None
            self.back = books.write_sale(items, message.amount, on_credit)
        elif intent in ("record_credit", "record_payment"):
            assert message.customer is not None
            assert message.amount is not None
            amount = message.amount if intent == "record_credit" else -message.amount
            self.back = books.write_account(message.customer, amount)
        elif intent == "record_purchase":
            books.write_purchase(items)
        elif intent == "set_stock":
            books.write_count(items)
        elif intent == "record_wastage":
            books.write_loss(items)
        elif intent == "set_price":
            books.write_price(items)
        elif intent == "undo":
            self.back()
        elif intent == "correct_last":
            assert self.last is not None
            self.back()
            (old,), (new,) = self.last.items, items
            on_credit = self.last.customer if self.last.sentence.frame.get("credit") else None
            self.back = books.write_sale([type(old)(old.sku, new.quantity)], None, on_credit)
        self.last, self.fresh = message, True


def catalogue(store: int) -> tuple[Any, ...]:
    """The shop's products as they stand."""
    with store_session(store) as session:
        return understanding.catalogue(session, session.get_one(Store, store))


def understood(model: Model, products: tuple[Any, ...]) -> Callable[[Sentence], bool]:
    def check(sentence: Sentence) -> bool:
        # As in the chat, which knows the language that was written before.
        heard = Heard(sentence.text, sentence.now, sentence.channel, language=sentence.language)
        frame = understand(heard, products, model).frame
        # Of a sale paid in part a sentence's frame tells only the part: test_part_paid_by_chat keeps those books.
        return frame.paid is None and not faults(sentence, frame.as_dict())

    return check


def test_a_month_ends_with_books_that_agree_to_the_paisa(shop: tuple[int, Books], model: Model) -> None:
    store, books = shop
    messages = month(FIRST, SKUS, random.Random(11), understood(model, catalogue(store)))
    assert len(messages) == 600
    phone, keeper, left, changed = Phone(store, model), Bookkeeper(books), [], []
    for message in messages:
        if not understood(model, catalogue(store))(message.sentence):
            # By a price that was set meanwhile: of "one and half kilo onion 50", at 50 a kilo, that is the price.
            changed.append(message.sentence.text)
            continue
        about_last = message.sentence.intent in ("undo", "correct_last")
        if about_last and not keeper.fresh:
            continue
        key = phone.say(message.sentence.text, message.at, message.sentence.language)
        if key.startswith("dialogue.confirm"):
            key = phone.say("yes", message.at + timedelta(minutes=1))
        if key.startswith(message.sentence.intent) and ".done" in key:
            keeper.write(message)
            continue
        keeper.fresh = False
        if ".done" in key or message.sentence.intent in WRITING:
            left.append((message.sentence.text, key))
    # Asked about and left open, or refused (a price above MRP): nothing was written, as the books below show.
    assert len(left) <= MOST_LEFT, left
    assert len(changed) <= MOST_CHANGED, changed
    assert stand_of(store) == expected(books)


WRITING = frozenset({*WRITES, "undo", "correct_last"})
MOST_LEFT = 18
"""Of 600 messages."""
MOST_CHANGED = 6
"""Of them, whose meaning hangs on prices that were set since the month began."""


def expected(books: Books) -> dict[str, Any]:
    return {
        "stock": {sku: good.stock for sku, good in books.goods.items()},
        "cost": {sku: good.cost for sku, good in books.goods.items()},
        "price": {sku: good.price for sku, good in books.goods.items()},
        "takings": books.takings,
        "cost of goods": books.cost_of_goods,
        "owed": sorted(amount for amount in books.balances.values()),
        "tax": {rate: amount for rate, amount in books.tax().items() if rate},
    }


def stand_of(store: int) -> dict[str, Any]:
    """What the program's tables say, by plain SQL."""
    with store_session(store) as session:

        def rows(query: str) -> list[Any]:
            return list(session.execute(text(query)))

        moved = dict(
            tuple(row)
            for row in rows(
                "SELECT p.sku, sum(m.quantity) FROM stock_movements m JOIN products p ON p.id = m.product_id GROUP BY 1"
            )
        )
        kept = rows("SELECT sku, stock, cost, price FROM products")
        assert moved == {row.sku: row.stock for row in kept}
        ledger = rows("SELECT sum(amount) AS owed FROM ledger_entries GROUP BY customer_id")
        balances = rows("SELECT balance FROM customers WHERE id IN (SELECT customer_id FROM ledger_entries)")
        assert sorted(row.owed for row in ledger) == sorted(row.balance for row in balances)
        return {
            "stock": {row.sku: row.stock for row in kept},
            "cost": {row.sku: row.cost for row in kept},
            "price": {row.sku: row.price for row in kept},
            "takings": rows("SELECT sum(total) AS total FROM sales")[0].total,
            "cost of goods": rows("SELECT round(sum(quantity * unit_cost), 2) AS cost FROM sale_lines")[0].cost,
            "owed": sorted(row.balance for row in balances),
            "tax": {
                row.rate: row.tax
                for row in rows(
                    "SELECT gst_percent AS rate, round(sum(amount * gst_percent / (100.0 + gst_percent)), 2) AS tax "
                    "FROM sale_lines WHERE gst_percent > 0 GROUP BY 1"
                )
            },
        }
