"""A chat: read along, take over, note, hand back, close."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from sqlalchemy.orm import Session

from bot import channels
from bot.console import canned, pages, thread, traces
from bot.console.signing_in import Agent, Refused, SignedIn
from bot.replies.render import BODY_LIMIT
from bot.replies.texts import language_for
from bot.support import answering, takeover
from domain.agents import store as agents
from domain.conversations import received
from domain.conversations import store as conversations
from domain.conversations.models import Conversation
from domain.stores.models import Store, User
from domain.support import store as support
from domain.support.models import Case
from domain.support.rules import opens_tomorrow
from infra import clock
from infra.database.session import desk_session
from infra.settings import settings

router = APIRouter(prefix="/chats/{chat}")
SNOOZES = {"hour": timedelta(hours=1), "three_hours": timedelta(hours=3), "tomorrow": None}
"""How long a case is laid aside; None: until support opens on the next day."""
CHANGED = {"HX-Trigger": "settled"}
"""Tells the page to ask for its parts again."""
Field = Annotated[str, Form()]
Key = Annotated[str, Form(max_length=64)]
"""A form's own, made with it (`pages.once`): sent twice, it does its work once."""
CaseNumber = Annotated[int | None, Form(alias="case")]
"""The case that the page showed: a form that outlives it does nothing."""
Place = Annotated[str, Query(pattern=r"^\d{1,18}\.\d{1,18}\.\d{1,18}$")]
"""Of a talk, see `thread.Mark`."""


@router.get("")
def show_chat(request: Request, agent: Agent, chat: int) -> Response:
    """The page; opening it marks the messages as read."""
    with desk_session() as session:
        conversation = find(session, chat)
        _mark_read(session, conversation)
        page = _reader(session, conversation, agent).latest()
        values = _head(session, conversation, agent) | {"page": page, "traces": traces}
    return pages.show(request, agent, "chat.html", **values)


@router.get("/messages")
def show_messages(request: Request, agent: Agent, chat: int, since: Place | None = None) -> Response:
    """The messages from a place on, the last ones without, which the page asks for again whenever something changes."""
    with desk_session() as session:
        conversation = find(session, chat)
        _mark_read(session, conversation)
        reader = _reader(session, conversation, agent)
        page = reader.since(thread.Mark.read(since)) if since else reader.latest()
        window = _window(session, conversation, clock.now())
    return pages.show(request, agent, "chat_latest.html", chat=chat, page=page, traces=traces, **window)


@router.get("/messages/earlier")
def show_earlier(request: Request, agent: Agent, chat: int, before: Place) -> Response:
    """The messages before a place, and the way to those before them."""
    with desk_session() as session:
        page = _reader(session, find(session, chat), agent).before(thread.Mark.read(before))
    return pages.show(request, agent, "chat_earlier.html", chat=chat, page=page, traces=traces)


@router.get("/state")
def show_state(request: Request, agent: Agent, chat: int) -> Response:
    """How the case stands, and what can be done."""
    with desk_session() as session:
        values = _head(session, find(session, chat), agent)
    return pages.show(request, agent, "chat_state.html", **values)


@router.post("/note")
def note(request: Request, agent: Agent, chat: int, text: Field, key: Key) -> Response:
    """Write a private note, once however often the form comes; the form for the next."""
    with desk_session() as session:
        _lock(session, chat)
        if not support.has_note(session, chat, key):
            try:
                support.add_note(session, _case(session, chat, agent), agent.agent_id, text, clock.now(), once=key)
            except ValueError:
                raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "chat.empty") from None
    page = pages.show(request, agent, "chat_note.html", chat=chat)
    page.headers.update(CHANGED)
    return page


@router.post("/take-over")
def take_over(agent: Agent, chat: int, key: Key) -> Response:
    """Silence the bot."""
    try:
        takeover.take_over(chat, agent.agent_id, agent.name, key)
    except takeover.Gone:
        raise Refused(HTTPStatus.NOT_FOUND, "refused.missing") from None
    return settled()


@router.post("/hand-back")
async def hand_back(request: Request, agent: Agent, chat: int, key: Key, case: CaseNumber = None) -> Response:
    """Let the bot go on; each held message into the books, left out, or brought to the retailer's mind."""
    return await _finish(request, agent, chat, key, case, rated=False)


@router.post("/close")
async def close(request: Request, agent: Agent, chat: int, key: Key, case: CaseNumber = None) -> Response:
    """Hand back, close the case, and ask how the help was."""
    return await _finish(request, agent, chat, key, case, rated=True)


async def _finish(
    request: Request, agent: SignedIn, chat: int, key: str, case_id: int | None, *, rated: bool
) -> Response:
    from starlette.concurrency import run_in_threadpool

    form = await request.form()
    decided: dict[int, Any] = {
        int(name.removeprefix("held-")): value
        for name, value in form.items()
        if name.startswith("held-") and name.removeprefix("held-").isdecimal() and value in ("write", "drop")
    }
    try:
        await run_in_threadpool(
            takeover.hand_back, chat, decided, agent_id=agent.agent_id, rated=rated, once=key, case_id=case_id
        )
    except takeover.Gone:
        raise Refused(HTTPStatus.NOT_FOUND, "refused.missing") from None
    return settled()


