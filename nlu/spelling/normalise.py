"""Text as people type it, made into tokens with one space between them: the one form that everything else reads.

Unicode is composed (NFC), digits are ASCII, fractions are `1/2`, a number stands apart from the unit or word that it
was glued to, punctuation stands apart from words. Case, spelling and script are kept: a customer's name comes back as
it was said. `normalise(text).split()` are the tokens.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import regex

# Names that hold a digit beside a letter: "7up" is a drink, not seven of anything.
WHOLE_NAMES = ("7up", "7-up", "5star", "5-star", "3roses", "3-roses", "555", "50-50", "20-20", "502", "u&me")

_INVISIBLE = regex.compile(
    r"[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uFE0E\uFE0F\u20E3\U0001F3FB-\U0001F3FF]"
)
_BLANK = regex.compile(r"[\p{Cc}\p{Z}]")
# A joiner means something between two letters of an Indic script ("क्‍ष") and nothing elsewhere.
_STRAY_JOINER = regex.compile(r"(?<![\p{L}\p{M}])[\u200C\u200D]+|[\u200C\u200D]+(?![\p{L}\p{M}])")
_COMPATIBLE = regex.compile(r"[\uFF01-\uFF5E\U0001D400-\U0001D7FF\u2460-\u2473]")
_FRACTION = regex.compile(r"[\u00BC-\u00BE\u2150-\u215E]")
_DIGIT = regex.compile(r"(?![0-9])\p{Nd}")
_CHILLU = {"ണ്‍": "ൺ", "ന്‍": "ൻ", "ര്‍": "ർ", "ല്‍": "ൽ", "ള്‍": "ൾ", "ക്‍": "ൿ"}
_LOOKALIKES = str.maketrans(
    {"‘": "'", "’": "'", "ʼ": "'", "`": "'", "´": "'", "“": " ", "”": " ", "„": " ", '"': " ", "«": " ", "»": " "}
    | {"‐": "-", "‑": "-", "‒": " - ", "–": " - ", "—": " - ", "―": " - ", "−": "-", "…": " . ", "।": " . "}
    | {"॥": " . ", "×": " x ", "⁄": "/", "₨": "₹", "،": ",", "、": ",", "۔": " . ", "•": " ", "·": " "}
    | {"_": " ", "~": " ", "|": " ", "\t": " ", "\u00a0": " "}
)

_RUPEES = regex.compile(r"(?<![\p{L}\p{M}])(?:rs|inr)\.?\s*(?=\d)", regex.I)
_RUPEES_AFTER = regex.compile(r"(?:₹\s*)?(?<![\d/.])(\d+(?:\.\d+)?)\s*/[-=]")
_GROUPED = regex.compile(r"(?<![\d.,])\d{1,3}(?:,\d{2,3})*,\d{3}(?![\d,])")
_BARE_DECIMAL = regex.compile(r"(?<![\p{L}\p{M}\p{N}.,:/-])\.(?=\d)")
# Bengali chats write "chh" with a six, which it sounds like: "a6e", "ge6ilo", "kore66i".
_SIX = regex.compile(
    r"(?<=(?<![\p{L}\p{N}])[a-z]*[aeiou])6{1,2}(?=[eio](?:n|na|lo|la|lam|len|s)?(?![\p{L}\p{N}]))", regex.I
)
_MERIDIEM = regex.compile(r"(?<=\d\s?)([ap])\.m\b\.?", regex.I)

_TOKEN = regex.compile(
    r"""(?P<name>(?<![\p{L}\p{N}])(?:"""
    + "|".join(regex.escape(name) for name in WHOLE_NAMES)
    + r""")(?![\p{L}\p{M}\p{N}]))
    |(?P<date>(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?!\d)|(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)|(?<![\d/])\d{1,2}/20\d{2}(?![\d/]))
    |(?P<clock>(?<!\d)\d{1,2}:\d{2}(?!\d))
    |(?P<ratio>(?<!\d)\d{1,3}/\d{1,3}(?![\d/]))
    |(?P<ordinal>(?<!\d)\d{1,2}(?:st|nd|rd|th)(?![\p{L}\p{M}\d]))
    |(?P<number>\d+(?:\.\d+)?)
    |(?P<initials>(?<![\p{L}\p{M}])(?:\p{Lu}\.){2,})
    |(?P<code>(?<![\p{L}\p{M}])\p{Latin}{1,2}-?\d{1,2}(?![\p{L}\p{M}\d])(?<![xX]\d{1,2}))
    |(?P<word>[\p{L}\p{M}](?:[\p{L}\p{M}\u200C\u200D]|(?<=[\p{L}\p{M}])['’&-](?=[\p{L}\p{M}]))*)
    |(?P<sign>[^\s\p{L}\p{M}\p{N}])(?P=sign)*
    |(?P<other>\S)""",
    regex.I | regex.X,
)


@lru_cache(maxsize=8192)
def normalise(text: str) -> str:
    """`text` as tokens with one space between: "10pkt,maggi" gives "10 pkt , maggi", "दूध–२" gives "दूध - 2".

    Rupees before a number become `₹` ("Rs.20", "20/-" give "₹ 20"), "12,500" becomes 12500, "½" becomes "1/2". Emoji
    stand alone. Normalising twice changes nothing.
    """
    text = unicodedata.normalize("NFC", text)
    text = _INVISIBLE.sub("", _BLANK.sub(" ", text))
    for old, new in _CHILLU.items():
        text = text.replace(old, new)
    text = _STRAY_JOINER.sub("", text)
    text = _COMPATIBLE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = _FRACTION.sub(lambda match: f" {unicodedata.normalize('NFKC', match[0]).replace(chr(0x2044), '/')} ", text)
    text = _DIGIT.sub(lambda match: _as_ascii_digit(match[0]), text)
    text = text.translate(_LOOKALIKES)
    text = _GROUPED.sub(lambda match: match[0].replace(",", ""), text)
    text = _SIX.sub("chh", text)
    text = _RUPEES.sub(" ₹ ", text)
    text = _RUPEES_AFTER.sub(r" ₹ \1 ", text)
    text = _MERIDIEM.sub(r"\1m ", text)
    text = _BARE_DECIMAL.sub("0.", text)
    return " ".join(_shorten(match[0]) for match in _TOKEN.finditer(text))


def _shorten(token: str) -> str:
    """One sign for a run of the same sign ("!!!"), everything else as it is."""
    repeated = len(token) > 1 and len(set(token)) == 1
    return token[0] if repeated and unicodedata.category(token[0])[0] not in "LMN" else token


def _as_ascii_digit(character: str) -> str:
    # `regex` knows digits of newer Unicode versions than the standard library does: those stay as they are.
    return str(unicodedata.digit(character, character))
