"""What a shopkeeper writes in a month: 600 messages of tests/languages in every language, in an order of their own.

A message is one that somebody wrote by hand, with its right frame, which says what was meant. Left out are those whose
meaning hangs on more than the message: goods outside the forty products, open quantities, names that could be two people.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from nlu.model.evaluate import Sentence, read_sentences
from nlu.spelling.fold import fold
from tests.e2e.month.books import Item

SHARES = {
    "record_sale": 250,
    "record_purchase": 80,
    "record_credit": 40,
    "record_payment": 45,
    "record_wastage": 25,
    "set_stock": 25,
    "set_price": 15,
    "undo": 25,
    "correct_last": 15,
    "check_stock": 20,
    "sales_report": 15,
    "check_balance": 15,
    "check_price": 10,
    "greet": 5,
    "out_of_scope": 15,
}
"""Messages of a month by intent: 600."""
UNDOABLE = ("record_sale", "record_credit", "record_payment")
WRITES = (
    "record_sale",
    "record_purchase",
    "record_credit",
    "record_payment",
    "record_wastage",
    "set_stock",
    "set_price",
)


@dataclass(frozen=True)
class Message:
    """A message and what was meant by it."""

    at: datetime
    sentence: Sentence

    @property
    def items(self) -> list[Item]:
        """The lines of its right frame."""
        return items_of(self.sentence)

    @property
    def amount(self) -> Decimal | None:
        """The money of the whole message, where some was said."""
        said = self.sentence.frame.get("amount")
        return Decimal(str(said)) if said is not None else None

    @property
    def customer(self) -> str | None:
        """Whose account it is about, in one spelling for all."""
        name = self.sentence.frame.get("customer")
        return person(str(name)) if name else None


def person(name: str) -> str:
    """A name in one spelling for all scripts."""
    return " ".join(fold(word) for word in name.split())


def items_of(sentence: Sentence) -> list[Item]:
    """The lines of a right frame."""

    def number(item: dict[str, object], name: str) -> Decimal | None:
        return Decimal(str(item[name])) if item.get(name) is not None else None

    found = sentence.frame.get("items") or []
    assert isinstance(found, list)
    return [
        Item(str(item.get("sku")), number(item, "quantity"), number(item, "price"), number(item, "amount"))
        for item in found
    ]


def month(
    first: datetime, skus: frozenset[str], dice: random.Random, understood: Callable[[Sentence], bool]
) -> list[Message]:
    """The messages from `first` on, twenty a day by day.

    `understood` says whether a sentence is read rightly: what is misread is measured elsewhere and left out here.
    """
    names: set[str] = set()
    pools: dict[str, list[Sentence]] = {intent: [] for intent in SHARES}
    sentences = list(read_sentences())
    dice.shuffle(sentences)
    for sentence in sentences:
        pool = pools.get(sentence.intent)
        if pool is None or len(pool) >= SHARES[sentence.intent] or not _plain(sentence, skus, names):
            continue
        if understood(sentence):
            pool.append(sentence)
            if "customer" in sentence.frame:
                names.add(person(str(sentence.frame["customer"])))
    order = list(_ordered(pools, dice))
    return [Message(first + timedelta(days=n // 20, minutes=20 * (n % 20)), one) for n, one in enumerate(order)]


def _ordered(pools: dict[str, list[Sentence]], dice: random.Random) -> Iterator[Sentence]:
    """All of them mixed; an undo or a correction right after something that it can be about."""
    after = pools.pop("undo"), pools.pop("correct_last")
    rest = [sentence for several in pools.values() for sentence in several]
    dice.shuffle(rest)
    for sentence in rest:
        yield sentence
        if sentence.intent not in UNDOABLE:
            continue
        simple = sentence.intent == "record_sale" and _one_counted(sentence)
        if after[1] and simple and dice.random() < 0.5:
            yield after[1].pop()
        elif after[0] and dice.random() < 0.2:
            yield after[0].pop()


def _one_counted(sentence: Sentence) -> bool:
    items = items_of(sentence)
    return (
        len(items) == 1
        and items[0].quantity is not None
        and items[0].price is items[0].amount is sentence.frame.get("amount") is None
    )


def _plain(sentence: Sentence, skus: frozenset[str], names: set[str]) -> bool:
    frame = sentence.frame
    items = items_of(sentence)
    if any(name in frame for name in ("date", "shop", "entry_date", "confirm")):
        return False
    if "customer" in frame and _could_be_another(str(frame["customer"]), names):
        return False
    if sentence.intent == "correct_last":
        return "customer" not in frame and [item.quantity is None or item.sku != "None" for item in items] == [False]
    if any(item.sku not in skus for item in items):
        return False
    checks: dict[str, Callable[[], bool]] = {
        "record_sale": lambda: bool(items) and all(i.quantity or i.amount for i in items) and _money(sentence),
        "record_purchase": lambda: bool(items) and all(i.quantity for i in items) and "amount" not in frame,
        "record_wastage": lambda: bool(items) and all(i.quantity for i in items),
        "set_stock": lambda: bool(items) and all(i.quantity for i in items),
        "set_price": lambda: bool(items) and all(i.price for i in items),
        "record_credit": lambda: "customer" in frame and "amount" in frame and not items,
        "record_payment": lambda: "customer" in frame and "amount" in frame and not items,
    }
    return checks.get(sentence.intent, lambda: True)()


def _money(sentence: Sentence) -> bool:
    return not sentence.frame.get("credit") or "customer" in sentence.frame


def _could_be_another(name: str, names: set[str]) -> bool:
    """Whether some other name of the month shares a word with this one."""
    mine = person(name)
    return any(mine != other and set(mine.split()) & set(other.split()) for other in names)
