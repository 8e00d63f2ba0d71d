"""Number words that have grown together, with each other or with an ending, taken apart before anything reads them.

"વીસની" is twenty with an ending, "साडेअठरा" eighteen with its half before it, പന്ത്രണ്ടര twelve with it behind,
നൂറ്റിനാല്പതിന് a hundred and forty with a case ending, ଅଧକିଲୋ half a kilo. Which endings and halves there are is data of
each lexicon.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

import regex

from nlu.contract import plain
from nlu.lexicon import Lexicon, lexicon_alone
from nlu.spelling.fold import romanise
from nlu.spelling.tokens import Token, soft_key, tokenise
from nlu.words.endings import stems
from nlu.words.units import MEASURED

_SHORT_NUMBER, _LONG_NUMBER, _LONG_IN_OWN_SCRIPT = 2, 6, 3
"""Letters of a number's word that may as well begin a name, and of one that does not, in chat's letters and in its own."""
_SHORTEST_SHIFT, _SHORTEST_REST, _SHORTEST_HUNDRED = 4, 3, 3
_SHORTEST_MEASURE, _SHORTEST_PART, _MOST_PARTS = 4, 2, 20
"""Letters of a weight's word and of the number before it, and below what: nobody grows "thirty" onto a kilo."""
_VOWEL = regex.compile(r"[aeiou]+$")
_LAST_VOWEL = regex.compile(r"[aeiou]$")
_DOUBLED = regex.compile(r"(.)\1+")


def with_split_endings(
    tokens: tuple[Token, ...], lexicon: Lexicon, names: frozenset[int] = frozenset()
) -> tuple[Token, ...]:
    """The tokens with what has grown together with a number word as words of their own: "વીસની ખાંડ" reads as "વીસ ની ખાંડ".

    Two numbers in one word become one in digits. Tokens in `names` are people's or firms' and stay whole.
    """
    texts: list[tuple[str, int]] = []
    changed = False
    for token in tokens:
        pieces = _pieces(token, lexicon) if token.index not in names else None
        if pieces is None:
            texts.append((token.text, token.start))
            continue
        changed = True
        number, ending = pieces
        texts.append((number, token.start))
        if ending:
            # Where it stands decides which of the model's labels it is under: inside the word that it was.
            texts.append((ending, token.start + min(len(number), len(token.text) - len(ending))))
    if not changed:
        return tokens
    return tuple(Token(index, text, start, text.lower(), soft_key(text)) for index, (text, start) in enumerate(texts))


def _pieces(token: Token, lexicon: Lexicon) -> tuple[str, str] | None:
    """A word's number and its ending (maybe none); None where it is a known word, or no number."""
    if not token.is_word or lexicon.spells(token):
        return None
    first, joint, second = token.text.partition("-")
    if joint and first == second and _is_number_word(first, lexicon):
        # "तीन-तीन", three each.
        return first, second
    # Of two ways the one whose number is nothing else: ବାରଟା-ରେ rather than ବାର-ଟାରେ, for ବାର is a day too.
    for stem, ending in sorted(_inflected(token.text, lexicon), key=lambda parts: parts[0].lower() in lexicon.guarded):
        if ending and _is_number_word(stem, lexicon) and len(romanise(stem)) > _SHORT_NUMBER:
            # "Soni" is a name, whatever "so" is.
            return stem, ending
        value = _joined(stem.lower(), lexicon.codes)
        if value is not None:
            return plain(value), ending
    return _measured(token.lower, lexicon.codes)


