"""Our understanding against a stock Rasa pipeline: what it costs to train and serve, and how often it is right.

Both are trained on the same sentences (with the same copies under other names), in the same run, and asked for the same
normalised texts. Stock: WhitespaceTokenizer, CountVectorsFeaturizer of words and of letter runs (char_wb, 1 to 4),
DIETClassifier with its defaults but the epochs. Training data and texts are normalised by us for both, which a stock
bot would not do. The tables compare the model's first intent alone; what follows is what the whole program makes of
our model's answers.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.cli.demo_catalogue import demo_catalogue
from bot.cli.nlu_server import serving
from nlu.contract import Heard
from nlu.model.evaluate import (
    NOW,
    Frame,
    Sentence,
    Table,
    evaluate,
    read_jsonl,
    read_sentences,
    render,
    writing_intents,
)
from nlu.spelling.normalise import normalise
from nlu.understand import understand
from tests.bench import out_of_scope
from tests.bench.understanding.pipelines import DIET_EPOCHS, SEED, Trained, chosen, train_ours, train_stock
from tests.bench.understanding.serving import CONNECTIONS, Answers, ask_all, memory, throughput

PATIENCE = 600.0
"""Seconds that a server may take to start: DIET builds its graph anew, a minute where the processor is shared."""
TESTS, DEV = "tests/languages", "messages_dev.jsonl"


@dataclass(frozen=True)
class Texts:
    """What the models are asked: sentences by the name of their set, and messages that are not for us."""

    sentences: dict[str, list[Sentence]]
    outside: list[str]

    def normalised(self) -> list[str]:
        """Every distinct text as the models get it, mixed, so that neither a set nor a language comes all at once."""
        texts = [one.text for several in self.sentences.values() for one in several] + self.outside
        distinct = sorted({normal for text in texts if (normal := normalise(text))})
        random.Random(SEED).shuffle(distinct)
        return distinct


@dataclass(frozen=True)
class Measured:
    """A model's answers and what serving it takes; `size` of its file and `memory` in MB (10^6), `rate` in requests/s."""

    trained: Trained
    answers: Answers
    size: float
    memory: float | None
    rate: float

    def is_right(self, sentence: Sentence) -> bool:
        """Whether the model's first intent is."""
        return self.intent(sentence.text) == sentence.intent

    def intent(self, text: str) -> str | None:
        """The model's first intent of a text as it was written; None when nothing is left to ask for."""
        normal = normalise(text)
        return self.answers.intent(normal) if normal else None


def run(arguments: list[str]) -> None:
    """Train, serve, ask, and print the tables."""
    options = _parser().parse_args(arguments)
    dev = options.data / DEV
    if not dev.is_file() or not (options.data / "out_of_scope").is_dir():
        raise SystemExit(f"bench nlu: {options.data} has no out_of_scope/ or no {DEV}")
    texts = _texts(options.data, options.limit)
    examples = chosen(options.sentences)
    whole = not options.sentences or len(examples) < options.sentences
    with tempfile.TemporaryDirectory(prefix="vyapari-bench-") as name:
        folder = Path(name)
        trained = [train_ours(folder, examples, whole, options.retrain)]
        if not options.skip_stock:
            trained.append(train_stock(folder, examples, options.epochs))
        measured = [_measure(one, texts, options.requests) for one in trained]
    epochs = "" if options.skip_stock else f"; stock: {options.epochs} epochs of DIET's {DIET_EPOCHS}"
    print(f"trained on {len(examples)} sentences{epochs}\n")
    report(measured, texts, options.misses)


def _texts(data: Path, limit: int) -> Texts:
    sets = {TESTS: list(read_sentences()), DEV: list(read_jsonl(data / DEV))}
    if limit:
        sets = {name: random.Random(SEED).sample(several, min(limit, len(several))) for name, several in sets.items()}
    outside = []
    for path in sorted((data / "out_of_scope").iterdir()):
        messages = [text for text in out_of_scope.read(path) if not out_of_scope.is_ours(text)]
        outside += out_of_scope.sample(messages, min(limit or 200, 200))
    return Texts(sets, outside)


