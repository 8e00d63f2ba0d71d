"""Training sentences keep their entity spans through normalising and variation."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from nlu.model import training_data
from nlu.model.training_data import BadExample, Span, parse, read_file, script, vary, write

FILE = 'version: "3.1"\nnlu:\n- intent: record_sale\n  examples: |\n'


def test_spans_are_right_after_normalising() -> None:
    """Numbers come apart from words and the entity stays where its word went."""
    example = parse("2kilo [चीनी](product),10pkt [Tiger biskut](product) becha", "record_sale", "hi-Latn")
    assert example.text == "2 kilo चीनी , 10 pkt Tiger biskut becha"
    assert example.spans == (Span(2, 3, "product"), Span(6, 8, "product"))
    assert example.words[6:8] == ("Tiger", "biskut")


def test_case_ending_stays_in_the_entity() -> None:
    """Rasa labels whole tokens, and "Ramesh's" is one."""
    example = parse("write 250 on [Ramesh](customer)'s account", "record_credit", "en")
    assert (example.words[3:5], example.spans) == (("Ramesh's", "account"), (Span(3, 4, "customer"),))


def test_the_second_of_two_equal_words_is_found() -> None:
    """The entity after the first is searched after it."""
    example = parse("[maggi](product) 5 [maggi](product) 2", "record_sale", "en")
    assert example.spans == (Span(0, 1, "product"), Span(2, 3, "product"))


def test_entity_that_normalising_breaks_is_an_error(tmp_path: Path) -> None:
    """An entity that ends within a token can't be trained on; the file is named."""
    path = tmp_path / "en" / "record_sale.yml"
    path.parent.mkdir()
    path.write_text(FILE + "    - 5 sup[maggi](product)\n", encoding="utf-8")
    with pytest.raises(BadExample, match=r"record_sale\.yml.*\[maggi\]"):
        list(read_file(path))


def test_file_that_is_no_nlu_file_is_an_error(tmp_path: Path) -> None:
    """Said with the file's name instead of Rasa's stack trace."""
    path = tmp_path / "greet.yml"
    path.write_text("- hello\n", encoding="utf-8")
    with pytest.raises(BadExample, match=r"greet\.yml"):
        list(read_file(path))


def test_copies_hold_other_names_of_the_same_script() -> None:
    """The sentence stays, the label stays on the new name, Latin goes into Latin; the same seed gives the same."""
    latin = parse("[Ramesh](customer) ne 100 diye", "record_payment", "hi-Latn")
    deva = parse("[रमेश](customer) ने 100 दिए", "record_payment", "hi")
    further = {"customer": [("Salim", "bhai"), ("सलीम",)]}
    varied = list(vary([latin, deva], 20, further))
    assert varied == list(vary([latin, deva], 20, further))
    assert varied[0] == latin
    names = {" ".join(e.words[e.spans[0].start : e.spans[0].end]).title() for e in varied if e.language == "hi-Latn"}
    assert names == {"Ramesh", "Salim Bhai"}
    assert {e.words[e.spans[0].start] for e in varied if e.language == "hi"} == {"रमेश", "सलीम"}
    assert {" ".join(e.words[e.spans[0].end :]).lower() for e in varied if e.language == "hi-Latn"} == {"ne 100 diye"}


def test_names_are_met_in_any_case() -> None:
    """A tagger that has only seen "Ramesh" takes "ramesh" for a word."""
    example = parse("[Ramesh](customer) ne 100 diye", "record_payment", "hi-Latn")
    assert {copy.words[0] for copy in vary([example], 60)} == {"Ramesh", "ramesh", "RAMESH"}


def test_sentence_without_entities_is_not_repeated() -> None:
    """There is nothing to vary."""
    example = parse("kya mangwana hai", "reorder_advice", "hi-Latn")
    assert list(vary([example], 5)) == [example]


def test_written_file_holds_each_sentence_once_with_its_language(tmp_path: Path) -> None:
    """What Rasa reads: entities by their place in the text, and as metadata what the language is learnt from."""
    path = tmp_path / "nlu.json"
    sale = replace(parse("5 [Amul milk](product) to [Ramesh](customer)", "record_sale", "en"), number=3)
    write([sale, parse("hello", "greet", "hi-Latn"), sale], path)
    first, second = json.loads(path.read_text(encoding="utf-8"))["rasa_nlu_data"]["common_examples"]
    assert (first["intent"], second["intent"], second["text"]) == ("record_sale", "greet", "hello")
    assert [(e["entity"], first["text"][e["start"] : e["end"]]) for e in first["entities"]] == [
        ("product", "Amul milk"),
        ("customer", "Ramesh"),
    ]
    assert first["example_metadata"] == {"language": "en", "number": 3}


def test_unknown_entity_in_a_pool_is_an_error(tmp_path: Path) -> None:
    """A slip in its name would be a list that nothing reads."""
    (tmp_path / "Latn.yml").write_text("custmer: [Ramesh]\n", encoding="utf-8")
    with pytest.raises(BadExample, match="custmer"):
        training_data.read_pools(tmp_path)


def test_script_is_that_of_the_first_letter() -> None:
    """Digits and signs before it say nothing."""
    assert (script("7up"), script("रमेश"), script("500")) == ("LATIN", "DEVANAGARI", "LATIN")
