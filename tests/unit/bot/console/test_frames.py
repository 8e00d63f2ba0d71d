"""A frame out of a form's fields."""

from __future__ import annotations

from typing import Any

import pytest

from bot.console.frames import BadFrame, make

SKUS = frozenset({"maggi-70g"})
EMPTY = {"sku": "", "text": "", "quantity": "", "price": "", "amount": ""}


def frame(
    intent: str, items: list[dict[str, str]] | None = None, heard: dict[str, Any] | None = None, **fields: str
) -> Any:
    return make(intent, items or [], fields, heard or {}, SKUS)


def test_only_what_was_said_is_in_it() -> None:
    items = [{**EMPTY, "sku": "maggi-70g", "text": " maggi ", "quantity": "5.0"}, EMPTY, {**EMPTY, "text": "xyz"}]
    assert frame("record_sale", items, customer=" Ramesh ", credit="yes", amount="1,200") == {
        "items": [{"sku": "maggi-70g", "text": "maggi", "quantity": "5"}, {"sku": None, "text": "xyz"}],
        "customer": "Ramesh",
        "credit": True,
        "amount": "1200",
    }


def test_of_what_the_form_does_not_ask_about_what_was_heard_stays_where_the_intent_was_right() -> None:
    heard = {"intent": "sales_report", "language": "hi", "period": "today", "confirm": True, "customer": "X"}
    assert frame("sales_report", heard=heard) == {"period": "today"}
    assert frame("profit_report", heard=heard) == {}


def test_an_intent_without_products_has_no_items() -> None:
    assert frame("greet", [{**EMPTY, "text": "maggi"}]) == {}


@pytest.mark.parametrize(
    ("intent", "item", "why"),
    [
        ("", {}, "labels.no_intent"),
        ("drop_tables", {}, "labels.no_intent"),
        ("record_sale", {"sku": "nothing"}, "labels.no_product"),
        ("record_sale", {"quantity": "many"}, "labels.no_number"),
        ("record_sale", {"quantity": "NaN"}, "labels.no_number"),
        ("record_sale", {"price": "-5"}, "labels.no_number"),
        ("record_sale", {"amount": "1e99"}, "labels.no_number"),
    ],
)
def test_what_can_not_be_is_refused(intent: str, item: dict[str, str], why: str) -> None:
    with pytest.raises(BadFrame, match=why):
        frame(intent, [{**EMPTY, **item}])
