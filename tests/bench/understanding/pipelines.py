"""The pipelines that are measured: ours and a stock Rasa one, trained on the same sentences."""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from nlu.model import train, training_data

SEED: Final = 7
DIET_EPOCHS: Final = 300
"""DIET's own default in Rasa 3.6."""


@dataclass(frozen=True)
class Trained:
    """A pipeline's model and what its training took; None for one that was in the cache."""

    name: str
    model: Path
    wall_seconds: float | None = None
    cpu_seconds: float | None = None


def stock(epochs: int) -> dict[str, Any]:
    """What Rasa's documentation offers, with DIET's defaults but the epochs: words, letter runs, DIET."""
    runs = {"analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4}
    return {
        "recipe": "default.v1",
        "assistant_id": "stock",
        "language": "en",
        "pipeline": [
            {"name": "WhitespaceTokenizer"},
            {"name": "CountVectorsFeaturizer"},
            {"name": "CountVectorsFeaturizer", **runs},
            {"name": "DIETClassifier", "entity_recognition": True, "epochs": epochs},
        ],
        "policies": [],
    }


def chosen(sentences: int) -> list[training_data.Example]:
    """So many of the training sentences, always the same ones, in the files' order; all of them for 0."""
    examples = training_data.read()
    if not 0 < sentences < len(examples):
        return examples
    drawn = sorted(random.Random(SEED).sample(range(len(examples)), sentences))
    return [examples[index] for index in drawn]


def train_ours(folder: Path, examples: Sequence[training_data.Example], whole: bool, retrain: bool) -> Trained:
    """Ours; `whole` when `examples` are all there are: then the cached model, unless it is to be trained again."""
    if not whole:
        return _timed("ours", folder, train.CONFIG, examples)
    if retrain or not (train.cache_folder() / f"{train.model_key()}.tar.gz").exists():
        wall, cpu = time.perf_counter(), _cpu_of_children()
        model = train.train(force=True)
        return Trained("ours", model, time.perf_counter() - wall, _cpu_of_children() - cpu)
    return Trained("ours", train.train())


def train_stock(folder: Path, examples: Sequence[training_data.Example], epochs: int) -> Trained:
    """The stock pipeline."""
    config = folder / "stock.yml"
    config.write_text(yaml.safe_dump(stock(epochs)), encoding="utf-8")
    return _timed("stock", folder, config, examples)


def _timed(name: str, folder: Path, config: Path, examples: Sequence[training_data.Example]) -> Trained:
    place = folder / name
    place.mkdir()
    wall, cpu = time.perf_counter(), _cpu_of_children()
    model = train.train_into(place, config, examples)
    return Trained(name, model, time.perf_counter() - wall, _cpu_of_children() - cpu)


def _cpu_of_children() -> float:
    """Seconds of CPU that the processes which we started and which ended have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
