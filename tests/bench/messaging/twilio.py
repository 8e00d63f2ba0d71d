"""A Twilio on loopback that costs the machine little: takes messages and says when each came; may fail some."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from urllib.parse import parse_qs, urlsplit

_END = b"\r\n\r\n"


@dataclass(frozen=True)
class Taken:
    """A message that Twilio took, and when (seconds since the epoch, as the stack's own clock has it)."""

    outbox_id: int
    to: str
    at: float


@dataclass
class Twilio:
    """What was taken, in order."""

    failing: float = 0.0
    """Share of the posts that are answered 503, the message not taken."""
    on_taken: Callable[[Taken], None] = lambda _taken: None
    taken: list[Taken] = field(default_factory=list)
    failed: int = 0
    asked: int = 0
    """How often its list of messages was asked for."""
    by_recipient: dict[str, list[dict[str, object]]] = field(default_factory=lambda: defaultdict(list))
    came_in: list[dict[str, object]] = field(default_factory=list)
    """What people wrote, as its list of messages has it, whether or not a webhook brought it."""
    url: str = ""
    dice: random.Random = field(default_factory=lambda: random.Random(7))

    async def start(self) -> asyncio.Server:
        """Listen on a free port."""
        server = await asyncio.get_running_loop().create_server(lambda: _Connection(self), "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        return server

    def get(self, target: bytes) -> bytes:
        """The answer to a question for the latest messages to somebody, newest first, or for all that came in."""
        asked = parse_qs(urlsplit(target.decode()).query)
        recipient = asked.get("To", [""])[0]
        self.asked += 1
        if not recipient:
            return _answer(200, {"messages": self.came_in, "next_page_uri": None})
        of_them = list(reversed(self.by_recipient[recipient]))[: int(asked.get("PageSize", ["50"])[0])]
        return _answer(200, {"messages": of_them})

    def post(self, form: bytes) -> bytes:
        """The answer to a post of `form`."""
        fields = parse_qs(form.decode())
        failing = self.dice.random() < self.failing
        if failing:
            self.failed += 1
            return _answer(503, {"code": 20503, "message": "Service unavailable", "status": 503, "more_info": ""})
        outbox_id = int(fields["StatusCallback"][0].rpartition("outbox=")[2])
        taken = Taken(outbox_id, fields["To"][0].removeprefix("whatsapp:"), time.time())
        self.taken.append(taken)
        sid = f"SM{len(self.taken):032x}"
        self.by_recipient[fields["To"][0]].append(_remembered(sid, fields, taken.at))
        self.on_taken(taken)
        return _answer(201, {"sid": sid, "status": "queued", "body": ""})


def inbound(sid: str, sender: str, recipient: str, body: str, at: float) -> dict[str, object]:
    """A message that somebody wrote, as Twilio's list has it."""
    return {
        "sid": sid,
        "direction": "inbound",
        "from": sender,
        "to": recipient,
        "body": body,
        "status": "received",
        "num_media": "0",
        "date_sent": formatdate(at),
        "date_created": formatdate(at),
    }


class _Connection(asyncio.Protocol):
    """HTTP/1.1 as far as a post of a form needs it; the connection stays open."""

    def __init__(self, twilio: Twilio) -> None:
        self.twilio, self.buffer = twilio, b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(_END)) >= 0:
            whole_head = self.buffer[:end]
            head = whole_head.lower()
            length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0] or 0)
            body = self.buffer[end + len(_END) :]
            if len(body) < length:
                return
            self.buffer = body[length:]
            assert self.transport is not None
            if head.startswith(b"get "):
                target = whole_head.split(b" ", 2)[1]
                self.transport.write(self.twilio.get(target))
            else:
                self.transport.write(self.twilio.post(body[:length]))


def _remembered(sid: str, fields: dict[str, list[str]], at: float) -> dict[str, object]:
    said = fields.get("Body") or [json.loads(fields["ContentVariables"][0])["1"]]
    return {
        "sid": sid,
        "direction": "outbound-api",
        "from": fields.get("From", [""])[0],
        "to": fields["To"][0],
        "body": said[0],
        "status": "sent",
        "num_media": "0",
        "date_sent": None,
        "date_created": formatdate(at),
    }


def _answer(status: int, content: dict[str, object]) -> bytes:
    body = json.dumps(content).encode()
    head = f"HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body
