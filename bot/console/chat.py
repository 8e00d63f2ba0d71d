"""A chat: read along, take over, answer, note, mend, hand back, close."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy.orm import Session

from actions.contract import Line, Reply
from actions.contract import Refused as NotDone
from bot import channels
from bot.console import PATH, canned, pages, shop, thread
from bot.console.signing_in import Agent, Refused, SignedIn
from bot.replies.render import BODY_LIMIT, render
from bot.replies.texts import FALLBACK, language_for
from bot.support import answering, mending, takeover
from domain.agents import store as agents
from domain.conversations import store as conversations
from domain.conversations.models import Conversation
from domain.stores.models import Store, User
from domain.support import store as support
from domain.support.models import Case
from domain.values import Money, Quantity
from infra import clock
from infra.database.session import desk_session, enter_store

router = APIRouter(prefix="/chats/{chat}")
SNOOZES = {"hour": timedelta(hours=1), "three_hours": timedelta(hours=3), "tomorrow": timedelta(hours=16)}
CHANGED = {"HX-Trigger": "settled"}
"""Tells the page to ask for its parts again."""
Field = Annotated[str, Form()]


@router.get("")
def show_chat(request: Request, agent: Agent, chat: int) -> Response:
    """The page; opening it marks the messages as read."""
    with desk_session() as session:
        conversation = _find(session, chat)
        _mark_read(session, conversation)
        values = _head(session, conversation, agent) | _thread(session, conversation)
    return pages.show(request, agent, "chat.html", **values)


@router.get("/messages")
def show_messages(request: Request, agent: Agent, chat: int) -> Response:
    """The messages, which the page asks for again whenever something changes."""
    with desk_session() as session:
        conversation = _find(session, chat)
        _mark_read(session, conversation)
        values = _thread(session, conversation)
    return pages.show(request, agent, "chat_messages.html", chat=chat, **values)


@router.get("/state")
def show_state(request: Request, agent: Agent, chat: int) -> Response:
    """How the case stands, and what can be done."""
    with desk_session() as session:
        values = _head(session, _find(session, chat), agent)
    return pages.show(request, agent, "chat_state.html", **values)


@router.get("/shop")
def show_shop(request: Request, agent: Agent, chat: int) -> Response:
    """The shop as it stands, or the form that asks for the reason."""
    return _shop(request, agent, chat)


def _shop(request: Request, agent: SignedIn, chat: int, said: str = "", status: int = 200) -> Response:
    with desk_session() as session:
        store_id = _find(session, chat).store_id
        may = store_id is not None and agents.may_read(session, agent.agent_id, store_id, clock.now())
        shown = None
        if may and store_id is not None:
            enter_store(session, store_id)
            shown = shop.read(session, store_id, clock.now())
    values = {"chat": chat, "store_id": store_id, "shop": shown, "said": said, "back": f"{PATH}/chats/{chat}"}
    return pages.show(request, agent, "chat_shop.html", status=status, **values)


@router.post("/answer")
def answer(
    request: Request, agent: Agent, chat: int, text: Field, key: Field, at_night: Annotated[str, Form()] = ""
) -> Response:
    """Write to the retailer, once however often the form comes; the form for the next answer."""
    warning, status = "", HTTPStatus.OK
    try:
        answering.answer(chat, agent.agent_id, agent.name, text, key[:64], at_night=bool(at_night))
    except answering.AtNight as night:
        warning = clock.local(pages.ZONE, night.until).strftime("%H:%M")
    except answering.TooLong:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "chat.too_long") from None
    except takeover.Gone:
        raise Refused(HTTPStatus.NOT_FOUND, "refused.missing") from None
    kept = {"text": text, "key": key} if warning else {"text": "", "key": pages.once()}
    page = pages.show(
        request, agent, "chat_answer.html", status=status, chat=chat, night=warning, most=BODY_LIMIT, **kept
    )
    page.headers.update({} if warning else CHANGED)
    return page


@router.post("/note")
def note(agent: Agent, chat: int, text: Field) -> Response:
    """Write a private note."""
    with desk_session() as session:
        try:
            support.add_note(session, _case(session, chat, agent), agent.agent_id, text, clock.now())
        except ValueError:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "chat.empty") from None
    return _settled()


@router.post("/take-over")
def take_over(agent: Agent, chat: int) -> Response:
    """Silence the bot."""
    try:
        takeover.take_over(chat, agent.agent_id, agent.name)
    except takeover.Gone:
        raise Refused(HTTPStatus.NOT_FOUND, "refused.missing") from None
    return _settled()


@router.post("/hand-back")
async def hand_back(request: Request, agent: Agent, chat: int) -> Response:
    """Let the bot go on; each held message into the books, left out, or brought to the retailer's mind."""
    return await _finish(request, agent, chat, rated=False)


