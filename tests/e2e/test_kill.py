"""Workers die by SIGKILL between heard, answered and sent, again and again: each sale is in the books once."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess

import pytest
from sqlalchemy import select
from tenacity import retry, stop_after_delay, wait_fixed

from bot.channels.twilio.receive import read
from bot.inbox import receive
from bot.sweeper import sweep
from domain.models import Entry, Product, SaleLine, StockMovement, User
from domain.values import ZERO_QUANTITY, Quantity
from infra import clock
from infra.database.session import desk_session, store_session
from infra.settings import settings
from tests.e2e import desk, workers
from tests.e2e.stand_ins.nlu_server import NluServer
from tests.e2e.stand_ins.twilio_api import TwilioApi
from tests.unit.bot.mail import inbox, outbox

HELPERS = [f"+9198111000{number:02d}" for number in range(2, 8)]
SALES = ("SALE MAGGI 1", "SALE LUX 2", "1 kilo sugar sold", "2 maggi becha")
SOLD = {"SALE MAGGI 1": ("maggi-70g", 1), "SALE LUX 2": ("soap-lux-100g", 2)} | {
    "1 kilo sugar sold": ("sugar-loose", 1),
    "2 maggi becha": ("maggi-70g", 2),
}


@dataclass
class Reaper:
    """Keeps two workers alive, and kills them: as they ask the model, as they ask Twilio, or a moment after either.

    Only a worker that was heard of dies, so that something always gets done between two deaths, however slow the machine.
    """

    deaths: int
    """How many times; then they may live."""
    dice: random.Random
    kills: Counter[str] = field(default_factory=Counter)
    alive: list[ForkServerProcess] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    heard_of: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)

    def hear(self, where: str) -> None:
        """A worker asks somebody for something: it dies at once, or soon, or not this time."""
        # The model is asked once a text and process, so that place is rare: the first worker there dies.
        fate = self.dice.random() if self.kills[where] else 0.0
        if fate < 0.25:
            self._kill(where)
        elif fate < 0.6:
            self.heard_of.set()

    def _kill(self, where: str) -> None:
        with self.lock:
            if self.over.is_set() or self.kills.total() == self.deaths:
                return
            self.kills[where] += 1
            for process in self.alive:
                process.kill()
                process.join()

    def keep_alive(self) -> None:
        """Start workers in the place of the dead."""
        with self.lock:
            self.alive = [process if process.is_alive() else workers.start() for process in self.alive]

    def _kill_a_moment_later(self) -> None:
        while not self.over.is_set():
            if self.heard_of.wait(0.1):
                self.over.wait(self.dice.uniform(0, 0.1))
                self._kill("at any moment")
                self.heard_of.clear()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Two workers, and death about, until the block ends."""
        self.alive = [workers.start(), workers.start()]
        thread = threading.Thread(target=self._kill_a_moment_later, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.over.set()
            thread.join()
            for process in self.alive:
                process.kill()
                process.join()


def run(store: int, twilio: TwilioApi, nlu: NluServer, messages: int, deaths: int, seed: int) -> Reaper:
    """Send `messages` sales from several phones while workers die; ends when all are answered and sent."""
    with desk_session() as session:
        for phone in HELPERS:
            session.add(User(store_id=store, phone=phone, name="Helper", role="helper", created_at=clock.now()))
    dice = random.Random(seed)
    reaper = Reaper(deaths, random.Random(seed + 1))
    twilio.on_post = lambda _posted: reaper.hear("taken by Twilio, not recorded")
    nlu.on_parse = lambda _text: reaper.hear("heard, not answered")

    @retry(stop=stop_after_delay(150), wait=wait_fixed(0.05), reraise=True)
    def settle() -> None:
        reaper.keep_alive()
        sweep()
        assert Counter(row.status for row in inbox()) == Counter(done=messages)
        assert {row.status for row in outbox()} == {"sent"}

    with nlu.up(), reaper.at_work():
        for number in range(messages):
            phone = dice.choice([desk.OWNER, *HELPERS])
            form = desk.form(dice.choice(SALES), sender=f"whatsapp:{phone}", sid=f"SMkill{number}")
            message = read(form, clock.now())
            assert message is not None
            assert receive(message) is not None
            if number % 5 == 0:
                receive(message)
                reaper.keep_alive()
                sweep()
        settle()
    return reaper


def check(store: int, twilio: TwilioApi, messages: int) -> None:
    """The books hold each message once, and each has its one reply, which left."""
    heard = inbox()
    assert len(heard) == messages
    assert {row.attempts for row in heard} == {0}
    replies = [row for row in outbox() if row.kind == "reply"]
    assert sorted(str(row.in_reply_to) for row in replies) == sorted(str(row.id) for row in heard)
    # Once each: before a try that broke off is made again, Twilio's list is asked.
    posted = Counter(one.outbox_id for one in twilio.posted)
    assert posted == Counter(row.id for row in outbox())
    with store_session(store) as session:
        entries = Counter(session.scalars(select(Entry.message_id)))
        assert entries == Counter(row.id for row in heard)
        sold: Counter[str] = Counter()
        for row in heard:
            sku, quantity = SOLD[row.body]
            sold[sku] += quantity
        lines: Counter[str] = Counter()
        for sku, quantity in session.execute(
            select(Product.sku, SaleLine.quantity).join(Product, Product.id == SaleLine.product_id)
        ):
            lines[sku] += int(quantity.value)
        assert lines == sold
        for product in session.scalars(select(Product)):
            moved = list(session.scalars(select(StockMovement.quantity).filter_by(product_id=product.id)))
            assert product.stock == sum(moved, ZERO_QUANTITY)
            assert any(movement > Quantity(0) for movement in moved)


@pytest.fixture
def quick_lease(twilio: TwilioApi, monkeypatch: pytest.MonkeyPatch) -> None:
    # Longer than a try can take (TWILIO_TIMEOUT_SECONDS is 2): else a second worker may ask before the first is through.
    monkeypatch.setenv("SEND_LEASE_SECONDS", "3")
    monkeypatch.setenv("EXCUSE_AFTER_SECONDS", "3600")
    # Here a worker dies of the reaper, again and again over the same message, which is not to blame.
    monkeypatch.setenv("DEADLY_TRIES", "1000")
    settings.cache_clear()


@pytest.mark.usefixtures("quick_lease")
def test_each_sale_is_written_once_whatever_dies(store: int, twilio: TwilioApi, nlu_stand_in: NluServer) -> None:
    reaper = run(store, twilio, nlu_stand_in, messages=40, deaths=16, seed=1)
    check(store, twilio, 40)
    assert reaper.kills.total() >= 10
    assert len([where for where, times in reaper.kills.items() if times]) == 3


@pytest.mark.long
@pytest.mark.usefixtures("quick_lease")
@pytest.mark.parametrize("seed", [2, 3, 4])
def test_hundreds_of_deaths(store: int, twilio: TwilioApi, nlu_stand_in: NluServer, seed: int) -> None:
    reaper = run(store, twilio, nlu_stand_in, messages=200, deaths=100, seed=seed)
    check(store, twilio, 200)
    assert reaper.kills.total() >= 60
