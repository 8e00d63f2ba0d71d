"""Products, customers, suppliers and shops in a message, by a conditional random field over folded words."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pycrfsuite
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.rasa.kinds import kinds_of
from nlu.rasa.metadata import number_of
from nlu.rasa.places import Places

_OUTSIDE = "O"
_KEYS_SEEN = 2
_NO_KIND = ("none",)
# Kinds of word that tell, anywhere in a message, whether somebody in it takes, pays or brings.
_DEALINGS = (
    *("credit", "payment", "settled", "unpaid", "gave", "came", "sold"),
    *("took_away", "spoilt", "supplier_after", "shop_after"),
)
_MODEL_FILE = "names.crfsuite"
_FAMILIAR_FILE = "familiar.npy"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class NameExtractor(EntityExtractorMixin, GraphComponent):
    """Labels tokens B-, I- or O.

    Instead of Rasa's `CRFEntityExtractor`, which since 3.6.21 stores its training set and trains again whenever a
    model is loaded, and whose features are of letters, not of folded keys and kinds of word: a name learnt in Latin
    letters is met in Devanagari too. CRFsuite's own file is loaded here, which takes milliseconds and holds no pickle.
    """

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """An extractor that finds nothing until it is trained or loaded."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._tagger: pycrfsuite.Tagger | None = None
        self._content = b""
        self._familiar = Places.of(())

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """CRFsuite's L-BFGS: `c1`, `c2` weigh the L1 and L2 penalty. `familiar_from`: sentences a familiar word is in."""
        return {"c1": 0.05, "c2": 0.05, "max_iterations": 40, "familiar_from": 2}

    @classmethod
    def required_components(cls) -> list[type]:
        """A tokenizer comes before it."""
        return [Tokenizer]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NameExtractor:
        """An untrained extractor."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NameExtractor:
        """The trained extractor out of a model's files."""
        extractor = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            extractor._open(Path(folder) / _MODEL_FILE)
            extractor._familiar = Places(np.load(Path(folder) / _FAMILIAR_FILE))
        # Read now, which takes seconds, and not by the first message.
        kinds_of("")
        return extractor

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the messages' entities and writes the model's file."""
        trainer = pycrfsuite.Trainer(verbose=False)
        trainer.set_params({name: self._config[name] for name in ("c1", "c2", "max_iterations")})
        trainer.set("feature.possible_transitions", True)
        outside: defaultdict[str, set[int]] = defaultdict(set)
        for message in training_data.nlu_examples:
            tokens = message.get(TOKENS_NAMES[TEXT])
            if tokens:
                labels = labels_of(tokens, message.get(ENTITIES, []))
                trainer.append(features_of(tokens), labels)
                for token, label in zip(tokens, labels, strict=True):
                    if label == _OUTSIDE:
                        outside[token.lemma].add(number_of(message))
        least = self._config["familiar_from"]
        self._familiar = Places.of([key for key, numbers in outside.items() if len(numbers) >= least])
        with self._model_storage.write_to(self._resource) as folder:
            path = Path(folder) / _MODEL_FILE
            trainer.train(str(path))
            self._open(path)
            np.save(Path(folder) / _FAMILIAR_FILE, self._familiar.hashes)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds what was found to each message's entities, and where it has words that are outside of names in no sentence."""
        for message in messages:
            found = self.add_extractor_name(self._extract(message))
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
            message.set("unfamiliar", self._unfamiliar(message), add_to_output=True)
        return messages

    def _unfamiliar(self, message: Message) -> list[int]:
        """Where the words begin that training showed hardly ever, or only as names."""
        tokens: list[Token] = message.get(TOKENS_NAMES[TEXT]) or []
        told = self._familiar.hold([token.lemma for token in tokens])
        return [token.start for token, familiar in zip(tokens, told, strict=True) if not familiar]

    def _open(self, path: Path) -> None:
        self._tagger = pycrfsuite.Tagger()
        # From memory: the folder is gone once Rasa leaves it. CRFsuite reads these bytes where they are and keeps no copy: once
        # they were freed, the server died of a segmentation fault at its first parse.
        self._content = path.read_bytes()
        self._tagger.open_inmemory(self._content)

    def _extract(self, message: Message) -> list[dict[str, Any]]:
        tokens: list[Token] = message.get(TOKENS_NAMES[TEXT]) or []
        if self._tagger is None or not tokens:
            return []
        labels = self._tagger.tag(features_of(tokens))
        text = message.get(TEXT)
        entities: list[dict[str, Any]] = []
        for index, (token, label) in enumerate(zip(tokens, labels, strict=True)):
            if label == _OUTSIDE:
                continue
            kind = label[2:]
            confidence = self._tagger.marginal(label, index)
            if label[0] == "I" and entities and labels[index - 1][2:] == kind:
                entity = entities[-1]
                entity["end"] = token.end
                entity["value"] = text[entity["start"] : token.end]
                entity["confidence_entity"] = min(entity["confidence_entity"], confidence)
            else:
                entities.append(
                    {"entity": kind, "start": token.start, "end": token.end, "value": token.text}
                    | {"confidence_entity": confidence}
                )
        return entities


