"""Entries of the journal as actions write, find, name and reverse them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import limits, wording
from actions.contract import Choice, Phrase, Reply, Request, Value
from actions.memory import from_json, to_json
from domain.catalogue import store as catalogue
from domain.catalogue.models import Product
from domain.customers import store as customers
from domain.customers.models import Customer
from domain.journal import store as journal
from domain.journal.models import Entry
from domain.ledger import store as ledger
from domain.sales import store as sales
from domain.sales.rules import Settlement, settle
from domain.stock import store as stock
from domain.suppliers import orders
from domain.suppliers import store as suppliers
from domain.values import ZERO_MONEY, Money, Quantity
from infra.database.session import visit_store

UNDO = Choice("undo", "choice.undo")
_BUTTONS = 3
"""WhatsApp shows no more under a message."""


@dataclass(frozen=True)
class Written:
    """What a write left in the books."""

    entry: Entry
    products: tuple[Product, ...] = ()
    customer: Customer | None = None
    notes: tuple[Phrase, ...] = ()
    """Whole sentences that the confirmation has to say: a shortage, a price above MRP, a new account."""
    choices: tuple[Choice, ...] = ()
    counted: tuple[Product, ...] = ()
    """Of a sale's products those of which the books know a stock."""


class Writer(Protocol):
    """Writes a request of one kind into the books. Raises Refused before it has written anything."""

    def __call__(
        self, session: Session, request: Request, happened_at: datetime, corrects_id: int | None = None
    ) -> Written:
        """Write the request as of `happened_at`, in the place of the entry `corrects_id` where given."""


def moment(request: Request) -> datetime:
    """When it happened: the message's time, or midday by the store's clock of an earlier day that was named."""
    zone = ZoneInfo(request.timezone)
    if request.entry_date is None or request.entry_date == request.now.astimezone(zone).date():
        return request.now
    return datetime.combine(request.entry_date, time(12), zone).astimezone(UTC)


def open_entry(
    session: Session,
    request: Request,
    happened_at: datetime,
    corrects_id: int | None = None,
    lines: list[dict[str, Any]] | None = None,
    other_side: dict[str, int] | None = None,
) -> Entry:
    """Write the journal's entry for a request: all of it, when it happened, and `lines` as they went into the books.

    `other_side` is the entry of another store of the owner's that is taken back with it: `store_id`, `entry_id`. Raises
    Refused for what no shop writes (`actions/limits.py`).
    """
    limits.check(request)
    kept = {**to_json(request), "happened_at": happened_at.isoformat()}
    if lines is not None:
        kept["written"] = lines
    if other_side is not None:
        kept["other_side"] = other_side
    if request.channel == "api":
        # So that the journal tells what a program wrote from what was said.
        kept["channel"] = request.channel
    return journal.write(
        session,
        store_id=request.store_id,
        kind=request.intent,
        request=kept,
        user_id=request.user_id,
        message_id=request.message_id,
        now=request.now,
        corrects_id=corrects_id,
    )


def target(session: Session, request: Request) -> Entry | None:
    """The entry a request is about: the one it swipes back to, else the sender's last. None when there is none.

    An entry that was corrected since stands for the one in its place; one that was taken back is given all the same.
    """
    if request.about_entry_id is None:
        return journal.last(session, request.store_id, request.user_id)
    entry = journal.get(session, request.about_entry_id)
    if entry is not None and entry.reverses_id is not None:
        entry = journal.get(session, entry.reverses_id)
    while entry is not None and (successor := _correction_of(session, entry)) is not None:
        entry = successor
    return entry


def _correction_of(session: Session, entry: Entry) -> Entry | None:
    query = select(Entry).where(Entry.corrects_id == entry.id).order_by(Entry.id.desc()).limit(1)
    return session.scalars(query).one_or_none()


def rebuild(entry: Entry, request: Request) -> Request:
    """What the entry was asked for, as if asked by the sender of `request` in that message."""
    return from_json(
        entry.request,
        store_id=request.store_id,
        user_id=request.user_id,
        role=request.role,
        now=request.now,
        timezone=request.timezone,
        channel=request.channel,
        conversation_id=request.conversation_id,
        message_id=request.message_id,
    )


def happened_at(entry: Entry) -> datetime:
    """When it happened: the time that movements, sales and ledger entries of the entry carry."""
    return datetime.fromisoformat(entry.request["happened_at"])


def reverse(session: Session, entry: Entry, request: Request) -> Entry:
    """Take back all that the entry did: sales, stock, purchases, the customer's account, prices. The entry that does it.

    Raises domain.journal.store.AlreadyReversed, and writes nothing, when it was taken back before.
    """
    other = entry.request.get("other_side")
    for store_id in sorted({entry.store_id, *([other["store_id"]] if other is not None else ())}):
        journal.take_turn(session, store_id)
    reversal = journal.open_reversal(
        session, entry, user_id=request.user_id, message_id=request.message_id, now=request.now
    )
    if other is not None:
        # Goods that went to another store of the owner's: they go back there too.
        with visit_store(session, other["store_id"]):
            there = journal.get(session, other["entry_id"])
            assert there is not None, "both sides of a transfer are written together"
            back = journal.open_reversal(session, there, user_id=None, message_id=None, now=request.now)
            stock.reverse(session, there.id, back.id, request.now)
    for noun in (sales, suppliers, orders, stock, ledger, catalogue):
        noun.reverse(session, entry.id, reversal.id, request.now)
    for line in entry.request.get("written", ()):
        if "before" in line:
            product, before = catalogue.get(session, line["sku"]), line["before"]
            product.mrp = None if before["mrp"] is None else Money(before["mrp"])
            product.cost, product.gst_percent = Money(before["cost"]), before["gst_percent"]
    added = {line["sku"] for line in entry.request.get("written", ()) if line.get("new")}
    if added:
        catalogue.retire(session, entry.store_id, added)
    return reversal


