"""A conversation in memory with a small shop, for the tests of what is decided: no database, no server, no clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from actions.contract import Line, Request
from bot.dialogue import policy
from bot.dialogue.decisions import Ask, Decision, Facts, NotUnderstood, QuestionGone, Run
from bot.dialogue.gaps import WRITES
from bot.dialogue.requests import Sender
from bot.dialogue.state import State, dump, load
from bot.dialogue.wording import phrase
from nlu.contract import Heard, Product
from nlu.understand import understand
from tests.stand_in_model import StandInModel

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def product(sku: str, name: str, unit: str, price: str, sells: str, pack: str = "", brand: str = "") -> Product:
    return Product(
        sku, name, unit, Decimal(price), brand=brand, pack=pack, cost=Decimal(price) - 1, daily_sales=Decimal(sells)
    )


SHOP = (
    product("maggi-70g", "Maggi Noodles 70 g", "pc", "15", "8", "70 g", "Nestle"),
    product("maggi-280g", "Maggi Noodles 280 g family pack", "pc", "58", "1", "280 g", "Nestle"),
    product("sugar-loose", "Sugar (loose)", "kg", "46", "5", "1 kg"),
    product("parle-g-5", "Parle-G Biscuit ₹5", "pc", "5", "6", "55 g", "Parle"),
    product("parle-g-10", "Parle-G Biscuit ₹10", "pc", "10", "5", "110 g", "Parle"),
    product("coke-750ml", "Coca-Cola 750 ml", "pc", "45", "3", "750 ml", "Coca-Cola"),
)
SKUS = {item.sku: item for item in SHOP}
MAGGI = Line("maggi", "maggi-70g", others=("maggi-280g",))


class Chat:
    """A conversation in memory: each message is decided on, and the question kept as the database would keep it."""

    def __init__(self, channel: str = "whatsapp") -> None:
        self.sender = Sender(1, 1, "owner", "Asia/Kolkata", channel, NOW)
        self.state = State()
        self.model = StandInModel()
        self.entries: list[Request] = []

    def says(self, text: str, *, about: int | None = None, confidence: float = 0.999) -> Decision:
        self.model.confidence = confidence
        facts = Facts(self.sender, SKUS, None, about)
        expecting = self.state.question.expecting if self.state.question else None
        channel = "sms" if self.sender.channel == "sms" else "whatsapp"
        plain = Heard(text, self.sender.now, channel, "hi-Latn")
        heard = understand(replace(plain, expecting=expecting), SHOP, self.model)
        return self.settle(policy.decide(self.state, heard, facts, lambda: understand(plain, SHOP, self.model)))

    def taps(self, button: str, *, about: int | None = None) -> Decision:
        facts = Facts(self.sender, SKUS, button, about)
        decision = policy.decide_button(self.state, facts)
        assert decision is not None
        return self.settle(decision)

    def settle(self, decision: Decision) -> Decision:
        misunderstood = self.state.misunderstood + 1
        if isinstance(decision, Run):
            count = misunderstood if decision.request.intent == "out_of_scope" else 0
            self.state = State(None, count)
            self.entries += [decision.request] if decision.request.intent in WRITES | {"undo"} else []
        elif isinstance(decision, Ask):
            phrase(decision.question, SKUS)
            kept = load(dump(decision.question), self.sender)
            self.state = State(kept, misunderstood if decision.again else 0)
        elif isinstance(decision, NotUnderstood):
            self.state = State(None, misunderstood)
        elif not isinstance(decision, QuestionGone):
            self.state = State()
        return decision


def ran(decision: Decision) -> Request:
    assert isinstance(decision, Run), decision
    return decision.request


def only_line(decision: Decision) -> Line:
    [line] = ran(decision).lines
    return line