def is_inflected_number(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is a number with an ending and too long to be anybody's name: ಇಪ್ಪತ್ತೈದರ, at twenty-five."""
    if not token.is_word or lexicon.spells(token):
        return False
    long = _LONG_NUMBER if token.text.isascii() else _LONG_IN_OWN_SCRIPT
    return any(
        ending and len(romanise(stem)) >= long and stem not in lexicon.guarded and _is_number_word(stem, lexicon)
        for stem, ending in _inflected(token.text, lexicon)
    )


def _inflected(word: str, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """The word itself, then what is left of it without each ending that number words have, and the ending."""
    yield word, ""
    lower = word.lower()
    for written in lexicon.number_endings:
        ending, _, left = written.partition(">")
        if lower.endswith(ending) and len(word) > len(ending):
            yield word[: len(word) - len(ending)] + left, ending


def _is_number_word(word: str, lexicon: Lexicon) -> bool:
    tables = ("numbers", "multipliers", "fractions")
    tokens = tokenise(word)
    return len(tokens) == 1 and tokens[0].is_word and any(lexicon.table(name).spells(tokens[0]) for name in tables)


@lru_cache(maxsize=4096)
def _measured(word: str, codes: tuple[str, ...]) -> tuple[str, str] | None:
    """A number and the weight or volume that has grown onto it: ଅଧକିଲୋ, "adhkilo", "dedhlitre"; None for any other word.

    The vowel between the two may be lost, and a consonant doubled: അരക്കിലോ.
    """
    for code in codes:
        words = _Words.of(code)
        letters = _letters(word)
        unit = next((unit for unit in words.measures if letters.endswith(unit) and letters != unit), None)
        part = letters[: -len(unit)] if unit else ""
        value = words.parts.get(part) or words.parts.get(_LAST_VOWEL.sub("", part))
        if unit and value:
            return plain(value), words.measures[unit]
    return None


@lru_cache(maxsize=4096)
def _joined(word: str, codes: tuple[str, ...]) -> Decimal | None:
    """The number that several number words in one word make, in the first of the languages that has them, else None."""
    for code in codes:
        value = _with_fraction(word, code)
        if value is None:
            value = _compound(_letters(word), code)
        if value is not None:
            return value
    return None


def _with_fraction(word: str, code: str) -> Decimal | None:
    """ "साडेअठरा" 18.5, பன்னெண்டரை 12.5: a whole number with the half before or behind it."""
    words = _Words.of(code)
    letters = _letters(word)
    for shift, value in words.shifts:
        whole = words.whole.get(letters[len(shift) :]) if letters.startswith(shift) else None
        if whole is not None and len(letters) - len(shift) >= _SHORTEST_REST:
            return whole + value
    for ending, value in words.fraction_endings:
        for stem in stems(word, (ending,)):
            whole = words.whole.get(_letters(stem))
            if whole is not None:
                return whole + value
    return None


def _compound(letters: str, code: str) -> Decimal | None:
    """A hundred or hundreds and what is below, in one word: "ekshevis" 120; the vowel between may be lost or grow a glide."""
    words = _Words.of(code)
    for hundred, value in words.hundreds:
        if not letters.startswith(hundred):
            continue
        rest = letters[len(hundred) :]
        vowel = _VOWEL.search(hundred)
        glided = rest[1:] if rest[:1] in ("y", "v", "w") else rest
        for below in (rest, glided, (vowel[0] if vowel else "") + rest):
            small = words.whole.get(below)
            if small is not None and len(below) >= _SHORTEST_REST:
                return value + small
    return None


class _Words:
    """A language's number words by their letters."""

    def __init__(self, code: str) -> None:
        lexicon = lexicon_alone(code)
        self.whole: dict[str, Decimal] = {}
        for word, value in lexicon.table("numbers").entries():
            number = Decimal(value)
            if " " not in word and 1 <= number < 100 and number == number.to_integral_value():
                self.whole.setdefault(_letters(word), number)
        self.hundreds = _longest_first(
            (_letters(word), Decimal(value))
            for word, value in lexicon.table("multipliers").entries()
            if " " not in word and 100 <= Decimal(value) < 1000 and not Decimal(value) % 100
        )
        self.shifts = _longest_first(
            (_letters(word), Decimal(value))
            for word, value in lexicon.table("shifts").entries()
            if " " not in word and Decimal(value) and len(_letters(word)) >= _SHORTEST_SHIFT
        )
        self.measures = dict(
            sorted(
                ((_letters(word), word) for word, unit in lexicon.table("units").entries() if _is_measure(word, unit)),
                key=lambda entry: -len(entry[0]),
            )
        )
        self.parts = _parts(lexicon)
        self.fraction_endings = tuple((ending, Decimal(value)) for ending, value in lexicon.fraction_endings)

    @staticmethod
    @lru_cache(maxsize=32)
    def of(code: str) -> _Words:
        """Those of one language, made once."""
        return _Words(code)


def _is_measure(word: str, unit: str) -> bool:
    return unit in MEASURED and unit != "quarter" and " " not in word and len(_letters(word)) >= _SHORTEST_MEASURE


def _parts(lexicon: Lexicon) -> dict[str, Decimal]:
    """Fractions and small numbers by their letters, and without a last vowel where only one ends so: "adh" 0.5."""
    whole: dict[str, Decimal] = {}
    shortened: dict[str, set[Decimal]] = {}
    for name in ("fractions", "numbers"):
        for word, value in lexicon.table(name).entries():
            letters = _letters(word)
            if " " not in word and len(letters) >= _SHORTEST_PART and 0 < Decimal(value) < _MOST_PARTS:
                whole.setdefault(letters, Decimal(value))
                shortened.setdefault(_LAST_VOWEL.sub("", letters), set()).add(Decimal(value))
    only = {key: values.pop() for key, values in shortened.items() if len(values) == 1 and len(key) >= _SHORTEST_PART}
    return only | whole


def _longest_first(pairs: Iterator[tuple[str, Decimal]]) -> list[tuple[str, Decimal]]:
    kept = [pair for pair in pairs if len(pair[0]) >= _SHORTEST_HUNDRED]
    return sorted(set(kept), key=lambda pair: (-len(pair[0]), pair))


def _letters(word: str) -> str:
    """A word in plain Latin letters, a doubled letter once."""
    return str(_DOUBLED.sub(r"\1", romanise(word)))
