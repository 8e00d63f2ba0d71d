"""What can only be tried where Rasa is: in its own environment, by a program of a few lines."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nlu.model.train import rasa_environment, rasa_python

InRasa = Callable[..., Any]
"""Runs a program with arguments, and returns what it printed as JSON."""


@pytest.fixture
def in_rasa(tmp_path: Path) -> InRasa:
    def run(program: str, *arguments: str) -> Any:
        command = [str(rasa_python()), "-c", program, *arguments]
        done = subprocess.run(
            command, env=rasa_environment(), cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert not done.returncode, done.stderr
        return json.loads(done.stdout)

    return run
