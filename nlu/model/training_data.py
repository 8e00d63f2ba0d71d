"""Training sentences as Rasa must see them: normalised, entity spans kept right, names and products varied.

The files are Rasa's own: `nlu/data/<language>/<intent>.yml`, entities inline as `[maggi](product)`.
"""

from __future__ import annotations

import json
import random
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

import regex
import yaml

from nlu.lexicon import taught
from nlu.spelling.normalise import normalise

DATA = Path(__file__).parent.parent / "data"
POOLS = Path(__file__).parent.parent / "pools"
COPIES = 1
"""How many times a sentence with entities is repeated with other names and products."""

ENTITY_NAMES = ("product", "customer", "supplier", "shop")

# Of the repeated sentences: how many keep their capitals, how many are all in capitals, as SMS often is.
_KEPT_CASE = 0.3
_UPPER_CASE = 0.1

_INLINE = regex.compile(r"\[([^\[\]]+)\]\((\w+)\)")


class BadExample(ValueError):
    """A training file that can't be read, or an entity whose words are not in the normalised sentence."""


@dataclass(frozen=True)
class Span:
    """Words `start` up to `end` (not included) of a sentence, and the entity that they are."""

    start: int
    end: int
    entity: str


@dataclass(frozen=True)
class Example:
    """One sentence as its normalised words, with its intent and the folder (`hi-Latn`) it came from."""

    language: str
    intent: str
    words: tuple[str, ...]
    spans: tuple[Span, ...] = ()
    number: int = 0
    """Which sentence of all it is; copies with other names have their original's."""

    @property
    def text(self) -> str:
        """The normalised sentence."""
        return " ".join(self.words)


def read(folder: Path = DATA, *, only_taught: bool = True) -> list[Example]:
    """Every training sentence, files in a fixed order. Raises `BadExample` naming the file."""
    found = (example for path in files(folder, only_taught=only_taught) for example in read_file(path))
    return [replace(example, number=number) for number, example in enumerate(found)]


def files(folder: Path, *, only_taught: bool = True) -> list[Path]:
    """The files `<language>/<name>` under `folder`, in a fixed order: those of the taught languages, or all."""
    paths = sorted(folder.glob("*/*.yml"))
    return [path for path in paths if not only_taught or path.parent.name.partition("-")[0] in taught()]


def read_file(path: Path) -> Iterator[Example]:
    """One file's sentences. Raises `BadExample` when it is no Rasa NLU file or an entity does not fit."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        blocks = [(str(block["intent"]), str(block["examples"])) for block in document["nlu"]]
    except (yaml.YAMLError, TypeError, KeyError) as error:
        raise BadExample(f"{path}: not a file of Rasa NLU examples: {error}") from error
    for intent, lines in blocks:
        for line in lines.splitlines():
            if line.strip():
                try:
                    yield parse(line.removeprefix("- "), intent, path.parent.name)
                except BadExample as error:
                    raise BadExample(f"{path}: {error}") from error


def parse(sentence: str, intent: str, language: str) -> Example:
    """An `Example` from a sentence in Rasa's inline form: `parse("5 [maggi](product) becha", …)`."""
    words = tuple(normalise(_INLINE.sub(r"\1", sentence)).split())
    spans = []
    after = 0
    for match in _INLINE.finditer(sentence):
        span = _locate(tuple(normalise(match[1]).split()), words, after, match[2])
        if span is None:
            raise BadExample(f"the words of {match[0]} are not in {' '.join(words)!r}")
        spans.append(span)
        after = span.end
    return Example(language, intent, words, tuple(spans))


def _locate(wanted: tuple[str, ...], words: tuple[str, ...], after: int, entity: str) -> Span | None:
    """Where `wanted` stands in `words`; its last word may carry more there ("Ramesh" in "Ramesh's")."""
    size = len(wanted)
    starts = range(after, len(words) - size + 1)
    for start in starts:
        if words[start : start + size] == wanted:
            return Span(start, start + size, entity)
    for start in starts:
        found = words[start : start + size]
        if found[:-1] == wanted[:-1] and found[-1].startswith(wanted[-1]):
            return Span(start, start + size, entity)
    return None


