"""Filling a frame's items: products with their quantities and rupees, prices that are set, products asked about."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from decimal import Decimal

from nlu import groups
from nlu.contract import Item
from nlu.frames.counted import with_everyday, with_unknown, without_stray, without_sum_verb, without_verbs
from nlu.frames.items import ItemMessage
from nlu.names.products import Mention
from nlu.quantities.again import rates_told_again, with_kind_behind, with_loose_again, with_pack_again
from nlu.quantities.binding import Bound, bind
from nlu.quantities.corrections import keep_new_product, keep_new_value, without_denied
from nlu.quantities.figures import Figure, with_grams
from nlu.quantities.lines import Line, choose
from nlu.quantities.sharing import part_paid, parts_of, whole_of
from nlu.words.units import in_base

_LEAST_PRICE, _NEARLY = 20, Decimal("0.2")
"""₹ from which a bare number may be a price, and how near the usual one it is then."""
_RUPEE, _TOO_DEAR = 100, 10
"""Paise of a rupee, and how many times the usual price is none."""
_NEAR_ENTRY = 2
"""Words that may stand between a number and the entry that it tells."""


class GoodsMessage(ItemMessage):
    """A message of which the lines of goods are found: what was sold, bought, counted, and how much of it."""

    def set_goods(self, mentions: list[Mention], figures: list[Figure]) -> None:
        """The items of a sale, a purchase, a count and the like, and the total of several."""
        # To give one for another is no sale of both: "exchange 1 lux with 1 dettol".
        self.misfits |= len(mentions) > 1 and bool(self.lexicon.table("exchanged").occurrences(self.tokens))
        if self.intent in ("set_stock", "record_wastage"):
            # Of what was counted, "85 in all" is no money.
            figures = [replace(f, role="count") if f.role == "total" else f for f in figures]
            figures = with_grams(figures)
        if self.intent == "record_return":
            # "3 vichon 1 copy wapas".
            figures = parts_of(figures, self.tokens, self.lexicon)
        if self.intent == "create_order":
            figures = [self._as_ordered(figure) for figure in figures]
        if self.intent == "set_stock":
            figures = self._as_counted(figures)
        if self.intent == "correct_last":
            figures = self._new_values(figures)
            mentions, old = keep_new_product(mentions, self.tokens, self.lexicon)
            if old is not None:
                self.use(old.start, old.end)
        else:
            mentions, denied = without_denied(mentions, figures, self.tokens, self.lexicon)
            for mention in denied:
                self.use(mention.start, mention.end)
        if self.intent == "record_purchase":
            mentions = without_verbs(mentions, figures, self.tokens, self.lexicon)
        if self.intent == "record_sale":
            mentions = without_sum_verb(mentions, figures, self.tokens, self.lexicon)
        if self.intent == "set_stock":
            mentions = self._without_now(mentions, figures)
        if self.intent != "correct_last":
            mentions = without_stray(mentions, figures, self.parse, self.tokens, self.catalogue, self.lexicon)
        mentions = with_everyday(mentions, figures, self.tokens, self.catalogue, self.lexicon, frozenset(self.used))
        mentions = with_loose_again(mentions, figures, self.tokens, self.catalogue, self.lexicon)
        self.use_figures(figures)
        for mention in mentions:
            self.use(mention.start, mention.end)
        mentions = with_kind_behind(mentions, figures)
        mentions, figures = with_pack_again(mentions, figures, self.tokens, self.catalogue, self.lexicon)
        mentions, figures, rates = rates_told_again(
            mentions, figures, self.catalogue, cost=self.intent in groups.SUPPLIERS
        )
        mentions = with_unknown(mentions, figures, self.tokens, self.lexicon, frozenset(self.used))
        paid = part_paid(mentions, figures, self.tokens, self.lexicon) if self._sells_on_credit() else None
        bound = bind(mentions, [f for f in figures if f is not paid], self.catalogue, self.tokens, self.lexicon)
        for mention in mentions:
            self.use(mention.start, mention.end)
        if self.old_value is not None:
            self._take_new_price(bound.lines)
        if self.intent == "correct_last":
            self._take_price_of_one(bound.lines)
        for line in bound.lines if rates else ():
            product = choose(line, self.catalogue)[0]
            line.money = line.money or (rates.get(product.sku) if product is not None else None)
        if not any(figure.role == "total" for figure in figures):
            self._take_paise(bound.lines)
        self._take_lone_one(bound.lines, figures)
        self._take_one_of_a_hundred(bound.lines)
        self._leave_joined(bound)
        items = [self._item(line) for line in self._without_causes(self._without_echoes(bound.lines))]
        whole = whole_of(paid, figures) if paid is not None and not mentions else None
        if whole is not None:
            bound.total, bound.unbound = whole.value, [f for f in bound.unbound if f is not whole]
        if not items and figures:
            items = self._nameless(figures, bound)
        self.unbound = [figure for figure in bound.unbound if figure.value]
        if bound.total is not None:
            self.fields["amount"] = bound.total
        if paid is not None:
            self.fields["paid"] = paid.value
            self.misfits = True
        self.use_figures(figures)
        self.fields["items"] = tuple(items)
        self.adds_up = self._adds_up(bound)

    def _adds_up(self, bound: Bound) -> bool:
        """Whether all lines are counted in so many words, and the rupees said are just what they are sold for."""
        items, lines = self.fields["items"], bound.lines
        if len(items) != len(lines) or not all(line.quantity for line in lines):
            return False
        if not all(item.sku and item.quantity and item.price is None for item in items):
            return False
        worths = [item.quantity * self.catalogue.products[item.sku].price for item in items]
        if bound.total is not None:
            return bool(items) and bound.total == sum(worths)
        return bool(items) and all(item.amount == worth for item, worth in zip(items, worths, strict=True))

    def _as_counted(self, figures: list[Figure]) -> list[Figure]:
        """The figures of a count without what the books say: "ginti me frooti 63 nikli, 70 likhi thi"."""
        values = [figure for figure in figures if figure.value]
        written = [f for f in values if self.lexicon.table("written").match(self.tokens, f.end)]
        if len(values) != len(written) + 1 or not written:
            return figures
        self.use_figures(written)
        return [figure for figure in figures if figure not in written]

    def _as_ordered(self, figure: Figure) -> Figure:
        """A number of an order as a count, unless rupees are said: "ਲਕਸ 24 ਦਾ ਆਰਡਰ" are 24 pieces."""
        in_rupees = self.lexicon.table("currency").occurrences(self.tokens[figure.start : figure.end])
        return replace(figure, role="count") if figure.role == "amount" and not in_rupees else figure

    def _sells_on_credit(self) -> bool:
        return self.intent == "record_sale" and self.credit_said()

    def _leave_joined(self, bound: Bound) -> None:
        """Take two bare numbers with an "and" between them for neither count nor price: "lux is sold out, 315 and 270"."""
        for line in bound.lines:
            first, last = line.quantity, line.money
            if first is None or last is None or {first.role, last.role} != {"count"} or last.start - first.end != 1:
                continue
            joint = self.tokens[first.end]
            if joint.is_word and self.lexicon.table("separators").match((joint,), 0):
                line.quantity = line.money = None
                bound.unbound += [first, last]

    def _take_new_price(self, lines: Sequence[Line]) -> None:
        """Of a correction the new price, where both numbers are near the product's: "cheese was 140 not 150". Asked."""
        line, old = (lines[0] if len(lines) == 1 else None), self.old_value
        said = line.quantity if line is not None else None
        if line is None or said is None or old is None or line.money is not None or said.role != "count":
            return
        product = choose(line, self.catalogue)[0]
        usual = product.price if product is not None else None
        if usual and all(
            value >= _LEAST_PRICE and abs(value - usual) <= usual * _NEARLY for value in (said.value, old)
        ):
            line.money, line.quantity = replace(said, role="price"), None
            self.misfits = True

    def _take_price_of_one(self, lines: Sequence[Line]) -> None:
        """Rupees alone that are near a product's price as its price: "tata namak, 28 nahi 27 me diya tha"."""
        for line in lines:
            product = choose(line, self.catalogue)[0] if line.money is not None and line.quantity is None else None
            if line.money is None or product is None or line.money.role != "amount":
                continue
            if abs(line.money.value - product.price) <= product.price * _NEARLY:
                line.money = replace(line.money, role="price")

    def _take_paise(self, lines: Sequence[Line]) -> None:
        """Paise of what would cost many times the usual in rupees: "clinic plus 100 came, one 80 paise"."""
        table = self.lexicon.table("paise")
        for line in lines:
            money = line.money
            product = choose(line, self.catalogue)[0] if money is not None else None
            if money is None or product is None or not 1 <= money.value < _RUPEE:
                continue
            said = table.match(self.tokens, money.end) or table.match_before(self.tokens, money.end)
            if said is not None and money.value >= product.price * _TOO_DEAR:
                line.money = replace(money, value=money.value / _RUPEE, role="price")
                self.use(money.start, money.end + 1)

    def _without_now(self, mentions: list[Mention], figures: Sequence[Figure]) -> list[Mention]:
        """`mentions` without a "now" that is also a product, right after one: of "lifebuoy aata 18" lifebuoy is counted."""
        counted = {edge for figure in figures if figure.value for edge in (figure.start, figure.end)}
        after = {mention.end for mention in mentions if not {mention.start, mention.end} & counted}
        return [mention for mention in mentions if mention.start not in after or not self._is_everyday(mention)]

    def _take_lone_one(self, lines: Sequence[Line], figures: Sequence[Figure]) -> None:
        """A "one" after the only product, where nothing else is a number, counts it: "led wapas le li ek"."""
        if self.intent not in ("record_sale", "record_return", "record_wastage") or len(lines) != 1:
            return
        if lines[0].quantity or lines[0].money or any(figure.value for figure in figures):
            return
        table = self.lexicon.table("numbers")
        after = (t for t in self.tokens[lines[0].mention.end :] if t.is_word and t.index not in self.used)
        one = next((t.index for t in after if table.match((t,), 0) == ("1", 1)), None)
        if one is not None:
            lines[0].quantity = Figure(one, one + 1, Decimal(1), "count")
            self.use(one, one + 1)

    def _take_one_of_a_hundred(self, lines: Sequence[Line]) -> None:
        """Of a hundred that is said as one hundred, and is about what one costs, the one too: "harpic ek sau rupaye me"."""
        numbers, scales = self.lexicon.table("numbers"), self.lexicon.table("multipliers")
        for line in lines:
            money, product = line.money, choose(line, self.catalogue)[0]
            if money is None or line.quantity is not None or product is None or product.unit != "pc":
                continue
            one = numbers.match(self.tokens[money.start : money.start + 1], 0) == ("1", 1)
            near = abs(money.value - product.price) <= product.price * _NEARLY
            if one and near and money.start == line.mention.end and scales.match(self.tokens, money.start + 1):
                line.quantity = Figure(money.start, money.start + 1, Decimal(1), "count")

    def _without_echoes(self, lines: Sequence[Line]) -> list[Line]:
        """The lines without those that name nothing of their own.

        A product named a second time without a number ("oral b de 2 brush"), and an everyday word that only sounds like a
        product or is also one ("आलं": ginger, and came) beside lines that have numbers.
        """
        told = [line for line in lines if line.quantity or line.money or line.pack_price]
        known = [line.mention.scores.keys() for line in told]
        return [
            line
            for line in lines
            if line in told or not told or not (self._is_echo(line.mention, known) or self._is_everyday(line.mention))
        ]

    def _without_causes(self, lines: list[Line]) -> list[Line]:
        """Of wastage the lines without what only tells how it went: "onions 3 kg rotted to water", "wet by the rain water".

        It has no number, others have, and no "and" joins it to them.
        """
        counted = [line for line in lines if line.quantity or line.money]
        if self.intent != "record_wastage" or not counted:
            return lines
        separators = self.lexicon.table("separators")

        def joined(mention: Mention) -> bool:
            after = separators.match(self.tokens, mention.end)
            return after is not None or separators.match_before(self.tokens, mention.start) is not None

        return [line for line in lines if line in counted or joined(line.mention)]

    @staticmethod
    def _is_echo(mention: Mention, known: Sequence[Set[str]]) -> bool:
        return bool(mention.scores) and any(mention.scores.keys() & skus for skus in known)

    def _is_everyday(self, mention: Mention) -> bool:
        span = self.tokens[mention.start : mention.end]
        return len(span) == 1 and self.lexicon.spells(span[0])

    def _new_values(self, figures: list[Figure]) -> list[Figure]:
        figures = self._without_which_entry(figures)
        kept, old = keep_new_value(figures, self.tokens, self.lexicon)
        if old is not None:
            self.use(old.start, old.end)
            self.old_value = old.value
            if old.role == "price":
                # What the old value was the new one is.
                kept = [replace(f, role="price") if f.role in ("money", "amount") and f.value else f for f in kept]
        return kept

    def _without_which_entry(self, figures: list[Figure]) -> list[Figure]:
        """The figures without one that only tells which entry is wrong: "wo 3 kilo wali entry me aloo nahi pyaz tha"."""
        entries = [start for _, start, _ in self.lexicon.table("entries").occurrences(self.tokens)]
        which = [f for f in figures if f.value and any(0 <= start - f.end <= _NEAR_ENTRY for start in entries)]
        self.use_figures(which)
        return [figure for figure in figures if figure not in which]

    def _nameless(self, figures: Sequence[Figure], bound: Bound) -> list[Item]:
        """Values without a product: what a correction or an answer to "how much?" gives."""
        if self.intent != "correct_last" and self.heard.expecting is None:
            return []
        bound.unbound = []
        # Of two values that nothing tells apart either may be the wrong one.
        self.misfits |= self.intent == "correct_last" and sum(bool(figure.value) for figure in figures) > 1
        figure = next((figure for figure in figures if figure.value), None)
        if figure is None:
            return []
        is_price = figure.role == "price" or (
            figure.role in ("money", "amount", "count") and (self._speaks_of_price() or self.heard.expecting == "price")
        )
        if is_price or figure.role in ("money", "amount"):
            return [Item(price=figure.value)]
        if figure.role == "total":
            return [Item(amount=figure.value)]
        quantity, unit = in_base(figure.value, figure.unit)
        return [Item(quantity=quantity, unit=unit)]

    def _speaks_of_price(self) -> bool:
        price = self.lexicon.table("price").occurrences(self.tokens)
        return bool(price or self.lexicon.table("currency").occurrences(self.tokens))
