"""Labels become sentences that the program's own readers take, and never the same one for tests and for training."""

from __future__ import annotations

from pathlib import Path

from bot.label_export import Labelled, export, key_of, known_sentences, write
from nlu.model import evaluate, training_data

SALE = {"items": [{"sku": "maggi-70g", "text": "maggi", "quantity": "5"}], "customer": "Suraj", "credit": True}


def labels(count: int) -> list[Labelled]:
    return [
        Labelled(f"Suraj ko {number} maggi udhaar bhai", "hi", "Latn", "record_sale", SALE)
        for number in range(1, count + 1)
    ]


def test_what_is_written_is_read_by_the_tests_and_by_the_training(tmp_path: Path) -> None:
    exported = export(labels(30), frozenset())
    write(exported, tmp_path)
    sentences = list(evaluate.read_sentences(tmp_path / "tests"))
    examples = training_data.read(tmp_path / "training")
    assert len(sentences) + len(examples) == 30
    assert 3 < len(sentences) < 20
    assert {(one.language, one.intent) for one in sentences} == {("hi-Latn", "record_sale")}
    assert sentences[0].frame["customer"] == "Suraj"
    assert sentences[0].frame["items"] == [{"sku": "maggi-70g", "quantity": "5"}]
    assert {span.entity for span in examples[0].spans} == {"customer", "product"}
    tested = {key_of(one.text) for one in sentences}
    assert not tested & {key_of(one.text) for one in examples}


def test_the_parting_stays_when_more_labels_come() -> None:
    few, more = export(labels(10), frozenset()), export(labels(40), frozenset())
    for folder, rows in few.tests.items():
        assert all(row in more.tests[folder] for row in rows)


def test_what_is_of_no_use_is_counted() -> None:
    mixed = Labelled("maggi பாக்கெட்", "ta", "Taml", "check_stock", {})
    unfound = [
        Labelled(f"becha {word}", "hi", "Latn", "record_sale", {"items": [{"sku": None, "text": "xyz"}]})
        for word in ("ek", "do", "teen", "char", "paanch", "chhe")
    ]
    exported = export([*labels(2), *labels(2), mixed, *unfound], frozenset({key_of(labels(1)[0].text)}))
    assert exported.left_out["another script"] == 1
    assert exported.left_out["known already"] == 2
    assert exported.left_out["twice"] == 1
    assert exported.left_out["words not found"] >= 1


def test_sentences_of_the_program_are_known() -> None:
    known = known_sentences()
    assert key_of("saat maggi aur ek kilo chini nikli") in known
    assert key_of("2 maggi becha") in known


def test_fields_that_yaml_would_take_for_something_else_come_back(tmp_path: Path) -> None:
    frame = {"alert": "expiry", "on": True, "start": "22:00"}
    rows = [Labelled(f"expiry alert chahiye {n}", "hi", "Latn", "set_alerts", frame) for n in range(20)]
    write(export(rows, frozenset()), tmp_path)
    sentence = next(iter(evaluate.read_sentences(tmp_path / "tests")))
    assert (sentence.frame["on"], sentence.frame["start"]) == (True, "22:00")
