"""`/files/<token>`: a file that was sent with a message, to whoever has its link, while the link holds."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import RedirectResponse

from bot import attachments, safe_files
from domain.conversations import sending
from infra import links, storage
from infra.database.session import desk_session

router = APIRouter(prefix="/files", include_in_schema=False)
_SHOWN = {"application/pdf", "image/png", "image/jpeg"}
"""What a browser shows itself; the rest it saves."""


@router.api_route("/{token}", methods=["GET", "HEAD"])
def send_file(token: str) -> Response:
    """The file, or the bucket's own link to it. 404 without detail when the link is not ours, 410 when it is over."""
    try:
        outbox_id, position = attachments.read_token(token)
    except links.BadLink:
        raise HTTPException(404) from None
    except links.Expired:
        raise HTTPException(410, "this link is over: ask for the file again in the chat") from None
    with desk_session() as session:
        row = sending.get_outbound(session, outbox_id)
        files = attachments.of(row) if row is not None else []
    if position >= len(files):
        raise HTTPException(404)
    found = files[position]
    elsewhere = storage.link(found.key, found.name, found.type, attachments.FETCH_SECONDS)
    if elsewhere is not None:
        return RedirectResponse(elsewhere, status_code=307, headers={"Cache-Control": "no-store"})
    content = storage.read(found.key)
    if content is None:
        raise HTTPException(410, "this file is no longer kept: ask for it again in the chat")
    return safe_files.answer(content, found.type, found.name, shown=_SHOWN, keep_seconds=3600)
