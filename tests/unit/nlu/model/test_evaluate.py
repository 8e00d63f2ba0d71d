"""When a frame counts as right, and what the table counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.model.evaluate import BadSentences, Frame, Sentence, evaluate, faults, read_jsonl, read_sentences, render

SALE: Frame = {"items": [{"sku": "maggi-70g", "quantity": "5"}]}


def _sentence(frame: Frame, intent: str = "record_sale", language: str = "hi-Latn") -> Sentence:
    return Sentence("5 maggi", language, intent, frame)


def _got(**fields: object) -> Frame:
    return {"intent": "record_sale", "language": "hi", "script": "Latn"} | fields


def test_what_the_right_frame_leaves_out_of_an_item_is_not_compared() -> None:
    """Its words and unit; numbers are equal as numbers."""
    got = _got(items=[{"sku": "maggi-70g", "text": "maggi", "unit": "pc", "quantity": "5.0"}], payment="cash")
    assert faults(_sentence(SALE), got) == ()


@pytest.mark.parametrize(
    ("right", "got", "wrong"),
    [
        (SALE, {"items": [{"sku": "maggi-280g", "quantity": "5"}]}, ("items[0].sku",)),
        (SALE, {"items": [{"sku": "maggi-70g", "quantity": "5", "price": "14"}]}, ("items[0].price",)),
        (SALE, {"items": [{"sku": "maggi-70g"}]}, ("items[0].quantity",)),
        (SALE, {}, ("items",)),
        (SALE, {**SALE, "customer": "Ramesh"}, ("customer",)),
        (SALE, {**SALE, "credit": True}, ("credit",)),
        (SALE, {**SALE, "confirm": True}, ()),
        ({"items": [{"amount": "20"}]}, {"items": [{"amount": "20", "quantity": ".43"}]}, ()),
        ({"items": [{"sku": None, "price": "10"}]}, {"items": [{"sku": None, "price": "10", "text": "tiger"}]}, ()),
        ({"items": [{"sku": None}]}, {"items": [{"sku": "maggi-70g"}]}, ("items[0].sku",)),
        ({"items": [{"quantity": "6"}]}, {"items": [{"sku": "egg", "quantity": "6"}]}, ("items[0].sku",)),
        ({"customer": "Ramesh", "amount": "250"}, {"customer": "RAMESH", "amount": "250.00"}, ()),
        ({"customer": "Ramesh bhai"}, {"customer": "Ramesh"}, ("customer",)),
        ({"on": False}, {"on": None}, ("on",)),
        ({"start": "22:00"}, {"start": "22:00", "end": "07:00"}, ()),
    ],
)  # fmt: skip
def test_faults_are_what_differs_or_was_invented(right: Frame, got: Frame, wrong: tuple[str, ...]) -> None:
    """A field named is a fault; nothing else is."""
    assert faults(_sentence(right), _got(**got)) == wrong


def test_table_counts_by_language_and_channel() -> None:
    """A wrong write that would have been asked about does no harm; a right one that is asked about costs a message."""
    frames = {
        "right": _got(**SALE),
        "asked for nothing": _got(**SALE, confirm=True),
        "wrong": _got(items=[{"sku": "egg", "quantity": "5"}]),
        "wrong but asked": _got(items=[{"sku": "egg", "quantity": "5"}], confirm=True),
        "a question": {"intent": "check_stock", "items": [{"sku": "maggi-70g"}]},
    }
    sentences = [Sentence(text, "en", "record_sale", SALE) for text in frames]
    sentences.append(Sentence("right", "hi", "record_sale", SALE, "sms"))
    table = evaluate(sentences, lambda sentence: frames[sentence.text], frozenset({"record_sale"}))
    row = table.rows["en", "whatsapp"]
    assert (row.sentences, row.intents, row.frames, row.written_wrong, row.needless) == (5, 4, 2, 1, 1)
    assert table.rows["hi", "sms"].frames == 1
    assert (table.total.sentences, table.total.frames) == (6, 3)
    assert table.confusions == [(("record_sale", "check_stock"), 1)]
    assert [miss.sentence.text for miss in table.misses] == ["wrong", "wrong but asked", "a question"]
    shown = render(table, misses=1)
    assert "record_sale understood as check_stock: 1" in shown
    assert "'wrong': items[0].sku" in shown
    assert "80.0%" in shown


def test_sentences_of_a_folder(tmp_path: Path) -> None:
    """The folder says the language, the file the intent."""
    (tmp_path / "hi-Latn").mkdir()
    (tmp_path / "hi-Latn" / "check_stock.yml").write_text("- text: chini\n  channel: sms\n", encoding="utf-8")
    (sentence,) = read_sentences(tmp_path)
    assert (sentence.language, sentence.intent, sentence.channel) == ("hi-Latn", "check_stock", "sms")


def test_field_whose_name_yaml_takes_for_true_is_an_error(tmp_path: Path) -> None:
    """`on:` unquoted would never be compared."""
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "set_alerts.yml").write_text("- text: alerts off\n  on: false\n", encoding="utf-8")
    with pytest.raises(BadSentences, match="quoted"):
        list(read_sentences(tmp_path))


def test_sentences_of_json_lines(tmp_path: Path) -> None:
    """A language in casual Latin letters is a row of its own; English has but one."""
    path = tmp_path / "said.jsonl"
    path.write_text(
        '{"text": "undo", "language": "en", "script": "Latn", "channel": "sms", "intent": "undo"}\n'
        '{"text": "hatao", "language": "hi", "script": "Latn", "channel": "whatsapp", "intent": "undo"}\n',
        encoding="utf-8",
    )
    assert [sentence.language for sentence in read_jsonl(path)] == ["en", "hi-Latn"]
    path.write_text('{"text": "undo"}\n', encoding="utf-8")
    with pytest.raises(BadSentences, match="line 1"):
        list(read_jsonl(path))
