"""One promise for every benchmark: `vyapari bench NAME --help` says what it measures and takes, without measuring."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.cli.bench import BENCHMARKS

NAMES = sorted(file.stem for file in BENCHMARKS.glob("*.py"))


@pytest.mark.parametrize("name", NAMES)
def test_benchmark_tells_what_it_takes(name: str) -> None:
    """The options are the benchmark's own: the command line's are not shown in their place."""
    result = CliRunner().invoke(app, ["bench", name, "--help"])
    assert result.exit_code == 0, result.output
    assert f"vyapari bench {name}" in result.output
    assert "--data" in result.output
