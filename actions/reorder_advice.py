"""`reorder_advice`: what to order and how much, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date as Date
from datetime import timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from actions import reasons, wording
from actions.check_stock import COUNT_EXAMPLE
from actions.coming import coming, with_coming
from actions.contract import Choice, Line, Measure, Outcome, Phrase, Refused, Reply, Request, Value
from actions.foreseen import Foreseen, foresee
from actions.products import NamedProduct, find, offer_others, refused_unknown
from analytics.advise import ReorderLine, find_needs, reorder_these
from analytics.festivals import NEAR_DAYS
from analytics.replenishment.order import LOW_DAYS
from domain.catalogue import store as catalogue
from domain.catalogue.models import Product
from domain.stock import store as stock
from domain.suppliers import store as suppliers
from domain.suppliers.models import Supplier
from domain.values import ZERO_MONEY, ZERO_QUANTITY
from infra import clock

_LISTED = {"whatsapp": 6, "sms": 3}
_BY_NAME = {"whatsapp": 30, "sms": 10}
"""Of what a sum buys, so many more goods are told by name: a yes orders all of it, and the sum is the one that was said."""
_SUPPLIERS_SHOWN = 6
_COSTS_HOLD = timedelta(days=180)
_TWO = 2
_ONE_IN = Decimal(10)
"""So small a part of the stock that expires unsold explains no order."""
"""Periods that tell a day: "parso" is two."""
_YES_NO = (Choice("yes", "choice.yes"), Choice("no", "choice.no"))


def reorder_advice(session: Session, request: Request) -> Outcome:
    """How much to order of the products that are named, or of everything that needs it, the most urgent first.

    A supplier named narrows it to what comes from there, an amount to the packs worth most that it buys ("sirf 5000 ka maal
    lena hai"). It is reckoned from the stored forecasts and the stock of this moment. Raises Refused when no product is known.
    """
    found, unknown = find(session, request)
    if unknown and not found:
        raise refused_unknown(unknown)
    if not found:
        return _everything(session, request)
    seen = foresee(session, request, request.day)
    products = [named.product for named in found]
    lines = reorder_these(session, request.store_id, products, request.now, sheet=seen.sheet)
    if len(found) > 1:
        needed = [line for line in lines if line.quantity]
        reply = _list(session, request, seen, needed) if needed else _none_of_these(products, lines, seen)
        return _offered(session, request, reply, needed)
    [line] = lines
    return _offered(session, request, _one(session, request, seen, found, line), [line] if line.quantity else [])


def _none_of_these(products: list[Product], lines: list[ReorderLine], seen: Foreseen) -> Reply:
    if all(line.days_of_stock is None for line in lines):
        return Reply("demand_forecast.none", {"products": tuple(map(wording.name, products))})
    return _noted(Reply("reorder_advice.none"), seen)


def _everything(session: Session, request: Request) -> Outcome:
    """What needs ordering, within the amount and of the supplier that were said; why nothing does, else."""
    supplier, seen = _supplier(session, request), foresee(session, request, request.day)
    supplier_id = None if supplier is None else supplier.id
    needs = find_needs(session, request.store_id, request.now, supplier_id, sheet=seen.sheet)
    lines = [line for line in needs.lines(request.amount) if line.quantity]
    if lines:
        return _offered(session, request, _list(session, request, seen, lines), lines)
    if request.amount is not None:
        # Too little for a single pack: the cheapest of what is needed says what it takes.
        needed = [line for line in needs.lines() if line.quantity]
        if needed:
            first = needed[0]
            pack = first.product.order_pack if first.product.order_pack else first.quantity
            params: dict[str, Value] = {
                "amount": request.amount,
                "order": wording.measure(first.product, pack),
                "product": wording.name(first.product),
                "cost": wording.about_money(first.product.cost * pack),
            }
            return Outcome(Reply("reorder_advice.too_little", params))
    if not _anything_sells(session, request.store_id):
        return Outcome(Reply("demand_forecast.none_at_all"))
    if supplier is not None:
        return Outcome(_noted(Reply("reorder_advice.none_of", {"supplier": supplier.name}), seen))
    return Outcome(_noted(Reply("reorder_advice.none"), seen))


def _anything_sells(session: Session, store_id: int) -> bool:
    """Whether enough has been sold to say anything: of a shop that opened today nobody knows whether it has enough."""
    return any(product.daily_sales > ZERO_QUANTITY for product in catalogue.all(session, store_id))


def _noted(advice: Reply, seen: Foreseen) -> Reply:
    """The advice with what the question named and nobody knows the effect of."""
    if not seen.unknown:
        return advice
    return Reply("reorder_advice.noted", {"advice": Phrase(advice.key, advice.params), "notes": seen.unknown})


def _supplier(session: Session, request: Request) -> Supplier | None:
    """The supplier who is named. Raises Refused for one whom nobody knows, and says whom the shop buys from."""
    said = request.supplier
    if said is None:
        return None
    fitting = suppliers.fitting(session, request.store_id, said.key)
    if fitting:
        return fitting[0]
    known = tuple(supplier.name for supplier in suppliers.all(session, request.store_id)[:_SUPPLIERS_SHOWN])
    raise Refused(Reply("reorder_advice.unknown_supplier", {"supplier": said.name, "known": known}))


def _offered(session: Session, request: Request, advice: Reply, lines: list[ReorderLine]) -> Outcome:
    """The advice, and where suppliers are known the offer to order from them what it names: nothing is ordered unseen, and the
    sum that is told is what a yes costs.

    What has no supplier is only said.
    """
    names = {supplier.id: supplier.name for supplier in suppliers.all(session, request.store_id)}
    if request.event is not None and "note.event_day" in _keys(advice.params):
        # Which day it is for is asked first.
        return Outcome(advice)
    shown = lines[: _in_full(request) + _by_name(request)]
    ordered = [line for line in shown if line.product.supplier_id in names]
    if not ordered:
        return Outcome(advice)
    order = replace(
        request,
        intent="create_order",
        lines=tuple(Line(wording.name(line.product), line.product.sku, line.quantity) for line in ordered),
        supplier=None,
        amount=None,
        about_entry_id=None,
    )
    whose = tuple(dict.fromkeys(names[line.product.supplier_id or 0] for line in ordered))
    params: dict[str, Value] = {"advice": Phrase(advice.key, advice.params), "suppliers": whose}
    key = "reorder_advice.offer"
    cost = wording.about_money(sum((line.cost for line in ordered), ZERO_MONEY))
    if len(ordered) < len(shown):
        # A yes to all of the list would order a part of it.
        key = "reorder_advice.offer_part"
        params |= {"products": tuple(wording.name(line.product) for line in ordered), "cost": cost}
    elif len(ordered) < len(lines):
        # What the list comes to in all is not what a yes costs.
        key = "reorder_advice.offer_listed"
        params |= {"count": len(ordered), "cost": cost}
    return Outcome(Reply(key, params, (*_YES_NO, *advice.choices)), offer=order)


def _in_full(request: Request) -> int:
    """How many goods are told with their reasons."""
    return _LISTED.get(request.channel, _LISTED["whatsapp"])


def _by_name(request: Request) -> int:
    """How many after those are told by name alone: of what a sum buys all must be seen, or the sum is not what a yes costs."""
    return _BY_NAME.get(request.channel, _BY_NAME["whatsapp"]) if request.amount is not None else 0


def _keys(params: Mapping[str, Value]) -> set[str]:
    return {
        piece.key
        for value in params.values()
        if isinstance(value, tuple)
        for piece in value
        if isinstance(piece, Phrase)
    }


def _list(session: Session, request: Request, seen: Foreseen, lines: list[ReorderLine]) -> Reply:
    # A festival and an event are said once: they are near for every product.
    told = _events(session, request, seen)
    counted = stock.known(session, {line.product.id for line in lines})
    today = clock.local(request.timezone, request.now).date()
    phrases = [
        Phrase("reorder_advice.line", _facts(line, counted, today, festival=not i, told=() if i else told))
        for i, line in enumerate(lines)
    ]
    shown, more = wording.listed(phrases, request.channel, _in_full(request))
    if request.amount is not None:
        goods = [wording.goods(line.product, line.quantity, None) for line in lines[len(shown) :]]
        named, more = wording.listed(goods, request.channel, _by_name(request))
        more = (Phrase("reorder_advice.also", {"lines": (*named, *more)}),) if named else ()
    cost = wording.about_money(sum((line.cost for line in lines), ZERO_MONEY))
    age = reasons.of_age(session, request.store_id, seen.made_at, request.now, request.timezone)
    blind = tuple(wording.name(line.product) for line in lines[: len(shown)] if not _is_counted(line, counted))
    uncounted = (Phrase("note.uncounted", {"products": blind}),) if blind else ()
    notes = (*more, *uncounted, *seen.unknown, *age)
    return Reply("reorder_advice.list", {"lines": shown, "more": notes, "cost": cost})


def _events(session: Session, request: Request, seen: Foreseen) -> tuple[Phrase, ...]:
    """What the retailer says, or told of the coming two weeks."""
    today = clock.local(request.timezone, request.now).date()
    end = today + timedelta(days=NEAR_DAYS)
    return seen.named or reasons.of_events(session, request.store_id, today, end, seen.made_at)


def _is_counted(line: ReorderLine, counted: set[int]) -> bool:
    """Whether the books know what there is of it: of goods that nobody counted they know only what was sold."""
    return line.product.id in counted or line.stock > ZERO_QUANTITY


def _left(line: ReorderLine, counted: set[int]) -> tuple[Measure, ...]:
    """What there is of it; nothing where nobody knows."""
    return (wording.measure(line.product, max(line.stock, ZERO_QUANTITY)),) if _is_counted(line, counted) else ()


def _facts(
    line: ReorderLine, counted: set[int], today: Date, *, festival: bool, told: tuple[Phrase, ...] = ()
) -> dict[str, Value]:
    return {
        "product": wording.name(line.product),
        "order": wording.measure(line.product, line.quantity),
        "daily": wording.about(line.product, line.daily_demand),
        "stock": _left(line, counted),
        "days": line.lead_time_days,
        "reasons": (*_spoils(line, today), *_reasons(line, festival=festival), *told),
    }


def _one(session: Session, request: Request, seen: Foreseen, found: list[NamedProduct], line: ReorderLine) -> Reply:
    others, choices = offer_others(session, found)
    today = clock.local(request.timezone, request.now).date()
    age = reasons.of_age(session, request.store_id, seen.made_at, request.now, request.timezone)
    product = line.product
    counted = stock.known(session, {product.id})
    example = wording.measure(product, COUNT_EXAMPLE)
    how: dict[str, Value] = {"product": wording.name(product), "example": example}
    count = () if _is_counted(line, counted) else (Phrase("note.count_it", how),)
    notes = (*count, *_supplier_costs(session, request, line), *seen.unknown, *age, *others)
    if line.quantity:
        why = reasons.of_demand(session, line.product, today)
        # What the model says of the product counts for more than that a festival is near.
        said = (*_spoils(line, today), *_reasons(line, festival=not why), *_events(session, request, seen), *why)
        params = {
            **_facts(line, counted, today, festival=True),
            "reasons": said,
            "cost": wording.about_money(line.cost),
            "notes": notes,
        }
        return Reply("reorder_advice.product", params, choices)
    params = {"product": wording.name(product), "stock": _left(line, counted), "notes": notes}
    if line.days_of_stock is None:
        return Reply("reorder_advice.no_sales", params, choices)
    if not _is_counted(line, counted):
        # What is on order is enough, as far as anybody can say.
        seen_line = with_coming(
            Phrase("check_stock.line_uncounted", how), product, coming(session, request.store_id), today
        )
        return Reply("check_stock.done", {"lines": (seen_line,), "notes": notes[1:]}, choices)
    daily = wording.about(product, line.daily_demand)
    more: dict[str, Value] = {
        "daily": daily,
        "days": int(line.days_of_stock),
        "reasons": _reasons(line, festival=False),
    }
    return Reply("reorder_advice.enough", {**params, **more}, choices)


def _supplier_costs(session: Session, request: Request, line: ReorderLine) -> tuple[Phrase, ...]:
    """What each supplier last charged, the cheapest first; nothing while only one is known."""
    costs = suppliers.last_costs(session, line.product, request.now - _COSTS_HOLD)
    if len(costs) < _TWO:
        return ()
    shown = tuple(Phrase("line.price", {"product": one.name, "price": cost}) for one, cost in costs)
    return (Phrase("note.supplier_costs", {"lines": shown}),)


def _spoils(line: ReorderLine, today: Date) -> tuple[Phrase, ...]:
    """Why goods are ordered of which the books seem to hold enough: a good part expires before it sells, or what there is would
    last for days but does not keep until the next order.
    """
    about = wording.about(line.product, line.unsold)
    if line.unsold * _ONE_IN >= line.stock and about.quantity > ZERO_QUANTITY:
        return (Phrase("reason.unsold", {"quantity": about, "date": today + timedelta(days=line.unsold_in)}),)
    if line.good_for is None or line.days_of_stock is None or line.days_of_stock < LOW_DAYS:
        return ()
    return (Phrase("reason.good_until", {"date": today + timedelta(days=line.good_for)}),)


def _reasons(line: ReorderLine, *, festival: bool) -> tuple[Phrase, ...]:
    said: list[Phrase] = []
    if line.on_order > ZERO_QUANTITY:
        said.append(Phrase("reason.on_order", {"quantity": wording.measure(line.product, line.on_order)}))
    if festival and line.festival is not None:
        said.append(reasons.of_festival(line.festival.name, line.festival.days))
    return tuple(said)
