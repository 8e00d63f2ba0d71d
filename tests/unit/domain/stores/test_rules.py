"""UPI ids as people write them, and the link that asks for the exact amount."""

from __future__ import annotations

import pytest

from domain.stores.rules import parse_upi, upi_link
from domain.values import Money


@pytest.mark.parametrize(
    ("text", "upi_id"),
    [
        ("Asha.store@okaxis", "asha.store@okaxis"),
        ("meri id 9876543210@ybl hai", "9876543210@ybl"),
        ("asha@example.com", None),
        ("asha@ybl ya asha@okaxis", None),
        ("@ybl", None),
        ("kal batata hoon", None),
    ],
)
def test_a_upi_id_is_found_in_the_words(text: str, upi_id: str | None) -> None:
    assert parse_upi(text) == upi_id


def test_the_link_asks_for_the_amount_to_the_paisa() -> None:
    link = upi_link("asha@ybl", "Asha & Sons", Money("250.5"), "Ramesh")
    assert link == "upi://pay?pa=asha@ybl&pn=Asha%20%26%20Sons&am=250.50&cu=INR&tn=Ramesh"
