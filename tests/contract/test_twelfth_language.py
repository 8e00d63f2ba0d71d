"""A language is data alone: a made-up twelfth is added to a copy of the program, without a line of Python.

What it then does is asked in `made_up_language.py`, which runs inside the copy.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from nlu.model.train import ROOT
from tests.contract.made_up_language import latin, own
from tests.contract.test_replies import LATIN_IN_ANY_SCRIPT

COPIED = ["actions", "analytics", "bot", "domain", "infra", "nlu", "tests/languages"]
COPIED_FILES = [
    "pyproject.toml",
    "tests/conftest.py",
    "tests/contract/made_up_language.py",
    "tests/contract/test_language_data.py",
    "tests/contract/test_replies.py",
]
ROW = f"- {{code: xx, name: Testish, autonym: {own('testish')}, scripts: [Olck, Latn], taught: true}}\n"
# By section, what stands for what; every word also in the language's own letters.
LEXICON: dict[str, Any] = {
    "markers": ["quimbu", "vexlo", "dorxat"],
    "words": ["hoplum"],
    "numbers": {2: ["zwev"], 5: ["pifka"]},
    "units": {"kg": ["kolox"], "packet": ["pakoz"]},
    "language_names": {"xx": ["testish"]},
    "phrases": {"greet": ["hallozu vexlo"], "undo": ["vexlo dorxat zwev"]},
    "commands": {"record_sale": ["vrakto"], "check_stock": ["lagurix"]},
}
NAMES = {"sugar": ["zukkerix"], "maggi": ["noodolux"]}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program with the made-up language in it."""
    root = tmp_path_factory.mktemp("program")
    for folder in COPIED:
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns(".venv", "__pycache__"))
    (root / "tests/contract").mkdir()
    for file in COPIED_FILES:
        shutil.copy(ROOT / file, root / file)
    with (root / "nlu/languages.yml").open("a", encoding="utf-8") as rows:
        rows.write(ROW)
    write(root / "nlu/lexicon/xx.yml", in_both_scripts(LEXICON))
    write(root / "nlu/concepts/xx.yml", in_both_scripts(NAMES))
    write(root / "nlu/pools/Olck.yml", {"customer": [own("jorbel"), own("mirtax")]})
    intents = [row["name"] for row in yaml.safe_load((root / "nlu/intents.yml").read_text(encoding="utf-8"))]
    for script, folder in ((str, "xx-Latn"), (own, "xx")):
        for intent in intents:
            sentences = [
                script(f"dorxat {intent.replace('_', ' ')}"),
                f"[{script('zukkerix')}](product) {script(intent)}",
            ]
            examples = "".join(f"- {sentence}\n" for sentence in sentences)
            data = {"version": "3.1", "nlu": [{"intent": intent, "examples": examples}]}
            write(root / f"nlu/data/{folder}/{intent}.yml", data)
        sale = {"text": script("hoplum zukkerix pifka kolox"), "items": [{"sku": "sugar-loose", "quantity": "5"}]}
        write(root / f"tests/languages/{folder}/record_sale.yml", [sale])
    add_replies(root / "bot/replies")
    return root


def in_both_scripts(section: Any) -> Any:
    """Every word of a lexicon, and beside it the same in the language's own letters."""
    if isinstance(section, dict):
        return {name: in_both_scripts(inner) for name, inner in section.items()}
    return [*section, *(own(word) for word in section)]


def add_replies(folder: Path) -> None:
    """The replies of `xx` and `xx-Latn`: the English ones with other words between the values."""
    for path in (folder / "en").glob("*.yml"):
        texts = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        if path.name == "language.yml":
            write(folder / "xx-Latn" / path.name, texts)
            units = {unit: own(word) for unit, word in texts["units"].items()}
            parts = {hour: in_words(said, own) for hour, said in texts["day_parts"].items()}
            own_signs = {"script": "Olck", "units": units, "rupees_sms": "{amount}", "day_parts": parts}
            write(folder / "xx" / path.name, texts | own_signs)
            continue
        own_names = {"language.xx": "Testish"} if path.name == "talk.yml" else {}
        texts = {key: text for key, text in texts.items() if not key.startswith("language.")} | own_names
        write(folder / "xx-Latn" / path.name, {key: in_words(text, latin) for key, text in texts.items()})
        write(folder / "xx" / path.name, {key: in_words(text, own) for key, text in texts.items()})


def in_words(text: Any, words: Any) -> Any:
    """A text, or one with a shorter SMS, with `words` made of what stands between the values."""
    if isinstance(text, dict):
        return {name: in_words(inner, words) for name, inner in text.items()}
    between = LATIN_IN_ANY_SCRIPT.split(text)
    kept = [*LATIN_IN_ANY_SCRIPT.findall(text), ""]
    return "".join(words(part) + value for part, value in zip(between, kept, strict=True))


def write(path: Path, content: Any) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(content, allow_unicode=True, width=1000), encoding="utf-8")


def run(copy: Path, *arguments: str) -> None:
    """pytest in the copy, on the copy's own modules: it passes."""
    environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--no-header", *arguments]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_it_is_understood_and_answered_in(copy: Path) -> None:
    run(copy, "tests/contract/made_up_language.py")


def test_its_files_pass_what_every_languages_files_pass(copy: Path) -> None:
    """Training, tests and replies, by the tests that check them as they come."""
    checks = ["tests/contract/test_language_data.py", "tests/contract/test_replies.py"]
    run(copy, *checks, "-k", "xx or pools or every_intent")


def test_what_is_wrong_in_its_files_is_found(copy: Path) -> None:
    """A sentence in another script: else the test above would say nothing."""
    path = copy / "nlu/data/xx/greet.yml"
    right = path.read_text(encoding="utf-8")
    path.write_text(right.replace(own("greet"), "नमस्ते"), encoding="utf-8")
    with pytest.raises(AssertionError, match="1 failed"):
        run(copy, "tests/contract/test_language_data.py", "-k", "xx/greet")
    path.write_text(right, encoding="utf-8")
