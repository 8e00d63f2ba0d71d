"""What the out-of-scope benchmark counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import out_of_scope
from tests.bench.out_of_scope import is_ours, read, sample, tally


@pytest.mark.parametrize(
    "text", ["haan", "Thik ache", "thank you goodbye", "okay , thank you aavjo", "nahi ji", "ठीक है"]
)
def test_politeness_is_ours(text: str) -> None:
    assert is_ours(text)


@pytest.mark.parametrize("text", ["okay address kya hai", "north", "um", "hm", "", "yes italian khana"])
def test_a_message_with_another_word_or_with_fillers_alone_is_not(text: str) -> None:
    assert not is_ours(text)


def test_messages_are_read_from_each_kind_of_file_once(tmp_path: Path) -> None:
    file = tmp_path / "commands.tsv"
    file.write_text("music\tIN:PLAY_MUSIC\tgana bajao\tPlay a song\nGetWeather\tमौसम बताओ\n\ngana bajao\nmap kholo\n")
    assert read(file) == ["gana bajao", "मौसम बताओ", "map kholo"]


def test_a_write_counts_as_one_only_when_nothing_is_asked() -> None:
    frames = [
        {"intent": "out_of_scope"},
        {"intent": "record_sale"},
        {"intent": "record_sale", "confirm": True},
        {"intent": "check_stock"},
    ]
    row = tally([(str(number), frame) for number, frame in enumerate(frames)], frozenset({"record_sale"}))
    assert (row.messages, row.recognised, row.writes, row.asked) == (4, 1, 1, 1)
    assert row.taken == {"record_sale": 2, "check_stock": 1}


def test_the_sample_is_always_the_same_and_in_order() -> None:
    texts = [str(number) for number in range(100)]
    chosen = sample(texts, 10)
    assert len(chosen) == 10
    assert chosen == sample(texts, 10) == sorted(chosen, key=int)
    assert sample(texts, 0) == texts


def test_no_data_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="has no out_of_scope"):
        out_of_scope.run(["--data", str(tmp_path)])
