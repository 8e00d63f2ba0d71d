"""A shop as it stands, for the agent beside the chat. Shown only to whom a reason has opened it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions import entries as journal_entries
from actions.contract import Measure
from bot.replies.render import say
from bot.replies.texts import language_for
from bot.replies.values import show_measure, show_money
from domain.catalogue import store as catalogue
from domain.customers import store as customers
from domain.journal import store as journal
from domain.journal.models import Entry
from domain.sales import sums
from domain.stores import store as stores
from domain.suppliers.models import Supplier, SupplierOrder
from domain.values import ZERO_MONEY, Money, Quantity
from infra import clock

ENTRIES, LOW, OWING, TOP = 8, 8, 8, 5
LOW_DAYS = 3
FIGURES = {
    **dict.fromkeys(("record_sale", "record_purchase", "record_return"), ("quantity", "price")),
    **dict.fromkeys(("record_wastage", "set_stock"), ("quantity",)),
    **dict.fromkeys(("set_price", "competitor_price", "add_product"), ("price",)),
}
"""What a line of each kind of entry has that can be corrected."""
ACCOUNTS = ("record_credit", "record_payment")


SCRIPTS = {"en": "Latn", "hi": "Deva"}
"""Of the interface's languages."""


@dataclass(frozen=True)
class LineShown:
    """A line of an entry as it stands in the books, in figures; None for a figure that such an entry does not have."""

    name: str
    quantity: str | None
    price: str | None
    """₹ for one unit; empty where none was said."""


@dataclass(frozen=True)
class EntryShown:
    """An entry of the journal, and what may be done about it."""

    id: int
    what: str
    at: datetime
    taken_back: bool
    lines: tuple[LineShown, ...]
    """What may be corrected of it."""
    amount: str | None = None
    """₹ of a customer's account, or of a day's total; None where the lines have it."""
    customer: str | None = None
    """Whose account it is in; None where nobody owes for it."""


@dataclass(frozen=True)
class ShopShown:
    """What stands beside the chat; figures as words."""

    name: str
    place: str
    today: str
    count: int
    top: tuple[tuple[str, str, str], ...]
    low: tuple[tuple[str, str], ...]
    orders: tuple[tuple[int, str, str], ...]
    balances: tuple[tuple[str, str], ...]
    owed: str
    entries: tuple[EntryShown, ...]
    customers: tuple[str, ...]
    """Everybody with an account, by name."""


def read(session: Session, store_id: int, now: datetime, interface: str) -> ShopShown:
    """The shop, in its own scope, in the words of the agent's `interface`."""
    shop = stores.get(session, store_id)
    begin, end = clock.day_bounds(clock.local(shop.timezone, now).date(), shop.timezone)
    summary = sums.summary(session, store_id, begin, end)
    tongue = language_for(interface, SCRIPTS[interface])

    def money(value: Money) -> str:
        return show_money(value, tongue, "whatsapp")

    low = [
        product
        for product in catalogue.all(session, store_id)
        if product.daily_sales.value > 0 and product.stock.value < product.daily_sales.value * LOW_DAYS
    ]
    low.sort(key=lambda product: product.stock.value / product.daily_sales.value)
    owing = customers.owing(session, store_id)
    orders = session.execute(
        select(SupplierOrder, Supplier.name)
        .join(Supplier, Supplier.id == SupplierOrder.supplier_id)
        .where(SupplierOrder.store_id == store_id, SupplierOrder.status == "sent")
        .order_by(SupplierOrder.id.desc())
        .limit(5)
    ).all()
    return ShopShown(
        name=shop.name,
        place=shop.place,
        today=money(summary.total),
        count=summary.count,
        top=tuple(
            (one.name, show_measure(Measure(one.quantity, one.unit), tongue), money(one.amount))
            for one in summary.products[:TOP]
        ),
        low=tuple((one.name, show_measure(Measure(one.stock, one.unit), tongue)) for one in low[:LOW]),
        orders=tuple((order.number, name, order.expected_on.isoformat()) for order, name in orders),
        balances=tuple((one.name, money(one.balance)) for one in owing[:OWING]),
        owed=money(sum((one.balance for one in owing), ZERO_MONEY)),
        entries=tuple(_entry(session, entry, interface) for entry in _latest(session, store_id)),
        customers=tuple(dict.fromkeys(one.name for one in customers.all(session, store_id))),
    )


def _latest(session: Session, store_id: int) -> list[Entry]:
    wanted = select(Entry).where(Entry.store_id == store_id, Entry.kind != journal.UNDO)
    return list(session.scalars(wanted.order_by(Entry.id.desc()).limit(ENTRIES)))


def _entry(session: Session, entry: Entry, interface: str) -> EntryShown:
    return EntryShown(
        id=entry.id,
        what=say(journal_entries.tell(session, entry), interface, SCRIPTS[interface]),
        at=entry.written_at,
        taken_back=journal.is_reversed(session, entry.id),
        lines=read_lines(session, entry),
        amount=read_amount(entry),
        customer=read_customer(entry),
    )


def read_amount(entry: Entry) -> str | None:
    """The amount that an entry without lines is about; None of another."""
    amount: str | None = entry.request.get("amount")
    return amount if entry.kind in ("record_sale", *ACCOUNTS) and not entry.request.get("lines") else None


def read_customer(entry: Entry) -> str | None:
    """Who owes or pays by an entry; None for nobody."""
    owed = entry.kind in ACCOUNTS or (entry.kind in ("record_sale", "record_return") and entry.request.get("credit"))
    return entry.request["customer"]["name"] if owed else None


def read_lines(session: Session, entry: Entry) -> tuple[LineShown, ...]:
    """The lines of an entry that can be corrected, in its order; none of one of another kind."""
    figures = FIGURES.get(entry.kind, ())
    said = entry.request.get("lines", ()) if figures else ()
    written = entry.request.get("written") or said
    return tuple(
        LineShown(
            name=catalogue.get(session, line["sku"]).name,
            quantity=line["quantity"] if "quantity" in figures else None,
            price=_price(line, asked) if "price" in figures else None,
        )
        for asked, line in zip(said, written, strict=True)
    )


def _price(line: Mapping[str, str], asked: Mapping[str, str]) -> str:
    """What one unit cost, by the line as it was written, else as it was said; empty where nobody said."""
    for one in (line, asked):
        known = one.get("unit_price") or one.get("price")
        if known is not None:
            return known
    return str(Money(line["amount"]).per(Quantity(line["quantity"]))) if "amount" in line else ""
