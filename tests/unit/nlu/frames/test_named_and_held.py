"""In whose name goods are written, who only told of them, what boxes hold, and what was not there: seen in six languages."""

from __future__ import annotations

import pytest

from nlu.contract import Entity, Heard, Product
from nlu.understand import understand
from tests.unit.nlu.conftest import NOW, FixedModel, Hear, items_of

LINES = {
    ("erdu kilo sugar kilo 34 ra haage", "record_sale", "kn-Latn"): "sugar-loose 2 @34",
    ("basmati ledante sugar mudu kilolu icha", "record_sale", "te-Latn"): "sugar-loose 3",
    ("maggi 2 petti vandhuchu petti ku 48", "record_purchase", "ta-Latn"): "maggi-70g 96",
    ("maggi 2 petti vannu pettiyil 48", "record_purchase", "ml-Latn"): "maggi-70g 96",
    ("anju lemon 25 rubai", "set_price", "ta-Latn"): "lemon 5 =25",
}


@pytest.mark.parametrize(("said", "items"), LINES.items())
def test_lines(hear: Hear, said: tuple[str, str, str], items: str) -> None:
    text, intent, language = said
    assert items_of(hear(text, intent, language=language)) == items


@pytest.mark.parametrize(
    ("text", "language", "labelled", "customer", "credit"),
    [
        ("mina boudir namey 2to lux likhe rakho", "bn-Latn", "mina boudir", "mina boudi", True),
        ("kamala akka peru meeda rendu lux rasko", "te-Latn", "kamala akka", "kamala akka", True),
        ("kamala chechiyude peril randu lux ezhuthu", "ml-Latn", "kamala chechiyude", "kamala chechi", True),
        ("വിനു 2 lux കൊണ്ടുപോയി", "ml", "വിനു", "വിനു", None),
        ("ಚಿನ್ನ 2 lux ತಗೊಂಡ", "kn", "ಚಿನ್ನ", "ಚಿನ್ನ", None),
        ("ಲಾರಿ ಡ್ರೈವರ್ 2 lux ತಗೊಂಡ", "kn", "ಲಾರಿ ಡ್ರೈವರ್", None, None),
        ("తాతయ్య చెప్పాడు 4 lux వెళ్ళాయి", "te", "తాతయ్య", None, None),
        ("vandhavanga 2 lux vaanginanga", "ta-Latn", "vandhavanga", None, None),
    ],
)
def test_whose_a_sale_is(
    shop: tuple[Product, ...], text: str, language: str, labelled: str, customer: str | None, credit: bool | None
) -> None:
    start = text.index(labelled)
    model = FixedModel("record_sale", (Entity("customer", start, start + len(labelled), labelled, 0.9),))
    frame = understand(Heard(text, NOW, language=language), shop, model).frame
    assert (frame.customer, frame.credit) == (customer, credit)


def test_what_is_to_be_told_when_stock_runs_low_is_an_alert(hear: Hear) -> None:
    frame = hear("stock thaggithe cheppu", "check_stock", language="te-Latn").frame
    assert (frame.intent, frame.alert, frame.on) == ("set_alerts", "low_stock", True)


def test_a_command_names_goods_in_any_language(hear: Hear) -> None:
    # To Hindi ears "mutta" is a bunch: the words are left to the model, which knows eggs.
    assert items_of(hear("SALE MUTTA 10 LUX 3", "record_sale", language="ml-Latn")) == "egg 10; soap-lux-100g 3"