def _measure(trained: Trained, texts: Texts, requests: int) -> Measured:
    """Serve the model: one server for answers, their seconds and memory, then a second one beside it."""
    wanted = texts.normalised()
    print(f"asking {trained.name} about {len(wanted)} texts …", file=sys.stderr, flush=True)
    with serving(trained.model, f"bench-{trained.name}", PATIENCE) as first:
        answers = ask_all(first.url, wanted)
        resident = memory(first)
        with serving(trained.model, f"bench-{trained.name}-2", PATIENCE) as second:
            many = (wanted * (requests // len(wanted) + 1))[:requests]
            rate = throughput([first.url, second.url], many)
    return Measured(trained, answers, trained.model.stat().st_size / 1e6, resident, rate)


def report(measured: Sequence[Measured], texts: Texts, misses: int) -> None:
    """Print the tables; the first of `measured` is ours."""
    for lines in (_costs(measured, texts), _accuracy(measured, texts)):
        sys.stdout.write("\n".join(lines) + "\n\n")
    _print_frames(measured[0], texts, misses)


def _costs(measured: Sequence[Measured], texts: Texts) -> Iterator[str]:
    """A row a figure, a column a pipeline."""

    def row(label: str, cell: Callable[[Measured], float | None], form: str) -> str:
        figures = [cell(one) for one in measured]
        cells = (format(figure, form) if figure is not None else "-" for figure in figures)
        return f"{label:44}" + "".join(f"{text:>12}" for text in cells)

    yield f"{'':44}" + "".join(f"{one.trained.name:>12}" for one in measured)
    yield row("training, wall seconds (- : was in the cache)", lambda one: one.trained.wall_seconds, ".1f")
    yield row("training, CPU seconds", lambda one: one.trained.cpu_seconds, ".1f")
    yield row("model file, MB", lambda one: one.size, ".1f")
    yield row("memory of a serving worker, MB", lambda one: one.memory, ".0f")
    yield row("parse p50, ms", lambda one: one.answers.percentile(50), ".1f")
    yield row("parse p95, ms", lambda one: one.answers.percentile(95), ".1f")
    yield row(f"two workers, {CONNECTIONS} connections, requests/s", lambda one: one.rate, ".0f")
    for name, sentences in texts.sentences.items():
        yield row(f"intent right, {name}, %", lambda one, of=sentences: _right(one, of), ".1f")
    yield row(f"out of scope recognised ({len(texts.outside)}), %", lambda one: _recognised(one, texts.outside), ".1f")


def _right(measured: Measured, sentences: Sequence[Sentence]) -> float:
    return 100 * sum(map(measured.is_right, sentences)) / max(1, len(sentences))


def _recognised(measured: Measured, outside: Sequence[str]) -> float:
    return 100 * sum(measured.intent(text) == "out_of_scope" for text in outside) / max(1, len(outside))


def _accuracy(measured: Sequence[Measured], texts: Texts) -> Iterator[str]:
    """Per cent of right intents: a row a language and script, for each set the number of sentences and the pipelines."""
    names = [one.trained.name for one in measured]
    width = 7 + 8 * len(names)
    yield f"{'intent right, %':15}" + "".join(f"{name:>{width + 3}}" for name in texts.sentences)
    heads = "".join(f"{'n':>10}" + "".join(f"{name:>8}" for name in names) for _ in texts.sentences)
    yield f"{'language':15}" + heads
    languages = sorted({one.language for several in texts.sentences.values() for one in several})
    for language in [*languages, "all"]:
        cells = ""
        for several in texts.sentences.values():
            mine = [one for one in several if language in (one.language, "all")]
            shares = [f"{_right(one, mine):.1f}" if mine else "-" for one in measured]
            cells += f"{len(mine):>10}" + "".join(f"{share:>8}" for share in shares)
        yield f"{language:15}{cells}"


def _print_frames(ours: Measured, texts: Texts, misses: int) -> None:
    """What the whole program understands with our model: frames, written wrong, needless asks, out of scope."""
    catalogue = demo_catalogue()

    def frame_of(sentence: Sentence) -> Frame:
        heard = Heard(sentence.text, sentence.now, sentence.channel)
        return understand(heard, catalogue, ours.answers).frame.as_dict()

    for name, sentences in texts.sentences.items():
        print(f"ours, the whole program on {name}")
        sys.stdout.write("\n".join(_without_confusions(evaluate(sentences, frame_of), misses)) + "\n\n")
    frames = [
        (text, understand(Heard(text, NOW, "whatsapp"), catalogue, ours.answers).frame.as_dict())
        for text in texts.outside
    ]
    print("ours, the whole program on what is not for us")
    sys.stdout.write(
        "\n".join(out_of_scope.render({"out_of_scope": out_of_scope.tally(frames, writing_intents())}, misses)) + "\n"
    )


def _without_confusions(table: Table, misses: int) -> Iterator[str]:
    """Lines of the table; the confusions only beside misses that were asked for."""
    lines = render(table, misses).splitlines()
    yield from lines if misses else lines[: len(table.rows) + 2]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="vyapari bench nlu", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help=f"holds {DEV} and out_of_scope/")
    parser.add_argument(
        "--sentences", type=int, default=0, metavar="N", help="train on N sentences only, always the same"
    )
    parser.add_argument("--epochs", type=int, default=20, help=f"of DIET (20; its own default is {DIET_EPOCHS})")
    parser.add_argument("--skip-stock", action="store_true", help="ours alone")
    parser.add_argument(
        "--retrain", action="store_true", help="train ours although its model is in the cache, for the time"
    )
    parser.add_argument("--limit", type=int, default=0, metavar="N", help="ask for N sentences of each set only")
    parser.add_argument("--requests", type=int, default=1000, help="for the throughput (1000)")
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="show N of our misses of each set")
    return parser
