"""A request as JSON: kept with its journal entry, to be written again with a value changed, and with a question."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from actions.contract import Line, Named, Request
from domain.values import Money, Quantity

_PLAIN = (
    "shop",
    "credit",
    "period",
    "event",
    "payment",
    "to_language",
    "alert",
    "on",
    "report",
    "format",
    "licence",
    "about_entry_id",
    "phone",
)


def to_json(request: Request) -> dict[str, Any]:
    """What was asked for, as JSON: decimals and dates as strings, what was not said left out.

    Who asked, when and from where is left out too: the entry or the next message knows.
    """
    out: dict[str, Any] = {"intent": request.intent}
    if request.lines:
        out["lines"] = [_line_to_json(line) for line in request.lines]
    for name in ("customer", "supplier"):
        named: Named | None = getattr(request, name)
        if named is not None:
            out[name] = {"name": named.name, "key": named.key, "loose_key": named.loose_key}
    for name in ("amount", "paid"):
        money: Money | None = getattr(request, name)
        if money is not None:
            out[name] = str(money)
    for name in ("date", "entry_date", "day", "start", "end"):
        moment: date | time | None = getattr(request, name)
        if moment is not None:
            out[name] = moment.isoformat()
    if request.told:
        out["told"] = dict(request.told)
    for name in _PLAIN:
        value = getattr(request, name)
        if value is not None and not (name == "credit" and value is False):
            out[name] = value
    return out


def from_json(
    data: Mapping[str, Any],
    *,
    store_id: int,
    user_id: int | None,
    role: str,
    now: datetime,
    timezone: str,
    channel: str,
    conversation_id: int | None = None,
    message_id: int | None = None,
) -> Request:
    """The request that `to_json` wrote, as asked by this person in this message. Unknown fields are ignored."""
    return Request(
        intent=data["intent"],
        store_id=store_id,
        user_id=user_id,
        role=role,
        now=now,
        timezone=timezone,
        channel=channel,
        conversation_id=conversation_id,
        message_id=message_id,
        lines=tuple(_line_from_json(line) for line in data.get("lines", ())),
        customer=_named(data.get("customer")),
        supplier=_named(data.get("supplier")),
        amount=_money(data.get("amount")),
        paid=_money(data.get("paid")),
        date=date.fromisoformat(data["date"]) if "date" in data else None,
        entry_date=date.fromisoformat(data["entry_date"]) if "entry_date" in data else None,
        day=date.fromisoformat(data["day"]) if "day" in data else None,
        start=time.fromisoformat(data["start"]) if "start" in data else None,
        end=time.fromisoformat(data["end"]) if "end" in data else None,
        told=dict(data.get("told", {})),
        **{name: data[name] for name in _PLAIN if name in data},
    )


def _line_to_json(line: Line) -> dict[str, Any]:
    out: dict[str, Any] = {"text": line.text}
    for name in ("sku", "quantity", "was", "price", "amount", "unit", "pack", "cost", "mrp"):
        value = getattr(line, name)
        if value is not None:
            out[name] = str(value)
    if line.others:
        out["others"] = list(line.others)
    if line.taught:
        out["taught"] = line.taught
    return out


def _line_from_json(data: Mapping[str, Any]) -> Line:
    return Line(
        text=data["text"],
        sku=data.get("sku"),
        quantity=Quantity(data["quantity"]) if "quantity" in data else None,
        was=Quantity(data["was"]) if "was" in data else None,
        price=_money(data.get("price")),
        amount=_money(data.get("amount")),
        others=tuple(data.get("others", ())),
        unit=data.get("unit"),
        pack=data.get("pack"),
        cost=_money(data.get("cost")),
        mrp=_money(data.get("mrp")),
        taught=data.get("taught", 0),
    )


def _named(data: Mapping[str, str] | None) -> Named | None:
    return None if data is None else Named(data["name"], data["key"], data.get("loose_key", ""))


def _money(text: str | None) -> Money | None:
    return None if text is None else Money(text)
