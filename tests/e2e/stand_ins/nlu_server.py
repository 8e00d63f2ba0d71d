"""In the place of the NLU server, for tests that need no real model: speaks Rasa's `/model/parse`, knows a few words."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.e2e.stand_ins.server import Handler, serving

INTENT_OF_WORD = {
    "sold": "record_sale",
    "becha": "record_sale",
    "bika": "sales_report",
    "left": "check_stock",
    "order": "reorder_advice",
}


@dataclass
class NluServer:
    """What was asked, and whether anybody answers."""

    asked: list[str] = field(default_factory=list)
    on_parse: Callable[[str], None] = lambda _text: None
    """Called with each text before it is answered."""
    port: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """Where it answers, or would."""
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def up(self) -> Iterator[None]:
        """Answer until the block ends, at the same port each time."""
        state = self

        class Parse(Handler):
            def do_GET(self) -> None:  # noqa: N802, the name is http.server's
                self.answer(200, b'{"model_file": "stand-in"}')

            def do_POST(self) -> None:  # noqa: N802, the name is http.server's
                content = self.body()
                if content is None:
                    return
                text = json.loads(content)["text"]
                with state.lock:
                    state.asked.append(text)
                state.on_parse(text)
                self.answer(200, json.dumps(parse(text)).encode())

        with serving(Parse, self.port) as port:
            self.port = port
            yield


def parse(text: str) -> dict[str, object]:
    """Rasa's answer for `text`: the intent that its words tell, no entities."""
    intent = next((INTENT_OF_WORD[word] for word in text.lower().split() if word in INTENT_OF_WORD), "out_of_scope")
    best = {"name": intent, "confidence": 0.99}
    return {"text": text, "intent": best, "intent_ranking": [best], "entities": []}
