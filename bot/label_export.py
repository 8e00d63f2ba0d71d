"""Labels as sentences to test and to train with, in the form of `tests/languages` and of `nlu/data`. Pure but for `write`."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import regex
import yaml

from bot.console.frames import PEOPLE, entities_of
from nlu.lexicon import tag_of
from nlu.model import evaluate, training_data
from nlu.spelling.normalise import normalise

TESTS_OF = 3
"""One sentence in so many is for the tests, the others are for training: by its words, so the same on every export."""


@dataclass(frozen=True)
class Labelled:
    """A label's words and frame, both masked."""

    text: str
    language: str
    script: str
    intent: str
    frame: Mapping[str, Any]


@dataclass
class Exported:
    """The sentences by folder and intent, and how many labels were left out and why."""

    tests: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    training: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    left_out: Counter[str] = field(default_factory=Counter)
    """`another script`, `known already`, `twice`, `words not found`."""


def known_sentences() -> frozenset[str]:
    """What the tests and the training data of this program hold already, normalised."""
    tests = (sentence.text for sentence in evaluate.read_sentences(only_taught=False))
    return frozenset(map(key_of, tests)) | {key_of(example.text) for example in training_data.read(only_taught=False)}


def key_of(text: str) -> str:
    """What two sentences share that are the same to the model."""
    return normalise(text).casefold()


def export(labels: Iterable[Labelled], known: frozenset[str]) -> Exported:
    """Sort labels into tests and training. No sentence is in both, none is there twice, none is `known`."""
    out = Exported()
    seen: set[str] = set()
    for label in labels:
        key = key_of(label.text)
        why = _why_not(label, key, known, seen)
        if why:
            out.left_out[why] += 1
            continue
        seen.add(key)
        folder = (tag_of(label.language, label.script), label.intent)
        if zlib.crc32(key.encode()) % TESTS_OF == 0:
            out.tests[folder].append(_as_test(label))
            continue
        sentence = _as_training(label)
        if sentence is None:
            out.left_out["words not found"] += 1
        else:
            out.training[folder].append(sentence)
    return out


def _why_not(label: Labelled, key: str, known: frozenset[str], seen: set[str]) -> str | None:
    if regex.search(rf"(?!\p{{Script={label.script}}})\p{{L}}", label.text):
        return "another script"
    if key in known:
        return "known already"
    return "twice" if key in seen else None


def _as_test(label: Labelled) -> dict[str, Any]:
    frame = dict(label.frame)
    if "items" in frame:
        # The words that named a known product are no part of the frame that is compared.
        frame["items"] = [
            {name: value for name, value in item.items() if name != "text" or not item.get("sku")}
            for item in frame["items"]
        ]
    return {"text": " ".join(label.text.split()), **frame}


def _as_training(label: Labelled) -> str | None:
    """The sentence with its entities in brackets; None where a product or name of the frame is not among its words."""
    allowed = entities_of(label.intent)
    wanted = [(str(item.get("text") or ""), "product") for item in label.frame.get("items", [])]
    wanted += [(str(label.frame[role]), role) for role in PEOPLE if role in label.frame]
    sentence = " ".join(label.text.split())
    for words, entity in wanted:
        if entity not in allowed:
            continue
        pattern = regex.compile(rf"(?<![\w\[]){regex.escape(' '.join(words.split()))}(?!\w*\])", regex.IGNORECASE)
        found = pattern.search(sentence) if words else None
        if found is None:
            return None
        sentence = f"{sentence[: found.start()]}[{found[0]}]({entity}){sentence[found.end() :]}"
    try:
        training_data.parse(sentence, label.intent, label.language)
    except training_data.BadExample:
        return None
    return sentence


def write(exported: Exported, folder: Path) -> None:
    """Write `tests/<language>/<intent>.yml` and `training/<language>/<intent>.yml` under `folder`."""
    for (language, intent), rows in exported.tests.items():
        text = yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=1000, default_flow_style=None)
        _write(folder / "tests" / language / f"{intent}.yml", text)
    for (language, intent), sentences in exported.training.items():
        lines = "".join(f"    - {sentence}\n" for sentence in sentences)
        header = f'version: "3.1"\nnlu:\n- intent: {intent}\n  examples: |\n'
        _write(folder / "training" / language / f"{intent}.yml", header + lines)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
