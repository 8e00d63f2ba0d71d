"""Filling a frame: the intent, the words and the store's catalogue make what product.md calls a message's frame.

Nothing is filled in that was not said, except a quantity that follows from an amount and the store's price.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import regex

from nlu import groups
from nlu.contract import Frame, Heard, Parse
from nlu.frames.accounts import LEAST_PAID, AccountMessage
from nlu.frames.days import DatedMessage
from nlu.frames.meant import rather_meant
from nlu.frames.mentions import find_mentions, sure_products
from nlu.frames.periods import find_hours, find_waits
from nlu.frames.prices import PricedMessage
from nlu.frames.requests import fill_request
from nlu.frames.retold import is_contradicted, is_firm, retold
from nlu.frames.totals import as_day_total
from nlu.names.called import tokens_of
from nlu.names.products import Catalogue, Mention
from nlu.names.roles import fitting
from nlu.quantities.figure_reader import FigureReader
from nlu.quantities.figures import Figure
from nlu.quantities.sharing import part_paid, whole_of
from nlu.reading import Reading
from nlu.spelling.tokens import Token
from nlu.whose.naming import NamedMessage
from nlu.words.language import names_and_counts
from nlu.words.numbers import NumberReader
from nlu.words.units import MEASURED

__all__ = ["Reading", "build"]

_PHONE = regex.compile(r"(?:\+?91|0)?[6-9]\d{9}")
_BECAME = groups.GOODS - {"record_sale", "correct_last"} | {"set_price"}
"""What a count of goods alone does not say that became of them."""


def build(parse: Parse, tokens: tuple[Token, ...], catalogue: Catalogue, heard: Heard) -> Reading:
    """The frame of a message that means `parse.intent`, and what is doubtful about it."""
    builder = _Builder(parse, tokens, catalogue, heard)
    reading = builder.build()
    days = builder.days
    total = as_day_total(reading, tokens, builder.lexicon, days, heard.now.date()) if parse.source == "model" else None
    if total is not None:
        return total
    if parse.source == "model" and parse.intent in groups.MONEY:
        seller = _Builder(fitting(replace(parse, intent="record_sale")), tokens, catalogue, heard)
        if seller.takes_for_a_part():
            return seller.build()
    if parse.source == "model":
        goods = builder.spells_goods()
        told = rather_meant(parse, tokens, builder.lexicon, names_goods=goods)
        if told == parse.intent:
            told = retold(parse, tokens, builder.lexicon, reading.frame, names_goods=goods)
        if told != parse.intent:
            again = _Builder(fitting(replace(parse, intent=told)), tokens, catalogue, heard).build()
            return again if is_firm(parse, told) else replace(again, misfits=True)
        if is_contradicted(reading.frame, tokens, builder.lexicon):
            reading = replace(reading, misfits=True)
    if parse.source == "model" and parse.intent == "record_purchase" and builder.came_is_money():
        # "1 lux 1 dettol 78 aaye": just what the two are sold for.
        return _Builder(fitting(replace(parse, intent="record_sale")), tokens, catalogue, heard).build()
    if parse.source == "model" and parse.intent == "set_price" and builder.counts_goods:
        sold = _Builder(fitting(replace(parse, intent="record_sale")), tokens, catalogue, heard).build()
        return sold if is_firm(parse, "record_sale") else replace(sold, misfits=True)
    if parse.source == "model" and parse.intent in _BECAME and names_and_counts(tokens):
        # "3 packit maggi": no word says that they spoilt.
        return replace(reading, misfits=True)
    if parse.intent == "check_balance" and reading.frame.customer is None and builder.asks_about_goods():
        return _Builder(replace(parse, intent="check_stock"), tokens, catalogue, heard).build()
    if parse.intent == "record_purchase" and not reading.frame.items and builder.tells_of_debt():
        # What came without goods, "of the udhaar", "of his 600", is money.
        paid = fitting(replace(parse, intent="record_payment"))
        return _Builder(paid, tokens, catalogue, heard).build()
    if parse.intent in ("record_credit", "check_balance") and reading.frame.customer and builder.tells_of_settling():
        # "udhaar chuka diya 850": a debt that is paid back is named, and none is made.
        return _Builder(fitting(replace(parse, intent="record_payment")), tokens, catalogue, heard).build()
    if parse.intent == "record_credit" and reading.goods:
        # Goods on an account are a sale on credit: "Sita ke khate me 2 maggi likho".
        sale = _Builder(replace(parse, intent="record_sale"), tokens, catalogue, heard).build()
        return replace(sale, frame=replace(sale.frame, credit=True))
    return reading


class _Builder(DatedMessage, NamedMessage, PricedMessage, AccountMessage):
    """Collects a frame's fields, keeping account of the tokens that each has used."""

    def build(self) -> Reading:
        """Fill the fields in the order in which one claims words before the next."""
        self.set_days()
        self.set_labelled_names()
        mentions = find_mentions(self.parse, self.tokens, self.catalogue, self.lexicon, frozenset(self.used))
        mentions = self.without_buyer(mentions) or self.brought()
        self.guess_names(mentions)
        self.use_carrier()
        figures = self._figures(mentions)
        if self.heard.expecting == "amount" and not mentions:
            self.set_amount(figures)
        elif self.intent in groups.GOODS or self.heard.expecting in ("quantity", "price", "product"):
            self.set_goods(mentions, figures)
            self.misfits |= self._says_two_things(mentions) or self._says_what_is_left(mentions)
            self.misfits |= self._denies_a_line(mentions, figures)
        elif self.intent == "add_product":
            self.set_new_product(mentions, figures)
            # What the store has by that very name is nothing new: rather its price is told.
            self.misfits |= self._is_known_already()
        elif self.intent in groups.PRICES:
            self.set_prices(mentions, figures)
        elif self.intent in groups.MONEY:
            self.set_amount(figures)
            # Nobody pays two and a half rupees: of "adich she" only half was read.
            amount = self.fields.get("amount")
            self.misfits |= amount is not None and amount < LEAST_PAID
            # Rupees beside a product and nobody's name are rather a price than somebody's debt.
            self.misfits |= bool(mentions) and self.fields.get("customer") is None
            self.goods = self._names_goods(mentions, figures)
        elif self.intent in groups.QUESTIONS:
            self.set_questions(mentions, figures)
            if self.intent == "reorder_advice":
                self.set_budget(figures)
        self.set_credit_and_payment()
        if self.intent == "set_quiet_hours":
            self.fields["start"], self.fields["end"] = find_hours(self.tokens, self.lexicon)
        self.fields |= fill_request(self.intent, self.tokens, self.lexicon)
        # What goes to a shop whose name was not heard is rather asked about.
        self.misfits |= self.intent == "transfer_stock" and "shop" not in self.fields
        self.misfits |= self.guesses_everyday() or self._says_one_twice() or self._gives_money()
        self.misfits |= self._may_be_on_account() or self._lets_goods_go()
        self.misfits |= self.names_two_accounts() or self._misses_how_many(figures)
        frame = Frame(**self.fields)
        numbers = self.numbers_left()
        return Reading(
            frame,
            (*numbers, *self.words_left()),
            len(numbers),
            tuple(token.text for token in self.unused()),
            self.strange(),
            self.unknown(),
            self.lost(),
            self.taker_untold(),
            self.beside_name(),
            len(self.tokens),
            ambiguous=self.ambiguous,
            misfits=self.misfits,
            goods=self.goods,
            adds_up=self.adds_up,
        )

    def takes_for_a_part(self) -> bool:
        """Whether goods without a name are taken of which a part is paid: "300 ka saman liya, 100 diya baki udhaar"."""
        told = any(self.lexicon.table(name).occurrences(self.tokens) for name in ("wares", "took_away"))
        figures = self._figures(()) if told and self.credit_said() else []
        paid = part_paid((), figures, self.tokens, self.lexicon)
        return paid is not None and whole_of(paid, figures) is not None

    def came_is_money(self) -> bool:
        """Whether nobody brought goods, and what came is a sum: all that the goods are sold for."""
        past = self.lexicon.table("past")
        paid = any(past.match(self.tokens, token.index + 1) for token in self.tokens if token.is_number)
        return paid and self.adds_up and self.fields.get("supplier") is None

    def tells_of_settling(self) -> bool:
        """Whether a debt was paid back, and how much is told."""
        told = self.lexicon.table("settled").occurrences(self.tokens)
        return bool(told) and bool(NumberReader(self.tokens, self.lexicon, self.days.__contains__).read())

    def _is_known_already(self) -> bool:
        """Whether all words of a new product's name are one product of the store's."""
        names = {token.lower for index, token in enumerate(self.tokens) if index in self.named}
        items = self.fields.get("items", ())
        return any(item.text and set(item.text.lower().split()) <= names for item in items)

    def tells_of_debt(self) -> bool:
        """Whether an account is told of, or a part of a sum: "jeete de 600 chon 200 aaye"."""
        if self.credit_said():
            return True
        parts = [start for _, start, _ in self.lexicon.table("out_of_after").occurrences(self.tokens)]
        numbers = NumberReader(self.tokens, self.lexicon, self.days.__contains__).read()
        return not self.named and len(numbers) > 1 and numbers[0].end in parts

    def asks_about_goods(self) -> bool:
        """Whether a product is named, by the model and in the catalogue: of honey what is left is stock, and nobody's debt."""
        labelled = {i for span in tokens_of(self.parse, self.tokens, "product") for i in range(*span)}
        return any(i in labelled and not self.lexicon.spells(self.tokens[i]) for i in self.named)

    def spells_goods(self) -> bool:
        """Whether a product is named letter for letter."""
        return any(self.catalogue.spells(self.tokens[index]) for index in self.named)

    def _says_two_things(self, mentions: Sequence[Mention]) -> bool:
        """Whether goods stand behind the words of two commands: "purchase 10 maggi sale 5 coke"."""
        kinds = groups.GOODS & groups.BACK_DATED
        told = [found for found in self.lexicon.table("commands").occurrences(self.tokens) if found[0] in kinds]
        return any(
            first[0] != second[0]
            and any(first[2] <= mention.start < second[1] for mention in mentions)
            and any(mention.start >= second[2] for mention in mentions)
            for first, second in pairwise(told)
        )

    def _denies_a_line(self, mentions: Sequence[Mention], figures: Sequence[Figure]) -> bool:
        """Whether of several goods that are counted one is not meant: "৩০০ গ্রাম গোলমরিচ না, ২০০ গ্রাম জিরে গেল"."""
        denied, stops = self.lexicon.table("old_before"), self.lexicon.table("separators")
        counted = {figure.end for figure in figures if figure.value}
        found = ((denied.match(self.tokens, m.end), m.end) for m in mentions[:-1] if m.start in counted)
        return any(no is not None and stops.match(self.tokens, end + no[1]) is not None for no, end in found)

    def _says_one_twice(self) -> bool:
        """Whether one product has two counts ("6 apples, i mean 1.5 kg apples"), or a correction two values or products."""
        items = self.fields.get("items", ())
        counted = [item.sku for item in items if item.sku and item.quantity is not None]
        both = any(item.quantity is not None and (item.price or item.amount) for item in items)
        several = len(items) > 1
        return len(counted) > len(set(counted)) or (self.intent == "correct_last" and (both or several))

    def _lets_goods_go(self) -> bool:
        """Whether goods that the model is sure of are in no line, nor anything else: of "चारलक्स दो रिन" only the Rin."""
        spans = sure_products(self.parse, self.tokens) if self.intent in groups.GOODS else set()
        return any((self.used | self.named).isdisjoint(range(start, end)) for start, end in spans)

    def _may_be_on_account(self) -> bool:
        """Whether somebody took goods and "write it down" follows, which may well mean on their account."""
        told = all(self.lexicon.table(name).occurrences(self.tokens) for name in ("took_away", "write_down"))
        settled = self.fields.get("payment") or self.fields.get("credit")
        return self.intent == "record_sale" and told and not settled and self.fields.get("customer") is not None

    def _misses_how_many(self, figures: Sequence[Figure]) -> bool:
        """Whether a word that nobody knows stands before a measure without a number: "quater kg chini" is no whole one."""
        lone = [figure.start for figure in figures if not figure.value and figure.unit in MEASURED]
        before = [self.tokens[start - 1] for start in lone if start and start - 1 not in self.used | self.named]
        return self.intent in groups.GOODS and any(t.is_word and not self.lexicon.knows(t) for t in before)

    def _gives_money(self) -> bool:
        """Whether somebody is said to have been given what was read as their payment: "Mohan ko 500 diye"."""
        if self.intent != "record_payment" or not self.lexicon.table("handed").occurrences(self.tokens):
            return False
        given = self.lexicon.table("dative_after")
        return any(given.match(self.tokens[end : end + 1], 0) is not None for _, end in self.people)

    def _says_what_is_left(self, mentions: Sequence[Mention]) -> bool:
        """Whether a sale ends in what is left, and is rather a count: "coke 17 sprite 9 remaining"."""
        left = self.lexicon.table("remaining").occurrences(self.tokens)
        last = max((mention.end for mention in mentions), default=0)
        return self.intent == "record_sale" and any(start >= last for _, start, _ in left)

    def _names_goods(self, mentions: Sequence[Mention], figures: Sequence[Figure]) -> bool:
        """Whether products of the store stand beside counts, and no rupees are said."""
        edges = {edge for mention in mentions if mention.scores for edge in (mention.start, mention.end)}
        counted = any(f.role in ("count", "quantity") and f.value and edges & {f.start, f.end} for f in figures)
        return counted and all(figure.role in ("count", "quantity") for figure in figures)

    def _figures(self, mentions: Sequence[Mention]) -> list[Figure]:
        inside = {i for mention in mentions for i in range(mention.start, mention.end)}
        # A phone number is no money, however it stands beside a name.
        phones = {token.index for token in self.tokens if _PHONE.fullmatch(token.text)}
        makes = self.lexicon.table("model_units").occurrences(self.tokens)
        for start, end in ((start, end) for _, start, end in makes if start and self.tokens[start - 1].is_number):
            self.use(start - 1, end)
        blocked = inside | self.used | phones
        if self.intent in groups.GOODS and self.credit_said():
            # "I'll pay after 7 days": Bengali's "lux 2 din" asks for two, so not beside a product.
            waits = find_waits(self.tokens, self.lexicon)
            told = {i for start, end in waits if start - 1 not in inside for i in range(start, end)}
            self.used |= told
            blocked |= told
        if self.intent in groups.MONEY:
            # "Not paid for 2 months" tells no rupees, nor does the 2 of "2 months' dues 2200".
            spans = {i for span in find_waits(self.tokens, self.lexicon) for i in range(*span)}
            left = NumberReader(self.tokens, self.lexicon, (blocked | spans).__contains__).read()
            if left or self.lexicon.table("unpaid").occurrences(self.tokens):
                self.used |= spans if left else set()
                blocked |= spans
        numbers = NumberReader(self.tokens, self.lexicon, blocked.__contains__).read()
        return FigureReader(self.tokens, self.lexicon, inside.__contains__, self.days).read(numbers)
