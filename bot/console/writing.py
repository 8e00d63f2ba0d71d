"""What an agent writes to a retailer: the answer, a file with it, and that somebody is writing."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from typing import Annotated

import redis
from fastapi import APIRouter, File, Form, Request, Response, UploadFile

from bot import attachments, safe_files
from bot.announcing import announce_typing
from bot.console import pages, presence
from bot.console.chat import CHANGED, Key, find, is_window_open
from bot.console.signing_in import Agent, Refused
from bot.contract import Attachment
from bot.replies.render import BODY_LIMIT
from bot.support import answering, takeover
from infra import clock
from infra.database.session import desk_session
from infra.telemetry import log

router = APIRouter(prefix="/chats/{chat}")
SENDABLE = ("application/pdf", "image/jpeg", "image/png")
MAX_FILE_BYTES = 5 * 1024 * 1024
"""Of a picture by WhatsApp."""
MAX_FORM_BYTES = MAX_FILE_BYTES + 512 * 1024


@router.post("/answer")
def answer(
    request: Request,
    agent: Agent,
    chat: int,
    key: Key,
    text: Annotated[str, Form()] = "",
    at_night: Annotated[str, Form()] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Write to the retailer, a file without words too, once however often the form comes; the form for the next answer.

    At night the form stays as it is, and only the warning comes.
    """
    try:
        attached = _keep(chat, file)
        answering.answer(chat, agent.agent_id, agent.name, text, key, at_night=bool(at_night), attached=attached)
    except answering.AtNight as night:
        until = clock.local(pages.ZONE, night.until).strftime("%H:%M")
        page = pages.show(request, agent, "chat_night.html", night=until)
        page.headers.update({"HX-Retarget": "#night", "HX-Reswap": "innerHTML"})
        return page
    except answering.TooLong:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "chat.too_long") from None
    except takeover.Gone:
        raise Refused(HTTPStatus.NOT_FOUND, "refused.missing") from None
    with suppress(redis.RedisError):
        presence.stop_writing(chat, agent.agent_id, agent.name)
    page = pages.show(request, agent, "chat_answer.html", chat=chat, most=BODY_LIMIT, key=pages.once())
    page.headers.update(CHANGED)
    return page


def _keep(chat: int, file: UploadFile | None) -> Attachment | None:
    """The file that goes with an answer, kept before it; None without one. Raises Refused for what may not go."""
    if file is None or not file.filename:
        return None
    content = file.file.read(MAX_FILE_BYTES + 1)
    kind = safe_files.kind_of(content)
    if kind not in SENDABLE or len(content) > MAX_FILE_BYTES:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "file.not_sendable")
    with desk_session() as session:
        conversation = find(session, chat)
        store_id = conversation.store_id
        # Outside the window WhatsApp takes an approved form only, and that carries no file.
        if not is_window_open(session, conversation, clock.now()):
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "file.window_shut")
    stem = file.filename.rpartition(".")[0] or file.filename
    return attachments.keep(store_id, f"{stem}.{safe_files.ending_of(kind)}", kind, content)


@router.post("/writing")
def say_writing(agent: Agent, chat: int) -> Response:
    """The agent is writing: other agents in the chat see it, and now and then the retailer."""
    with desk_session() as session:
        shown_for = answering.shows_typing_for(session, find(session, chat))
    try:
        if presence.write(chat, agent.agent_id, agent.name) and shown_for is not None:
            announce_typing(shown_for)
    except redis.RedisError as error:
        log().info("nobody sees that an agent writes", error=str(error))
    return Response(status_code=HTTPStatus.NO_CONTENT)
