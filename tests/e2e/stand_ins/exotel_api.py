"""In the place of Exotel's API: takes SMS, remembers them, and refuses when told to."""

from __future__ import annotations

import base64
import itertools
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from tests.e2e.stand_ins.server import Handler, serving
from tests.e2e.stand_ins.twilio_api import Posted

ACCOUNT = "vyapari1"
KEY = "the-api-key"
TOKEN = "the-api-token"


@dataclass
class ExotelApi:
    """What was posted, and how the next posts are answered."""

    posted: list[Posted] = field(default_factory=list)
    refusals: list[tuple[int, str]] = field(default_factory=list)
    """HTTP status and words of the next answers; taken when there are none."""
    url: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)


@contextmanager
def exotel_api() -> Iterator[ExotelApi]:
    """An Exotel on loopback until the block ends."""
    state = ExotelApi()
    numbers = itertools.count(1)

    class Sms(Handler):
        def do_POST(self) -> None:  # noqa: N802, the name is http.server's
            content = self.body()
            if content is None:
                return
            form = {name: values[0] for name, values in parse_qs(content.decode(), keep_blank_values=True).items()}
            auth = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode()
            with state.lock:
                refusal = state.refusals.pop(0) if state.refusals else None
                if refusal is None:
                    state.posted.append(Posted(self.path, auth, form))
            if refusal is not None:
                status, words = refusal
                self.answer(status, json.dumps({"RestException": {"Status": status, "Message": words}}).encode())
                return
            message = {
                "Sid": f"{next(numbers):032x}",
                "Status": "queued",
                "To": form.get("To"),
                "Body": form.get("Body"),
            }
            self.answer(200, json.dumps({"SMSMessage": message}).encode())

    with serving(Sms) as port:
        state.url = f"http://127.0.0.1:{port}"
        yield state
