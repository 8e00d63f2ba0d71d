"""In the place of Twilio's API: takes messages, remembers them, and refuses when told to."""

from __future__ import annotations

import base64
import itertools
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

from infra import clock
from tests.e2e.stand_ins.server import Handler, serving

ACCOUNT = "AC00000000000000000000000000000001"
TOKEN = "the-auth-token-of-the-tests"


@dataclass(frozen=True)
class Posted:
    """A message that our carrier posted."""

    path: str
    auth: str
    form: dict[str, str]
    sid: str = ""
    at: datetime = field(default_factory=clock.now)

    @property
    def outbox_id(self) -> int:
        """Our number for it, from the callback's address."""
        return int(parse_qs(urlsplit(self.form["StatusCallback"]).query)["outbox"][0])

    def remembered(self) -> dict[str, object]:
        """As the list of messages has it."""
        said = self.form.get("Body") or json.loads(self.form["ContentVariables"])["1"]
        return {
            "sid": self.sid,
            "direction": "outbound-api",
            "from": self.form.get("From"),
            "to": self.form["To"],
            "body": said,
            "status": "queued",
            "error_code": None,
            "num_media": "0",
            "date_sent": None,
            "date_created": format_datetime(self.at),
        }


@dataclass
class TwilioApi:
    """What was posted, and how the next posts are answered."""

    posted: list[Posted] = field(default_factory=list)
    refusals: list[tuple[int, int]] = field(default_factory=list)
    """HTTP status and Twilio's code of the next answers; taken when there are none."""
    history: list[dict[str, object]] = field(default_factory=list)
    """What its list of messages holds, newest first; two a page."""
    on_post: Callable[[Posted], None] = lambda _posted: None
    """Called with each message after it was taken and before it is answered."""
    url: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def texts(self) -> list[str]:
        """The bodies, in order."""
        with self.lock:
            return [one.form.get("Body", "") for one in self.posted]

    def taken_by(self, recipient: str) -> list[dict[str, object]]:
        """The list of messages to `recipient`, newest first."""
        with self.lock:
            return [one.remembered() for one in reversed(self.posted) if one.form.get("To") == recipient]


@contextmanager
def twilio_api() -> Iterator[TwilioApi]:
    """A Twilio on loopback until the block ends."""
    state = TwilioApi()
    numbers = itertools.count(1)

    class Messages(Handler):
        def do_GET(self) -> None:  # noqa: N802, the name is http.server's
            asked = urlsplit(self.path)
            recipient = parse_qs(asked.query).get("To")
            if recipient:
                self.answer(200, json.dumps({"messages": state.taken_by(recipient[0])}).encode())
                return
            start = int(parse_qs(asked.query).get("Page", ["0"])[0]) * 2
            more = start + 2 < len(state.history)
            page = {
                "messages": state.history[start : start + 2],
                "next_page_uri": f"{asked.path}?Page={start // 2 + 1}" if more else None,
            }
            self.answer(200, json.dumps(page).encode())

        def do_POST(self) -> None:  # noqa: N802, the name is http.server's
            content = self.body()
            if content is None:
                return
            form = {name: values[0] for name, values in parse_qs(content.decode(), keep_blank_values=True).items()}
            auth = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode()
            posted = Posted(self.path, auth, form, f"SM{next(numbers):032x}")
            with state.lock:
                refusal = state.refusals.pop(0) if state.refusals else None
                if refusal is None:
                    state.posted.append(posted)
            if refusal is not None:
                status, code = refusal
                answer = {"code": code, "message": "refused", "status": status, "more_info": ""}
                self.answer(status, json.dumps(answer).encode())
                return
            state.on_post(posted)
            self.answer(201, json.dumps({"sid": posted.sid, "status": "queued", "body": form.get("Body", "")}).encode())

    with serving(Messages) as port:
        state.url = f"http://127.0.0.1:{port}"
        yield state