@router.post("/assign")
def assign(agent: Agent, chat: int, to: Annotated[int, Form()]) -> Response:
    """Give the case to somebody; 0 to nobody."""
    with desk_session() as session:
        case = _case(session, chat, agent)
        given = agents.get(session, to) if to else None
        if to and (given is None or given.revoked_at is not None):
            raise Refused(HTTPStatus.NOT_FOUND, "refused.missing")
        case.agent_id, case.changed_at = to or None, clock.now()
    return settled()


@router.post("/snooze")
def snooze(agent: Agent, chat: int, how_long: Field) -> Response:
    """Lay the case aside, or with `end` take it up again; the retailer's next message wakes it earlier."""
    now = clock.now()
    with desk_session() as session:
        case = _case(session, chat, agent)
        asleep = how_long in SNOOZES
        case.state, case.snooze_until = ("snoozed", _wakes(how_long, now)) if asleep else ("open", None)
        case.changed_at = now
    return settled()


@router.post("/labels")
def label(agent: Agent, chat: int, label: Field) -> Response:
    """Put a label on the case."""
    word = " ".join(label.split())[: support.LABEL_LENGTH]
    with desk_session() as session:
        case = _case(session, chat, agent)
        if word and word not in case.labels:
            case.labels, case.changed_at = [*case.labels, word][-support.MOST_LABELS :], clock.now()
    return settled()


@router.post("/labels/off")
def take_label_off(agent: Agent, chat: int, label: Field) -> Response:
    """Take a label off the case."""
    with desk_session() as session:
        case = _case(session, chat, agent)
        case.labels, case.changed_at = [one for one in case.labels if one != label], clock.now()
    return settled()


def _wakes(how_long: str, now: datetime) -> datetime:
    length = SNOOZES[how_long]
    if length is not None:
        return now + length
    return opens_tomorrow(now, settings().support_timezone, settings().support_opens)


def settled() -> Response:
    """Nothing to show, but that the page's parts are to be asked for again."""
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=CHANGED)


def find(session: Session, chat: int) -> Conversation:
    """The conversation. Raises Refused."""
    found = conversations.get(session, chat)
    if found is None:
        raise Refused(HTTPStatus.NOT_FOUND, "refused.missing")
    return found


def _case(session: Session, chat: int, agent: SignedIn) -> Case:
    """The open case of the chat, locked; opened by this agent where there is none."""
    conversation = _lock(session, chat)
    last = support.last_inbound_id(session, chat)
    return support.current(session, chat) or support.open_case(
        session, conversation, "taken", clock.now(), agent_id=agent.agent_id, read_to=last
    )


def _lock(session: Session, chat: int) -> Conversation:
    try:
        return takeover.lock(session, chat)
    except takeover.Gone:
        raise Refused(HTTPStatus.NOT_FOUND, "refused.missing") from None


def _mark_read(session: Session, conversation: Conversation) -> None:
    case, last = support.current(session, conversation.id), support.last_inbound_id(session, conversation.id)
    if case is not None and case.read_to < last:
        case.read_to = last


def _reader(session: Session, conversation: Conversation, agent: SignedIn) -> thread.Reader:
    names = {one.id: one.name for one in agents.everybody(session)}
    return thread.Reader(session, conversation.id, names, agents.open_stores(session, agent.agent_id, clock.now()))


def _head(session: Session, conversation: Conversation, agent: SignedIn) -> dict[str, Any]:
    now = clock.now()
    store = session.get(Store, conversation.store_id) if conversation.store_id is not None else None
    user = session.get(User, conversation.user_id) if conversation.user_id is not None else None
    until = answering.quiet_until(session, conversation, now)
    held = support.held(session, conversation.id)
    return {
        "chat": conversation.id,
        "conversation": conversation,
        "person": user.name if user else "",
        "store": store,
        "store_time": clock.local(store.timezone, now).strftime("%H:%M") if store else "",
        "night_until": clock.local(store.timezone, until).strftime("%H:%M") if store and until else "",
        "case": support.latest(session, conversation.id),
        "held": held,
        "looks_like_entry": takeover.looks_like_entry,
        "must_ask": {row.id for row in held if takeover.must_ask(row)},
        "traces": traces,
        "team": [one for one in agents.everybody(session) if one.revoked_at is None],
        "names": {one.id: one.name for one in agents.everybody(session)},
        "snoozes": list(SNOOZES),
        "opens": settings().support_opens.strftime("%H:%M"),
        "agent_id": agent.agent_id,
        "now": now,
        "key": pages.once(),
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


def is_window_open(session: Session, conversation: Conversation, now: datetime) -> bool:
    """Whether the channel takes free text, and a file, at `now`."""
    closes = _window_closes(session, conversation)
    return closes is None or closes > now


def _window_closes(session: Session, conversation: Conversation) -> datetime | None:
    """Until when WhatsApp takes free text; None where it always goes. Long ago where the person never wrote."""
    length = channels.free_text_window(conversation.provider, conversation.channel)
    if length is None:
        return None
    return (received.last_inbound_at(session, conversation.id) or conversation.created_at - length) + length


def _window(session: Session, conversation: Conversation, now: datetime) -> dict[str, Any]:
    """Until when WhatsApp takes free text, and what still goes after that."""
    tag = language_for(conversation.language, conversation.script).tag
    form = channels.template(conversation.provider, conversation.channel, "agent", answering.KEY, tag, "…")
    way = "form" if form is not None else "shut" if channels.carries_sms(conversation.provider) else "nothing"
    return {
        "window_until": _window_closes(session, conversation),
        "window_open": is_window_open(session, conversation, now),
        "window_way": f"state.window_{way}",
    }
