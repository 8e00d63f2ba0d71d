"""Messages as people type them in haste: vowels left out, little words that mean something else elsewhere."""

from __future__ import annotations

import pytest

from nlu.contract import Entity, Heard, Parse, Product
from nlu.understand import understand
from tests.unit.nlu.conftest import NOW, FixedModel, Hear


@pytest.mark.parametrize(
    ("text", "skus"),
    [
        ("2 brd 1 mgi", "bread-britannia-400g maggi-70g"),
        ("1 kg sgr", "sugar-loose"),
        # Both "lemon" and "lux" have no "krn".
        ("2 krn", "None"),
    ],
)
def test_names_without_their_vowels(shop: tuple[Product, ...], text: str, skus: str) -> None:
    words = [word for word in text.split() if word.isalpha() and word != "kg"]
    spans = [Entity("product", text.index(word), text.index(word) + len(word), word, 1.0) for word in words]
    frame = understand(Heard(text, NOW, language="en"), shop, FixedModel("record_sale", tuple(spans))).frame
    assert " ".join(str(item.sku) for item in frame.items) == skus


def test_gujaratis_of_before_an_alert_switches_nothing_off(hear: Hear) -> None:
    on = hear("udhar na alert chalu karo", "set_alerts", language="gu-Latn").frame
    off = hear("udhar na alert na moklo", "set_alerts", language="gu-Latn").frame
    assert (on.alert, on.on, off.on) == ("credit_overdue", True, False)


class _Torn:
    """Thinks of a sale, and less of a count."""

    def parse(self, normalised: str) -> Parse:
        return Parse("record_sale", 0.7, (("record_sale", 0.7), ("set_stock", 0.3)), ())


def test_what_was_counted_is_no_sale(shop: tuple[Product, ...]) -> None:
    model = _Torn()
    assert understand(Heard("parle g ginke 64 nikla", NOW, language="hi-Latn"), shop, model).frame.intent == "set_stock"
    assert understand(Heard("parle g ginke 6 diye", NOW, language="hi-Latn"), shop, model).frame.intent == "record_sale"
