"""What every language's files keep to: the right script, known intents, and tests that training has not seen."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import regex
import yaml

from nlu import lexicon
from nlu.groups import WRITES
from nlu.lexicon import tags
from nlu.model import evaluate, training_data
from nlu.spelling.normalise import normalise

TRAINING = sorted(training_data.DATA.glob("*/*.yml"))
TESTS = sorted(evaluate.TESTS.glob("*/*.yml"))
INTENTS = {row["name"]: row for row in yaml.safe_load(evaluate.INTENTS.read_text(encoding="utf-8"))}


def _strangers(text: str, script: str) -> str:
    """The letters of `text` that are not of `script` (ISO 15924)."""
    return "".join(regex.findall(rf"(?!\p{{Script={script}}})\p{{L}}", text))


def _name(path: Path) -> str:
    return f"{path.parts[-3]}/{path.parent.name}/{path.stem}"


def test_every_intent_is_named_once_and_has_training_in_every_folder() -> None:
    """A folder is a language that is understood: all of its intents are."""
    rows = yaml.safe_load(evaluate.INTENTS.read_text(encoding="utf-8"))
    assert len(rows) == len(INTENTS)
    for folder in {path.parent for path in TRAINING}:
        assert {path.stem for path in folder.glob("*.yml")} == set(INTENTS), folder.name


def test_what_is_doubted_before_it_is_written_is_marked_as_writing() -> None:
    """An intent may be marked as writing without being doubted (undo), never the other way round."""
    assert {name for name, row in INTENTS.items() if row["writes"]} >= WRITES


@pytest.mark.parametrize("path", TRAINING, ids=_name)
def test_training_file_holds_its_intent_in_its_script(path: Path) -> None:
    """Only that intent, no sentence twice, only letters of the folder's script, only entities the intent may hold."""
    script = tags()[path.parent.name]
    examples = list(training_data.read_file(path))
    assert {example.intent for example in examples} == {path.stem}
    texts = [example.text for example in examples]
    assert len(texts) == len(set(texts))
    for example in examples:
        # A sentence may quote a brand or a number, but it may not be in another script.
        assert _strangers(example.text, script) == "", example.text
        assert {span.entity for span in example.spans} <= set(training_data.ENTITY_NAMES), example.text


@pytest.mark.parametrize("path", TESTS, ids=_name)
def test_test_file_holds_a_known_intent_in_its_script(path: Path) -> None:
    """Sentences with frames, none twice, in letters of the folder's script."""
    script = tags()[path.parent.name]
    assert path.stem in INTENTS
    sentences = [sentence for sentence in _sentences() if _of(sentence, path)]
    assert sentences
    texts = [normalise(sentence.text) for sentence in sentences]
    assert len(texts) == len(set(texts))
    for sentence in sentences:
        assert _strangers(sentence.text, script) == "", sentence.text


@cache
def _sentences() -> list[evaluate.Sentence]:
    """Every test sentence, also of languages that are not taught yet."""
    return list(evaluate.read_sentences(only_taught=False))


@cache
def _examples() -> list[training_data.Example]:
    """Every training sentence, likewise."""
    return training_data.read(only_taught=False)


def _of(sentence: evaluate.Sentence, path: Path) -> bool:
    return (sentence.language, sentence.intent) == (path.parent.name, path.stem)


def test_no_sentence_has_two_intents() -> None:
    """Neither in training nor in the tests, in any language: the model could only learn one by forgetting the other."""
    intents: dict[str, set[str]] = defaultdict(set)
    for example in _examples():
        intents[_key(example.text)].add(example.intent)
    for sentence in _sentences():
        intents[_key(sentence.text)].add(sentence.intent)
    assert {text: names for text, names in intents.items() if len(names) > 1} == {}


def test_no_test_sentence_is_trained_on() -> None:
    """Compared after normalising, whatever the case: accuracy is of sentences that the model has not seen."""
    trained = {_key(example.text) for example in _examples()}
    assert trained
    known = [sentence.text for sentence in _sentences() if _key(sentence.text) in trained]
    # A short command has one wording; it is answered without the model.
    assert [text for text in known if len(text.split()) > 1] == []


def test_pools_are_in_the_script_of_their_file() -> None:
    """`nlu/pools/Deva.yml` holds Devanagari, and nothing twice."""
    files = sorted(training_data.POOLS.glob("*.yml"))
    assert files
    for path in files:
        for names in yaml.safe_load(path.read_text(encoding="utf-8")).values():
            assert len(names) == len(set(names)), path.name
            assert _strangers(" ".join(names), path.stem) == "", path.name


def _key(text: str) -> str:
    return normalise(text).casefold()


class _Strict(yaml.CSafeLoader):
    """Refuses a mapping that has a key twice: of two lists of words the first would be lost without a sound."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [str(key.value) for key, _ in node.value]
        twice = [key for key, times in Counter(keys).items() if times > 1]
        assert not twice, f"{twice} twice{node.start_mark}"
        return super().construct_mapping(node, deep)


@pytest.mark.parametrize("path", sorted(Path(lexicon.__file__).parent.glob("*.yml")), ids=lambda path: path.stem)
def test_no_section_of_a_lexicon_is_there_twice(path: Path) -> None:
    with path.open(encoding="utf-8") as stream:
        assert yaml.load(stream, Loader=_Strict)
