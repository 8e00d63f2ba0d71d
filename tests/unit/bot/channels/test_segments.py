"""Segments: as many as an independent count says, cut between graphemes, and joined they are the text."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels import segments
from bot.channels.sms import economical

# The chart of 3GPP TS 23.038, 6.2.1, column by column as printed there, and its extension table.
CHART = (
    "@£$¥èéùìòÇ\nØø\rÅå",
    "Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ",
    " !\"#¤%&'()*+,-./",
    "0123456789:;<=>?",
    "¡ABCDEFGHIJKLMNO",
    "PQRSTUVWXYZÄÖÑÜ§",
    "¿abcdefghijklmno",
    "pqrstuvwxyzäöñüà",
)
EXTENSION = "\f^{}\\[~]|€"


def network_count(text: str) -> int:
    """Segments, counted as a network does that lays characters side by side, in bits and without our code."""
    sizes = []
    for character in text:
        if any(character in column for column in CHART):
            sizes.append(7)
        elif character in EXTENSION:
            sizes.append(14)
        else:
            sizes = [16 if ord(one) < 0x10000 else 32 for one in text]
            break
    bits = 140 * 8
    if sum(sizes) <= bits:
        return 1
    # A header of 6 bytes; septets begin at the next multiple of seven bits.
    wide = bool(sizes) and sizes[0] >= 16
    room = bits - 48 if wide else (bits - 48) // 7 * 7
    parts, used = 1, 0
    for size in sizes:
        if used + size > room:
            parts, used = parts + 1, 0
        used += size
    return parts


SCRIPTS = {
    "Latin": "abcXYZ 0123456789.,!?€[]{}éñ",
    "Devanagari": "कखगस्टॉि़ं अआ।",
    "Bengali": "কখগস্টিং অ",
    "Telugu": "కఖగస్టిం అ",
    "Tamil": "கஙசஸ்டிம் அ",
    "Gujarati": "કખગસ્ટિં અ",
    "Kannada": "ಕಖಗಸ್ಟಿಂ ಅ",
    "Malayalam": "കഖഗസ്റ്റിം അ",
    "Gurmukhi": "ਕਖਗਸ੍ਟਿਂ ਅ",
    "Odia": "କଖଗସ୍ଟିଂ ଅ",
    "signs": "₹✅😀👨‍👩‍👧🇮🇳👍🏽–“”… \n",
    "everything": "aक কகు₹😀€[~^\n",
}
TEXTS = st.one_of(
    *(st.text(st.sampled_from(letters), max_size=700) for letters in SCRIPTS.values()),
    st.text(max_size=700),
)


@settings(max_examples=1000, deadline=None)
@given(TEXTS)
def test_a_thousand_texts_in_all_scripts(text: str) -> None:
    parts = segments.split(text)
    assert segments.count(text) == network_count(text)
    assert "".join(parts) == text
    assert all(network_count(part) == 1 for part in parts)
    assert segments.count(text) <= len(parts) <= segments.count(text) * 2
    graphemes = regex.findall(r"\X", text)
    if all(segments.count_units(one) <= segments.UNITS_JOINED for one in graphemes):
        ends, at = set(), 0
        for grapheme in graphemes:
            at += len(grapheme)
            ends.add(at)
        cuts = [sum(map(len, parts[:number])) for number in range(1, len(parts))]
        assert ends.issuperset(cuts)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        # The two septets of the sign would be parted at 153: it moves over.
        ("a" * 152 + "€" + "a" * 152, 3),
        ("क" * 70, 1),
        ("क" * 71, 2),
        ("a" * 69 + "₹", 1),
        ("a" * 160 + "₹", 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 67, 3),
    ],
)
def test_counts(text: str, number: int) -> None:
    assert segments.count(text) == number == network_count(text)


def test_a_grapheme_is_not_cut() -> None:
    parts = segments.split("a" * 65 + "स्टॉ" + "क" * 20)
    assert parts == ["a" * 65, "स्टॉ" + "क" * 20]


def test_a_grapheme_longer_than_a_segment_is_cut_rather_than_lost() -> None:
    text = "a" + "\u0301" * 200
    assert "".join(segments.split(text)) == text
    assert all(segments.count_units(part) <= segments.UNITS_JOINED for part in segments.split(text))


@pytest.mark.parametrize(
    ("text", "left"), [("", 160), ("a" * 150, 10), ("क" * 60, 10), ("a" * 161, 153 - 8), ("क" * 71, 67 - 4)]
)
def test_room(text: str, left: int) -> None:
    assert segments.room(text) == left


def test_one_sign_does_not_halve_the_segments_of_a_latin_text() -> None:
    text = "Sold 5 Maggi – “Ramesh’s” account… " + "a" * 110
    assert segments.count(text) == 3
    assert economical(text) == 'Sold 5 Maggi - "Ramesh\'s" account... ' + "a" * 110
    assert segments.count(economical(text)) == 1


def test_a_text_in_another_script_keeps_every_word() -> None:
    assert economical("चीनी 2 किलो – बिकी") == "चीनी 2 किलो – बिकी"
    assert economical("क" * 69 + "  " + "क") == "क" * 69 + "  " + "क"
    assert segments.count(economical("क" * 68 + "  " + "क")) == 1