def describe(session: Session, entry: Entry) -> Phrase:
    """What an entry wrote, to be named inside a reply."""
    said = entry.request
    if entry.kind in ("record_credit", "record_payment"):
        return Phrase(f"entry.{entry.kind}", {"customer": said["customer"]["name"], "amount": Money(said["amount"])})
    if entry.kind == "create_order":
        goods, more = wording.listed(_described_lines(session, entry), "whatsapp")
        return Phrase("entry.create_order", {"lines": (*goods, *more)})
    if entry.kind == "licence_reminder":
        until = date.fromisoformat(said["date"])
        return Phrase("entry.licence_reminder", {"licence": said.get("licence", ""), "date": until})
    if entry.kind == "import_products":
        return Phrase("entry.import_products", {"count": len(said["written"])})
    if entry.kind not in ("record_sale", "record_return"):
        return Phrase(f"entry.{entry.kind}", {"lines": _described_lines(session, entry)})
    if not said["written"]:
        return Phrase("entry.record_sale_total", {"total": Money(said["amount"])})
    total = sum((Money(line["amount"]) for line in said["written"]), ZERO_MONEY)
    params: dict[str, Value] = {"lines": _described_lines(session, entry), "total": total}
    if settlement(entry).on_credit:
        return Phrase("entry.record_sale_credit", {**params, "customer": said["customer"]["name"]})
    return Phrase(f"entry.{entry.kind}", params)


def tell(session: Session, entry: Entry) -> Value:
    """What an entry wrote, as `describe`, with what was paid at once of a sale on credit."""
    what, paid = describe(session, entry), settlement(entry).paid
    if not paid:
        return what
    return (what, Phrase("entry.record_payment", {"customer": entry.request["customer"]["name"], "amount": paid}))


def settlement(entry: Entry) -> Settlement:
    """How the sale of an entry is paid for; of an entry of another kind nothing is on credit."""
    said = entry.request
    if entry.kind != "record_sale" or not said.get("credit"):
        return Settlement()
    lines = said["written"]
    total = sum((Money(line["amount"]) for line in lines), ZERO_MONEY) if lines else Money(said["amount"])
    return settle(total, credit=True, paid=Money(said["paid"]) if "paid" in said else None)


def _described_lines(session: Session, entry: Entry) -> tuple[Phrase, ...]:
    lines = entry.request.get("written") or entry.request["lines"]
    return tuple(_described(entry.kind, catalogue.get(session, line["sku"]), line) for line in lines)


def _described(kind: str, product: Product, line: dict[str, Any]) -> Phrase:
    if kind in ("set_price", "competitor_price", "add_product"):
        return Phrase("line.price", {"product": wording.name(product), "price": Money(line["price"])})
    quantity = Quantity(line["quantity"])
    if kind == "set_stock":
        shown: dict[str, Value] = {
            "product": wording.name(product),
            "quantity": wording.measure(product, quantity),
        }
        return Phrase("line.stock", shown)
    return wording.goods(product, quantity, Money(line["amount"]) if "amount" in line else None)


def counted(session: Session, products: Iterable[Product]) -> tuple[Product, ...]:
    """The products, once each, of which the books know a stock: of goods that nobody counted they do not."""
    once = {product.id: product for product in products}
    known = stock.known(session, set(once))
    return tuple(product for product in once.values() if product.id in known)


def state(session: Session, entry: Entry) -> tuple[Phrase, ...]:
    """How what the entry touched stands now: stock, prices, a customer's balance."""
    said = entry.request
    if entry.kind in ("create_order", "add_product", "import_products"):
        return ()
    skus = dict.fromkeys(line["sku"] for line in said.get("lines", ()))
    products = [catalogue.get(session, sku) for sku in skus]
    if entry.kind not in ("set_price", "competitor_price"):
        products = list(counted(session, products))
    shown = [
        wording.price(product) if entry.kind in ("set_price", "competitor_price") else wording.stock(product)
        for product in products
    ]
    owes = entry.kind in ("record_credit", "record_payment") or said.get("credit")
    customer = _customer_of(session, entry) if owes else None
    return (*shown, wording.balance(customer)) if customer is not None else tuple(shown)


def _customer_of(session: Session, entry: Entry) -> Customer | None:
    settled = entry.request.get("told", {}).get("customer")
    if settled is not None:
        return customers.get(session, int(settled))
    return customers.find(session, entry.store_id, entry.request["customer"]["key"])


def confirmation(request: Request, reply: Reply, written: Written) -> Reply:
    """The reply with what there is to tap: the other products that fit, and the way back."""
    if request.channel == "sms":
        # UNDO is a word of the text there; only what a number has to stand for is a choice.
        return Reply(reply.key, reply.params, written.choices)
    return Reply(reply.key, reply.params, (*written.choices[: _BUTTONS - 1], UNDO))
