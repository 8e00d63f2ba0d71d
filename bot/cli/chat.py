"""`vyapari chat`: a retailer in the terminal. A line goes the same way as a webhook: inbox, worker, outbox."""

from __future__ import annotations

import base64
import json
import mimetypes
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import running
from bot.cli.input import InputError, check_channel, check_phone
from bot.cli.quiet import quiet_logging
from bot.cli.running import stack_in_use
from infra.supervisor import wait_until

ANSWER_PATIENCE = 60.0
"""Seconds that an answer may take; the NLU server may be starting again."""
SENDING_PATIENCE = 3.0
POLL = 0.015
FILE = "/file "
"""What a line begins with that names a file to be sent."""
DEMO_OWNER = "+919800000001"


class Unanswered(InputError):
    """A message is in the inbox, and no worker has answered it in time."""


@dataclass(frozen=True)
class Said:
    """A message of the assistant, as the outbox holds it."""

    id: int
    text: str
    buttons: tuple[tuple[str, str], ...]
    """The id and the title of each."""
    media: tuple[str, ...] = ()
    """Links to its files."""

    def as_dict(self) -> dict[str, Any]:
        """The reply as `--json` prints it."""
        return {"text": self.text, "buttons": [title for _, title in self.buttons], "media": list(self.media)}


@dataclass(frozen=True)
class Phone:
    """Who writes, and how."""

    channel: str
    address: str


def register(app: typer.Typer) -> None:
    """Add `chat`."""
    app.command()(chat)


def chat(
    phone: Annotated[str, typer.Option(help="The retailer's number.")] = DEMO_OWNER,
    channel: Annotated[str, typer.Option(help="whatsapp or sms.")] = "whatsapp",
    as_json: Annotated[bool, typer.Option("--json", help="A JSON line per message.")] = False,
) -> None:
    """Talk as a retailer, line by line, from the keyboard or a pipe. Starts what is needed when nothing runs."""
    speaker = Phone(check_channel(channel), check_phone(phone))
    quiet_logging("chat")
    with stack_in_use(lambda phase: print(f"vyapari: {phase} …", file=sys.stderr, flush=True)):
        if sys.stdin.isatty() and not as_json:
            _talk(speaker)
            return
        for line in _lines():
            replies = send(speaker, line)
            if as_json:
                answer = {"text": line, "replies": [said.as_dict() for said in replies]}
                print(json.dumps(answer, ensure_ascii=False), flush=True)
            else:
                print(f"> {line}", *(_shown(said) for said in replies), sep="\n", flush=True)
        # A stack that we started must not go down between the last reply and its sending.
        wait_until(lambda: not _on_the_way(speaker), time.monotonic() + SENDING_PATIENCE, POLL)


def send(phone: Phone, text: str, button: str | None = None, replied_to: str | None = None) -> list[Said]:
    """Put a message into the inbox as a provider would, and wait until it is dealt with: the replies to it.

    `/file PATH` sends that file. Raises InputError when it can't be read.

    No reply comes while a person has the chat. Raises Unanswered after ANSWER_PATIENCE seconds.
    """
    from bot import inbox

    inbox_id = inbox.receive(incoming(phone, text, button, replied_to))
    assert inbox_id is not None, "a fresh provider id is never a duplicate"
    if not wait_until(lambda: _dealt_with(inbox_id), time.monotonic() + ANSWER_PATIENCE, POLL):
        raise Unanswered(f"no answer to {text!r} in {ANSWER_PATIENCE:.0f} s; it waits: see `vyapari status`")
    return _replies(inbox_id)


def incoming(phone: Phone, text: str, button: str | None = None, replied_to: str | None = None) -> Any:
    """The message as the simulator's provider delivers it, under a fresh id."""
    from bot.contract import IncomingMessage
    from infra import clock

    file = Path(text.removeprefix(FILE).strip()) if text.startswith(FILE) else None
    return IncomingMessage(
        provider="simulator",
        provider_id=uuid.uuid4().hex,
        channel=phone.channel,
        address=phone.address,
        body="" if file is not None else text,
        sent_at=clock.now(),
        button=button,
        replied_to=replied_to,
        raw={"file": _attached(file)} if file is not None else {},
    )


def _attached(path: Path) -> dict[str, str]:
    """A file as the simulated phone sends it. Raises InputError."""
    try:
        content = path.expanduser().read_bytes()
    except OSError as error:
        raise InputError(f"/file {path}: {error.strerror}") from None
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return {"name": path.name, "type": kind, "content": base64.b64encode(content).decode()}


