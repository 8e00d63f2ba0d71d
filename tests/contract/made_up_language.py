"""What a language that was added as data alone does. Run by `test_twelfth_language.py` in the copy that has the language."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy.orm import Session

import bot
import nlu
from actions.contract import LanguageName, Reply
from actions.replies import REPLIES
from actions.settings import set_language
from bot.dialogue.language import language_of_reply
from bot.dialogue.requests import Sender, draft
from bot.replies.render import render
from bot.replies.texts import has_language
from nlu.contract import Entity, Frame, Heard, Parse, Product
from nlu.lexicon import languages, taught
from nlu.model import evaluate, training_data
from nlu.spelling.normalise import normalise
from nlu.spelling.tokens import tokenise
from nlu.understand import understand, understand_without_model
from nlu.words.language import detect, script_of

NOW = datetime.fromisoformat("2026-11-22T10:00:00+05:30")
SHOP = (
    Product("sugar-loose", "Sugar (loose)", "kg", Decimal(46), pack="1 kg"),
    Product("maggi-70g", "Maggi Noodles 70 g", "pc", Decimal(15), "Nestle", pack="70 g"),
)
_OL_CHIKI = {chr(ord("a") + place): chr(0x1C5A + place) for place in range(26)}


def own(text: str) -> str:
    """`text` in Testish letters: those of Ol Chiki, an alphabet that no language of ours has, letter by letter."""
    return text.lower().translate(str.maketrans(_OL_CHIKI)).replace("_", "")


def latin(text: str) -> str:
    """English as Testish has it in Latin letters."""
    return text.replace("e", "u").replace("o", "i")


def same(text: str) -> str:
    return text


@cache
def all_examples() -> list[training_data.Example]:
    return training_data.read()


@cache
def all_tests() -> list[evaluate.Sentence]:
    return list(evaluate.read_sentences())


class Model:
    """Says that everything is a sale, and names a customer where there is one."""

    def parse(self, normalised: str) -> Parse:
        """A sale."""
        names = [name for name in ("Jorbel", own("jorbel")) if name in normalised]
        starts = [(name, normalised.index(name)) for name in names]
        entities = tuple(Entity("customer", start, start + len(name), name, 0.99) for name, start in starts)
        return Parse("record_sale", 1.0, (("record_sale", 1.0),), entities)


in_both_scripts = pytest.mark.parametrize(("written", "script"), [(same, "Latn"), (own, "Olck")], ids=["Latn", "Olck"])


def test_this_is_the_copy() -> None:
    here = Path(__file__).parents[2]
    assert Path(nlu.__file__).is_relative_to(here)
    assert Path(bot.__file__).is_relative_to(here)


def test_it_is_listed_and_taught() -> None:
    row = languages()[-1]
    assert (row.code, row.name, row.scripts) == ("xx", "Testish", ("Olck", "Latn"))
    assert taught()[-1] == "xx"


@in_both_scripts
def test_its_language_and_script_are_told(written: Any, script: str) -> None:
    tokens = tokenise(normalise(written("hoplum quimbu dorxat")))
    assert script_of(written("quimbu")) == script
    assert detect(tokens, "hi") == ("xx", script)


@in_both_scripts
def test_a_phrase_and_a_command_need_no_model(written: Any, script: str) -> None:
    said = understand_without_model(Heard(written("hallozu vexlo"), NOW), SHOP)
    assert said is not None
    assert (said.frame.intent, said.parse.source) == ("greet", "phrase")
    sold = understand_without_model(Heard(written("vrakto noodolux zwev"), NOW, language="xx"), SHOP)
    assert sold is not None
    assert (sold.frame.intent, sold.parse.source) == ("record_sale", "command")
    assert [(item.sku, item.quantity) for item in sold.frame.items] == [("maggi-70g", 2)]
    asked = understand_without_model(Heard(written("lagurix zukkerix"), NOW, language="xx"), SHOP)
    assert asked is not None
    assert (asked.frame.intent, asked.frame.items[0].sku) == ("check_stock", "sugar-loose")


@in_both_scripts
def test_a_sale_is_read(written: Any, script: str) -> None:
    """Its name for sugar, its number and its unit, its name for Maggi and a digit; nothing is left over."""
    text = f"{written('hoplum zukkerix pifka kolox quimbu noodolux')} 3 {written('pakoz')}"
    frame = understand(Heard(text, NOW), SHOP, Model()).frame
    assert (frame.intent, frame.language, frame.script) == ("record_sale", "xx", script)
    items = [(item.sku, item.quantity, item.unit) for item in frame.items]
    assert items == [("sugar-loose", 5, "kg"), ("maggi-70g", 3, "pc")]
    assert frame.confirm is None


def test_its_digits_are_numbers() -> None:
    frame = understand(Heard(f"{own('zukkerix')} \u1c55 {own('kolox')}", NOW), SHOP, Model()).frame
    assert [(item.sku, item.quantity) for item in frame.items] == [("sugar-loose", 5)]


def test_a_name_in_its_letters_is_kept() -> None:
    text = f"{own('jorbel')} {own('zukkerix pifka kolox')}"
    assert understand(Heard(text, NOW), SHOP, Model()).frame.customer == own("jorbel")


@pytest.mark.parametrize(("channel", "tag"), [("whatsapp", "xx"), ("sms", "xx-Latn")])
def test_it_can_be_asked_for(channel: str, tag: str) -> None:
    sender = Sender(1, None, "owner", "Asia/Kolkata", channel, datetime(2026, 11, 22, tzinfo=UTC))
    frame = Frame("set_language", "en", "Latn", to_language="xx")
    request = draft(frame, (), sender).request
    assert request.to_language == tag
    # Nobody's language is fixed where nobody is known, so no database is asked.
    outcome = set_language(cast(Session, None), request)
    assert outcome.state == {"language": tag}
    code, script = language_of_reply(tag, ("hi", "Deva"), channel)
    assert has_language(code, script)
    text = render(outcome.reply, code, script, channel).text
    assert (latin("Testish") if script == "Latn" else own("Testish")) in text


def test_others_say_its_name_without_having_one_for_it() -> None:
    reply = Reply("set_language.not_yet", {"language": LanguageName("xx")})
    assert "Testish" in render(reply, "hi", "Deva", "whatsapp").text


@in_both_scripts
def test_the_reply_is_in_its_words(written: Any, script: str) -> None:
    sold = Reply("record_sale.done", REPLIES["record_sale.done"])
    on_whatsapp = render(sold, "xx", script, "whatsapp").text
    word = latin("Sold") if script == "Latn" else own("Sold")
    assert on_whatsapp.startswith(f"✅ {word} 5 Maggi Noodles 70 g (₹75), 2 {written('kg')} Sugar (₹92).")
    on_sms = render(sold, *language_of_reply(None, ("xx", script), "sms"), "sms").text
    assert on_sms.startswith("Sild 5 Maggi Noodles 70 g (Rs 75), 2 kg Sugar (Rs 92). Tital Rs 167.")


@in_both_scripts
def test_it_is_trained_on(written: Any, script: str) -> None:
    """Its sentences are labelled by their folder, and varied with the names of its script."""
    folder = "xx" if script == "Olck" else "xx-Latn"
    examples = [example for example in all_examples() if example.language == folder]
    intents = {example.intent for example in examples}
    assert {"record_sale", "greet", "out_of_scope"} <= intents
    assert len(examples) == 2 * len(intents)
    assert (own("jorbel"),) in training_data.read_pools()["customer"]
    sentence = training_data.parse(f"[{own('ramesh')}](customer) {own('dorxat')}", "record_sale", "xx")
    _, copy = training_data.vary([sentence], further=training_data.read_pools())
    assert copy.words[0].lower() in (own("jorbel"), own("mirtax"), own("ramesh"))


@in_both_scripts
def test_it_is_measured(written: Any, script: str) -> None:
    """Its test sentences are read with the others, and its frames come out right."""
    folder = "xx" if script == "Olck" else "xx-Latn"
    [sentence] = [one for one in all_tests() if one.language == folder]
    frame = understand(Heard(sentence.text, sentence.now), SHOP, Model()).frame
    assert [(item.sku, item.quantity) for item in frame.items] == [("sugar-loose", 5)]
