"""The shop beside a chat: its books behind the gate, and its entries put right with a click."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from actions.contract import Ask, Line, Reply
from actions.contract import Refused as NotDone
from bot.console import PATH, pages, shop
from bot.console.chat import Key, find
from bot.console.shop import LineShown
from bot.console.signing_in import Agent, Refused, SignedIn
from bot.dialogue.requests import named
from bot.replies.render import render
from bot.support import mending, takeover
from bot.support.mending import Change
from domain.agents import store as agents
from domain.journal import store as journal
from domain.values import Money, Quantity
from infra import clock
from infra.database.session import desk_session, enter_store

router = APIRouter(prefix="/chats/{chat}")


@dataclass(frozen=True)
class Stands:
    """An entry as its form shows it, see `shop.EntryShown`."""

    lines: tuple[LineShown, ...]
    amount: str | None = None
    customer: str | None = None
    has_total: bool = False
    """A total was said for all lines."""


@dataclass(frozen=True)
class Asked:
    """Which of several customers is meant by a name that was typed: what the form asks before anything is written."""

    entry_id: int
    form: Mapping[str, str]
    choices: tuple[tuple[str, str], ...]
    """Each with its title."""


@router.get("/shop")
def show_shop(request: Request, agent: Agent, chat: int) -> Response:
    """The shop as it stands, or the form that asks for the reason."""
    return _shop(request, agent, chat)


def _shop(request: Request, agent: SignedIn, chat: int, said: str = "", asked: Asked | None = None) -> Response:
    with desk_session() as session:
        store_id = find(session, chat).store_id
        may = store_id is not None and agents.may_read(session, agent.agent_id, store_id, clock.now())
        shown = None
        if may and store_id is not None:
            enter_store(session, store_id)
            shown = shop.read(session, store_id, clock.now(), agent.interface)
    values: dict[str, Any] = {
        "chat": chat,
        "store_id": store_id,
        "shop": shown,
        "said": said,
        "asked": asked,
        "back": f"{PATH}/chats/{chat}",
    }
    return pages.show(request, agent, "chat_shop.html", **values)


@router.post("/entries/{entry_id}/undo")
def undo(request: Request, agent: Agent, chat: int, entry_id: int, key: Key) -> Response:
    """Take an entry back, as UNDO would."""
    return _mend(request, agent, chat, entry_id, "undo", {"key": key}, Change())


@router.post("/entries/{entry_id}/correct")
async def correct(request: Request, agent: Agent, chat: int, entry_id: int, key: Key) -> Response:
    """Correct an entry, as the retailer's own words would: `quantity-0`, `price-0` of its first line, `amount`, `customer`;
    `account` says which customer of that name is meant.
    """
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)} | {"key": key}

    def carry_out() -> Response:
        stands = _as_it_stands(agent, chat, entry_id)
        try:
            changed = change_of(stands, form)
        except (InvalidOperation, ValueError):
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "chat.no_figure") from None
        return _mend(request, agent, chat, entry_id, "correct_last", form, changed)

    return await run_in_threadpool(carry_out)


def _as_it_stands(agent: SignedIn, chat: int, entry_id: int) -> Stands:
    with desk_session() as session:
        store_id = find(session, chat).store_id
        if store_id is None or not agents.may_read(session, agent.agent_id, store_id, clock.now()):
            raise Refused(HTTPStatus.FORBIDDEN, "chat.closed_books")
        enter_store(session, store_id)
        entry = journal.get(session, entry_id)
        if entry is None:
            raise Refused(HTTPStatus.NOT_FOUND, "refused.missing")
        return Stands(
            shop.read_lines(session, entry),
            shop.read_amount(entry),
            shop.read_customer(entry),
            "amount" in entry.request,
        )


def change_of(stands: Stands, form: Mapping[str, str]) -> Change:
    """What the form changes; a field that is empty or as it was changes nothing.

    Raises ValueError and decimal.InvalidOperation for what is no figure.
    """
    amount, customer = _figure(form.get("amount", "")), form.get("customer", "").strip()
    if amount is not None and not amount:
        raise ValueError(form["amount"])
    new_amount = amount if stands.amount is not None and amount != Decimal(stands.amount) else None
    renamed = stands.customer is not None and customer not in ("", stands.customer)
    account = form.get("account", "")
    return Change(
        lines=_changed_lines(stands, form),
        amount=None if new_amount is None else Money(new_amount),
        customer=named(customer) if renamed else None,
        told={"customer": account} if renamed and account else {},
    )


def _changed_lines(stands: Stands, form: Mapping[str, str]) -> tuple[Line, ...]:
    """A correction for every line that the form changes.

    A line is then what the form shows of it, quantity and price, so that an amount that was said for it falls. Where a total
    was said for all lines, only what was changed is said anew, and the total stays.
    """
    found = []
    for place, line in enumerate(stands.lines):
        quantity, price = (_figure(form.get(f"{name}-{place}", "")) for name in ("quantity", "price"))
        new_quantity = line.quantity is not None and quantity is not None and quantity != Decimal(line.quantity)
        new_price = line.price is not None and price is not None and (not line.price or price != Decimal(line.price))
        if not new_quantity and not new_price:
            continue
        kept = not stands.has_total
        said_quantity = new_quantity or (line.quantity is not None and quantity is not None and kept)
        said_price = new_price or (line.price is not None and price is not None and kept)
        found.append(
            Line(
                text="",
                quantity=Quantity(quantity) if said_quantity and quantity is not None else None,
                price=Money(price) if said_price and price is not None else None,
                place=place,
            )
        )
    return tuple(found)


def _figure(text: str) -> Decimal | None:
    """The figure in a field; None for an empty one. Raises ValueError, decimal.InvalidOperation."""
    if not text.strip():
        return None
    figure = Decimal(text.strip().replace(",", ""))
    if not figure.is_finite() or figure < 0:
        raise ValueError(text)
    return figure


def _mend(
    request: Request,
    agent: SignedIn,
    chat: int,
    entry_id: int,
    way: mending.Way,
    form: Mapping[str, str],
    change: Change,
) -> Response:
    asked = None
    try:
        outcome = mending.mend(chat, entry_id, agent.agent_id, agent.name, way, change, form["key"])
        reply = outcome.reply if outcome is not None else None
    except NotDone as refused:
        reply = refused.reply
    except Ask as ask:
        reply = ask.reply
        titles = render(reply, agent.interface, shop.SCRIPTS[agent.interface], "whatsapp")
        choices = tuple((one.id, one.title) for one in (*titles.buttons, *titles.rows))
        asked = Asked(entry_id, form, choices) if ask.name == "customer" else None
    except mending.Closed:
        raise Refused(HTTPStatus.FORBIDDEN, "chat.closed_books") from None
    except takeover.Gone:
        raise Refused(HTTPStatus.NOT_FOUND, "refused.missing") from None
    said = (
        reply
        and render(Reply(reply.key, reply.params), agent.interface, shop.SCRIPTS[agent.interface], "whatsapp").text
    )
    return _shop(request, agent, chat, said=said or "", asked=asked)
