"""Classes of messages of the south and the east: what they once wrote wrong, lost, or asked about for nothing."""

from __future__ import annotations

import pytest

from nlu.contract import Entity, Heard, Parse, Product, Understanding
from nlu.understand import understand
from tests.unit.nlu.conftest import NOW, FixedModel, Hear, items_of

LINES = {
    # Eggs and bananas are counted in fours.
    ("২ হালি ডিম গেল", "record_sale", "bn"): "egg 8",
    # "Rate" behind a day is the night, and no price.
    ("kal rate 4 ta thums up bikri holo", "record_sale", "bn-Latn"): "thums-up-250ml 4",
    # Of one hundred that is about what one costs, the one is a count.
    ("హార్పిక్ ఒకటి వంద రూపాయలకి ఇచ్చా", "record_sale", "te"): "toilet-cleaner-harpic-500ml 1 =100",
    # A kilo and a part of one, with no number before the kilo; no part where the kilo is another line's.
    ("కిలో మూడొందల గ్రాముల పసుపు ఉంది", "set_stock", "te"): "turmeric-loose 1.3",
    ("sugar kilo 200 gram jeera", "record_sale", "en"): "sugar-loose 1; cumin-loose 0.2",
    # Rupees between two lines are the first one's.
    ("5 vazhapazham 25 rubai 3 elumichai 15 rubai", "record_sale", "ta-Latn"): "banana 5 =25; lemon 3 =15",
    ("coke 2 rs 90", "record_sale", "en"): "coke-750ml 2 =90",
    # A sum before two lines is what both cost; of one line's it is that line's.
    ("65 rs re 1 coke 1 thums up gala", "record_sale", "or-Latn"): "coke-750ml 1; thums-up-250ml 1",
    ("45 rs re 1 coke 1 thums up gala", "record_sale", "or-Latn"): "coke-750ml 1 =45; thums-up-250ml 1",
}


@pytest.mark.parametrize(("said", "items"), LINES.items())
def test_lines(hear: Hear, said: tuple[str, str, str], items: str) -> None:
    text, intent, language = said
    assert items_of(hear(text, intent, language=language)) == items


RETOLD = {
    # Goods that came, and are counted so, were bought, whatever one of them cost.
    ("lux 50 banthu ondu 31", "record_sale", "kn-Latn"): "record_purchase",
    ("lux 2 coke 1 sold, 117 came", "record_sale", "en"): "record_sale",
    # The shop's own rent, bills and wages are in none of its books.
    ("kadayude vadaka 6000 koduthu", "record_sale", "ml-Latn"): "out_of_scope",
    ("angadi badige 6000 kotte", "switch_store", "kn-Latn"): "out_of_scope",
    ("কারেন্ট বিল ১২০০ দিলাম", "record_payment", "bn"): "out_of_scope",
    ("கரண்ட் பில் 1200 கட்டினேன்", "record_wastage", "ta"): "out_of_scope",
    # Who asks for what all to order has nothing to order yet.
    ("ఏమేమి ఆర్డర్ పెట్టాలి", "create_order", "te"): "reorder_advice",
    ("enthokke order cheyyanam", "create_order", "ml-Latn"): "reorder_advice",
}


@pytest.mark.parametrize(("said", "meant"), RETOLD.items())
def test_the_words_are_heard_before_the_model(hear: Hear, said: tuple[str, str, str], meant: str) -> None:
    text, intent, language = said
    assert hear(text, intent, language=language).frame.intent == meant


def test_who_asks_which_goods_tells_of_none_that_came(shop: tuple[Product, ...]) -> None:
    class Torn:
        def parse(self, normalised: str) -> Parse:
            return Parse("record_purchase", 0.5, (("record_purchase", 0.5), ("check_stock", 0.4)), ())

    heard = understand(Heard("কোন কোন মাল কমে এসেছে", NOW, language="bn"), shop, Torn())
    assert heard.frame.intent == "check_stock"