@router.post("/close")
async def close(request: Request, agent: Agent, chat: int) -> Response:
    """Hand back, close the case, and ask how the help was."""
    return await _finish(request, agent, chat, rated=True)


async def _finish(request: Request, agent: SignedIn, chat: int, *, rated: bool) -> Response:
    from starlette.concurrency import run_in_threadpool

    form = await request.form()
    decided: dict[int, Any] = {
        int(name.removeprefix("held-")): value
        for name, value in form.items()
        if name.startswith("held-") and name.removeprefix("held-").isdecimal() and value in ("write", "drop")
    }
    try:
        await run_in_threadpool(takeover.hand_back, chat, decided, agent_id=agent.agent_id, rated=rated)
    except takeover.Gone:
        raise Refused(HTTPStatus.NOT_FOUND, "refused.missing") from None
    return _settled()


@router.post("/assign")
def assign(agent: Agent, chat: int, to: Annotated[int, Form()]) -> Response:
    """Give the case to somebody; 0 to nobody."""
    with desk_session() as session:
        case = _case(session, chat, agent)
        given = agents.get(session, to) if to else None
        if to and (given is None or given.revoked_at is not None):
            raise Refused(HTTPStatus.NOT_FOUND, "refused.missing")
        case.agent_id, case.changed_at = to or None, clock.now()
    return _settled()


@router.post("/snooze")
def snooze(agent: Agent, chat: int, how_long: Field) -> Response:
    """Lay the case aside; the retailer's next message wakes it earlier."""
    with desk_session() as session:
        case = _case(session, chat, agent)
        case.state, case.snooze_until = "snoozed", clock.now() + SNOOZES.get(how_long, SNOOZES["hour"])
        case.changed_at = clock.now()
    return _settled()


@router.post("/labels")
def label(agent: Agent, chat: int, label: Field) -> Response:
    """Put a label on the case, or take it off where it is."""
    word = " ".join(label.split())[: support.LABEL_LENGTH]
    with desk_session() as session:
        case = _case(session, chat, agent)
        if word:
            without = [one for one in case.labels if one != word]
            case.labels = without if word in case.labels else [*case.labels, word][-8:]
        case.changed_at = clock.now()
    return _settled()


@router.post("/entries/{entry_id}/undo")
def undo(request: Request, agent: Agent, chat: int, entry_id: int) -> Response:
    """Take an entry back, as UNDO would."""
    return _mend(request, agent, chat, entry_id, "undo", None)


@router.post("/entries/{entry_id}/correct")
def correct(
    request: Request, agent: Agent, chat: int, entry_id: int, quantity: Field = "", price: Field = ""
) -> Response:
    """Correct the quantity or the price of an entry with one line, as the retailer's own words would."""
    try:
        line = Line(
            text="",
            quantity=Quantity(Decimal(quantity)) if quantity.strip() else None,
            price=Money(Decimal(price)) if price.strip() else None,
        )
    except (InvalidOperation, ValueError):
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "chat.no_figure") from None
    return _mend(request, agent, chat, entry_id, "correct_last", line)


