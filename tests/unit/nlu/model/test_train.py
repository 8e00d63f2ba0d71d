"""The model's key follows what it is made from, and a model that is there is not trained again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nlu.model import serve, train

SOURCES = (
    "config.yml",
    "nlu/spelling/fold.yml",
    "nlu/spelling/normalise.py",
    "nlu/data/en/greet.yml",
    "nlu/pools/Latn.yml",
    "nlu/lexicon/hi.yml",
    "nlu/lexicon/phrases.py",
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A few of the files that a model is made from, where the key looks for them."""
    for name in SOURCES:
        target = tmp_path / "project" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(train.ROOT / name, target)
    return tmp_path / "project"


@pytest.mark.parametrize("name", SOURCES)
def test_key_changes_with_every_source(project: Path, name: str) -> None:
    """A sentence more, a setting, a folding rule: each is another model."""
    before = train.model_key(project)
    with (project / name).open("a", encoding="utf-8") as file:
        file.write("\n# more\n")
    assert train.model_key(project) != before


def test_key_does_not_change_with_what_no_model_is_made_from(project: Path) -> None:
    """Frames are built from a model's answers; mending them needs no training. Nor does where the project lies."""
    before = train.model_key(project)
    (project / "nlu" / "frames.py").write_text("# new\n", encoding="utf-8")
    assert train.model_key(project) == before
    moved = project.rename(project.parent / "elsewhere")
    assert train.model_key(moved) == before


def test_key_changes_when_a_file_is_renamed(project: Path) -> None:
    """The file's name is the intent's."""
    before = train.model_key(project)
    (project / "nlu/data/en/greet.yml").rename(project / "nlu/data/en/thank.yml")
    assert train.model_key(project) != before


def test_model_in_the_cache_is_not_trained_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second start is quick: the file under the key is the answer, as it is."""
    monkeypatch.setenv("VYAPARI_MODEL_CACHE", str(tmp_path))
    kept = tmp_path / f"{train.model_key()}.tar.gz"
    kept.write_bytes(b"a model")
    assert train.train() == kept
    assert kept.read_bytes() == b"a model"
    assert list(tmp_path.iterdir()) == [kept]


def test_cache_is_in_the_users_cache_folder_unless_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shared by checkouts; `VYAPARI_MODEL_CACHE` is used as it stands."""
    monkeypatch.delenv("VYAPARI_MODEL_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert train.cache_folder() == tmp_path / "vyapari" / "models"
    monkeypatch.setenv("VYAPARI_MODEL_CACHE", str(tmp_path / "models"))
    assert train.cache_folder() == tmp_path / "models"


def test_rasa_inherits_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither training nor serving sees the database or Twilio."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://shop")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "secret")
    environment = serve.environment()
    assert not {"DATABASE_URL", "TWILIO_AUTH_TOKEN"} & set(environment)
    assert environment["PYTHONPATH"] == str(train.ROOT)


def test_server_that_does_not_answer_is_given_up_at_the_deadline() -> None:
    """A deadline that has passed is a timeout that says where nothing answered."""
    with pytest.raises(TimeoutError, match=r"127\.0\.0\.1:9"):
        serve.wait_until_ready("http://127.0.0.1:9", deadline=0.0)
