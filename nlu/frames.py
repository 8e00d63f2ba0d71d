"""Filling a frame: the intent, the words and the store's catalogue make what product.md calls a message's frame.

Nothing is filled in that was not said, except a quantity that follows from an amount and the store's price.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import regex

from nlu import groups
from nlu.binding import Bound, bind
from nlu.contract import Frame, Heard, Item, Parse
from nlu.corrections import keep_new_product, keep_new_value
from nlu.figures import Figure, FigureReader
from nlu.lines import Line, choose, to_item
from nlu.mentions import find_mentions, with_everyday, with_loose_again, with_unknown
from nlu.naming import NamedMessage
from nlu.numbers import NumberReader
from nlu.people import tokens_of
from nlu.periods import Said, find_date, find_days_ahead, find_entry_date, find_hours, find_period
from nlu.products import Catalogue, Mention, pack_of
from nlu.reading import Reading
from nlu.requests import fill_request
from nlu.tokens import Token
from nlu.totals import as_day_total
from nlu.units import is_clear, measure, price_for_one, tidy

__all__ = ["Reading", "build"]

_PHONE = regex.compile(r"(?:\+?91|0)?[6-9]\d{9}")
_LATELY = timedelta(days=62)
"""An entry further back than this is asked about."""
_GRAMS, _GRAMS_STEP = (100, 950), 50
"""What people say of grams without a unit: from, to, in steps of."""


def build(parse: Parse, tokens: tuple[Token, ...], catalogue: Catalogue, heard: Heard) -> Reading:
    """The frame of a message that means `parse.intent`, and what is doubtful about it."""
    builder = _Builder(parse, tokens, catalogue, heard)
    reading = builder.build()
    days = builder.days
    total = as_day_total(reading, tokens, builder.lexicon, days, heard.now.date()) if parse.source == "model" else None
    if total is not None:
        return total
    if parse.intent == "record_credit" and reading.goods:
        # Goods on an account are a sale on credit: "Sita ke khate me 2 maggi likho".
        sale = _Builder(replace(parse, intent="record_sale"), tokens, catalogue, heard).build()
        return replace(sale, frame=replace(sale.frame, credit=True))
    return reading


class _Builder(NamedMessage):
    """Collects a frame's fields, keeping account of the tokens that each has used."""

    def build(self) -> Reading:
        """Fill the fields in the order in which one claims words before the next."""
        self._set_days()
        self.days = frozenset(self.used)
        self.set_labelled_names()
        mentions = find_mentions(self.parse, self.tokens, self.catalogue, self.lexicon, frozenset(self.used))
        mentions = self.without_buyer(mentions)
        self.guess_names(mentions)
        figures = self._figures(mentions)
        if self.heard.expecting == "amount" and not mentions:
            self._set_amount(figures)
        elif self.intent in groups.GOODS or self.heard.expecting in ("quantity", "price", "product"):
            self._set_goods(mentions, figures)
        elif self.intent == "add_product":
            self._set_new_product(mentions, figures)
        elif self.intent in groups.PRICES:
            self._set_prices(mentions, figures)
        elif self.intent in groups.MONEY:
            self._set_amount(figures)
            # Rupees beside a product and nobody's name are rather a price than somebody's debt.
            self.misfits |= bool(mentions) and self.fields.get("customer") is None
            self.goods = self._names_goods(mentions, figures)
        elif self.intent in groups.QUESTIONS:
            self._set_questions(mentions, figures)
        self._set_credit_and_payment()
        if self.intent == "set_quiet_hours":
            self.fields["start"], self.fields["end"] = find_hours(self.tokens, self.lexicon)
        self.fields |= fill_request(self.intent, self.tokens, self.lexicon)
        frame = Frame(**self.fields)
        return Reading(
            frame,
            self.leftover(),
            tuple(token.text for token in self.unused()),
            self.strange(),
            ambiguous=self.ambiguous,
            misfits=self.misfits,
            goods=self.goods,
        )

    def _names_goods(self, mentions: Sequence[Mention], figures: Sequence[Figure]) -> bool:
        """Whether products of the store stand beside counts, and no rupees are said."""
        edges = {edge for mention in mentions if mention.scores for edge in (mention.start, mention.end)}
        counted = any(f.role in ("count", "quantity") and f.value and edges & {f.start, f.end} for f in figures)
        return counted and all(figure.role in ("count", "quantity") for figure in figures)

    # Days come first: the 7 of "7 din" and the 31 of "31 March" are no quantities.
    def _set_days(self) -> None:
        today = self.heard.now.date()
        if self.intent in groups.PERIODS:
            period = find_period(self.tokens, self.lexicon, self._looks_forward())
            if period is not None:
                self.fields["period"] = period.value
                self.use(period.start, period.end)
        elif self.intent in groups.BACK_DATED and not self.credit_said():
            entry = find_entry_date(self.tokens, self.lexicon, today)
            if entry is not None:
                self._set_entry_date(*entry, today)
        if self.intent in ("record_purchase", "licence_reminder"):
            self._set_date(today)

    def _set_entry_date(self, said: Said, day: date, today: date) -> None:
        if self.intent == "record_purchase" and not said.value and not self._was_lately(day, today):
            # What came in and has a date rather lapses then.
            return
        self.use(said.start, said.end)
        self.fields["entry_date"] = day if day != today else None
        self.misfits |= not self._was_lately(day, today)

    def _was_lately(self, day: date, today: date) -> bool:
        expires = self.lexicon.table("expiry").occurrences(self.tokens)
        return today - day <= _LATELY and not (self.intent == "record_purchase" and expires)

    def _looks_forward(self) -> bool:
        if self.intent in groups.FORWARD:
            return True
        return bool(self.lexicon.table("future").occurrences(self.tokens)) and self.intent == "demand_forecast"

    def _set_date(self, today: date) -> None:
        found = find_date(self.tokens, self.lexicon, today)
        if found is not None and found[0].start in self.used:
            found = None
        if found is None and self.lexicon.table("expiry").occurrences(self.tokens):
            found = find_days_ahead(self.tokens, self.lexicon, today)
        if found is not None:
            self.fields["date"] = found[1]
            self.use(found[0].start, found[0].end)

    def _figures(self, mentions: Sequence[Mention]) -> list[Figure]:
        inside = {i for mention in mentions for i in range(mention.start, mention.end)}
        # A phone number is no money, however it stands beside a name.
        phones = {token.index for token in self.tokens if _PHONE.fullmatch(token.text)}
        blocked = inside | self.used | phones
        numbers = NumberReader(self.tokens, self.lexicon, blocked.__contains__).read()
        return FigureReader(self.tokens, self.lexicon, inside.__contains__).read(numbers)

    def _set_goods(self, mentions: list[Mention], figures: list[Figure]) -> None:
        if self.intent in ("set_stock", "record_wastage"):
            # Of what was counted, "85 in all" is no money.
            figures = [replace(f, role="count") if f.role == "total" else f for f in figures]
        if self.intent == "correct_last":
            figures = self._new_values(figures)
            mentions, old = keep_new_product(mentions, self.tokens, self.lexicon)
            if old is not None:
                self.use(old.start, old.end)
        mentions = with_everyday(mentions, figures, self.tokens, self.catalogue, frozenset(self.used))
        mentions = with_loose_again(mentions, figures, self.tokens, self.catalogue, self.lexicon)
        mentions = with_unknown(mentions, figures, self.tokens, self.lexicon, frozenset(self.used))
        bound = bind(mentions, figures, self.catalogue, self.tokens, self.lexicon)
        for mention in mentions:
            self.use(mention.start, mention.end)
        self._take_lone_one(bound.lines, figures)
        items = [self._item(line) for line in self._without_echoes(bound.lines)]
        if not items and figures:
            items = self._nameless(figures, bound)
        self.unbound = [figure for figure in bound.unbound if figure.value]
        if bound.total is not None:
            self.fields["amount"] = bound.total
        self.use_figures(figures)
        self.fields["items"] = tuple(items)

    def _take_lone_one(self, lines: Sequence[Line], figures: Sequence[Figure]) -> None:
        """A "one" away from the only product, where nothing else is a number, counts it: "led wapas le li ek"."""
        if self.intent not in ("record_sale", "record_return", "record_wastage") or len(lines) != 1:
            return
        if lines[0].quantity or lines[0].money or any(figure.value for figure in figures):
            return
        table = self.lexicon.table("numbers")
        free = (t for t in self.tokens if t.is_word and t.index not in self.used)
        one = next((t.index for t in free if table.match((t,), 0) == ("1", 1)), None)
        if one is not None:
            lines[0].quantity = Figure(one, one + 1, Decimal(1), "count")
            self.use(one, one + 1)

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

    @staticmethod
    def _is_echo(mention: Mention, known: Sequence[Set[str]]) -> bool:
        return bool(mention.scores) and any(mention.scores.keys() & skus for skus in known)

    def _is_everyday(self, mention: Mention) -> bool:
        span = self.tokens[mention.start : mention.end]
        return len(span) == 1 and self.lexicon.spells(span[0])

    def _item(self, line: Line) -> Item:
        packed, loose = self._pack_words(line)
        line.size = self._size_word(line)
        self._take_grams(line, packed, loose)
        text = " ".join(token.text for token in self.tokens[line.mention.start : line.mention.end])
        item = to_item(line, self.catalogue, text, self.intent in groups.SUPPLIERS, packed, loose)
        self.ambiguous |= item.sku is None and bool(item.candidates)
        if item.sku is not None and line.quantity is not None:
            clear = is_clear(line.quantity.unit or line.unit, self.catalogue.products[item.sku])
            self.misfits |= item.quantity is None or not clear
        return item

    def _size_word(self, line: Line) -> str | None:
        """`big` or `small` where a word beside the product says so: "badi maggi"."""
        around = (line.mention.start - 1, line.mention.end)
        inside = (index for index in around if 0 <= index < len(self.tokens) and index not in self.named)
        found = (self.lexicon.table("sizes").match(self.tokens[index : index + 1], 0) for index in inside)
        return next((size[0] for size in found if size), None)

    def _take_grams(self, line: Line, packed: bool, loose: bool) -> None:
        """Hundreds of a loose good without a unit are grams or millilitres: "chini 250"; asked, unless others are in grams."""
        said = line.quantity
        if self.intent not in ("record_sale", "record_return", "record_wastage") or said is None or line.unit:
            return
        product = choose(line, self.catalogue, packed, loose)[0]
        hundreds = said.role == "count" and _GRAMS[0] <= said.value <= _GRAMS[1] and not said.value % _GRAMS_STEP
        if product is None or product.unit not in ("kg", "l") or not hundreds:
            return
        line.quantity = replace(said, role="quantity", unit="g" if product.unit == "kg" else "ml")
        self.misfits |= not any(unit == "g" for unit, _, _ in self.lexicon.table("units").occurrences(self.tokens))

    def _pack_words(self, line: Line) -> tuple[bool, bool]:
        start, end = line.mention.start, line.mention.end
        if line.quantity is not None:
            start, end = min(start, line.quantity.start), max(end, line.quantity.end)
        around = range(max(start - 1, 0), min(end + 1, len(self.tokens)))
        packed = any(self.lexicon.table("packed").match(self.tokens, index) for index in around)
        loose = any(self.lexicon.table("loose").match(self.tokens, index) for index in around)
        self.used |= {i for i in around if packed or loose if self.lexicon.table("loose").match(self.tokens, i)}
        return packed, loose

    def _new_values(self, figures: list[Figure]) -> list[Figure]:
        kept, old = keep_new_value(figures, self.tokens, self.lexicon)
        if old is not None:
            self.use(old.start, old.end)
            self.old_value = old.value
        return kept

    def _nameless(self, figures: Sequence[Figure], bound: Bound) -> list[Item]:
        """Values without a product: what a correction or an answer to "how much?" gives."""
        if self.intent != "correct_last" and self.heard.expecting is None:
            return []
        bound.unbound = []
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
        return [Item(quantity=_in_base(figure), unit=_base_unit(figure.unit))]

    def _speaks_of_price(self) -> bool:
        price = self.lexicon.table("price").occurrences(self.tokens)
        return bool(price or self.lexicon.table("currency").occurrences(self.tokens))

    def _set_prices(self, mentions: list[Mention], figures: list[Figure]) -> None:
        values = [figure for figure in figures if figure.value and figure.role not in ("quantity", "pack_price")]
        if self.intent == "set_price" and len(values) > 1:
            values = self._new_values(values)
        rates = [figure for figure in figures if figure.role == "quantity" and figure.value and figure.unit]
        if self.intent == "set_price" and not values and len(rates) == 1 and len(mentions) == 1:
            figures, values = self._as_rate(mentions[0], figures, rates[0])
        if len(mentions) > max(len(values), 1):
            # Marathi "aata" is now, and flour only beside a price of its own.
            mentions = [mention for mention in mentions if not self._is_everyday(mention)] or mentions
        items = []
        for index, mention in enumerate(mentions):
            line = Line(mention)
            money = values[index] if len(mentions) == len(values) else values[-1] if values and index == 0 else None
            packs = [f for f in figures if f.role in ("quantity", "pack_price") and f.value]
            bound = bind([mention], packs, self.catalogue, self.tokens, self.lexicon).lines[0]
            line.pack, line.pack_price, line.quantity = bound.pack, bound.pack_price, bound.quantity
            self._take_pack(line)
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

    def _as_rate(self, mention: Mention, figures: list[Figure], rate: Figure) -> tuple[list[Figure], list[Figure]]:
        """The figures and the prices where the only number stands before a unit: "havethi 115 kilona" is 115 for a kilo."""
        size = measure(rate.value, rate.unit or "")
        if any(pack_of(self.catalogue.products[sku]) == size for sku in mention.scores if size):
            return figures, []
        price = replace(rate, role="price")
        return [price if figure is rate else figure for figure in figures], [price]

    def _per_unit(self, value: Decimal | None, unit: str | None, item: Item) -> Decimal | None:
        if value is None or item.sku is None:
            return value
        return price_for_one(value, unit, self.catalogue.products[item.sku]) or value

    def _set_new_product(self, mentions: Sequence[Mention], figures: Sequence[Figure]) -> None:
        """The name of a new product, as labelled or as the words around it leave it, and its price."""
        prices = [figure for figure in figures if figure.value and figure.role != "quantity"]
        labelled = tokens_of(self.parse, self.tokens, "product")
        unknown = [t.index for t in self.tokens if t.is_word and not self.lexicon.knows(t) and t.index not in self.used]
        inside = [i for mention in mentions for i in range(mention.start, mention.end)]
        if labelled:
            start, end = labelled[0][0], labelled[-1][1]
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

    def _set_questions(self, mentions: list[Mention], figures: list[Figure]) -> None:
        bound = bind(mentions, figures, self.catalogue, self.tokens, self.lexicon)
        items = []
        for line in bound.lines:
            self.use(line.mention.start, line.mention.end)
            line.money = None
            self._take_pack(line)
            packed, loose = self._pack_words(line)
            product, candidates = choose(line, self.catalogue, packed, loose)
            text = " ".join(token.text for token in self.tokens[line.mention.start : line.mention.end])
            items.append(Item(text=text, sku=product.sku if product else None, candidates=candidates))
            self.ambiguous |= product is None and bool(candidates)
        self.use_figures(figures)
        self.fields["items"] = tuple(items)

    def _take_pack(self, line: Line) -> None:
        """Without a quantity to tell, a weight names the pack: "500 ml doodh kitne ka"."""
        said = line.quantity
        size = measure(said.value, said.unit) if said is not None and said.unit else None
        if size is not None and any(pack_of(self.catalogue.products[sku]) == size for sku in line.mention.scores):
            line.pack, line.quantity = size, None

    def _set_amount(self, figures: Sequence[Figure]) -> None:
        """The rupees of a payment or a credit: money if it is called so, else the last number."""
        values = self._without_whole([figure for figure in figures if figure.value])
        money = [figure for figure in values if figure.role not in ("count", "quantity")]
        chosen = (money or values)[-1] if values else None
        if chosen is not None:
            self.fields["amount"] = chosen.value
        self.unbound = [figure for figure in values if figure is not chosen]
        self.use_figures(figures)

    def _without_whole(self, values: list[Figure]) -> list[Figure]:
        """Of "2000 me se 1500 diye", "1500 out of 2000" only the part that was paid."""
        after, before = self.lexicon.table("out_of_after"), self.lexicon.table("out_of_before")
        part = [
            figure
            for figure in values
            # A lone "me" after rupees is already part of the figure; "me se" begins with it.
            if after.match(self.tokens, figure.end) is None
            and after.match(self.tokens, figure.end - 1) is None
            and before.match_before(self.tokens, figure.start) is None
        ]
        return part or values

    def _set_credit_and_payment(self) -> None:
        if self.intent in ("record_sale", "correct_last") and self.credit_said():
            self.fields["credit"] = True
        if self.intent in ("record_sale", "record_payment", "record_purchase", "record_return"):
            said = self.lexicon.table("payment").occurrences(self.tokens)
            if said:
                self.fields["payment"] = said[0][0]


def _in_base(figure: Figure) -> Decimal:
    """A quantity without a product, in kg, l or pieces."""
    factor = {"g": "0.001", "ml": "0.001", "quarter": "0.25", "dozen": "12", "pair": "2"}.get(figure.unit or "", "1")
    return tidy(figure.value * Decimal(factor))


def _base_unit(unit: str | None) -> str | None:
    return {"g": "kg", "quarter": "kg", "ml": "l", "dozen": "pc", "pair": "pc"}.get(unit or "", unit)
