"""Free text, template, SMS or nothing: a table."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.choosing import Means, Prices, choose

PRICES = Prices(template=Decimal("0.115"), segment=Decimal("0.20"), most=Decimal("1.00"))


@pytest.mark.parametrize(
    ("kind", "severity", "window", "template", "segments", "way"),
    [
        ("reply", "important", True, True, 1, "text"),
        ("alert", "informational", True, False, None, "text"),
        ("alert", "critical", False, True, 1, "template"),
        ("alert", "critical", False, False, 1, "sms"),
        # Whatever it costs.
        ("alert", "critical", False, False, 9, "sms"),
        ("alert", "critical", False, False, None, "nothing"),
        ("alert", "important", False, True, 1, "template"),
        ("alert", "important", False, False, 5, "sms"),
        ("alert", "important", False, False, 6, "nothing"),
        ("alert", "informational", False, True, 1, "nothing"),
        ("reply", "important", False, True, None, "template"),
        ("reply", "important", False, False, 2, "sms"),
        ("notice", "important", False, False, 1, "sms"),
        ("agent", "important", False, False, None, "nothing"),
    ],
)
def test_the_way(kind: str, severity: str, window: bool, template: bool, segments: int | None, way: str) -> None:
    assert choose(kind, severity, Means(window, template, segments), PRICES) == way


def test_the_cheaper_way_is_taken_but_for_what_is_critical() -> None:
    dear = Prices(template=Decimal("0.90"), segment=Decimal("0.20"), most=Decimal("1.00"))
    assert choose("alert", "important", Means(False, True, 2), dear) == "sms"
    assert choose("alert", "important", Means(False, True, 5), dear) == "template"
    assert choose("alert", "critical", Means(False, True, 2), dear) == "template"
