"""Whatever a model calls a message and its words, understanding makes a frame of it: one that raised would lose the message."""

from __future__ import annotations

import random
from collections.abc import Sequence

from nlu.contract import Entity, Heard, Parse, Product
from nlu.model import evaluate
from nlu.names.roles import ROLES
from nlu.spelling.tokens import Token, tokenise
from nlu.understand import understand
from tests.unit.nlu.conftest import NOW

_SAMPLES, _SEED = 3000, 4
_EXPECTING = (None, None, None, "quantity", "product", "customer", "amount", "price", "yes_no")
_ADDED = (
    "31 March",
    "15 aam",
    "15",
    "1/2",
    "-",
    "15th",
    "kal",
    "tarikh",
    "dedh",
    "₹40",
    "9:30",
    "½",
    "2*10",
    "🙏",
    "each",
    "0",
)


class _AnyModel:
    """Says an intent at random, of those that it was given, and that words at random are names."""

    def __init__(self, chance: random.Random, intents: list[str]) -> None:
        self._chance, self._intents = chance, intents

    def parse(self, normalised: str) -> Parse:
        chance = self._chance
        tokens = tokenise(normalised)
        confidence = chance.choice([0.4, 0.7, 1.0])
        intent, second = chance.choice(self._intents), chance.choice(self._intents)
        ranking = ((intent, confidence), (second, 1 - confidence))
        unfamiliar = frozenset(token.start for token in tokens if chance.random() < 0.2)
        return Parse(intent, confidence, ranking, tuple(self._labels(normalised, tokens)), unfamiliar=unfamiliar)

    def _labels(self, normalised: str, tokens: Sequence[Token]) -> list[Entity]:
        labels, at = [], 0
        while at < len(tokens):
            size = self._chance.choice([1, 1, 2, 3])
            if self._chance.random() < 0.5:
                words = tokens[at : at + size]
                start, end = words[0].start, words[-1].end
                role = self._chance.choice(["product", "product", "product", *ROLES])
                labels.append(Entity(role, start, end, normalised[start:end], self._chance.choice([0.3, 1.0, 1.0])))
            at += size
        return labels


def _changed(text: str, other: str, chance: random.Random) -> str:
    """The text as it is, or with its words in another order, one too few or too many, or another message behind it."""
    words = text.split()
    how = chance.choice(["as it is", "as it is", "order", "fewer", "more", "two"])
    if how == "order":
        chance.shuffle(words)
    elif how == "fewer":
        words.pop(chance.randrange(len(words)))
    elif how == "more":
        words.insert(chance.randrange(len(words) + 1), chance.choice(_ADDED))
    elif how == "two":
        words += [chance.choice(["", ".", ",", "aur"]), *other.split()]
    return " ".join(words)


def test_no_labels_break_a_message(shop: tuple[Product, ...]) -> None:
    chance = random.Random(_SEED)
    sentences = list(evaluate.read_sentences())
    intents = sorted({sentence.intent for sentence in sentences})
    for _ in range(_SAMPLES):
        one, other = chance.sample(sentences, 2)
        text = _changed(one.text, other.text, chance)
        heard = Heard(text, NOW, language=one.language, channel=one.channel, expecting=chance.choice(_EXPECTING))
        understood = understand(heard, shop, _AnyModel(chance, [*intents, *[one.intent] * len(intents)]))
        assert understood.frame.intent in {*intents, "out_of_scope"}
