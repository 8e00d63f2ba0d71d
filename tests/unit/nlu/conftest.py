"""A small shop, and a stand-in for the model server that answers with one intent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import pytest

from nlu.contract import Entity, Heard, NluUnavailable, Parse, Product, Understanding
from nlu.understand import understand

NOW = datetime.fromisoformat("2026-11-22T10:00:00+05:30")
ROWS = """
sugar-loose|Sugar (loose)||kg|1 kg|46||41.5|12
rice-basmati-loose|Basmati rice (loose)||kg|1 kg|110||94|4
rice-sona-masoori-loose|Sona Masoori rice (loose)||kg|1 kg|62||53|4
atta-loose|Wheat flour (loose)||kg|1 kg|38||33|15
atta-aashirvaad-5kg|Aashirvaad Atta 5 kg|Aashirvaad|pc|5 kg|285|285|258|1
toor-dal-loose|Toor dal (loose)||kg|1 kg|165||148|5
moong-dal-loose|Moong dal (loose)||kg|1 kg|128||114|4
turmeric-loose|Turmeric powder||kg|1 kg|260||215|0.5
cumin-loose|Cumin seeds (jeera)||kg|1 kg|420||362|0.5
tea-loose|Tea leaves (loose)||kg|1 kg|340||292|1
tea-red-label-250g|Red Label Tea 250 g|Brooke Bond|pc|250 g|150|150|136|0.4
ghee-amul-500ml|Amul Ghee 500 ml|Amul|pc|500 ml|325|325|302|2
milk-amul-500ml|Amul Taaza Milk 500 ml|Amul|pc|500 ml|28|28|26.2|20
milk-loose|Fresh milk (loose)||l|1 l|62||56|18
curd-amul-400g|Amul Dahi 400 g|Amul|pc|400 g|35|35|31.5|8
egg|Egg||pc|1|7||5.8|40
banana|Banana||pc|1|5||3.6|40
lemon|Lemon||pc|1|5||3.4|15
pav-pack|Pav (pack of 6)||pc|6|30||25|4
coke-750ml|Coca-Cola 750 ml|Coca-Cola|pc|750 ml|45|45|39|6
thums-up-250ml|Thums Up 250 ml|Coca-Cola|pc|250 ml|20|20|17|6
maggi-70g|Maggi Noodles 70 g|Nestle|pc|70 g|15|15|13.1|30
maggi-280g|Maggi Noodles 280 g family pack|Nestle|pc|280 g|58|58|51|2
yippee-70g|Yippee Noodles 70 g|Sunfeast|pc|70 g|14|14|12.2|5
parle-g-10|Parle-G ₹10|Parle|pc|110 g|10|10|8.7|14
parle-g-5|Parle-G ₹5|Parle|pc|55 g|5|5|4.35|12
soap-lux-100g|Lux Soap 100 g|Lux|pc|100 g|36|36|31.7|5
soap-dettol-75g|Dettol Soap 75 g|Dettol|pc|75 g|42|42|37|4
detergent-surf-excel-1kg|Surf Excel 1 kg|Surf Excel|pc|1 kg|150|150|134|3
toilet-cleaner-harpic-500ml|Harpic 500 ml|Harpic|pc|500 ml|105|105|92.5|1
detergent-wheel-1kg|Wheel Detergent 1 kg|Wheel|pc|1 kg|76|76|68|3
black-pepper-loose|Black pepper||kg|1 kg|880||765|0.2
bread-britannia-400g|Britannia Bread 400 g|Britannia|pc|400 g|45|45|39.5|8
"""


def _product(row: str) -> Product:
    sku, name, brand, unit, pack, price, mrp, cost, daily = row.split("|")
    return Product(
        sku,
        name,
        unit,
        Decimal(price),
        brand,
        "",
        pack,
        Decimal(mrp) if mrp else None,
        Decimal(cost),
        (),
        Decimal(daily),
    )


@pytest.fixture(scope="session")
def shop() -> tuple[Product, ...]:
    return tuple(_product(row) for row in ROWS.strip().splitlines())


@dataclass(frozen=True)
class FixedModel:
    """Answers every text with one intent."""

    intent: str
    entities: tuple[Entity, ...] = ()
    confidence: float = 1.0
    second: float = 0.0

    def parse(self, normalised: str) -> Parse:
        ranking = ((self.intent, self.confidence), ("out_of_scope", self.second))
        return Parse(self.intent, self.confidence, ranking, self.entities)


class AbsentModel:
    """A model server that is down."""

    def parse(self, normalised: str) -> Parse:
        raise NluUnavailable("down")


Hear = Callable[..., Understanding]


@pytest.fixture
def hear(shop: tuple[Product, ...]) -> Hear:
    """`hear(text, intent)`: what the shop understands when the model says that intent; without one it is down."""

    def hear(text: str, intent: str | None = None, **heard: object) -> Understanding:
        model = AbsentModel() if intent is None else FixedModel(intent)
        return understand(Heard(text, NOW, **heard), shop, model)  # type: ignore[arg-type]

    return hear


def items_of(understood: Understanding) -> str:
    """The items of a frame on one line: product, quantity, `@` price, `=` amount."""
    frame = understood.frame.as_dict()
    lines = []
    for item in frame.get("items", []):
        line = f"{item['sku'] or '-'} {item.get('quantity', '?')}"
        line += f" @{item['price']}" if "price" in item else ""
        line += f" ={item['amount']}" if "amount" in item else ""
        lines.append(line)
    return "; ".join(lines)
