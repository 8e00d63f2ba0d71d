"""The two ways to load a stack: closed, in which who has an answer writes again, and open, at a rate that waits for nobody."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import psycopg

from tests.bench.messaging import account, shops
from tests.bench.messaging.twilio import Taken, Twilio, inbound
from tests.bench.messaging.webhooks import NUMBER, UNANSWERED, Message, Webhooks

REPLY_PATIENCE = 20.0
"""Seconds that a person of the closed loop waits for a reply before writing again."""
AGAIN_SECONDS = 1.0
"""Before Twilio posts a message again that got no 2xx."""


@dataclass
class Load:
    """People who write to the stack, and all that they wrote."""

    webhooks: Webhooks
    twilio: Twilio
    phones: Sequence[str]
    texts: Mapping[str, Sequence[str]]
    """By language; each person writes in one, with a word of English as the sentences have it."""
    prefix: str = "SM"
    tries: int = 1
    """How often a message is posted until it gets a 2xx."""
    twice: float = 0.0
    """Share of the messages that are posted once more, at the same moment."""
    dice: random.Random = field(default_factory=lambda: random.Random(3))
    messages: list[Message] = field(default_factory=list)
    _people: dict[str, Iterator[str]] = field(default_factory=dict)
    _turns: list[tuple[str, str]] = field(default_factory=list)
    _replied: dict[str, asyncio.Event] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.twilio.on_taken = self._hear
        self._turns = [(language, text) for language, several in self.texts.items() for text in several]
        random.Random(len(self._turns)).shuffle(self._turns)
        phones, self._people = list(self.phones), {}
        for language, several in self.texts.items():
            share = max(1, round(len(self.phones) * len(several) / len(self._turns)))
            mine, phones = phones[:share], phones[share:]
            self._people[language] = itertools.cycle(mine or self.phones)

    def _hear(self, taken: Taken) -> None:
        event = self._replied.get(taken.to)
        if event is not None:
            event.set()

    def compose(self, due: float) -> Message:
        """The next message: by the next phone, the next text of its language."""
        number = len(self.messages)
        # The languages' shares of the people are their shares of the sentences.
        language, text = self._turns[number % len(self._turns)]
        message = Message(
            sid=f"{self.prefix}{number:030d}",
            phone=next(self._people[language]),
            text=text,
            due=due,
        )
        self.messages.append(message)
        sender = f"whatsapp:{message.phone}"
        self.twilio.came_in.append(inbound(message.sid, sender, NUMBER, message.text, time.time()))
        return message

    async def post(self, message: Message) -> None:
        """Post until it is taken, as often as Twilio would."""
        for _ in range(self.tries):
            status = await self.webhooks.post(message)
            if status != UNANSWERED and status < 500:
                return
            await asyncio.sleep(AGAIN_SECONDS)

    async def closed(self, clients: int, seconds: float, most: int) -> None:
        """`clients` people at a time write, wait for the reply, and let the next one write: for `seconds`, or `most` messages."""
        end = time.time() + seconds
        turns: Iterator[int] = itertools.count()

        async def client() -> None:
            while time.time() < end and next(turns) < most:
                message = self.compose(time.time())
                replied = self._replied[message.phone] = asyncio.Event()
                await self.post(message)
                try:
                    await asyncio.wait_for(replied.wait(), REPLY_PATIENCE)
                except TimeoutError:
                    continue

        await asyncio.gather(*(client() for _ in range(clients)))

    async def open(self, rate: float, seconds: float) -> None:
        """`rate` messages a second for `seconds`, each posted when it is due whatever became of those before."""
        began = time.time() + 0.1
        tasks = []
        for number in range(int(rate * seconds)):
            due = began + number / rate
            wait = due - time.time()
            if wait > 0:
                await asyncio.sleep(wait)
            message = self.compose(due)
            tasks.append(asyncio.create_task(self.post(message)))
            if self.dice.random() < self.twice:
                tasks.append(asyncio.create_task(self.post(replace(message))))
        await asyncio.gather(*tasks)


async def drain(connection: psycopg.Connection, patience: float) -> float:
    """Wait until everything is answered and sent, or `patience` seconds; how many it took."""
    began = time.monotonic()
    while time.monotonic() - began < patience:
        shops.hand_back(connection)
        if account.waiting(connection) == 0:
            break
        await asyncio.sleep(0.25)
    return time.monotonic() - began


async def keep_handing_back(connection: psycopg.Connection) -> None:
    """Until cancelled: nobody's chat stays with a person."""
    while True:
        await asyncio.sleep(1.0)
        shops.hand_back(connection)
