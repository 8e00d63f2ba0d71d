"""Numbers that mean more, or less, than one line's: each, a lone "one", sacks, packs, people, glued endings."""

from __future__ import annotations

import pytest

from tests.unit.nlu.conftest import Hear, items_of

# (text, intent, language) -> "sku quantity [@price] [=amount]" for each item
ITEMS = {
    # What something is worth is its amount.
    ("lemons worth 10 rupees and bananas worth 25 rupees", "record_sale", "en"): "lemon 2 =10; banana 5 =25",
    ("ખાંડ ત્રેવીસની આપી", "record_sale", "gu"): "sugar-loose 0.5 =23",
    # Each.
    ("lux dettol 3 each", "record_sale", "en"): "soap-lux-100g 3; soap-dettol-75g 3",
    ("coke ar maggi 4 te kore bikri holo", "record_sale", "bn-Latn"): "coke-750ml 4; maggi-70g 4",
    ("lux ne dettol chaar chaar gaya", "record_sale", "gu-Latn"): "soap-lux-100g 4; soap-dettol-75g 4",
    ("maggi aur coke dono 6 bike", "record_sale", "hi-Latn"): "maggi-70g 6; coke-750ml 6",
    ("maggi 2 coke 3 40 each", "record_sale", "en"): "maggi-70g 2; coke-750ml 3 @40",
    ("lux 40 rupees each", "record_sale", "en"): "soap-lux-100g ? @40",
    # "One" before or after rupees is what one costs, or an article.
    ("coke 12 tande ondu 38 rupayi", "record_purchase", "kn-Latn"): "coke-750ml 12 @38",
    ("coke 12 bantu 38 rupayige ondu", "record_purchase", "kn-Latn"): "coke-750ml 12 @38",
    ("ghee okati 330 ki ichesa", "record_sale", "te-Latn"): "ghee-amul-500ml 1 =330",
    ("4 pav ek grahak le gaya", "record_sale", "hi-Latn"): "pav-pack 4",
    ("3 customers bought 5 lux", "record_sale", "en"): "soap-lux-100g 5",
    ("lux ek customer lauta gaya", "record_return", "hi-Latn"): "soap-lux-100g 1",
    # Dozens.
    ("KELE 2 DRJN", "record_sale", "hi-Latn"): "banana 24",
    # Rupees that tell which pack.
    ("parle g 10 rs packet 3", "record_sale", "en"): "parle-g-10 3",
    ("parle g 5 rs per packet 3", "record_sale", "en"): "parle-g-5 3 @5",
    # Rupees between two numbers are the greater one's.
    ("coke 2 rs 92", "record_sale", "en"): "coke-750ml 2 =92",
    # A sack and its weight, one sack only.
    ("ek bori chini 40 kilo 1640 me", "record_purchase", "hi-Latn"): "sugar-loose 40 =1640",
    # The same thing loose.
    ("doodh 9 packet aur khula 4 litre", "record_sale", "hi-Latn"): "milk-amul-500ml 9; milk-loose 4",
    # Size words.
    ("badi maggi 3", "record_sale", "hi-Latn"): "maggi-280g 3",
    ("chhoti maggi 3", "record_sale", "hi-Latn"): "maggi-70g 3",
    # Hundreds of what is sold by weight.
    ("jeera 200 becha", "record_sale", "hi-Latn"): "cumin-loose 0.2",
    ("jeera 200 aaya", "record_purchase", "hi-Latn"): "cumin-loose 200",
    ("coke 100 becha", "record_sale", "hi-Latn"): "coke-750ml 100",
    # A unit beside a product is one of it; a number before the next product is that one's.
    ("kilo chini aadha toor dal", "record_sale", "hi-Latn"): "sugar-loose 1; toor-dal-loose 0.5",
    # Prices of one.
    ("ande 5 darjan aaye 66 ke darjan", "record_purchase", "hi-Latn"): "egg 60 @5.5",
    ("basmati havethi 105 kilona karo", "set_price", "gu-Latn"): "rice-basmati-loose ? @105",
    ("milk 500 ml 29 karo", "set_price", "hi-Latn"): "milk-amul-500ml ? @29",
    # Bengali's "te" after rupees is "for".
    ("lux 3 te 105 taka te bechlam", "record_sale", "bn-Latn"): "soap-lux-100g 3 =105",
    ("order for 12 coke", "create_order", "en"): "coke-750ml 12",
    ("sold maggi for 15", "record_sale", "en"): "maggi-70g 1 =15",
}


@pytest.mark.parametrize(("said", "items"), ITEMS.items())
def test_items(hear: Hear, said: tuple[str, str, str], items: str) -> None:
    text, intent, language = said
    assert items_of(hear(text, intent, language=language)) == items


@pytest.mark.parametrize("text", ["2 bori chini 40 kilo", "jeera 200 becha", "lux ar dettol kore"])
def test_what_may_be_meant_otherwise_is_asked(hear: Hear, text: str) -> None:
    assert hear(text, "record_sale", language="hi-Latn").frame.confirm


FIELDS = {
    ("Harun er ma 2 lux baki nilo", "record_sale", "bn-Latn"): {"customer": "Harun er ma", "credit": True},
    ("मीनल ताईला 2 लक्स उधारीवर दिले", "record_sale", "mr"): {"customer": "मीनल ताई"},
    ("Bikash 2 ta lux nilo baki", "record_sale", "bn-Latn"): {"customer": "Bikash", "credit": True},
    ("Jain & Sons se 10 lux aaye", "record_purchase", "hi-Latn"): {"supplier": "Jain & Sons"},
    ("Jain and Sons se 10 lux aaye", "record_purchase", "hi-Latn"): {"supplier": "Jain and Sons"},
    ("R K traders se 10 lux aaye", "record_purchase", "hi-Latn"): {"supplier": "R K traders"},
    ("എം ജി ഏജൻസിക്ക് 12 ലക്സ് ഓർഡർ", "create_order", "ml"): {"supplier": "എം ജി ഏജൻസി"},
    ("roobaiku 20 lemon", "record_sale", "ta-Latn"): {"customer": None},
    ("UDHAR SONI 130", "record_credit", "gu-Latn"): {"customer": "SONI", "amount": "130"},
    ("lent Mohan 2 maggi", "record_sale", "en"): {"credit": True},
    ("maggi 12 aaya 2027 march 15 tak", "record_purchase", "hi-Latn"): {"date": "2027-03-15"},
    ("ye hafta kitni bikri hui", "sales_report", "hi-Latn"): {"period": "this_week"},
    ("ivattin laabha heli", "profit_report", "kn-Latn"): {"period": "today"},
}


@pytest.mark.parametrize(("said", "fields"), FIELDS.items())
def test_fields(hear: Hear, said: tuple[str, str, str], fields: dict[str, object]) -> None:
    text, intent, language = said
    frame = hear(text, intent, language=language).frame.as_dict()
    assert {name: frame.get(name) for name in fields} == fields


def test_goods_that_only_sound_like_the_shops_own_are_strangers(hear: Hear) -> None:
    assert items_of(hear("murukku 2 vithen", "record_sale", language="ta-Latn")) == "- 2"
