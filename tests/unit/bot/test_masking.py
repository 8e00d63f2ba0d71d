"""Names and numbers of people are taken out of what they wrote."""

from __future__ import annotations

import pytest
import regex

from bot.masking import is_masked, mask, stand_in

CASES = [
    ("Latn", "Ramesh ko 5 maggi udhaar", ["Ramesh"]),
    ("Latn", "RAMESH's balance", ["Ramesh"]),
    ("Latn", "rameshko 250 likho", ["Ramesh"]),
    ("Latn", "Sita Devi ne 100 diye, sita  devi ka 20 baki", ["Sita Devi"]),
    ("Deva", "रमेश को 250 लिखो", ["रमेश"]),
    ("Taml", "ரமேஷுக்கு 2 கிலோ சர்க்கரை கடன்", ["ரமேஷ்"]),
    ("Telu", "రమేష్‌కి 2 కిలో చక్కెర", ["రమేష్"]),
    ("Beng", "রমেশের খাতায় ২৫০", ["রমেশ"]),
]


@pytest.mark.parametrize(("script", "text", "names"), CASES)
def test_a_name_is_another_afterwards_with_its_ending(script: str, text: str, names: list[str]) -> None:
    masked = mask(text, names, script)
    assert is_masked(masked, names)
    assert not is_masked(text, names)
    assert regex.findall(r"\d+", masked) == regex.findall(r"\d+", text)
    assert len(masked.split()) >= len(text.split()) - 2
    foreign = rf"(?!\p{{Script={script}}})\p{{L}}"
    assert regex.findall(foreign, masked) == regex.findall(foreign, text) == []


def test_the_same_person_stays_the_same() -> None:
    assert mask("Ramesh 100", ["Ramesh"], "Latn").split()[0] == mask("ramesh 20", ["ramesh"], "Latn").split()[0]
    assert stand_in("Ramesh", "Latn") != "Ramesh"


def test_a_short_name_is_no_part_of_a_word() -> None:
    assert mask("Ram ko 2 ramayan", ["Ram"], "Latn").endswith(" ko 2 ramayan")
    assert not is_masked("rameshwar", ["Ramesh"])


@pytest.mark.parametrize("number", ["+91 98111 00001", "9811100001", "98111-00001", "+919811100001"])
def test_a_phone_number_is_nobodys(number: str) -> None:
    masked = mask(f"call {number} now", [], "Latn")
    assert "11100001" not in regex.sub(r"\D", "", masked)
    assert len(masked) == len(f"call {number} now")


def test_prices_and_quantities_stay() -> None:
    text = "5 maggi 70 rs, total 1,25,000 on 22-11-2026, 2500"
    assert mask(text, [], "Latn") == text


@pytest.mark.parametrize("address", ["asha@okaxis", "asha.devi@example.in", "https://pay.example/asha", "www.asha.in"])
def test_addresses_are_taken_out(address: str) -> None:
    assert "asha" not in mask(f"pay to {address} please", [], "Latn")
