"""`create_order`: goods ordered from a supplier, by message where the number is known, else on paper to forward."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from actions import entries, wording
from actions.contract import (
    Ask,
    Choice,
    Column,
    Document,
    Line,
    Measure,
    Named,
    Notice,
    Outcome,
    Phrase,
    Refused,
    Reply,
    Request,
    Table,
    Value,
)
from actions.firms import open_supplier
from actions.products import NamedProduct, find_all
from actions.reorder_advice import reorder_advice
from actions.send_order import FORWARD
from domain.catalogue.models import Product
from domain.journal.models import Entry
from domain.stores import store as stores
from domain.suppliers import orders
from domain.suppliers import store as suppliers
from domain.suppliers.models import Supplier, SupplierOrder
from domain.values import ZERO_MONEY, ZERO_QUANTITY, Money, Quantity
from infra import clock

_SUPPLIERS_SHOWN = 8
_YES_NO = (Choice("yes", "choice.yes"), Choice("no", "choice.no"))


@dataclass(frozen=True)
class _Wanted:
    supplier: Supplier
    lines: list[tuple[Product, Quantity]]


def create_order(session: Session, request: Request) -> Outcome:
    """Order what is named from the supplier who is named, or each thing from the supplier it came from before.

    One order a supplier, numbered; each is on order until a purchase brings it. It is written whether or not the supplier's
    number is known: the reply asks for it, and `send_order` sends the order once it is told. Raises
    Refused for unknown products and missing quantities, Ask where no supplier is known. An order that names nothing, or goods
    and no quantity, means the same as last time: that is shown and offered.
    """
    if all(line.quantity is None for line in request.lines):
        return _same_again(session, request)
    wanted = _by_supplier(session, request, find_all(session, request))
    kept = [{"sku": product.sku, "quantity": str(quantity)} for one in wanted for product, quantity in one.lines]
    entry = entries.open_entry(session, request, request.now, None, kept)
    today = clock.local(request.timezone, request.now).date()
    placed = [
        (one, orders.place(session, one.supplier, one.lines, entry_id=entry.id, now=request.now, today=today))
        for one in wanted
    ]
    shop = stores.get(session, request.store_id).name
    notices = tuple(
        Notice("supplier", one.supplier.id, Reply("to_supplier.order", _words(one, order, shop)))
        for one, order in placed
        if one.supplier.phone
    )
    papers = tuple(_paper(one, order, shop) for one, order in placed if not one.supplier.phone)
    asks_for = _unknown_number(wanted)
    notes = _notes(wanted, asks_for)
    lines = tuple(_line(one, order, request.channel) for one, order in placed)
    reply = Reply("create_order.done", {"lines": lines, "notes": notes}, attachments=papers)
    choices = entries.confirmation(request, reply, entries.Written(entry)).choices
    sends = None
    if asks_for is not None:
        choices = (FORWARD, *choices)
        sends = replace(request, intent="send_order", lines=(), supplier=None, about_entry_id=entry.id, told={})
    return Outcome(replace(reply, choices=choices), notices, entry_id=entry.id, offer=sends)


def _same_again(session: Session, request: Request) -> Outcome:
    """The last order (of the supplier and of the goods that are named) to be ordered again by a yes. Where there is none, what is
    needed now; of goods that are named, Ask for the quantity.
    """
    named = find_all(session, request) if request.lines else []
    said = request.supplier
    fitting = suppliers.fitting(session, request.store_id, said.key) if said is not None else []
    goods_of = {one.product.id for one in named}
    before = orders.last(session, request.store_id, fitting[0].id if fitting else None, goods_of)
    if before is None or (said is not None and not fitting):
        if named:
            asked = Reply("refused.no_quantity", {"product": wording.name(named[0].product)})
            raise Ask(asked, "quantity", "quantity")
        return reorder_advice(session, replace(request, intent="reorder_advice"))
    supplier = before.supplier
    again = replace(
        request,
        lines=tuple(Line(wording.name(product), product.sku, quantity) for product, quantity in before.lines),
        supplier=Named(supplier.name, supplier.name_key),
        about_entry_id=None,
    )
    goods, more = wording.listed(_goods(_Wanted(supplier, before.lines)), request.channel)
    params: dict[str, Value] = {
        "date": clock.local(request.timezone, before.order.ordered_at).date(),
        "supplier": supplier.name,
        "lines": (*goods, *more),
        "cost": wording.about_money(_cost(_Wanted(supplier, before.lines))),
    }
    return Outcome(Reply("create_order.offer_last", params, _YES_NO), offer=again)


def cancelled(session: Session, entry: Entry) -> tuple[Notice, ...]:
    """What suppliers are told whose orders were taken back."""
    if entry.kind != "create_order":
        return ()
    shop = stores.get(session, entry.store_id).name
    return tuple(
        Notice("supplier", supplier.id, Reply("to_supplier.cancelled", {"number": order.number, "shop": shop}))
        for order, supplier in orders.of_entry(session, entry.id)
        if supplier.phone
    )


def _by_supplier(session: Session, request: Request, found: list[NamedProduct]) -> list[_Wanted]:
    said = open_supplier(session, request, careful=True)
    known = {supplier.id: supplier for supplier in suppliers.all(session, request.store_id)}
    grouped: dict[int, _Wanted] = {}
    for named in found:
        quantity = named.line.quantity
        if quantity is None or not quantity > ZERO_QUANTITY:
            raise Refused(Reply("refused.no_quantity", {"product": wording.name(named.product)}))
        supplier = said or known.get(named.product.supplier_id or 0)
        if supplier is None:
            choices = tuple(
                Choice(str(one.id), "choice.product", {"product": one.name})
                for one in list(known.values())[:_SUPPLIERS_SHOWN]
            )
            asked = Reply("create_order.ask_supplier", {"product": wording.name(named.product)}, choices)
            raise Ask(asked, "supplier", "name")
        grouped.setdefault(supplier.id, _Wanted(supplier, [])).lines.append((named.product, quantity))
    return list(grouped.values())


def _unknown_number(wanted: list[_Wanted]) -> Supplier | None:
    """The supplier whose number is to be asked for: the only one, who has none, and nobody has said so."""
    if len(wanted) != 1 or wanted[0].supplier.phone is not None:
        return None
    return wanted[0].supplier


def _goods(one: _Wanted) -> tuple[Phrase, ...]:
    return tuple(wording.goods(product, quantity, None) for product, quantity in one.lines)


def _words(one: _Wanted, order: SupplierOrder, shop: str) -> dict[str, Value]:
    return {"supplier": one.supplier.name, "shop": shop, "number": order.number, "lines": _goods(one)}


def _line(one: _Wanted, order: SupplierOrder, channel: str) -> Phrase:
    goods, more = wording.listed(_goods(one), channel)
    params: dict[str, Value] = {
        "number": order.number,
        "supplier": one.supplier.name,
        "lines": (*goods, *more),
        "cost": wording.about_money(_cost(one)),
        "date": order.expected_on,
    }
    return Phrase("create_order.order", params)


def _cost(one: _Wanted) -> Money:
    return sum((product.cost * quantity for product, quantity in one.lines), ZERO_MONEY)


def _notes(wanted: list[_Wanted], asks_for: Supplier | None) -> tuple[Phrase, ...]:
    """Who gets the order from us, to whom it has to be forwarded, a sentence each, and whose smallest order it falls short of;
    last whose number is wanted to send it.
    """
    sent = tuple(one.supplier.name for one in wanted if one.supplier.phone)
    to_forward = tuple(one.supplier.name for one in wanted if not one.supplier.phone and one.supplier is not asks_for)
    short = tuple(
        Phrase("note.order_minimum", {"supplier": one.supplier.name, "minimum": one.supplier.minimum_order})
        for one in wanted
        if one.supplier.minimum_order is not None and _cost(one) < one.supplier.minimum_order
    )
    return (
        *_to_all(sent, "note.order_sent", "note.order_sent_many"),
        *_to_all(to_forward, "note.order_forward", "note.order_forward_many"),
        *short,
        *((Phrase("create_order.ask_phone", {"supplier": asks_for.name}),) if asks_for is not None else ()),
    )


def _to_all(suppliers: tuple[str, ...], to_one: str, to_many: str) -> tuple[Phrase, ...]:
    if len(suppliers) > 1:
        return (Phrase(to_many, {"suppliers": suppliers}),)
    return tuple(Phrase(to_one, {"supplier": name}) for name in suppliers)


def _paper(one: _Wanted, order: SupplierOrder, shop: str) -> Document:
    title = Phrase("to_supplier.title", {"number": order.number, "shop": shop, "supplier": one.supplier.name})
    columns = (Column(Phrase("column.product")), Column(Phrase("column.quantity"), figures=True))
    rows = tuple((wording.name(product), Measure(quantity, product.unit)) for product, quantity in one.lines)
    return Document(f"order-{order.number}", "pdf", title, (Table(title, columns, rows),))
