"""Twilio's half of a webhook: a signed form over connections that stay open, cheap enough to share the machine."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.bench.messaging.stack import PUBLIC_URL
from tests.e2e.stand_ins.twilio_api import ACCOUNT, TOKEN

PATH = "/webhooks/twilio/messages"
NUMBER = "whatsapp:+14155238886"
"""The shop assistant's, to which everybody writes."""
UNANSWERED = 0
"""In the place of an HTTP status: the connection failed."""


@dataclass
class Message:
    """A message of a benchmark: who writes what, when it was due, and how the webhook was answered."""

    sid: str
    phone: str
    text: str
    due: float
    """Seconds since the epoch at which it should be posted; latencies count from here."""
    posted: float = 0.0
    answered: float = 0.0
    status: int = UNANSWERED
    tries: int = 0
    turned_away: int = 0
    """How often it was answered 5xx, upon which Twilio tries again."""


@dataclass
class Webhooks:
    """Posts messages to the web process at `port` of loopback."""

    port: int
    _free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=list)

    async def post(self, message: Message) -> int:
        """Post once; the HTTP status, or UNANSWERED. Notes both times in `message`."""
        request = _request(message, self.port)
        message.tries += 1
        message.posted = message.posted or time.time()
        try:
            message.status = await self._exchange(request)
        except (OSError, asyncio.IncompleteReadError, ValueError):
            message.status = UNANSWERED
        message.turned_away += message.status >= 500
        message.answered = time.time()
        return message.status

    async def _exchange(self, request: bytes) -> int:
        while self._free:
            reader, writer = self._free.pop()
            if reader.at_eof() or writer.is_closing():
                writer.close()
                continue
            try:
                return await self._over(reader, writer, request)
            except (ConnectionError, asyncio.IncompleteReadError):
                # Closed by the other side while it lay idle, as HTTP allows: a fresh one is asked.
                writer.close()
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        return await self._over(reader, writer, request)

    async def _over(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> int:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0] or 0)
        await reader.readexactly(length)
        self._free.append((reader, writer))
        return int(head.split(b" ", 2)[1])

    def close(self) -> None:
        """Close every connection."""
        for _, writer in self._free:
            writer.close()
        self._free.clear()


def _request(message: Message, port: int) -> bytes:
    fields = {
        "MessageSid": message.sid,
        "AccountSid": ACCOUNT,
        "From": f"whatsapp:{message.phone}",
        "To": NUMBER,
        "Body": message.text,
        "NumMedia": "0",
        "NumSegments": "1",
        "ProfileName": "Asha",
    }
    body = urlencode(fields).encode()
    signed = PUBLIC_URL + PATH + "".join(name + fields[name] for name in sorted(fields))
    signature = base64.b64encode(hmac.new(TOKEN.encode(), signed.encode(), hashlib.sha1).digest()).decode()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"X-Twilio-Signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
