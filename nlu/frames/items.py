"""One line of a message as an item: the words beside the product that tell its pack and size, and what its bare number means."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from nlu import groups
from nlu.contract import Item
from nlu.lexicon import every_lexicon
from nlu.quantities.lines import Line, choose, to_item, unit_of_hundreds
from nlu.reading import Message
from nlu.words.units import MEASURED, is_clear

_OF_PACKETS = frozenset({"record_sale", "record_return", "record_wastage", "record_purchase"})
"""What happens to packets and to what is sold loose alike."""
_LITTLE = 2
"""Letters of a word that may stand between a product and its size."""
_HAGGLED = Decimal("0.1")
"""Of what goods are worth: how far from it what was paid may lie."""
_LESS = Decimal("0.6")
"""Of the price of one: rupees up to that are no price."""


class ItemMessage(Message):
    """A message whose lines become the items of its frame."""

    def _item(self, line: Line) -> Item:
        packed, loose = self._pack_words(line)
        line.size = self._size_word(line)
        self._take_grams(line, packed, loose)
        self._take_sum(line, packed, loose)
        text = " ".join(token.text for token in self.tokens[line.mention.start : line.mention.end])
        item = to_item(line, self.catalogue, text, self.intent in groups.SUPPLIERS, packed, loose)
        self.ambiguous |= item.sku is None and bool(item.candidates)
        if item.sku is not None and line.quantity is not None:
            clear = is_clear(line.quantity.unit or line.unit, self.catalogue.products[item.sku])
            self.misfits |= item.quantity is None or not clear
            self.misfits |= self._is_stray(line, item) or self._is_measured_otherwise(line)
            self.misfits |= self._is_half_heard(line) or self._may_be_packets(line, item)
        return item

    def _is_stray(self, line: Line, item: Item) -> bool:
        """Whether a bare number was taken for rupees that stands behind a comma and is not what the goods are worth.

        "5 maggi becha, 10 aur aa gaye" has no price; "5 maggi, 75" has a sum.
        """
        money, said = line.money, line.quantity
        if (
            self.intent != "record_sale"
            or money is None
            or said is None
            or item.quantity is None
            or money.role != "count"
        ):
            return False
        behind = range(max(line.mention.end, said.end), money.start)
        separators = self.lexicon.table("separators")
        if not any(separators.match(self.tokens, index) for index in behind):
            return False
        product = self.catalogue.products[item.sku or ""]
        usual = [price for price in (product.price, product.mrp, product.cost) if price]
        worths = [price * item.quantity for price in usual]
        return money.value not in usual and all(abs(money.value - worth) > worth * _HAGGLED for worth in worths)

    def _is_measured_otherwise(self, line: Line) -> bool:
        """Whether a word between a bare number and its goods is a measure of a language that is not at hand: "1 poa jire"."""
        said = line.quantity
        between = self.tokens[said.end : line.mention.start] if said is not None and said.role == "count" else ()
        strange = [token for token in between if token.is_word and not self.lexicon.knows(token)]
        return len(between) == len(strange) == 1 and every_lexicon().table("units").spells(strange[0])

    def _is_half_heard(self, line: Line) -> bool:
        """Whether a measure without a number has a word before it that nobody knows, maybe its number: "qatr kg tea"."""
        said = line.quantity
        if said is None or not said.start or said.unit not in MEASURED or self.tokens[said.start].is_number:
            return False
        before = self.tokens[said.start - 1]
        alone = self.lexicon.table("units").match(self.tokens[said.start : said.end], 0) is not None
        return alone and before.is_word and before.index not in self.used and not self.lexicon.knows(before)

    def _may_be_packets(self, line: Line, item: Item) -> bool:
        """Whether a bare number of what is sold loose may count packets of it, which are sold too: "4 milk"."""
        said, product = line.quantity, self.catalogue.products[item.sku or ""]
        if said is None or said.unit is not None or line.unit is not None or product.unit == "pc":
            return False
        if line.money is not None or self.intent not in _OF_PACKETS:
            return False
        others = (self.catalogue.products[sku] for sku in line.mention.scores if sku != product.sku)
        return any(other.unit == "pc" for other in others) and said.value == said.value.to_integral_value()

    def _size_word(self, line: Line) -> str | None:
        """`big` or `small` where a word beside the product says so: "badi maggi"."""
        last = line.mention.end
        # "Maggi r boro family pack": a little word may stand between.
        little = last < len(self.tokens) and len(self.tokens[last].text) <= _LITTLE and self.tokens[last].is_word
        around = (line.mention.start - 1, last, *([last + 1] if little else []))
        inside = (index for index in around if 0 <= index < len(self.tokens) and index not in self.named)
        told = [(i, size[0]) for i in inside if (size := self.lexicon.table("sizes").match(self.tokens[i : i + 1], 0))]
        self.used |= {index for index, _ in told}
        return told[0][1] if told else None

    def _take_grams(self, line: Line, packed: bool, loose: bool) -> None:
        """Hundreds of a loose good without a unit are grams or millilitres: "chini 250"; asked, unless others are in grams."""
        said = line.quantity
        if self.intent not in ("record_sale", "record_return", "record_wastage") or said is None or line.unit:
            return
        product = choose(line, self.catalogue, packed, loose)[0]
        unit = unit_of_hundreds(said, product) if product is not None else None
        if unit is None:
            return
        line.quantity = replace(said, role="quantity", unit=unit)
        self.misfits |= not any(unit == "g" for unit, _, _ in self.lexicon.table("units").occurrences(self.tokens))

    def _take_sum(self, line: Line, packed: bool, loose: bool) -> None:
        """Rupees of a sale without a quantity that are less than one costs are what was paid: "lahsun 50 rupaye diya"."""
        money = line.money
        if self.intent != "record_sale" or line.quantity is not None or money is None or money.role != "money":
            return
        product = choose(line, self.catalogue, packed, loose)[0]
        if product is not None and money.value <= product.price * _LESS:
            line.money = replace(money, role="amount")

    def _pack_words(self, line: Line) -> tuple[bool, bool]:
        start, end = line.mention.start, line.mention.end
        if line.quantity is not None:
            start, end = min(start, line.quantity.start), max(end, line.quantity.end)
        # "Packet wala doodh": a little word may stand between.
        little = start > 1 and self.lexicon.table("pack_price").match(self.tokens, start - 1) == (
            self.tokens[start - 1].lower,
            1,
        )
        around = range(max(start - 1 - little, 0), min(end + 1, len(self.tokens)))
        packed = any(self.lexicon.table("packed").match(self.tokens, index) for index in around)
        loose = any(self.lexicon.table("loose").match(self.tokens, index) for index in around)
        self.used |= {i for i in around if packed or loose if self.lexicon.table("loose").match(self.tokens, i)}
        return packed, loose
