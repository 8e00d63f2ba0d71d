"""Trains the NLU model and keeps it under a key of all that it was made from: trained once, found ever after."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Sequence
from pathlib import Path

import regex

from nlu.lexicon import taught
from nlu.model import training_data

ROOT = Path(__file__).parent.parent.parent
"""The folder that holds `config.yml`, and that Rasa imports `nlu` from."""
CONFIG = ROOT / "config.yml"
"""Our pipeline."""

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""Matrices of one message are small: threads beside spin for milliseconds after each, which cost five times the parse."""
_PACKAGE = Path(__file__).parent.parent
# What a model is made from. What works on its answers (frames, names, risk) may change without training.
_SOURCES = (
    "config.yml",
    "nlu/languages.yml",
    "nlu/data/**/*.yml",
    "nlu/pools/*.yml",
    "nlu/lexicon/*.yml",
    "nlu/lexicon/*.py",
    "nlu/rasa/*.py",
    "nlu/spelling/normalise.py",
    "nlu/spelling/fold.py",
    "nlu/spelling/fold.yml",
    "nlu/model/training_data.py",
    "nlu/uv.lock",
)


# Rasa writes hundreds of lines, most of them its libraries' warnings: the steps are progress, the end tells a failure.
_STEP = regex.compile(r"Starting to train component '(?P<step>\w+)'")
_LINES_SHOWN = 30


class TrainingFailed(RuntimeError):
    """Rasa ended without a model; the text ends with its last lines."""


def rasa_python() -> Path:
    """The Python 3.10 that has Rasa. Raises `FileNotFoundError` when that environment is not installed."""
    for place in ("bin/python", "Scripts/python.exe"):
        if (python := _PACKAGE / ".venv" / place).exists():
            return python
    raise FileNotFoundError(f"{_PACKAGE / '.venv'}: Rasa's environment is missing; `make install` makes it")


def rasa_environment() -> dict[str, str]:
    """The environment variables that Rasa runs with: no telemetry, our package importable, few warnings."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "SYSTEMROOT")
    # Only these: Rasa's process holds no secret.
    inherited = {name: os.environ[name] for name in kept if name in os.environ}
    return inherited | {
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": os.environ.get("PYTHONDONTWRITEBYTECODE", ""),
        "PYTHONWARNINGS": "ignore",
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "LOG_LEVEL_LIBRARIES": "ERROR",
        "CUDA_VISIBLE_DEVICES": "-1",
        **ONE_THREAD,
    }


def cache_folder() -> Path:
    """Where models are kept: `VYAPARI_MODEL_CACHE`, else `vyapari/models` in the user's cache folder."""
    if chosen := os.environ.get("VYAPARI_MODEL_CACHE"):
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vyapari" / "models"


def model_key(root: Path = ROOT) -> str:
    """16 hex digits that change with the training data, the pipeline and the code that the model is made with."""
    digest = hashlib.sha256()
    for pattern in _SOURCES:
        for path in sorted(root.glob(pattern)):
            if _is_of_a_language_not_taught(path):
                continue
            content = path.read_bytes()
            digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()[:16]


def _is_of_a_language_not_taught(path: Path) -> bool:
    if path.parent.name == "lexicon" and path.suffix == ".yml":
        return path.stem not in taught()
    return path.parent.parent.name == "data" and path.parent.name.partition("-")[0] not in taught()


def train(force: bool = False) -> Path:
    """The path of the model of the data as it stands, trained first when the cache does not hold it.

    Progress goes to stderr. Two at once both train, and the second to end replaces the first's file by the same.
    Raises `TrainingFailed`, and `training_data.BadExample` for a broken training file.
    """
    path = cache_folder() / f"{model_key()}.tar.gz"
    if path.exists() and not force:
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    # Beside the target, so that the rename at the end stays within one file system.
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".training-") as name:
        train_into(Path(name), CONFIG, training_data.read()).replace(path)
    _say(f"NLU model: {path}")
    return path


def train_into(folder: Path, config: Path, examples: Sequence[training_data.Example]) -> Path:
    """Train the pipeline of `config` on `examples` and their copies with other names; the model's path, in `folder`.

    `folder` is empty, and holds the training data too in the end. Progress goes to stderr. Raises `TrainingFailed`.
    """
    (folder / "data").mkdir()
    varied = training_data.vary(examples, further=training_data.read_pools())
    training_data.write(varied, folder / "data" / "nlu.json")
    _say(f"training the NLU model on {len(examples)} sentences …")
    _run_rasa(folder, config)
    return folder / "model.tar.gz"


def _run_rasa(folder: Path, config: Path) -> None:
    """Train on `folder/data` into `folder/model.tar.gz`, a line on stderr for each step."""
    command = [str(rasa_python()), "-m", "rasa", "train", "nlu"]
    command += ["--config", str(config), "--nlu", str(folder / "data")]
    command += ["--out", str(folder), "--fixed-model-name", "model"]
    # Rasa keeps steps of earlier trainings in the current folder otherwise, and knows nothing of changes in our code.
    environment = rasa_environment() | {"RASA_CACHE_DIRECTORY": str(folder / "steps")}
    last: deque[str] = deque(maxlen=_LINES_SHOWN)
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    ) as process:
        for line in process.stdout or ():
            last.append(line)
            if step := _STEP.search(line):
                _say(f"  {step['step']} …")
    if process.returncode or not (folder / "model.tar.gz").exists():
        raise TrainingFailed(f"rasa train nlu ended with status {process.returncode} and no model:\n{''.join(last)}")


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.stdout.write(f"{train(force='--force' in sys.argv)}\n")
