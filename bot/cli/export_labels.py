"""`vyapari export-labels`: what support said of misunderstood messages, as test and training sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.input import InputError
from bot.cli.running import servers_in_use


def register(app: typer.Typer) -> None:
    """Add `export-labels`."""
    app.command(name="export-labels")(run)


def run(
    out: Annotated[Path, typer.Option(help="A folder, made when it is not there.")],
    language: Annotated[str, typer.Option(help="One only, such as hi.")] = "",
) -> None:
    """Write labelled messages as YAML, names and numbers of people replaced: `tests/` in the form of tests/languages,
    `training/` in that of nlu/data. No sentence is in both, and none that is known already."""
    from bot import label_export
    from domain.labels import store as labels
    from infra.database.session import desk_session

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"--out: {out} can't be a folder: {error.strerror}") from None
    with servers_in_use(), desk_session() as session:
        found = [
            label_export.Labelled(row.text, row.language, row.script, row.intent, row.frame)
            for row in labels.everything(session, language or None)
        ]
    exported = label_export.export(found, label_export.known_sentences())
    label_export.write(exported, out)
    tests = sum(map(len, exported.tests.values()))
    training = sum(map(len, exported.training.values()))
    print(f"{len(found)} labels: {tests} sentences for tests, {training} for training, in {out}")
    for why, count in exported.left_out.most_common():
        print(f"left out, {why}: {count}")
