"""The words of a normalised message, each with the forms in which it is looked up."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from nlu.spelling.fold import fold

_NUMBER = regex.compile(r"\d+(\.\d+)?$")
_LETTER = regex.compile(r"\p{L}")


@dataclass(frozen=True)
class Token:
    """One token of `normalise(text).split()`."""

    index: int
    text: str
    start: int
    """Where it begins in the normalised text, as the model's entities count."""
    lower: str
    soft: str
    """The folded key; of a short word the word itself, two letters are too few to fold safely."""

    @property
    def end(self) -> int:
        """Where it ends in the normalised text."""
        return self.start + len(self.text)

    @property
    def is_number(self) -> bool:
        """Whether it is written in digits: `5`, `1.5`."""
        return _NUMBER.match(self.text) is not None

    @property
    def is_word(self) -> bool:
        """Whether it holds a letter."""
        return _LETTER.search(self.text) is not None


def soft_key(word: str) -> str:
    """The key under which a lexicon word and its spellings meet: folded, unless fewer than three letters are left."""
    key = fold(word)
    return key if len(key) >= 3 else word.lower()


def tokenise(normalised: str) -> tuple[Token, ...]:
    """The tokens of a normalised text."""
    tokens = []
    start = 0
    for index, text in enumerate(normalised.split()):
        tokens.append(Token(index, text, start, text.lower(), soft_key(text)))
        start += len(text) + 1
    return tuple(tokens)