def read_pools(folder: Path = POOLS) -> dict[str, list[tuple[str, ...]]]:
    """Further names and products to vary with, by entity: the lists of every file in `folder`, as normalised words.

    Raises `BadExample` when a file holds an entity that is not known.
    """
    pools: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for path in sorted(folder.glob("*.yml")):
        for entity, names in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            if entity not in ENTITY_NAMES:
                raise BadExample(f"{path}: {entity} is none of {', '.join(ENTITY_NAMES)}")
            pools[entity] += [tuple(normalise(str(name)).split()) for name in names]
    return pools


def vary(
    examples: Iterable[Example],
    copies: int = COPIES,
    further: Mapping[str, Sequence[tuple[str, ...]]] | None = None,
    seed: int = 7,
) -> Iterator[Example]:
    """Each example, and for one with entities `copies` more with other names and products of the same script in it.

    So the tagger learns not only the names it was shown, nor that a name starts with a capital: most copies are in small
    letters, some all in capitals. (The classifier looks at sentences without their names instead.) `further` are names
    and products beside those of the examples, by entity. The copies are the same for the same seed.
    """
    examples = list(examples)
    pools: dict[tuple[str, str], set[tuple[str, ...]]] = defaultdict(set)
    for entity, names in (further or {}).items():
        for words in names:
            pools[entity, script(words[0])].add(words)
    for example in examples:
        for span in example.spans:
            words = example.words[span.start : span.end]
            pools[span.entity, script(words[0])].add(words)
    choices = {key: sorted(pool) for key, pool in pools.items()}
    chance = random.Random(seed)
    for example in examples:
        yield example
        if example.spans:
            for _ in range(copies):
                yield _in_other_case(_with_others(example, choices, chance), chance)


def script(word: str) -> str:
    """The first word of the Unicode name of the word's first letter: `LATIN`, `DEVANAGARI`."""
    letter = next((character for character in word if character.isalpha()), "A")
    return unicodedata.name(letter).split()[0]


def _with_others(
    example: Example, choices: Mapping[tuple[str, str], Sequence[tuple[str, ...]]], chance: random.Random
) -> Example:
    words: list[str] = []
    spans = []
    done = 0
    for span in example.spans:
        words += example.words[done : span.start]
        other = chance.choice(choices[span.entity, script(example.words[span.start])])
        spans.append(Span(len(words), len(words) + len(other), span.entity))
        words += other
        done = span.end
    words += example.words[done:]
    return replace(example, words=tuple(words), spans=tuple(spans))


def _in_other_case(example: Example, chance: random.Random) -> Example:
    drawn = chance.random()
    if drawn < _KEPT_CASE:
        return example
    change = str.upper if drawn > 1 - _UPPER_CASE else str.lower
    return replace(example, words=tuple(change(word) for word in example.words))


def write(examples: Iterable[Example], path: Path) -> None:
    """One file of all `examples` in Rasa's JSON form, each with its language and number as metadata, none twice.

    JSON, because Rasa takes minutes to read as many sentences from YAML.
    """
    rows = {(example.intent, example.text): example for example in examples}
    document = {"rasa_nlu_data": {"common_examples": [_as_json(example) for example in rows.values()]}}
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def _as_json(example: Example) -> dict[str, object]:
    ends = list(accumulate(len(word) + 1 for word in example.words))
    starts = [0, *ends]
    entities = [
        {"start": starts[span.start], "end": ends[span.end - 1] - 1, "entity": span.entity}
        | {"value": " ".join(example.words[span.start : span.end])}
        for span in example.spans
    ]
    return {
        "text": example.text,
        "intent": example.intent,
        "entities": entities,
        "example_metadata": {"language": example.language, "number": example.number},
    }
