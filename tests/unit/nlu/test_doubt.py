import pytest

from nlu.contract import Entity, Heard, Product
from nlu.understand import understand
from tests.unit.nlu.conftest import NOW, FixedModel, Hear

DOUBTS = {
    "5 maggi becha": (),
    "700 maggi becha": ("unusual_quantity",),
    "5 maggi 150 rupaye ka ek": ("unusual_price",),
    "5 lux 3 rupaye each": ("unusual_price",),
    "parle g 5 becha": ("ambiguous",),
    "3 sabun becha": ("ambiguous",),
    "2 peti coke becha": ("unsure",),
    "3 packet chini becha": ("unsure",),
    "maggi 5 becha 14 9": ("leftover",),
    "10 kilo atta liya 320 ka": ("unusual_price",),
    "10 kilo atta liya 340 ka": (),
    "4 doodh becha": ("unsure",),
    "4 litre doodh becha": (),
    "qatr kilo chini becha": ("unsure",),
    "kilo chini becha": (),
}


@pytest.mark.parametrize(("text", "doubts"), DOUBTS.items())
def test_what_is_doubtful_about_a_sale(hear: Hear, text: str, doubts: tuple[str, ...]) -> None:
    understood = hear(text, "record_sale")
    assert understood.doubts == doubts
    assert understood.frame.confirm == (True if doubts else None)


def test_a_question_is_never_doubted(hear: Hear) -> None:
    assert hear("parle g kitna hai", "check_stock").doubts == ()


@pytest.mark.parametrize(("confidence", "second", "unsure"), [(0.95, 0.02, False), (0.4, 0.1, True), (0.65, 0.6, True)])
def test_low_confidence_and_a_close_rival_are_unsure(
    shop: tuple[Product, ...], confidence: float, second: float, unsure: bool
) -> None:
    model = FixedModel("record_sale", (Entity("product", 0, 5, "maggi", 0.99),), confidence, second)
    understood = understand(Heard("maggi 5 bik gaye", NOW), shop, model)
    assert ("unsure" in understood.doubts) is unsure


def test_a_debt_of_nobody_beside_a_product_is_unsure(hear: Hear) -> None:
    assert "unsure" in hear("coke ka 48 kar dena", "record_credit").doubts


def test_two_that_fit_are_offered(hear: Hear) -> None:
    item = hear("parle g 5 becha", "record_sale").frame.items[0]
    assert item.sku is None
    assert [candidate.sku for candidate in item.candidates] == ["parle-g-10", "parle-g-5"]


def test_a_clear_best_seller_is_taken_and_the_other_offered(hear: Hear) -> None:
    item = hear("5 maggi becha", "record_sale").frame.items[0]
    assert item.sku == "maggi-70g"
    assert [candidate.sku for candidate in item.candidates] == ["maggi-70g", "maggi-280g"]
