"""Teaching: what was misunderstood is given its right frame, in two clicks where the model's second guess was right."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from itertools import zip_longest
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import masking
from bot.cli.demo_catalogue import demo_catalogue
from bot.console import PATH, frames, pages
from bot.console.signing_in import Agent, Refused, SignedIn
from domain.customers.models import Customer
from domain.labels import store as labels
from domain.labels.store import ToLabel
from domain.stores.models import User
from domain.suppliers.models import Supplier
from infra import clock
from infra.database.session import desk_session, visit_store
from nlu.lexicon import languages

router = APIRouter()
BACK = timedelta(days=30)
"""How old a message may be that is shown."""
PAGE = 20
LIKELY = 3
"""Intents offered as one click."""
ROWS = 3
"""Rows for products, more where more were heard."""
Text = Annotated[str, Form(max_length=200)]
Column = Annotated[list[str], Form(max_length=30)]
Which = Annotated[str, Query(pattern="^(misunderstood|sample)$")]


@router.get("/labels")
def show_labels(
    request: Request,
    agent: Agent,
    which: Which = "misunderstood",
    language: Annotated[str, Query(max_length=10)] = "",
    before: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """Messages that wait for a label, the latest first."""
    with desk_session() as session:
        found = labels.waiting(
            session,
            "sample" if which == "sample" else "misunderstood",
            since=clock.now() - BACK,
            language=language or None,
            before=before or None,
            limit=PAGE,
        )
    return pages.show(
        request,
        agent,
        "labels.html",
        cards=[_card(message) for message in found],
        which=which,
        chosen=language,
        spoken=languages(),
        before=found[-1].id if len(found) == PAGE else None,
        single=False,
        **_choices(),
    )


@router.get("/labels/{inbound_id}")
def show_label(request: Request, agent: Agent, inbound_id: int) -> Response:
    """One message, as a chat leads to it."""
    with desk_session() as session:
        message = labels.find(session, inbound_id)
    if message is None:
        raise Refused(HTTPStatus.NOT_FOUND, "refused.missing")
    shown: dict[str, Any] = {
        "cards": [_card(message)],
        "which": "misunderstood",
        "chosen": "",
        "spoken": languages(),
        "before": None,
        "single": True,
    }
    return pages.show(request, agent, "labels.html", **shown, **_choices())


@router.post("/labels/{inbound_id}")
def label(
    request: Request,
    agent: Agent,
    inbound_id: int,
    intent: Text = "",
    skip: Text = "",
    customer: Text = "",
    supplier: Text = "",
    shop: Text = "",
    credit: Text = "",
    amount: Text = "",
    sku: Column = [],  # noqa: B006
    text: Column = [],  # noqa: B006
    quantity: Column = [],  # noqa: B006
    price: Column = [],  # noqa: B006
    line_amount: Column = [],  # noqa: B006
) -> Response:
    """Keep what a message meant, masked; or that it says nothing."""
    columns = zip_longest(sku, text, quantity, price, line_amount, fillvalue="")
    items = [dict(zip(frames.ITEM_FIELDS, row, strict=True)) for row in columns]
    fields = {"customer": customer, "supplier": supplier, "shop": shop, "credit": credit, "amount": amount}
    with desk_session() as session:
        message = labels.find(session, inbound_id)
        if message is None:
            raise Refused(HTTPStatus.NOT_FOUND, "refused.missing")
        heard = message.trace.get("frame") or {}
        frame: dict[str, Any] = {}
        if not skip:
            try:
                frame = frames.make(intent, items, fields, heard, frozenset(_skus()))
            except frames.BadFrame as error:
                raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from error
        _keep(session, agent, message, labels.SKIPPED if skip else intent, frame)
    if request.headers.get("HX-Request"):
        return pages.show(
            request, agent, "label_done.html", intent="" if skip else intent, chat=message.conversation_id
        )
    return RedirectResponse(f"{PATH}/labels", status_code=303)


def _keep(session: Session, agent: SignedIn, message: ToLabel, intent: str, frame: dict[str, Any]) -> None:
    """Write the label without anybody's name: neither those of the form nor those of the shop's books."""
    named = {str(frame[role]) for role in frames.PEOPLE if role in frame} | _names(session, message.store_id)
    text = masking.mask(message.body, named, message.script)
    for role in frames.PEOPLE:
        if role in frame:
            frame[role] = masking.mask(frame[role], named, message.script)
    if frame.keys() & {"date", "entry_date"}:
        frame["now"] = clock.local(pages.ZONE, message.sent_at).isoformat(timespec="seconds")
    # A name that could not be taken out goes with the words: the label still counts, and is not exported.
    left = not masking.is_masked(text, named - {masking.stand_in(name, message.script) for name in named})
    labels.put(
        session,
        message,
        agent_id=agent.agent_id,
        text="" if left or intent == labels.SKIPPED else text,
        intent=intent,
        frame={} if left else frame,
        now=clock.now(),
    )


def _names(session: Session, store_id: int | None) -> set[str]:
    """Who the shop knows: whole names, and people's first. Those of fewer than three letters are words too often."""
    if store_id is None:
        return set()
    with visit_store(session, store_id):
        people = {str(name) for of in (Customer, User) for name in session.scalars(select(of.name))}
        found = people | set(session.scalars(select(Supplier.name)))
    found |= {name.split()[0] for name in people if name.strip()}
    return {name for name in found if len(name) >= 3}


def _card(message: ToLabel) -> dict[str, Any]:
    """What the template needs of one message."""
    trace = message.trace
    frame = trace.get("frame") or {}
    ranking = [name for name, _ in trace.get("ranking", [])]
    likely = dict.fromkeys(name for name in [trace.get("intent"), *ranking] if name)
    items = frame.get("items", [])
    rows = [{name: item.get(name) or "" for name in frames.ITEM_FIELDS} for item in items]
    rows += [dict.fromkeys(frames.ITEM_FIELDS, "")] * max(1, ROWS - len(rows))
    return {
        "message": message,
        "heard": trace.get("intent"),
        "confidence": trace.get("confidence"),
        "likely": list(likely)[:LIKELY],
        "rows": rows,
        "frame": frame,
        "is_filled": bool(items or any(frame.get(role) for role in frames.PEOPLE)),
    }


def _choices() -> dict[str, Any]:
    return {"intents": [row["name"] for row in frames.intents()], "products": _skus()}


def _skus() -> dict[str, str]:
    """The demo store's products by their numbers: what tests and training speak of, whatever a shop calls its own."""
    return {product.sku: product.name for product in demo_catalogue()}
