"""A shop's own words for its goods: learnt from what it picks and corrects, by itself alone, and taken back with the entry."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from domain.catalogue import store as catalogue
from domain.models import ProductAlias, User
from domain.values import Money, Quantity
from infra.database.session import desk_session, store_session
from nlu.names.own_names import may_name
from tests.conftest import make_store
from tests.e2e.test_dialogue import NOON, Phone, stock
from tests.unit.bot.dialogue.chat import SHOP

LEARNT = 'From now on "peeliwali" is Maggi Noodles 70 g here.'


@pytest.fixture
def phone(store: int) -> Phone:
    with desk_session() as session:
        session.execute(update(User).values(language="en"))
    return Phone(store)


def own_names(store: int) -> list[tuple[str, int]]:
    with store_session(store) as session:
        rows = session.scalars(select(ProductAlias).order_by(ProductAlias.alias))
        return [(row.alias, row.times) for row in rows]


def teach(phone: Phone, times: int = 2, name: str = "peeliwali", product: str = "maggi") -> str:
    """Sell one of what is called `name` and say in words which product it is; the last answer."""
    text = ""
    for _ in range(times):
        assert phone.key(f"sold 1 {name}") == "dialogue.unknown_product"
        text = phone.hears(product)
    return text


def test_a_name_told_in_words_counts_from_the_second_time(phone: Phone, store: int) -> None:
    assert "From now on" not in teach(phone, 1)
    assert own_names(store) == [("peeliwali", 1)]
    assert LEARNT in teach(phone, 1)
    assert phone.key("sold 3 peeliwali").startswith("record_sale.done")
    assert phone.hears("sold 1 piliwali").startswith("✅ Sold 1 Maggi Noodles 70 g")
    assert stock(store, "maggi-70g") == Quantity(30)


@pytest.mark.parametrize("tapped", [True, False])
def test_a_name_picked_from_what_was_offered_counts_at_once(phone: Phone, store: int, tapped: bool) -> None:
    with store_session(store) as session:
        shown = {"name": "Zorbo Kramfix 50 g", "unit": "pc", "price": Money(20), "cost": Money(15)}
        catalogue.add(session, store, sku="zorbo", created_at=NOON, stock=Quantity(9), **shown)
    answer = phone.say("sold 2 kramfix")
    assert answer is not None
    ids = [button.id for button in answer.rendered.buttons]
    assert ids == ["sku:zorbo"]
    text = phone.hears("Zorbo", button=ids[0]) if tapped else phone.hears("1")
    assert 'From now on "kramfix" is Zorbo Kramfix 50 g here.' in text
    assert phone.key("sold 2 kramfix").startswith("record_sale.done")
    assert stock(store, "zorbo") == Quantity(5)


def test_what_is_taken_back_was_never_learnt(phone: Phone, store: int) -> None:
    teach(phone)
    assert phone.key("undo") == "undo.done"
    assert own_names(store) == []
    assert phone.key("sold 1 peeliwali") == "dialogue.unknown_product"


def test_a_corrected_figure_leaves_the_name_and_its_undo(phone: Phone, store: int) -> None:
    teach(phone)
    assert phone.key("1 nahi 2 the") == "correct_last.done"
    assert own_names(store) == [("peeliwali", 2)]
    assert phone.key("undo") == "undo.done"
    assert own_names(store) == []


def test_a_name_that_is_corrected_means_the_new_product_after_the_same_correction(phone: Phone, store: int) -> None:
    teach(phone)
    assert phone.key("sold 1 peeliwali").startswith("record_sale.done")
    assert phone.key("lux instead") == "correct_last.done"
    assert own_names(store) == [("peeliwali", 1)]
    assert phone.key("sold 1 peeliwali") == "dialogue.unknown_product"
    assert 'From now on "peeliwali" is Lux Soap 100 g here.' in phone.hears("lux")
    assert phone.hears("sold 1 peeliwali").startswith("✅ Sold 1 Lux")


def test_another_shop_never_hears_of_it(phone: Phone, store: int) -> None:
    other = make_store("Bina Stores", "+919811100002")
    teach(phone)
    theirs = Phone(other, address="+919811100002")
    with desk_session() as session:
        session.execute(update(User).values(language="en"))
    assert theirs.key("sold 1 peeliwali") == "dialogue.unknown_product"
    assert own_names(other) == []


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("peeliwali", True),
        ("chhota dabba xyzzy", True),
        ("maggi", False),
        ("मैगी", False),
        ("parle g", False),
        ("noodles", False),
        ("tiger", False),
        ("salt", False),
        ("namak", False),
        ("wala", False),
        ("aur do", False),
        ("12", False),
        ("ab", False),
        ("", False),
        ("a long story about many words", False),
    ],
)
def test_no_word_that_means_something_becomes_a_name(text: str, may: bool) -> None:
    assert may_name(text, SHOP) is may
