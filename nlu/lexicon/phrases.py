"""Phrases and what each stands for, as one section of a lexicon has them: found by spelling, then by sound."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from functools import cache

from nlu.spelling.normalise import normalise
from nlu.spelling.tokens import Token, soft_key


@cache
def _keys_of(phrase: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A phrase's words in lower case, and their keys. Kept: languages are put together in many ways."""
    words = normalise(phrase).split()
    return tuple(word.lower() for word in words), tuple(soft_key(word) for word in words)


class Phrases:
    """Phrases and what each stands for, found at a place in a message: longest first, exact spelling before folded."""

    def __init__(self, known: Container[str] = frozenset()) -> None:
        # Words that are spelt as some table has them mean that, and are no spelling of another: "for" is not "four".
        self._known = known
        self._exact: dict[tuple[str, ...], str] = {}
        self._soft: dict[tuple[str, ...], str] = {}
        self._first: set[str] = set()
        self._longest = 0

    def add(self, phrase: str, value: str) -> None:
        """Let `phrase` stand for `value`, unless it already stands for something."""
        exact, soft = _keys_of(phrase)
        self._exact.setdefault(exact, value)
        self._soft.setdefault(soft, value)
        self._first.update(exact[:1], soft[:1])
        self._longest = max(self._longest, len(exact))

    def match(self, tokens: Sequence[Token], start: int) -> tuple[str, int] | None:
        """What the longest phrase at `start` stands for, and how many tokens it takes."""
        # At most places no phrase begins, and a message is asked about in dozens of tables.
        if not tokens[start : start + 1] or not self._may_begin(tokens[start]):
            return None
        for length in range(min(self._longest, len(tokens) - start), 0, -1):
            span = tokens[start : start + length]
            value = self._spelt(tuple(token.lower for token in span))
            if value is None and not (length == 1 and span[0].lower in self._known):
                value = self._sounding(tuple(token.soft for token in span))
            if value is not None:
                return value, length
        return None

    @property
    def longest(self) -> int:
        """Words of the longest phrase."""
        return self._longest

    def _may_begin(self, token: Token) -> bool:
        return token.lower in self._first or token.soft in self._first

    def _spelt(self, words: tuple[str, ...]) -> str | None:
        return self._exact.get(words)

    def _sounding(self, keys: tuple[str, ...]) -> str | None:
        return self._soft.get(keys)

    def spells(self, token: Token) -> bool:
        """Whether a word is a phrase here, letter for letter."""
        return self._spelt((token.lower,)) is not None

    def match_before(self, tokens: Sequence[Token], end: int) -> tuple[str, int] | None:
        """What the longest phrase that ends just before `end` stands for, and how many tokens it takes."""
        for length in range(min(self._longest, end), 0, -1):
            found = self.match(tokens[end - length : end], 0)
            if found is not None and found[1] == length:
                return found
        return None

    def occurrences(self, tokens: Sequence[Token]) -> list[tuple[str, int, int]]:
        """Every phrase of a message in order, as (value, start, end), none overlapping."""
        found = []
        index = 0
        while index < len(tokens):
            hit = self.match(tokens, index)
            if hit is not None:
                found.append((hit[0], index, index + hit[1]))
            index += hit[1] if hit else 1
        return found

    def whole(self, tokens: Sequence[Token]) -> str | None:
        """What the message stands for when it is one phrase and nothing more."""
        found = self.match(tokens, 0) if tokens else None
        return found[0] if found is not None and found[1] == len(tokens) else None

    def words(self) -> Iterator[str]:
        """Every single word of every phrase, in lower case."""
        for words in self._exact:
            yield from words

    def entries(self) -> Iterator[tuple[str, str]]:
        """Every phrase, in lower case, and what it stands for."""
        for words, value in self._exact.items():
            yield " ".join(words), value


class JoinedPhrases(Phrases):
    """The tables of several languages, asked one after the other: the same answers as if their phrases were in one."""

    def __init__(self, tables: Sequence[Phrases], known: Container[str]) -> None:
        super().__init__(known)
        self._tables = tables
        self._longest = max((table.longest for table in tables), default=0)

    def _may_begin(self, token: Token) -> bool:
        # A loop: this is asked hundreds of times a message, and `any` makes a generator each time.
        lower, soft = token.lower, token.soft
        for table in self._tables:  # noqa: SIM110
            if lower in table._first or soft in table._first:
                return True
        return False

    def _spelt(self, words: tuple[str, ...]) -> str | None:
        return next((value for table in self._tables if (value := table._spelt(words)) is not None), None)

    def _sounding(self, keys: tuple[str, ...]) -> str | None:
        return next((value for table in self._tables if (value := table._sounding(keys)) is not None), None)

    def words(self) -> Iterator[str]:
        """Every single word of every phrase, in lower case."""
        for table in self._tables:
            yield from table.words()
