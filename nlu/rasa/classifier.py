"""The intent of a message, by logistic regression over its folded words and letter runs."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(LogisticRegressionClassifier):
    """Rasa's classifier with two differences that its probabilities need to mean something.

    A message's words, and its letter runs, weigh the same however long the message is, and the regularisation is set
    (`C`, scikit-learn's inverse strength) instead of left at 1, which leaves some fifty intents all unsure.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's settings and `C`."""
        return {**LogisticRegressionClassifier.get_default_config(), "C": 20.0}

    def __init__(self, config: dict[str, Any], name: str, model_storage: ModelStorage, resource: Resource) -> None:
        """An untrained classifier."""
        super().__init__(config, name, model_storage, resource)
        self.clf: LogisticRegression
        self.clf.set_params(C=self.config["C"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        """An untrained classifier under its node's name."""
        return cls(config, execution_context.node_name, model_storage, resource)

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets each message's intent and ranking; one without a word, as a message of spaces is, has no intent."""
        empty = [message for message in messages if not _sentence_features(message)]
        for message in empty:
            message.set("intent", {"name": None, "confidence": 0.0}, add_to_output=True)
            message.set("intent_ranking", [], add_to_output=True)
        worded = [message for message in messages if _sentence_features(message)]
        if worded:
            super().process(worded)
        return messages

    def _create_X(self, messages: list[Message]) -> csr_matrix:  # noqa: N802 - Rasa's name
        rows = [hstack([normalize(block.sqrt()) for block in _sentence_features(message)]) for message in messages]
        return csr_matrix(vstack(rows))


def _sentence_features(message: Message) -> list[csr_matrix]:
    """The counts that each featurizer made of the whole message, a row each."""
    return [
        csr_matrix(feature.features, dtype=float)
        for feature in message.features
        if feature.attribute == TEXT and feature.is_sparse() and feature.type == "sentence"
    ]
