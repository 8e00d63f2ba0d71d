"""What an operator gets wrong is told in one line with exit status 2, and names what to mend."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.cli import main
from infra.settings import settings

Refused = Callable[..., str]


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Refused]:
    """Runs a command in this process, with more settings; the one line of its refusal."""

    def run(*words: str, **more: str) -> str:
        for name, value in more.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        monkeypatch.setattr(sys, "argv", ["vyapari", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        line = capsys.readouterr().err.splitlines()[-1]
        assert (ended.value.code, line.startswith("vyapari: ")) == (2, True), line
        return line

    yield run
    settings.cache_clear()


@pytest.mark.parametrize("command", [("status",), ("up",), ("store", "show", "--phone", "+919800000001")])
def test_a_data_directory_that_cannot_be(refused: Refused, tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "file").write_text("")
    said = refused(*command, VYAPARI_DATA_DIR=str(tmp_path / "file"), DATABASE_URL="", REDIS_URL="")
    assert "VYAPARI_DATA_DIR" in said


def test_tables_that_the_login_does_not_own(refused: Refused, database: str) -> None:
    """The trap of a server of one's own: only DATABASE_URL was set."""
    assert "DATABASE_ADMIN_URL must be" in refused("migrate", DATABASE_ADMIN_URL="")


def test_a_list_of_fewer_than_none(refused: Refused, database: str) -> None:
    assert "--most" in refused("dead", "list", "--most", "-3")


@pytest.mark.parametrize("line", ["no JSON", '{"text": "5 maggi becha", "intent": "record_sale"}'])
def test_a_file_of_sentences_that_cannot_be_read(refused: Refused, tmp_path: Path, line: str) -> None:
    file = tmp_path / "said.jsonl"
    file.write_text(line)
    assert f"{file}, line 1" in refused("test-nlu", str(file), NLU_URL="http://127.0.0.1:9")


def test_a_language_without_sentences(refused: Refused) -> None:
    assert "--language" in refused("test-nlu", "--language", "xx", NLU_URL="http://127.0.0.1:9")


def test_a_place_for_labels_that_cannot_be(refused: Refused, database: str, tmp_path: Path) -> None:
    """Said before anything is read, also where there is nothing to write yet."""
    (tmp_path / "file").write_text("")
    assert "--out" in refused("export-labels", "--out", str(tmp_path / "file" / "labels"))
