"""Files of a talk, for the agent: what the retailer sent, and what they were sent. Behind the same gate as the shop's books."""

from __future__ import annotations

from hashlib import sha256
from http import HTTPStatus
from typing import TypeGuard, TypeVar

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from bot import attachments, media, safe_files
from bot.console import PATH, pages
from bot.console.signing_in import Agent, Refused, SignedIn
from domain.agents import store as agents
from domain.conversations.models import Conversation, Inbound, Outbound
from infra import clock, storage
from infra.database.session import desk_session
from infra.telemetry import log

Row = TypeVar("Row", Inbound, Outbound)
router = APIRouter(prefix="/chats/{chat}/files")
MAX_BYTES = 16 * 1024 * 1024
"""Of a file that came: Twilio's own limit for WhatsApp."""
KEPT_SECONDS = 300
"""How long the agent's browser keeps a file."""


def path_to_came(chat: int, inbound_id: int, place: int) -> str:
    """Where the console shows a file that came with a message."""
    return f"{PATH}/chats/{chat}/files/came/{inbound_id}/{place}"


def path_to_went(chat: int, outbox_id: int, place: int) -> str:
    """Where the console shows a file that went with a message."""
    return f"{PATH}/chats/{chat}/files/went/{outbox_id}/{place}"


@router.get("/came/{number}/{place}")
def show_came(request: Request, agent: Agent, chat: int, number: int, place: int) -> Response:
    """A file that came with a message, fetched from its provider the first time; the gate, where the books are shut."""
    with desk_session() as session:
        row = _of_chat(chat, session.get(Inbound, number))
        store_id = _store_of(session, row)
        if _is_shut(store_id, session, agent):
            return _gate(request, agent, store_id)
        files = media.files(row)
    # Nothing is held of the database while a provider is asked.
    if not 0 <= place < len(files):
        raise Refused(HTTPStatus.NOT_FOUND, "refused.missing")
    content = _content(files[place], store_id, kept_as(row, place))
    kind = safe_files.type_of(content, files[place].content_type)
    return _answer(content, kind, f"{number}-{place + 1}.{safe_files.ending_of(kind)}")


@router.get("/went/{number}/{place}")
def show_went(request: Request, agent: Agent, chat: int, number: int, place: int) -> Response:
    """A file that was sent with a message; the gate, where the books are shut."""
    with desk_session() as session:
        row = _of_chat(chat, session.get(Outbound, number))
        store_id = _store_of(session, row)
        if _is_shut(store_id, session, agent):
            return _gate(request, agent, store_id)
        files = attachments.of(row)
    if not 0 <= place < len(files):
        raise Refused(HTTPStatus.NOT_FOUND, "refused.missing")
    content = storage.read(files[place].key)
    if content is None:
        raise Refused(HTTPStatus.GONE, "file.gone")
    return _answer(content, files[place].type, files[place].name)


def _of_chat(chat: int, row: Row | None) -> Row:
    """The message. Raises Refused for one of another chat."""
    if row is None or row.conversation_id != chat:
        raise Refused(HTTPStatus.NOT_FOUND, "refused.missing")
    return row


def _store_of(session: Session, row: Inbound | Outbound) -> int | None:
    """Whose the message is; None for a stranger's."""
    return row.store_id or session.get_one(Conversation, row.conversation_id).store_id


def _is_shut(store_id: int | None, session: Session, agent: SignedIn) -> TypeGuard[int]:
    """Whether the agent must first say why; a stranger's files are open."""
    return store_id is not None and not agents.may_read(session, agent.agent_id, store_id, clock.now())


def _gate(request: Request, agent: SignedIn, store_id: int) -> Response:
    values = {"store_id": store_id, "back": request.url.path}
    return pages.show(request, agent, "file_gate.html", status=HTTPStatus.FORBIDDEN, **values)


def kept_as(row: Inbound, place: int) -> str:
    """The name under which a file that came is kept, by its provider's id: numbers begin anew with a new database."""
    return f"came-{sha256(f'{row.provider}:{row.provider_id}:{place}'.encode()).hexdigest()[:32]}"


def _content(file: media.Media, store_id: int | None, name: str) -> bytes:
    """The file as it was kept, else as its provider has it. A shop's is kept as long as those of replies are, and erased with
    them; a stranger's is not.
    """
    key = f"{attachments.FOLDER}/{store_id}/{name}"
    known = storage.read(key) if store_id is not None else None
    if known is not None:
        return known
    try:
        content = media.fetch(file, MAX_BYTES)
    except media.NotFetched as error:
        log().warning("file not fetched", file=name, error=str(error))
        raise Refused(HTTPStatus.BAD_GATEWAY, "file.not_fetched") from None
    if store_id is not None:
        storage.write(key, content)
    return content


def _answer(content: bytes, media_type: str, name: str) -> Response:
    return safe_files.answer(content, media_type, name, shown=safe_files.PICTURES.keys(), keep_seconds=KEPT_SECONDS)
