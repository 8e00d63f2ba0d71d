"""Tokens of normalised text, each with its folded key as lemma."""

from __future__ import annotations

from typing import Any

import regex
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.rasa.lemma import lemma_of
from nlu.spelling.normalise import normalise


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class FoldedTokenizer(Tokenizer):
    """Splits normalised text at its spaces; the message's text becomes the normalised one, which offsets count in."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Intents stay whole."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FoldedTokenizer:
        """A tokenizer by its configuration: it has nothing to train or load."""
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The attribute's tokens with their offsets. A message without a word (only spaces) has none."""
        text: str = message.get(attribute)
        if attribute == TEXT:
            text = normalise(text)
            message.set(TEXT, text)
        return [
            Token(match[0], match.start(), match.end(), lemma=lemma_of(match[0]))
            for match in regex.finditer(r"\S+", text)
        ]