def _talk(phone: Phone) -> None:
    """The keyboard: a prompt, history, `/1` to tap the first button, and what the assistant says by itself."""
    import readline  # noqa: F401  (input() gains editing and history by it)

    print(
        f"You are {phone.address} on {phone.channel}. /1 taps the first button, /file PATH a file; Enter shows news, Ctrl-D ends."
    )
    seen = _newest(phone)
    buttons: tuple[tuple[str, str], ...] = ()
    while True:
        try:
            line = input("\n> ").strip()
        except (EOFError, KeyboardInterrupt):
            print()
            return
        replies: list[Said] = []
        if line:
            text, button = _tapped(line, buttons)
            replies = send(phone, text, button)
        # Alerts, and what a delayed message brought.
        others = [said for said in _since(phone, seen) if said.id not in {reply.id for reply in replies}]
        for said in [*others, *replies]:
            print(_shown(said))
            buttons, seen = said.buttons, max(seen, said.id)


def _tapped(line: str, buttons: tuple[tuple[str, str], ...]) -> tuple[str, str | None]:
    """What a phone sends for `line`: itself, or for `/1` the first button's title with its id."""
    number = line.removeprefix("/")
    if line.startswith("/") and number.isdecimal() and 1 <= int(number) <= len(buttons):
        button, title = buttons[int(number) - 1]
        return title, button
    return line, None


def _lines() -> Iterator[str]:
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    for line in sys.stdin:
        if text := line.strip("\r\n").strip("\ufeff"):
            yield text


def _shown(said: Said) -> str:
    taps = "   ".join(f"[/{number} {title}]" for number, (_, title) in enumerate(said.buttons, start=1))
    return "\n".join(part for part in (said.text, *said.media, taps) if part)


def _dealt_with(inbox_id: int) -> bool:
    from sqlalchemy import select

    from domain.models import Inbound
    from infra.database.session import desk_session

    with desk_session() as session:
        return session.scalar(select(Inbound.status).where(Inbound.id == inbox_id)) != "waiting"


def _replies(inbox_id: int) -> list[Said]:
    from sqlalchemy import select

    from domain.models import Outbound
    from infra.database.session import desk_session

    with desk_session() as session:
        wanted = select(Outbound).where(Outbound.in_reply_to == inbox_id, Outbound.kind == "reply")
        return [_said(row) for row in session.scalars(wanted.order_by(Outbound.id))]


def _since(phone: Phone, outbox_id: int) -> list[Said]:
    """What was handed over to this phone after the message numbered `outbox_id`."""
    from sqlalchemy import select

    from domain.models import Conversation, Outbound
    from infra.database.session import desk_session

    handed_over = ("sent", "delivered", "read")
    with desk_session() as session:
        wanted = (
            select(Outbound)
            .join(Conversation, Conversation.id == Outbound.conversation_id)
            .where(Conversation.channel == phone.channel, Conversation.address == phone.address)
            .where(Outbound.id > outbox_id, Outbound.status.in_(handed_over))
            .order_by(Outbound.id)
        )
        return [_said(row) for row in session.scalars(wanted)]


def _on_the_way(phone: Phone) -> bool:
    """True while a reply to this phone has yet to be handed over."""
    from sqlalchemy import select

    from domain.models import Conversation, Outbound
    from infra.database.session import desk_session

    with desk_session() as session:
        wanted = (
            select(Outbound.id)
            .join(Conversation, Conversation.id == Outbound.conversation_id)
            .where(Conversation.channel == phone.channel, Conversation.address == phone.address)
            .where(Outbound.kind == "reply", Outbound.status.in_(("queued", "sending")))
        )
        return session.scalars(wanted.limit(1)).first() is not None


def _newest(phone: Phone) -> int:
    return max((said.id for said in _since(phone, 0)), default=0)


def _said(row: Any) -> Said:
    from bot import attachments

    # Where the web process really listens, which a terminal beside it can't tell from its own settings.
    stack = running.find()
    links = tuple(
        f"{stack.web_url}{attachments.path_to(row.id, position)}"
        if stack and stack.web_url
        else attachments.link_to(row.id, position)
        for position in range(len(row.attachments))
    )
    return Said(row.id, row.text, tuple((button["id"], button["title"]) for button in row.buttons), links)
