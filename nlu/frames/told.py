"""A message as the rules of `nlu/frames/retold.py` see it: its likely meaning, its frame, and what its words tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from nlu.contract import Frame, Parse
from nlu.frames.dealings import how_many_numbers, is_priced
from nlu.lexicon import Lexicon
from nlu.names.called import tokens_of
from nlu.names.firms import is_store_word
from nlu.spelling.tokens import Token, tokenise
from nlu.words.endings import without_ending
from nlu.words.numbers import NumberReader

LIKELY = 0.2
"""Of a runner-up: the chance from which its cue decides."""
POSSIBLE = 0.02
"""Of what goods do: the chance that the model has to leave to it, so that its cue needs no question."""
OLD_AND_NEW = 2
"""Numbers of a correction, and of a price that changes."""
_LITTLE = 2
"""Words and signs that may stand between what is meant and what is denied behind it."""
_SEEMS_SPENT = frozenset(
    {"record_sale", "record_payment", "record_purchase", "record_credit", "record_wastage", "switch_store"}
    | {"transfer_stock"}
)
_FROM_AND_TO = (Decimal("0.6"), Decimal("1.6"))
"""What a new price is of the old one, at least and at most."""
_LEAST_PRICE = 5
_LEAST_SENT = 50
"""₹ from which a lone number beside no goods is rather money."""


@dataclass(frozen=True)
class Told:
    """A message with the intent that the model gives it, its frame, and whether it names a product of the store."""

    parse: Parse
    tokens: Sequence[Token]
    lexicon: Lexicon
    frame: Frame
    names_goods: bool

    @property
    def intent(self) -> str:
        """What the model takes it for."""
        return self.parse.intent

    @cached_property
    def numbers(self) -> int:
        """How many numbers are said."""
        return how_many_numbers(self.tokens, self.lexicon)

    def says(self, *cues: str) -> bool:
        """Whether a word of any of the `cues`, sections of the lexicons, is said."""
        return any(self.lexicon.table(cue).occurrences(self.tokens) for cue in cues)

    def chance(self, intent: str) -> float:
        """What the model gives an intent, 0 to 1."""
        return next((chance for name, chance in self.parse.ranking if name == intent), 0.0)

    def first_of(self, intents: Sequence[str] | frozenset[str], otherwise: str) -> str:
        """The likeliest of some intents, `otherwise` where the model thought of none."""
        return next((name for name, _ in self.parse.ranking if name in intents), otherwise)

    @property
    def names_something(self) -> bool:
        """Whether an item of the frame has words that named it."""
        return any(item.text for item in self.frame.items)

    def is_sent(self) -> bool:
        """Whether one sum went by UPI or was handed over, and no goods of the store, nor their measure, are named."""
        sent = self.frame.payment == "upi" or self.says("handed")
        unnamed = all(item.sku is None and item.unit is None for item in self.frame.items)
        numbers = NumberReader(self.tokens, self.lexicon, lambda _: False).read()
        return sent and unnamed and not self.names_goods and len(numbers) == 1 and numbers[0].value >= _LEAST_SENT

    def is_priced(self) -> bool:
        """Whether all that is said of the goods is what they cost."""
        return is_priced(self.frame, self.tokens, self.lexicon)

    def sets_a_price(self) -> bool:
        """Whether what seems a count, a sale, a question or a correction tells what goods cost from now on."""
        if self.intent == "set_stock":
            return self.is_priced()
        if self.intent in ("record_sale", "record_purchase"):
            # "Sell marie gold at 38 hereafter".
            return self.says("from_now") and self.is_priced()
        if self.intent == "price_advice":
            return self.says("makes") and self.numbers == 1
        if self.intent != "correct_last" or not self.says("makes"):
            return False
        if len(self.frame.items) > 1 and self.chance("set_price") >= LIKELY / 2:
            # "Coke aur sprite dono 44 kar do": nobody corrects two lines at once.
            return True
        if len(self.frame.items) == 1 and self.frame.items[0].price and self.frame.items[0].quantity:
            # "Paneer 92 chhilo ota 90 kore dao".
            return True
        # "Inji vilai 125 maathu": a correction would say what it was.
        likely = self.chance("set_price") >= LIKELY
        return likely and self.says("price") and not self.says("old_before") and self.is_priced()

    def sends_word(self) -> bool:
        """Whether somebody is to be told what they owe, and nothing is to be written: "ramesh ko bolo 500 baki hai"."""
        to, endings = self.lexicon.table("customer_after"), self.lexicon.dative_endings
        behind = (
            self.tokens[start - 1]
            for _, start, _ in self.lexicon.table("tells").occurrences(self.tokens)
            if start and not self.tokens[start - 1].is_number
        )
        told = any(to.spells(before) or without_ending(before.text, endings) != before.text for before in behind)
        return told and self.says("rest", "credit") and not self.says("dictated")

    def goes_from_to(self) -> bool:
        """Whether the only numbers are an old price and a new one near it: "haldi 260 se 270"."""
        numbers = NumberReader(self.tokens, self.lexicon, lambda _: False).read()
        if len(numbers) != OLD_AND_NEW:
            return False
        old, new = numbers
        between = self.tokens[old.end : new.start]
        near = old.value and _FROM_AND_TO[0] <= new.value / old.value <= _FROM_AND_TO[1]
        # "वीसची कोथिंबीर आणि तीसचं आलं" names what each is of.
        named = {token.lower for item in self.frame.items for token in tokenise(item.text)}
        changes = self.lexicon.table("change_to").match(between, 0) is not None
        changes = changes and named.isdisjoint(token.lower for token in between)
        return bool(near) and old.value >= _LEAST_PRICE and changes

    def mends_a_price(self) -> bool:
        """Whether a price that is told of nothing is said to have been wrong: "भाव चुकला, 58 धरा"."""
        told = self.names_something or self.numbers != 1
        return not told and self.says("mistaken", "wrong") and self.says("price")

    def is_spent(self) -> bool:
        """Whether what seems a payment, a delivery or a shop is money that the shop spent on what it does not sell."""
        if self.intent not in _SEEMS_SPENT or not self.numbers:
            return False
        # "Vadaka 6000 koduthu": rent was taken for goods that the shop does not have.
        names = (self.frame.customer or self.frame.supplier, *(item.text for item in self.frame.items))
        table = self.lexicon.table("expenses")
        return all(table.occurrences(tokenise(name)) for name in names if name)

    def is_not_but(self, *, whole: bool = False) -> bool:
        """Whether of two numbers one is denied for the other, with nothing else between: "3 kg not 5 kg", "2 nahi 3".

        `whole`: and the message is that and no more.
        """
        tokens, lexicon = self.tokens, self.lexicon
        units, currency = lexicon.table("units"), lexicon.table("currency")
        for first, second in pairwise(NumberReader(tokens, lexicon, lambda _: False).read()):
            unit = units.match(tokens, first.end) or currency.match(tokens, first.end)
            between = tokens[first.end + (unit[1] if unit else 0) : second.start]
            last = units.match(tokens, second.end) or currency.match(tokens, second.end)
            end = second.end + (last[1] if last else 0)
            if whole and (first.start, end) != (0, len(tokens)):
                continue
            denied = any(lexicon.table(name).whole(between) for name in ("old_before", "old_after"))
            if end == len(tokens) - 1 and len(between) <= _LITTLE:
                # "3 kilo likho, 2 nahi".
                denied = denied or lexicon.table("old_before").whole(tokens[-1:]) is not None
                between = tokens[-1:] if denied else between
            # Gujarati's "na" is "of" too: "ek na 95" are 95 for one.
            if denied and not lexicon.table("amount_of").whole(between):
                return True
        return False

    def goes_to_a_shop(self) -> bool:
        """Whether whom goods were given to has a shop's word behind it: "porur branch ku 12 yippee kuduthachu"."""
        ends = {end for role in ("shop", "customer") for _, end in tokens_of(self.parse, self.tokens, role)}
        likely = self.chance("transfer_stock") >= POSSIBLE
        return likely and any(
            is_store_word(token, self.lexicon)
            for end in ends
            for token in (self.tokens[end - 1], *self.tokens[end : end + 1])
        )
