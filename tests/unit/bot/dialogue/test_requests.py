"""From a frame to a request, and the language of the reply."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from actions.contract import Line
from bot.dialogue.gaps import near
from bot.dialogue.language import language_of_reply, split_tag
from bot.dialogue.requests import Sender, draft, named, with_product
from domain.values import Money, Quantity
from nlu.contract import Candidate, Frame, Item, Product
from nlu.spelling.fold import fold

SENDER = Sender(1, 2, "owner", "Asia/Kolkata", "sms", datetime(2026, 11, 23, tzinfo=UTC), 3, 4)
EGG = Product("egg", "Eggs", "pc", Decimal(7), daily_sales=Decimal(20))
MILK = Product("milk", "Fresh milk (loose)", "l", Decimal(62), daily_sales=Decimal(5))


def test_a_frame_becomes_a_request_with_everything_that_was_said() -> None:
    item = Item("ande", "egg", Decimal(24), "pc", Decimal(7), None, (Candidate("egg", 1.0), Candidate("duck", 0.9)))
    frame = Frame("record_sale", "hi", "Latn", (item,), customer="Ramesh bhai", credit=True, start="21:00")
    made = draft(frame, ("unsure", "ambiguous"), SENDER, 9)
    request = made.request
    assert request.lines == (Line("ande", "egg", Quantity(24), Money(7), None, ("duck",)),)
    assert (request.customer, request.credit, request.start) == (named("Ramesh bhai"), True, time(21))
    assert (request.store_id, request.user_id, request.message_id, request.about_entry_id) == (1, 2, 4, 9)
    assert made.doubts == ("unsure",)


def test_the_day_and_the_event_of_a_question_are_part_of_it() -> None:
    sunday = date(2026, 11, 29)
    request = draft(Frame("demand_forecast", "hi", "Latn", day=sunday, event="fair"), (), SENDER).request
    assert (request.day, request.event) == (sunday, "fair")


def test_spellings_of_a_name_have_one_key() -> None:
    one, other = named("Ramesh"), named("रमेश")
    assert one is not None
    assert other is not None
    assert (one.key, one.name) == (other.key, "Ramesh")
    assert named("  ") is None


def test_a_quantity_is_converted_once_the_product_is_settled() -> None:
    dozen = Line("ande", quantity=Quantity(2))
    settled = with_product(dozen, "dozen", EGG)
    assert settled is not None
    assert settled.quantity == Quantity(24)
    half = with_product(Line("doodh", quantity=Quantity(500)), "ml", MILK)
    assert half is not None
    assert half.quantity == Quantity("0.5")
    assert with_product(Line("doodh", quantity=Quantity(2)), "kg", MILK) is None


def test_near_products_share_a_word_and_are_ordered_by_sales() -> None:
    shop = {p.sku: p for p in (EGG, MILK, Product("m2", "Amul Milk 500 ml", "pc", Decimal(28), daily_sales=Decimal(9)))}
    assert near("tiger milk", shop) == ("m2", "milk")
    assert near("tiger", shop) == ()


def test_a_brand_in_other_letters_is_offered_though_its_key_is_another() -> None:
    shop = {p.sku: p for p in (MILK, Product("paste", "Colgate 100 g", "pc", Decimal(60)))}
    assert fold("கோல்கேட்") != fold("colgate")
    assert near("கோல்கேட்", shop) == ("paste",)
    assert near("gulkand", shop) == ()


@pytest.mark.parametrize(
    ("fixed", "heard", "channel", "expected"),
    [
        (None, ("hi", "Deva"), "whatsapp", ("hi", "Deva")),
        (None, ("hi", "Deva"), "sms", ("hi", "Latn")),
        ("hi", ("en", "Latn"), "sms", ("hi", "Deva")),
        ("hi-Latn", ("hi", "Deva"), "whatsapp", ("hi", "Latn")),
        ("en", ("hi", "Deva"), "sms", ("en", "Latn")),
    ],
)
def test_the_language_of_the_reply(
    fixed: str | None, heard: tuple[str, str], channel: str, expected: tuple[str, str]
) -> None:
    assert language_of_reply(fixed, heard, channel) == expected


def test_a_tag_names_its_script_or_has_the_languages_own() -> None:
    assert split_tag("ta") == ("ta", "Taml")
    assert split_tag("ta-Latn") == ("ta", "Latn")


@pytest.mark.parametrize(
    ("language", "script", "channel", "tag"),
    [
        ("en", None, "whatsapp", "en"),
        ("en", None, "sms", "en"),
        ("en", "Latn", "whatsapp", "en"),
        ("hi", None, "whatsapp", "hi"),
        ("hi", "Latn", "whatsapp", "hi-Latn"),
        ("hi", None, "sms", "hi-Latn"),
        ("hi", "Deva", "sms", "hi"),
        ("ta", None, "whatsapp", "ta"),
        (None, None, "sms", None),
    ],
)
def test_a_language_asked_for_is_a_tag(language: str | None, script: str | None, channel: str, tag: str | None) -> None:
    frame = Frame("set_language", "en", "Latn", to_language=language, to_script=script)
    assert draft(frame, (), replace(SENDER, channel=channel)).request.to_language == tag