def labels_of(tokens: list[Token], entities: list[dict[str, Any]]) -> list[str]:
    """B-, I- or O for each token by the annotated entities."""
    labels = [_OUTSIDE] * len(tokens)
    for entity in entities:
        inside = [i for i, token in enumerate(tokens) if token.start >= entity["start"] and token.end <= entity["end"]]
        for place, index in enumerate(inside):
            labels[index] = ("B-" if place == 0 else "I-") + entity["entity"]
    return labels


def features_of(tokens: list[Token]) -> list[list[str]]:
    """What the model sees of each token: its key, letters and shape, its neighbours' keys, and kinds of word around it.

    Keys are seen two to each side. Kinds (of the lexicon: a courtesy, a unit, "took") three to each side, and those of
    dealings all over: what names stand beside in one language is then known in another. Of 230 strangers' customers
    45 are mislabelled with all of this, 66 with the keys alone.
    """
    keys = [token.lemma for token in tokens]
    shapes = [_shape(token.text) for token in tokens]
    kinds = [kinds_of(key) or _NO_KIND for key in keys]
    dealings = [f"said={kind}" for kind in _DEALINGS if any(kind in some for some in kinds)]
    rows = []
    for index, key in enumerate(keys):
        row = ["bias", f"key={key}", f"shape={shapes[index]}"]
        row += [f"start={key[:size]}" for size in (2, 4)] + [f"end={key[-size:]}" for size in (2, 3)]
        letters = tokens[index].text.lower()
        row += [f"letters={letters[-size:]}" for size in (1, 2, 3, 4) if size < len(letters)]
        row += [f"kind={kind}" for kind in kinds[index]] + dealings
        for offset in (-3, -2, -1, 1, 2, 3):
            place = index + offset
            if 0 <= place < len(keys):
                row += _seen_beside(offset, keys[place], shapes[place], kinds[place])
            elif abs(offset) <= _KEYS_SEEN:
                row.append(f"{offset}:outside")
        if 0 < index < len(keys) - 1:
            row.append(f"around={keys[index - 1]}|{keys[index + 1]}")
            row.append("kinds=" + "|".join("/".join(some) for some in kinds[index - 1 : index + 2]))
        rows.append(row)
    return rows


def _seen_beside(offset: int, key: str, shape: str, kinds: tuple[str, ...]) -> list[str]:
    row = [f"{offset}:kind={kind}" for kind in kinds]
    if abs(offset) <= _KEYS_SEEN:
        row.append(f"{offset}:key={key}")
    if abs(offset) == 1:
        row += [f"{offset}:shape={shape}", f"{offset}:end={key[-2:]}"]
    return row


def _shape(text: str) -> str:
    """Number, sign, or how a word's letters are cased."""
    if any(character.isdigit() for character in text):
        return "number"
    if not any(character.isalpha() for character in text):
        return "sign"
    if not text.isascii():
        return "indic"
    if text.isupper():
        return "upper"
    return "title" if text[0].isupper() else "lower"