def _mend(request: Request, agent: SignedIn, chat: int, entry_id: int, way: mending.Way, line: Line | None) -> Response:
    try:
        outcome = mending.mend(chat, entry_id, agent.agent_id, agent.name, way, line)
        reply: Reply = outcome.reply
    except NotDone as refused:
        reply = refused.reply
    except mending.Closed:
        raise Refused(HTTPStatus.FORBIDDEN, "chat.closed_books") from None
    except takeover.Gone:
        raise Refused(HTTPStatus.NOT_FOUND, "refused.missing") from None
    said = render(Reply(reply.key, reply.params), FALLBACK, "Latn", "whatsapp").text
    return _shop(request, agent, chat, said=said)


def _settled() -> Response:
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=CHANGED)


def _find(session: Session, chat: int) -> Conversation:
    found = conversations.get(session, chat)
    if found is None:
        raise Refused(HTTPStatus.NOT_FOUND, "refused.missing")
    return found


def _case(session: Session, chat: int, agent: SignedIn) -> Case:
    """The open case of the chat, locked; opened by this agent where there is none."""
    try:
        conversation = takeover.lock(session, chat)
    except takeover.Gone:
        raise Refused(HTTPStatus.NOT_FOUND, "refused.missing") from None
    last = support.last_inbound_id(session, chat)
    return support.current(session, chat) or support.open_case(
        session, conversation, "taken", clock.now(), agent_id=agent.agent_id, read_to=last
    )


def _mark_read(session: Session, conversation: Conversation) -> None:
    case, last = support.current(session, conversation.id), support.last_inbound_id(session, conversation.id)
    if case is not None and case.read_to < last:
        case.read_to = last


def _thread(session: Session, conversation: Conversation) -> dict[str, Any]:
    names = {one.id: one.name for one in agents.everybody(session)}
    return {"messages": thread.read(session, conversation.id, names), "understood": thread.understood}


def _head(session: Session, conversation: Conversation, agent: SignedIn) -> dict[str, Any]:
    now = clock.now()
    store = session.get(Store, conversation.store_id) if conversation.store_id is not None else None
    user = session.get(User, conversation.user_id) if conversation.user_id is not None else None
    until = answering.quiet_until(session, conversation, now)
    return {
        "chat": conversation.id,
        "conversation": conversation,
        "person": user.name if user else "",
        "store": store,
        "store_time": clock.local(store.timezone, now).strftime("%H:%M") if store else "",
        "night_until": clock.local(store.timezone, until).strftime("%H:%M") if store and until else "",
        "case": support.latest(session, conversation.id),
        "held": support.held(session, conversation.id),
        "looks_like_entry": takeover.looks_like_entry,
        "understood": thread.understood,
        "team": [one for one in agents.everybody(session) if one.revoked_at is None],
        "names": {one.id: one.name for one in agents.everybody(session)},
        "snoozes": list(SNOOZES),
        "now": now,
        "key": pages.once(),
        "text": "",
        "night": "",
        "most": BODY_LIMIT,
        "canned": canned.replies(
            conversation.language,
            conversation.script,
            customer=user.name if user else "",
            shop=store.name if store else "",
            agent=agent.name,
        ),
        **_window(session, conversation, now),
    }


def _window(session: Session, conversation: Conversation, now: datetime) -> dict[str, Any]:
    """Until when WhatsApp takes free text, and whether an approved form goes after that."""
    length = channels.free_text_window(conversation.provider, conversation.channel)
    last = conversations.last_inbound_at(session, conversation.id)
    tag = language_for(conversation.language, conversation.script).tag
    form = channels.template(conversation.provider, conversation.channel, "agent", answering.KEY, tag, "…")
    closes = last + length if length is not None and last is not None else None
    is_open = length is None or (closes is not None and closes > now)
    return {"window_until": closes, "window_open": is_open, "has_form": form is not None}
