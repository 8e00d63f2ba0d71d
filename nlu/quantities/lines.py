"""One product line of a message: which product it is, how much of it in the product's own unit, for how many rupees.

Two products that fit are decided by a price said, then by the pack or unit word, then by clearly higher sales.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from nlu.contract import Candidate, Item, Product
from nlu.names.lore import BRAND, NAMED
from nlu.names.products import Catalogue, Mention
from nlu.quantities.figures import Figure
from nlu.words.units import MEASURED, PACKED, convert, measure, pack_of, price_for_one, tidy

# Sales this many times higher decide between two products; a mere kind ("sabun") needs more.
CLEARLY, CLEARLY_OF_A_KIND = 2, 4
_GRAMS, _GRAMS_STEP = (100, 950), 50
"""What people say of grams without a unit: from, to, in steps of."""
_NEAR, _MANY = Decimal("1.4"), Decimal(3)


@dataclass
class Line:
    """One product of the message while its numbers are being found."""

    mention: Mention
    quantity: Figure | None = None
    unit: str | None = None
    money: Figure | None = None
    pack_price: Decimal | None = None
    pack: tuple[Decimal, str] | None = None
    pack_span: tuple[int, int] | None = None
    """The tokens that tell the pack: nothing stands between what is beside them and the product."""
    size: str | None = None
    """`big` or `small`, of a product's packs: "badi maggi"."""


def choose(
    line: Line, catalogue: Catalogue, packed: bool = False, loose: bool = False
) -> tuple[Product | None, tuple[Candidate, ...]]:
    """The product that a line means, and all that fit; None of several when nothing decides."""
    scores = line.mention.scores
    top = max(scores.values(), default=0.0)
    fitting = [catalogue.products[sku] for sku, score in scores.items() if score > BRAND or top <= BRAND]
    candidates = tuple(
        Candidate(product.sku, min(scores[product.sku], 1.0))
        for product in sorted(fitting, key=lambda product: (-scores[product.sku], -product.daily_sales))
    )
    price = line.pack_price
    if price is None and line.money is not None and line.money.role != "total":
        price = line.money.value
    left = _if_any([p for p in fitting if price is not None and price in (p.price, p.mrp)], fitting)
    left = _if_any([p for p in left if line.pack is not None and pack_of(p) == line.pack], left)
    unit = line.quantity.unit if line.quantity and line.quantity.unit else line.unit
    if packed or (unit in PACKED and not loose):
        left = _if_any([p for p in left if p.unit == "pc"], left)
    elif loose or unit in MEASURED:
        left = _if_any([p for p in left if p.unit != "pc"], left)
        said = line.quantity
        size = measure(said.value, said.unit) if said and said.unit else None
        left = _if_any([p for p in left if size is not None and pack_of(p) == size], left)
    left = of_size(left, line.size) if line.size else left
    # The mixture itself before the bhujia that is also a kind of it.
    left = _if_any([p for p in left if scores[p.sku] >= NAMED], left)
    if len(left) < 2:
        return (left[0] if left else None), candidates
    left.sort(key=lambda product: product.daily_sales, reverse=True)
    clearly = CLEARLY_OF_A_KIND if line.mention.only_kind else CLEARLY
    decided = left[0].daily_sales > 0 and left[0].daily_sales >= clearly * left[1].daily_sales
    return (left[0] if decided else None), candidates


def unit_of_hundreds(said: Figure, product: Product) -> str | None:
    """Grams or millilitres where hundreds of a loose good have no unit: "chini 250"."""
    hundreds = said.role == "count" and _GRAMS[0] <= said.value <= _GRAMS[1] and not said.value % _GRAMS_STEP
    return {"kg": "g", "l": "ml"}.get(product.unit) if hundreds else None


