"""`vyapari train-nlu`, `test-nlu`, `calibrate-nlu`, `fold`, `learn-fold`: the model, how good it is, why spellings meet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.demo_catalogue import demo_catalogue
from bot.cli.input import InputError
from bot.cli.nlu_server import nlu_server


def register(app: typer.Typer) -> None:
    """Add the five."""
    app.command(name="train-nlu")(train_nlu)
    app.command(name="test-nlu")(measure_nlu)
    app.command(name="calibrate-nlu")(calibrate_nlu)
    app.command()(fold)
    app.command(name="learn-fold")(learn_fold)


def train_nlu(force: Annotated[bool, typer.Option(help="Train although the model is there.")] = False) -> None:
    """Train the NLU model when its data changed; print where it is."""
    from nlu.model.train import TrainingFailed, train

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
    from nlu.model import evaluate

    if sentences is not None and not sentences.is_file():
        raise InputError(f"{sentences}: no such file")
    with nlu_server() as url:
        try:
            table = evaluate.run(url, sentences, demo_catalogue(), misses, tuple(language or ()))
        except evaluate.BadSentences as error:
            raise InputError(str(error)) from None
    if language and not table.total.sentences:
        raise InputError(f"--language: there are no sentences in {' or '.join(language)}")


def calibrate_nlu() -> None:
    """Fit when the assistant asks before it writes, on tests/languages; writes nlu/risk.yml."""
    from nlu.model import calibrate
    from nlu.model.client import RasaClient

    with nlu_server() as url, RasaClient(url) as model:
        calibrate.run(demo_catalogue(), model)


def fold(
    strict: Annotated[
        bool, typer.Option(help="The key by which words and goods are found, which keeps more words apart.")
    ] = False,
) -> None:
    """Words on stdin, the key under which their spellings meet on stdout, a line each."""
    from nlu.spelling.fold import fold as strict_key
    from nlu.spelling.loose import loose_key

    key = strict_key if strict else loose_key
    for line in sys.stdin:
        print(" ".join(key(word) for word in line.split()), flush=sys.stdin.isatty())


def learn_fold(
    data: Annotated[Path, typer.Option(help="The folder that holds romanisation/*.train.tsv.gz.")],
    pairs: Annotated[int, typer.Option(min=1000, help="Learn the chances of letters from so many.")] = 250_000,
) -> None:
    """Learn the looser key of `fold` anew from attested romanisations; writes nlu/spelling/loose/learned.json.gz."""
    from nlu.spelling.loose import learn

    try:
        learn.run(data, pairs)
    except FileNotFoundError as error:
        raise InputError(str(error)) from None
