"""`vyapari train-nlu`, `test-nlu`, `fold`: the model, how good it is, and why two spellings meet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.demo_catalogue import demo_catalogue
from bot.cli.input import InputError
from bot.cli.nlu_server import nlu_server


def register(app: typer.Typer) -> None:
    """Add the three."""
    app.command(name="train-nlu")(train_nlu)
    app.command(name="test-nlu")(measure_nlu)
    app.command()(fold)


def train_nlu(force: Annotated[bool, typer.Option(help="Train although the model is there.")] = False) -> None:
    """Train the NLU model when its data changed; print where it is."""
    from nlu.train import TrainingFailed, train

    try:
        print(train(force=force))
    except TrainingFailed as error:
        raise InputError(str(error)) from None


def measure_nlu(
    sentences: Annotated[Path | None, typer.Argument(help="Sentences with frames, a JSON line each.")] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="Only this language: bn (both scripts), bn-Latn, bn-Beng. May be repeated.")
    ] = None,
    misses: Annotated[int, typer.Option(min=0, help="Show so many sentences whose frame is not right.")] = 0,
) -> None:
    """Print the accuracy of intents and frames per language on tests/languages, or on a file."""
    from nlu import evaluate

    if sentences is not None and not sentences.is_file():
        raise InputError(f"{sentences}: no such file")
    with nlu_server() as url:
        evaluate.run(url, sentences, demo_catalogue(), misses, tuple(language or ()))


def fold() -> None:
    """Words on stdin, the key under which their spellings meet on stdout, a line each."""
    from nlu.fold import fold as key

    for line in sys.stdin:
        print(" ".join(key(word) for word in line.split()), flush=sys.stdin.isatty())