def of_size(products: list[Product], size: str) -> list[Product]:
    """The biggest or the smallest pack of several; all of them where packs can't be compared."""
    packs = {product.sku: pack for product in products if (pack := pack_of(product)) is not None}
    if len({pack[1] for pack in packs.values()}) != 1:
        return products
    sizes = [pack[0] for pack in packs.values()]
    wanted = max(sizes) if size == "big" else min(sizes)
    return [product for product in products if product.sku in packs and packs[product.sku][0] == wanted]


def _if_any(narrowed: list[Product], otherwise: list[Product]) -> list[Product]:
    return narrowed or otherwise


def to_item(line: Line, catalogue: Catalogue, text: str, purchase: bool, packed: bool, loose: bool) -> Item:
    """The line as an item: quantity in the product's own unit, the rupees as price or amount."""
    product, candidates = choose(line, catalogue, packed, loose)
    said = line.quantity
    unit = (said.unit if said else None) or line.unit
    if product is None:
        price, amount = _as_said(line.money)
        small = measure(said.value, said.unit) if said and said.unit in ("g", "ml") else None
        value, unit = small or (said.value if said else None, unit)
        return Item(text, None, value, unit, price, amount, candidates)
    quantity = convert(said.value, unit, product) if said else None
    price, amount = _price_or_amount(line.money, quantity, product, purchase, said)
    if quantity is None and said is None:
        quantity = _from_amount(amount, price, product, purchase)
    return Item(
        text,
        product.sku,
        tidy(quantity) if quantity is not None else None,
        product.unit if quantity is not None else None,
        price,
        amount,
        candidates,
    )


def _as_said(money: Figure | None) -> tuple[Decimal | None, Decimal | None]:
    if money is None:
        return None, None
    return (money.value, None) if money.role == "price" else (None, money.value)


def _price_or_amount(
    money: Figure | None, quantity: Decimal | None, product: Product, purchase: bool, said: Figure | None = None
) -> tuple[Decimal | None, Decimal | None]:
    """Rupees as price or amount: as the cue says, else whichever lies nearer to the usual price."""
    if money is None:
        return None, None
    if money.role == "price":
        per = money.unit or _counted_in(said, money.value, product, purchase)
        return price_for_one(money.value, per, product), None
    if money.role == "amount" and not money.of_next and _is_rather_for_one(money.value, quantity, product, purchase):
        return money.value, None
    if money.role in ("amount", "total") or quantity is None or not quantity or not product.price:
        as_price = quantity is None and not money.of_next and money.role in ("money", "count") and product.unit != "pc"
        return (money.value, None) if as_price else (None, money.value)
    usual = product.cost if purchase and product.cost else product.price
    one, all_of_it = money.value / usual, money.value / (usual * quantity)
    is_price = max(one, 1 / one) < max(all_of_it, 1 / all_of_it)
    return (money.value, None) if is_price else (None, money.value)


def _counted_in(said: Figure | None, value: Decimal, product: Product, purchase: bool) -> str | None:
    """The unit counted, where rupees "each" are of it and far too many for a piece: "4 trays of eggs, 165 a one"."""
    usual = product.cost if purchase and product.cost else product.price
    if said is None or said.unit not in ("tray", "dozen") or not usual or value < _MANY * usual:
        return None
    return said.unit if price_for_one(value, said.unit, product) else None


def _is_rather_for_one(value: Decimal, quantity: Decimal | None, product: Product, purchase: bool) -> bool:
    """Whether rupees "for" a line are near the usual for one and far off for all: "30 maggi aayi 12.80 me"."""
    usual = product.cost if purchase and product.cost else product.price
    if not usual or not quantity or quantity < _MANY:
        return False
    return max(value / usual, usual / value) <= _NEAR and usual * quantity / value >= _MANY


def _from_amount(amount: Decimal | None, price: Decimal | None, product: Product, purchase: bool) -> Decimal | None:
    """The quantity that follows from an amount: "20 rupaye ki chini" at ₹46 is 0.435 kg. Pieces must come out whole."""
    each = price or (None if purchase else product.price)
    if amount is None or not each:
        return None
    quantity = amount / each
    if product.unit == "pc" and quantity != quantity.to_integral_value():
        return None
    return quantity
