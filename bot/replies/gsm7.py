"""The alphabet of a plain SMS: one character outside it, and a segment holds 70 characters instead of 160."""

from __future__ import annotations

import regex

from nlu.spelling.fold import romanise

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = "^{}\\[~]|€\f"
ALPHABET = frozenset(_BASIC + _EXTENDED)
"""3GPP TS 23.038, the default alphabet and its extension table."""

_ALIKE = str.maketrans(
    {
        "₹": "Rs ",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "–": "-",
        "—": "-",
        "…": "...",
        "•": "-",
        "×": "x",
        "\u00a0": " ",
    }
)
_WORD = regex.compile(r"[\p{L}\p{M}\u200c\u200d]+")


def fits(text: str) -> bool:
    """Whether every character of `text` is in the SMS alphabet."""
    return ALPHABET.issuperset(text)


def fit(text: str) -> str:
    """`text` in the SMS alphabet: letters of other scripts romanised ("रमेश" is "Ramesh"), other signs left out."""
    if fits(text):
        return text
    latin = _WORD.sub(lambda word: word[0] if fits(word[0]) else romanise(word[0]).capitalize(), text.translate(_ALIKE))
    return "".join(character for character in latin if character in ALPHABET)


def count_septets(text: str) -> int:
    """How many septets `text` takes, of the 160 in a segment. Characters of the extension table take two."""
    return sum(2 if character in _EXTENDED else 1 for character in text)
