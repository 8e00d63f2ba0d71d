"""Filling the items of messages whose every number is a price, of new products, and of questions about products."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from nlu.contract import Item
from nlu.frames.goods import GoodsMessage
from nlu.names.called import tokens_of
from nlu.names.products import Mention
from nlu.quantities.binding import bind
from nlu.quantities.figures import Figure
from nlu.quantities.lines import Line, choose
from nlu.words.units import PACKED, measure, pack_of, price_for_one

_FAR_BELOW = 2
"""So many times less than the price, and a number is no new one."""
_ABOUT = Decimal("0.3")
"""Of what goods cost: how far from it what is paid for so many may lie."""
_NEAR_OURS = 2
"""Words that may stand between "ours" and its price."""


class PricedMessage(GoodsMessage):
    """A message of which prices that are set or seen, new products, and the products that it asks about are found."""

    def set_prices(self, mentions: list[Mention], figures: list[Figure]) -> None:
        """The items of a message that sets a price or tells another shop's."""
        mentions = self._without_kinds(mentions)
        figures = self._told_in_turn(mentions, figures)
        values = [figure for figure in figures if figure.value and figure.role not in ("quantity", "pack_price")]
        if self.intent == "set_price" and len(values) > 1:
            values = self._new_values(values)
        rupees = [figure for figure in values if figure.role in ("money", "price", "amount")]
        if len(mentions) == 1 and len(rupees) == 1 and all(f.value == 1 for f in values if f not in rupees):
            # "Lemon 7 rupees one": what one costs, and no price of one.
            values = rupees
        if self.intent == "competitor_price" and len(mentions) == 1:
            values = self._without_ours(values)
        rates = [figure for figure in figures if figure.role == "quantity" and figure.value and figure.unit]
        if self.intent == "set_price" and len(mentions) == len(values) > 1:
            # "तीसचे टोमॅटो वीसचे कांदे": so much worth of each, and no word of a price.
            worths = all(
                f.role == "amount" and f.of_next and f.end == m.start for f, m in zip(values, mentions, strict=True)
            )
            says = any(self.lexicon.table(name).occurrences(self.tokens) for name in ("price", "makes", "from_now"))
            self.counts_goods = worths and not says
        if self.intent == "set_price" and not values and len(rates) == 1 and len(mentions) == 1:
            figures, values = self._as_rate(mentions[0], figures, rates[0])
            self.counts_goods = bool(values) and self._is_far_below_the_price(mentions[0], rates[0])
        self.counts_goods |= self.intent == "set_price" and self._is_worth_of_a_count(mentions, figures)
        if self.intent == "competitor_price" and not values and len(rates) == 1 and len(mentions) == 1:
            # Bengali's "te" counts, and is "for": "surf excel 142 te dicche".
            told = self.lexicon.table("amount_for").match_before(self.tokens, rates[0].end) is not None
            figures, values = self._as_rate(mentions[0], figures, rates[0]) if told else (figures, values)
        if self.intent == "set_price" and len(mentions) == len(values) + len(rates) > 1:
            # "Lasan 190 ne aadu 125 kilo": of each what one costs.
            priced = [replace(rate, role="price") for rate in rates]
            values = sorted((*values, *priced), key=lambda figure: figure.start)
            figures = [figure for figure in figures if figure not in rates]
        if len(mentions) > max(len(values), 1):
            # Marathi "aata" is now, and flour only beside a price of its own.
            mentions = [mention for mention in mentions if not self._is_everyday(mention)] or mentions
        self.misfits |= self.intent == "set_price" and len(mentions) == 1 and len(values) > 1
        if len(values) == 1 and len(mentions) > 1 and self.lexicon.table("each_before").occurrences(self.tokens):
            # "Coke aur sprite dono 44 kar do".
            values = values * len(mentions)
        self.misfits |= self.intent == "set_price" and len(mentions) > max(len(values), 1)
        items = []
        for index, mention in enumerate(mentions):
            line = Line(mention)
            money = values[index] if len(mentions) == len(values) else values[-1] if values and index == 0 else None
            packs = [f for f in figures if f.role in ("quantity", "pack_price") and f.value]
            bound = bind([mention], packs, self.catalogue, self.tokens, self.lexicon).lines[0]
            line.pack, line.pack_price, line.quantity = bound.pack, bound.pack_price, bound.quantity
            self._take_pack(line)
            # Nobody sets the price of 22 kilos: said without a verb that is rather a sale.
            self.misfits |= self.intent == "set_price" and line.quantity is not None and line.quantity.value > 1
            # "Parle-G 10 se 11 kar do": the old price tells which of the two is meant.
            line.pack_price = line.pack_price or self.old_value
            item = self._item(line)
            value = money.value if money is not None else bound.pack_price
            per = money.unit if money is not None else None
            items.append(replace(item, quantity=None, unit=None, price=self._per_unit(value, per, item), amount=None))
            self.use(mention.start, mention.end)
        if not mentions and values:
            items = [Item(price=values[-1].value)]
        self.use_figures(figures)
        self.fields["items"] = tuple(items)

    def _told_in_turn(self, mentions: list[Mention], figures: list[Figure]) -> list[Figure]:
        """Rupees behind each product in turn as its price, whatever follows: "aloo 30 rupaye tamatar 45 rupaye kar do"."""
        values = [figure for figure in figures if figure.value]
        in_turn = len(values) == len(mentions) > 1 and all(
            mention.end == figure.start for mention, figure in zip(mentions, values, strict=True)
        )
        money = in_turn and all(figure.role in ("money", "pack_price", "amount", "price") for figure in values)
        if not money:
            return figures
        return [f if f.role == "price" else replace(f, role="money", of_next=False) for f in values]

    def _without_ours(self, values: list[Figure]) -> list[Figure]:
        """Another shop's price without the own that it is held against: "dmart me 18 ka h apna 20 ka". Asked if two are left."""
        ours = [end for _, _, end in self.lexicon.table("ours").occurrences(self.tokens)]
        theirs = [value for value in values if not any(0 <= value.start - end <= _NEAR_OURS for end in ours)]
        self.use_figures([value for value in values if value not in theirs])
        self.misfits |= len([value for value in theirs if value.value != 1]) > 1
        return theirs or values

    def _is_worth_of_a_count(self, mentions: Sequence[Mention], figures: Sequence[Figure]) -> bool:
        """Whether a number before the product counts, as the rupees behind it are their worth: "anju elumichai 25 rubai"."""
        values = [figure for figure in figures if figure.value]
        if len(mentions) != 1 or len(values) != 2 or values[0].end != mentions[0].start:
            return False
        said = any(self.lexicon.table(name).occurrences(self.tokens) for name in ("price", "makes", "from_now"))
        counts = values[0].value > 1 and (values[0].role == "count" or values[0].unit in PACKED)
        worth = [values[0].value * self.catalogue.products[sku].price for sku in mentions[0].scores]
        return counts and not said and any(abs(values[1].value - sum_) <= sum_ * _ABOUT for sum_ in worth)

    def _as_rate(self, mention: Mention, figures: list[Figure], rate: Figure) -> tuple[list[Figure], list[Figure]]:
        """The figures and the prices where the only number stands before a unit: "havethi 115 kilona" is 115 for a kilo."""
        size = measure(rate.value, rate.unit or "")
        if any(pack_of(self.catalogue.products[sku]) == size for sku in mention.scores if size):
            return figures, []
        price = replace(rate, role="price")
        return [price if figure is rate else figure for figure in figures], [price]

    def _is_far_below_the_price(self, mention: Mention, rate: Figure) -> bool:
        """Whether a number before a unit rather counts, as it is less than half of what any product of the name costs, and
        nothing speaks of prices: "2 litter tel".
        """
        if any(
            self.lexicon.table(name).occurrences(self.tokens) for name in ("price", "makes", "currency", "from_now")
        ):
            return False
        usual = [self.catalogue.products[sku] for sku in mention.scores]
        per_one = [(price_for_one(rate.value, rate.unit, product) or rate.value, product.price) for product in usual]
        return bool(per_one) and all(value * _FAR_BELOW <= price for value, price in per_one)

    def _per_unit(self, value: Decimal | None, unit: str | None, item: Item) -> Decimal | None:
        if value is None or item.sku is None:
            return value
        return price_for_one(value, unit, self.catalogue.products[item.sku]) or value

    def set_new_product(self, mentions: Sequence[Mention], figures: Sequence[Figure]) -> None:
        """The name of a new product, as labelled or as the words around it leave it, and its price."""
        prices = [figure for figure in figures if figure.value and figure.role != "quantity"]
        labelled = tokens_of(self.parse, self.tokens, "product")
        unknown = [t.index for t in self.tokens if t.is_word and not self.lexicon.knows(t) and t.index not in self.used]
        inside = [i for mention in mentions for i in range(mention.start, mention.end)]
        if labelled:
            start, end = labelled[0][0], labelled[-1][1]
            while start - 1 in unknown:
                # "ਟਾਈਗਰ ਬਿਸਕੁਟ": the model knew the biscuit alone.
                start -= 1
            while end in unknown:
                end += 1
        elif unknown or inside:
            chosen = sorted({*unknown, *inside})
            start, end = chosen[0], chosen[-1] + 1
            taken = [figure.start for figure in prices if start < figure.start < end]
            end = min([end, *taken])
        else:
            start = end = 0
        text = " ".join(token.text for token in self.tokens[start:end])
        self.use(start, end)
        self.use_figures(figures)
        if text or prices:
            self.fields["items"] = (Item(text=text, price=prices[-1].value if prices else None),)

    def set_questions(self, mentions: list[Mention], figures: list[Figure]) -> None:
        """The products that are asked about."""
        mentions = self._without_kinds(mentions)
        bound = bind(mentions, figures, self.catalogue, self.tokens, self.lexicon)
        items = []
        for line in bound.lines:
            self.use(line.mention.start, line.mention.end)
            line.money = None
            self._take_pack(line)
            packed, loose = self._pack_words(line)
            line.size = self._size_word(line)
            product, candidates = choose(line, self.catalogue, packed, loose)
            text = " ".join(token.text for token in self.tokens[line.mention.start : line.mention.end])
            items.append(Item(text=text, sku=product.sku if product else None, candidates=candidates))
            self.ambiguous |= product is None and bool(candidates)
        self.use_figures(figures)
        self.fields["items"] = tuple(items)

    @staticmethod
    def _without_kinds(mentions: list[Mention]) -> list[Mention]:
        """`mentions` without a mere kind of another one: "how much rice is left, basmati" asks of one product."""
        skus = [set(mention.scores) for mention in mentions]
        return [
            mention
            for mention, mine in zip(mentions, skus, strict=True)
            if not any(other and other < mine for other in skus)
        ]

    def _take_pack(self, line: Line) -> None:
        """Without a quantity to tell, a weight names the pack: "500 ml doodh kitne ka"."""
        said = line.quantity
        size = measure(said.value, said.unit) if said is not None and said.unit else None
        if size is not None and any(pack_of(self.catalogue.products[sku]) == size for sku in line.mention.scores):
            line.pack, line.quantity = size, None
