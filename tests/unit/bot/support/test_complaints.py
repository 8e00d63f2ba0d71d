"""Praise is told from a complaint in every language, in both scripts; what is neither is read by a person."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.support import complaints
from bot.support.complaints import complains
from nlu.lexicon import languages

OPINIONS = yaml.safe_load(Path(__file__).with_name("opinions.yml").read_text(encoding="utf-8"))


def texts(kind: str) -> list[tuple[str, str]]:
    return [(code, text) for code, texts in OPINIONS[kind].items() for text in texts]


@pytest.mark.parametrize(("code", "text"), texts("praise"))
def test_praise_is_praise(code: str, text: str) -> None:
    assert not complains(text, code)


@pytest.mark.parametrize(("code", "text"), texts("complaint"))
def test_a_complaint_is_one_also_where_it_begins_with_praise(code: str, text: str) -> None:
    assert complains(text, code)


@pytest.mark.parametrize("text", ["add a barcode scanner", "hmm", "", "👍👎"])
def test_what_is_neither_is_for_a_person(text: str) -> None:
    assert complains(text, "en")


def test_every_language_has_words_of_both_kinds() -> None:
    table = yaml.safe_load(Path(complaints.__file__).with_name("complaints.yml").read_text(encoding="utf-8"))
    codes = {row.code for row in languages()}
    for kinds in (table, OPINIONS):
        assert set(kinds["praise"]) == set(kinds["complaint"]) == codes
