"""Files of a reply: made in the retailer's language, kept by what they hold, and the links that lead to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

import regex

from actions.contract import Reply
from bot.contract import Attachment, Rendered
from bot.documents.make import make
from bot.documents.words import Words
from domain.conversations.models import Conversation, Outbound
from domain.stores.models import Store
from infra import links, storage
from infra.settings import settings

FOLDER = "documents"
LONGEST_NAME = 60
LINK_DAYS = 7
"""A link in a message leads somewhere for at least so long; then the retailer asks again."""
FETCH_SECONDS = 3600
"""A bucket's own link, for a carrier or a browser that follows ours at once."""
_NOT_IN_NAMES = regex.compile(r"[^A-Za-z0-9._-]+")


def attach(
    rendered: Rendered, replies: Sequence[Reply], store: Store, conversation: Conversation, at: datetime
) -> Rendered:
    """`rendered` with the files of `replies`, in the conversation's language, made and kept before the message is written.

    A file's key is what it holds: a turn that is done again after its worker died keeps it in the same place. What a turn
    left behind that never committed is deleted with the old ones (`bot/jobs/retention.py`).
    """
    wanted = [attachment for reply in replies for attachment in reply.attachments]
    if not wanted:
        return rendered
    words = Words(conversation.language, conversation.script, store.name)
    kept = []
    for attachment in wanted:
        made = make(attachment, words, at)
        kept.append(keep(store.id, made.name, made.type, made.content))
    return replace(rendered, attachments=tuple(kept))


def keep(store_id: int | None, name: str, media_type: str, content: bytes) -> Attachment:
    """Keep a file of a store's chat, of a stranger's where there is none, before the message that carries it is written.

    Its key is what it holds; of the name nothing stays but ASCII letters, digits and `._-`.
    """
    stem, dot, ending = _NOT_IN_NAMES.sub("-", name).lstrip(".-").rpartition(".")
    plain = f"{stem[:LONGEST_NAME] or 'file'}{dot}{ending}"
    key = f"{FOLDER}/{store_id or 0}/{sha256(content).hexdigest()[:32]}/{plain}"
    storage.write(key, content)
    return Attachment(key, plain, media_type)


def of(row: Outbound) -> list[Attachment]:
    """The files of a message."""
    return [Attachment(**one) for one in row.attachments]


def path_to(outbox_id: int, position: int) -> str:
    """The path on our own address that leads to a message's file."""
    return f"/files/{links.sign(f'{outbox_id:x}-{position:x}', LINK_DAYS)}"


def link_to(outbox_id: int, position: int) -> str:
    """As `path_to`, with the address that the world sees."""
    return settings().public_url.rstrip("/") + path_to(outbox_id, position)


def read_token(token: str) -> tuple[int, int]:
    """The message's number and the file's position in it. Raises links.BadLink, links.Expired."""
    message, _, position = links.read(token).partition("-")
    return int(message, 16), int(position, 16)
