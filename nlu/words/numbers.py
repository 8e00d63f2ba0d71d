"""Numbers as shopkeepers say them: digits, words, and the fractions of the counter (dhai, dedh sau, sawa do, 1 1/2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import regex

from nlu.lexicon import Lexicon
from nlu.spelling.tokens import Token, soft_key
from nlu.words.units import MEASURED

_RATIO = regex.compile(r"(\d{1,2})/([2348])$")
_GREAT = Decimal(100)
_SCALES = tuple(map(Decimal, (100, 1_000, 100_000, 10_000_000)))
"""What a number before it multiplies. Words that say 200 to 900 by themselves are numbers: "randennam irunnooru" are two."""
_SHORT_SOUND = 3
"""Letters of a folded word that is met by chance."""
_DIVISIBLE = ("kg", "g", "l", "ml", "dozen", "quarter", "quintal")


@dataclass(frozen=True)
class Number:
    """A number said with the tokens `start` to `end`."""

    start: int
    end: int
    value: Decimal
    in_digits: bool


class NumberReader:
    """Reads the numbers of one message. `names_product(i)` tells whether token `i` belongs to a product's name."""

    def __init__(self, tokens: Sequence[Token], lexicon: Lexicon, names_product: Callable[[int], bool]) -> None:
        self.tokens = tokens
        self.lexicon = lexicon
        self.names_product = names_product

    def read(self) -> list[Number]:
        """Every number of the message in order, none overlapping."""
        found: list[Number] = []
        index = 0
        while index < len(self.tokens):
            number = None if self._is_name(index) else self._compound(index)
            if number is not None:
                found.append(number)
            index = number.end if number is not None else index + 1
        return found

    def _is_name(self, index: int) -> bool:
        return self.names_product(index)

    def _compound(self, start: int) -> Number | None:
        """A whole number phrase: "do sau pachaas" 250, "dedh hazaar" 1500, "2 and a half" 2.5."""
        total, end = Decimal(0), start
        last_multiplier: Decimal | None = None
        while True:
            at = end if last_multiplier is None else self._after_join(end)
            term = self._term(at)
            multiplier_at = term[1] if term else end
            multiplier = self._value("multipliers", multiplier_at)
            whole = term is not None and multiplier is not None and _GREAT <= multiplier[0] not in _SCALES
            if multiplier is not None and term is not None and self._is_of_its_own(term[0], multiplier_at):
                # "మూడు వంద రూపాయలకి": three for a hundred. Three hundred are వందలు.
                multiplier = None
            if multiplier is not None and not whole and self._is_multiplier(multiplier_at, term is not None):
                if last_multiplier is not None and multiplier[0] >= last_multiplier:
                    break
                total += (term[0] if term else Decimal(1)) * multiplier[0]
                last_multiplier, end = multiplier
                end = multiplier[1]
                continue
            if term is not None and (last_multiplier is None or self._may_follow(term[0], last_multiplier, at)):
                total, end = total + term[0], term[1]
            break
        if end == start:
            return None
        half = self._value("and_fractions", end)
        if half is not None:
            total, end = total + half[0], half[1]
        digits = all(not token.is_word for token in self.tokens[start:end])
        return Number(start, end, total, digits)

    def _after_join(self, index: int) -> int:
        """Where what "and" adds to hundreds begins, in "four hundred and fifty"; `index` where it adds nothing.

        In "sugar for one hundred and five coke" the 5 is the next line's.
        """
        join = self.lexicon.table("number_joins").match(self.tokens, index)
        at = index + join[1] if join is not None else index
        term = self._word(at) if index < at < len(self.tokens) and not self._is_name(at) else None
        if term is None:
            return index
        next_line = term[1] < len(self.tokens) and self._is_name(term[1]) and any(map(self._is_name, range(index)))
        return index if next_line else at

    def _may_follow(self, value: Decimal, multiplier: Decimal, at: int) -> bool:
        # "sau 5" is two numbers in "surf 100 ... 5"; "ek sau bees" is one: only words go on after a multiplier.
        return value < multiplier and value >= 1 and self.tokens[at].is_word

    def _term(self, index: int) -> tuple[Decimal, int] | None:
        """A number below a hundred or in digits, with what is added to it: "sawa do", "1 1/2", "twenty five"."""
        if index >= len(self.tokens):
            return None
        token = self.tokens[index]
        if token.is_number:
            value = Decimal(token.text)
            ratio = self._ratio(index + 1)
            return (value + ratio, index + 2) if ratio is not None and ratio < 1 else (value, index + 1)
        ratio = self._ratio(index)
        if ratio is not None:
            return ratio, index + 1
        return self._shifted(index) or self._fraction(index) or self._word(index)

    def _is_of_its_own(self, value: Decimal, index: int) -> bool:
        return value > 1 and self.lexicon.table("lone_multipliers").spells(self.tokens[index])

    def _ratio(self, index: int) -> Decimal | None:
        match = _RATIO.match(self.tokens[index].text) if index < len(self.tokens) else None
        return Decimal(match[1]) / Decimal(match[2]) if match else None

    def _shifted(self, index: int) -> tuple[Decimal, int] | None:
        shift = self._value("shifts", index)
        if shift is None:
            return None
        after = self._value("numbers", shift[1]) or self._term(shift[1])
        if after is not None and after[0] == after[0].to_integral_value() and not self._is_name(shift[1]):
            # Of hundreds that are one phrase a half is fifty: "sade tin she".
            scale = _GREAT if after[0] >= _GREAT and not after[0] % _GREAT else 1
            return after[0] + shift[0] * scale, after[1]
        multiplier = self._value("multipliers", shift[1])
        if multiplier is not None or (shift[0] < 0 and self._unit(shift[1]) is not None):
            return 1 + shift[0], shift[1]
        return None

    def _fraction(self, index: int) -> tuple[Decimal, int] | None:
        fraction = self._value("fractions", index)
        if fraction is None:
            return None
        # "pav" is also a unit ("teen pav chini") and a bread: a fraction only before another unit ("pav kilo").
        if self._unit(index) is not None and self._unit(fraction[1]) not in _DIVISIBLE:
            return None
        return fraction

    def _word(self, index: int) -> tuple[Decimal, int] | None:
        number = self._value("numbers", index)
        spoken = self._hundreds(*number) if number is not None else None
        if spoken is not None:
            return spoken
        if number is None or not self._is_meant(index, number[1]):
            return self._article(index) if number is None else None
        value, end = number
        if self._is_rather_a_verb(index, end, value):
            return None
        if value >= 20 and value % 10 == 0 and end < len(self.tokens) and self.tokens[end].is_word:
            ones = self._value("numbers", end) or self._value("fractions", end)
            if ones is not None and 1 <= ones[0] < 10 and self._is_meant(end, ones[1]) and not self._is_name(end):
                return value + ones[0], ones[1]
        return value, end

    def _hundreds(self, value: Decimal, index: int) -> tuple[Decimal, int] | None:
        """Prices as English says them, "one ninety", "two twenty five": 190, 225."""
        if not self.lexicon.table("hundreds_before").spells(self.tokens[index - 1]):
            return None
        if not self.tokens[index : index + 1] or not self.tokens[index].is_word or self._is_name(index):
            return None
        tens = self._word(index)
        return (value * 100 + tens[0], tens[1]) if tens is not None and 20 <= tens[0] < 100 else None

    def _is_rather_a_verb(self, index: int, end: int, value: Decimal) -> bool:
        """Whether a great number is the verb that a message ends in: Telugu "veyyi" is a thousand, and "put it"."""
        everyday = any(self.lexicon.table(name).spells(self.tokens[index]) for name in ("words", "markers"))
        if value < _GREAT or end < len(self.tokens) or not everyday:
            return False
        numbers = self.lexicon.table("numbers")
        return any(token.is_number or numbers.match((token,), 0) is not None for token in self.tokens[:index])

    def _article(self, index: int) -> tuple[Decimal, int] | None:
        if self.lexicon.table("articles").match(self.tokens[index : index + 1], 0) is None or index + 1 >= len(
            self.tokens
        ):
            return None
        before_number = index > 0 and (self._ends_number(index) or self._currency(index - 1))
        following = self._unit(index + 1) is not None or self.names_product(index + 1)
        return (Decimal(1), index + 1) if following and not before_number else None

    def _ends_number(self, end: int) -> bool:
        """Whether a number ends right before `end`: the "a" of "hundred a kilo" is no one."""
        tables = ("numbers", "multipliers", "fractions")
        return self.tokens[end - 1].is_number or any(
            self.lexicon.table(name).match_before(self.tokens, end) is not None for name in tables
        )

    def _is_meant(self, index: int, end: int) -> bool:
        """Whether a word that is also something else ("do": two, or give) is a number here."""
        after = self.lexicon.guarded.get(self.tokens[index].lower)
        if after is None:
            return True
        if self._is_counted(index, end):
            return True
        if index > 0 and self.lexicon.table("sizes").spells(self.tokens[index - 1]):
            # "Maggi chhoti aath badi do".
            return True
        if index > 0 and self.tokens[index - 1].soft in after:
            return False
        if end < len(self.tokens):
            following = self.tokens[end : end + 1]
            counted = self._unit(end) is not None or self.names_product(end) or self._currency(end)
            counted |= self.lexicon.table("sizes").match(following, 0) is not None
            if counted or self.lexicon.table("multipliers").match(following, 0) is not None:
                return True
            if self._tells_a_pack(end):
                return True
            twice = following[0].lower == self.tokens[index].lower
            if twice and (self._unit(end + 1) is not None or self.names_product(end + 1)):
                # "Do do kilo": two of each.
                return True
            if index == 0 and following[0].is_number and self._unit(end + 1) in MEASURED:
                # "One 250 g red label": packs of that size.
                return True
            if self._value("numbers", end) is not None or not following[0].is_word:
                return index > 0 and self.names_product(index - 1)
        return index > 0 and self.names_product(index - 1)

    def _tells_a_pack(self, index: int) -> bool:
        """Whether "wala" stands between a number and what it is of, or how many: "parle g 6 das wala 2"."""
        wala = self.lexicon.table("pack_price").match(self.tokens, index)
        at = index + wala[1] if wala is not None else len(self.tokens)
        return at < len(self.tokens) and (self.tokens[at].is_number or self.names_product(at))

    def _is_counted(self, index: int, end: int) -> bool:
        """Whether the words around say that a number is meant: "do hi the" (only two), "do nahi teen", "do bola tha"."""
        if end >= len(self.tokens):
            return False
        before = self.lexicon.table("old_before").match_before(self.tokens, index)
        if before is not None and index > before[1] and self._ends_number(index - before[1]):
            # "Teen nahi chaar hote": what is meant instead of a number is one.
            return True
        follow = (self.lexicon.table(name).match(self.tokens, end) for name in ("old_before", "said"))
        denied = index == 0 and any(found is not None for found in follow)
        return denied or self.lexicon.table("after_number").match(self.tokens, end) is not None

    def _is_multiplier(self, index: int, after_term: bool) -> bool:
        if self._is_name(index):
            return False
        guard = self.lexicon.guarded.get(self.tokens[index].lower)
        cue = self.lexicon.table("price_after").match(self.tokens, index)
        if guard is not None and cue is not None and cue[1] > 1:
            # The "k" of "130 k bhaav" is a short "ke", and no thousand.
            return False
        return guard is None or (after_term and self._ends_number(index))

    def _unit(self, index: int) -> str | None:
        found = self.lexicon.table("units").match(self.tokens, index) if index < len(self.tokens) else None
        return found[0] if found else None

    def _currency(self, index: int) -> bool:
        return self.lexicon.table("currency").match(self.tokens, index) is not None

    def _value(self, table: str, index: int) -> tuple[Decimal, int] | None:
        if index >= len(self.tokens):
            return None
        found = self.lexicon.table(table).match(self.tokens, index)
        if found and table == "numbers" and found[1] == 1 and self._only_sounds(index):
            return None
        return (Decimal(found[0]), index + found[1]) if found else None

    def _only_sounds(self, index: int) -> bool:
        """Whether a short word in an Indian script only sounds like a number: थीं (were) is no तीन (three)."""
        token = self.tokens[index]
        short = len(token.soft) <= _SHORT_SOUND and not token.text.isascii()
        return short and not self.lexicon.table("numbers").spells(token)


def bare_number(tokens: Sequence[Token], lexicon: Lexicon) -> Decimal | None:
    """The number that a message is, when it is nothing more: "2", "२.", "dhai"."""
    words = tuple(token for token in tokens if token.is_word or any(c.isdigit() for c in token.text))
    if len(words) == 1 and soft_key(words[0].text) and not words[0].is_number:
        table = lexicon.table("numbers").whole(words) or lexicon.table("fractions").whole(words)
        if table is not None:
            return Decimal(table)
    found = NumberReader(words, lexicon, lambda _: False).read()
    return found[0].value if len(found) == 1 and (found[0].start, found[0].end) == (0, len(words)) else None
