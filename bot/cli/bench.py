"""`vyapari bench NAME`: the benchmarks of `tests/bench`, each a file with `run(arguments)`."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import typer

from bot.cli.input import InputError

BENCHMARKS = Path(__file__).parents[2] / "tests" / "bench"


def register(app: typer.Typer) -> None:
    """Add `bench`."""
    app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(bench)


def bench(context: typer.Context, name: str) -> None:
    """Run a benchmark; what follows its name (such as --data DIR) is the benchmark's own. `bench NAME --help` lists that."""
    path = BENCHMARKS / f"{name}.py"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in BENCHMARKS.glob("*.py")))
        raise InputError(f"bench: no benchmark {name!r} in {BENCHMARKS}; there are: {known or 'none'}")
    # Benchmarks import one another's parts as `tests.bench.…`, and only a checkout has them.
    sys.path.insert(0, str(BENCHMARKS.parents[1]))
    spec = importlib.util.spec_from_file_location(f"tests.bench.{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up by its name.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    module.run(context.args)