def _named(shop: tuple[Product, ...], text: str, intent: str, *names: str, role: str = "customer") -> Understanding:
    """What is understood where the model labels `names` as a `role`."""
    spans = [(text.index(name), text.index(name) + len(name), name) for name in names]
    labels = tuple(Entity(role, start, end, name, 1.0) for start, end, name in spans)
    return understand(Heard(text, NOW), shop, FixedModel(intent, labels))


CALLED = {
    # Only ends like "to".
    ("ಅತ್ತಿಗೆ ಒಂದು ಕೋಕ್ ತಗೊಂಡ್ರು", "record_sale", "ಅತ್ತಿಗೆ"): "ಅತ್ತಿಗೆ",
    # Is called so himself, and is nobody's brother.
    ("ଲକ୍ଷ୍ମୀଧର ଭାଇ ୩୦୦ ଟଙ୍କା ଦେଲେ", "record_payment", "ଲକ୍ଷ୍ମୀଧର ଭାଇ"): "ଲକ୍ଷ୍ମୀଧର ଭାଇ",
    # Whose son brings money pays.
    ("രഘുവിന്റെ മോൻ മുന്നൂറ് തന്നു", "record_payment", "രഘുവിന്റെ മോൻ"): "രഘു",
    # "To me" is no part of who pays.
    ("pappu mote 250 phonepe kala", "record_payment", "pappu mote"): "pappu",
}


@pytest.mark.parametrize(("said", "called"), CALLED.items())
def test_how_somebody_is_called(shop: tuple[Product, ...], said: tuple[str, str, str], called: str) -> None:
    assert _named(shop, *said).frame.customer == called


def test_a_price_before_a_firm_is_no_part_of_its_name(shop: tuple[Product, ...]) -> None:
    said = "surf excel 12 vandhuchu 134 ratela vijaya agency"
    frame = _named(shop, said, "record_purchase", "ratela vijaya agency", role="supplier").frame
    assert frame.supplier == "vijaya agency"


def test_a_firm_is_heard_from_what_opens_it_to_what_ends_it(hear: Hear) -> None:
    frame = hear("জয় মা তারা স্টোর্স থেকে ২০টা লাক্স তুললাম", "record_purchase", language="bn").frame
    assert frame.supplier == "জয় মা তারা স্টোর্স"


def test_an_article_counts_what_somebody_took(hear: Hear) -> None:
    heard = hear("அண்ணி ஒரு கோக் வாங்கினாங்க", "record_sale", language="ta")
    assert (heard.frame.customer, items_of(heard)) == ("அண்ணி", "coke-750ml 1")


@pytest.mark.parametrize(
    ("said", "language"),
    [("montu 100 dilo baki 100 pore", "bn-Latn"), ("manju 100 kotta ulida 100 aamele", "kn-Latn")],
)
def test_the_rest_that_comes_later_was_not_paid(hear: Hear, said: str, language: str) -> None:
    heard = hear(said, "record_payment", language=language)
    assert (str(heard.frame.amount), heard.leftover) == ("100", ())


def test_of_two_sums_the_greater_was_owed(hear: Hear) -> None:
    heard = hear("namita mausi bakira 700 ru 250 sujhile", "record_payment", language="or-Latn")
    assert (str(heard.frame.amount), heard.leftover) == ("250", ())
    more = hear("namita mausi 200 ru 250 sujhile", "record_payment", language="or-Latn")
    assert more.leftover != ()


def test_goods_on_the_account_of_two_people_are_asked_about(shop: tuple[Product, ...]) -> None:
    said = "karim chacha ar salma bhabhi 2 kg chini dhare nilo"
    assert _named(shop, said, "record_sale", "karim chacha", "salma bhabhi").frame.confirm is True
    paid = "karim chacha ar salma bhabhi 2 kg chini nilo"
    assert _named(shop, paid, "record_sale", "karim chacha", "salma bhabhi").frame.confirm is None


def test_a_measure_behind_a_word_that_nobody_knows_is_asked_about(hear: Hear) -> None:
    assert hear("kotar kilo sugar", "record_sale", language="en").frame.confirm is True
    assert hear("kilo sugar", "record_sale", language="en").frame.confirm is None
