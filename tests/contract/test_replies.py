"""Every reply in every language: complete, in its own script, and within what the channels take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
import regex

from actions.contract import Choice, Phrase, Reply, Value
from actions.replies import REPLIES as ACTION_REPLIES
from bot.dialogue.replies import REPLIES as DIALOGUE_REPLIES
from bot.replies import gsm7
from bot.replies.render import BODY_LIMIT, TITLE_LIMIT, render
from bot.replies.template import names
from bot.replies.texts import FALLBACK, Language, language_for, languages
from bot.replies.values import show_date
from nlu.lexicon import tags

SAID = {**ACTION_REPLIES, **DIALOGUE_REPLIES}
NAMES: dict[str, dict[str, Value]] = {f"language.{tag}": {} for tag in tags()}
"""What languages are called (`LanguageName`): a language that is not named has its name of `nlu/languages.yml`."""
REPLIES = {**SAID, **NAMES}
TAGS = sorted(languages())
"""Also what is written for languages that are not taught yet."""
# The network takes these words of an SMS for itself (Twilio, advanced opt-out).
TAKEN_BY_THE_NETWORK = regex.compile(r"\b(?:yes|cancel|end|quit|stop|stopall|unsubscribe)\b", regex.I)
# Commands and abbreviations that shopkeepers know in Latin letters, and the example of how to ask for English.
LATIN_IN_ANY_SCRIPT = regex.compile(
    r"\{[^}]*\}|\b(?:UNDO|HELP|START|REORDER|MRP|UPI|talk in English|SALE MAGGI|STOCK SUGAR|PRICE MAGGI|REPORT|DUE RAMESH"
    r"|PAID RAMESH|STOP|ADD HELPER|REMOVE HELPER|WhatsApp|name|price|PDF|Excel|CSV|xlsx|QR|GST|SMS|MB|DASHBOARD|asha@okaxis)\b"
)
LONGEST_SMS = {"Latn": 2 * 153}
LONGEST_INDIC_SMS = 4 * 67
# Lists and explanations may take another segment.
LONG_BY_NATURE = regex.compile(r"reorder_advice|help|correct_last|price_advice|stranger")
# What these list is what they are about: actions make them with one line at least.
NEVER_EMPTY = {key for key, params in REPLIES.items() if {"lines", "words", "products", "others"} & set(params)}


def languages_of(tag: str) -> Language:
    return languages()[tag]


def rendered(tag: str, key: str, channel: str, params: dict[str, Value] | None = None) -> str:
    language = languages_of(tag)
    reply = Reply(key, REPLIES[key] if params is None else params)
    return render(reply, tag.split("-")[0], language.script, channel).text


def test_english_and_hindi_in_both_scripts_are_there() -> None:
    assert {"en", "hi", "hi-Latn"} <= set(TAGS)


@pytest.mark.parametrize("tag", TAGS)
def test_a_language_has_every_reply_and_no_other(tag: str) -> None:
    """And its own name; what others are called it may say."""
    texts = set(languages_of(tag).texts)
    assert set(SAID) | {f"language.{tag.partition('-')[0]}"} <= texts <= set(REPLIES)


def failing(tag: str, check: Callable[[str], bool]) -> list[str]:
    """The keys that do not pass, all of them at once: a translator wants the list."""
    return [key for key in sorted({*SAID, *languages_of(tag).texts}) if not check(key)]


@pytest.mark.parametrize("tag", TAGS)
def test_the_values_shown_are_the_same_in_every_language(tag: str) -> None:
    def same(key: str) -> bool:
        text, english = languages_of(tag).texts[key], languages_of(FALLBACK).texts.get(key)
        shown = names(text.text)
        return shown == names(english.text if english else "") <= set(REPLIES[key]) and names(text.sms or "") <= shown

    assert failing(tag, same) == []


def test_every_value_of_a_reply_is_shown() -> None:
    english = languages_of(FALLBACK).texts
    hidden = {key: set(params) - names(english[key].text) for key, params in SAID.items()}
    assert {key: left for key, left in hidden.items() if left} == {}


@pytest.mark.parametrize("tag", TAGS)
def test_a_text_is_in_its_languages_script(tag: str) -> None:
    language = languages_of(tag)
    own = regex.compile(rf"[\p{{Script={language.script}}}\p{{Script=Inherited}}]")

    def is_own(key: str) -> bool:
        words = f"{language.texts[key].text} {language.texts[key].sms or ''}"
        return all(own.match(letter) for letter in regex.findall(r"[\p{L}\p{M}]", LATIN_IN_ANY_SCRIPT.sub("", words)))

    assert failing(tag, is_own) == []


@pytest.mark.parametrize("tag", TAGS)
def test_the_parts_of_the_day_are_whole_and_in_the_languages_script(tag: str) -> None:
    language = languages_of(tag)
    said = list(language.day_parts.values())
    assert min(language.day_parts) == 0
    assert all(names(part) == {"time"} for part in said)
    assert (
        regex.findall(rf"[^\p{{Script={language.script}}}\p{{Script=Inherited}} ]", "".join(said).replace("{time}", ""))
        == []
    )


@pytest.mark.parametrize("tag", [tag for tag in TAGS if languages()[tag].script == "Latn"])
def test_months_and_weekdays_of_a_language_in_latin_letters_are_in_them(tag: str) -> None:
    """A locale that CLDR lacks is read as its parent, whose script is another: `pa_Latn` has Gurmukhi months."""
    days = [date(2026, month, 20 + month % 7) for month in range(1, 13)]
    said = " ".join(show_date(day, languages_of(tag), style) for day in days for style in (None, "weekday", "long"))
    assert regex.findall(r"[^\p{Script=Latin}\d ]", said) == []


@pytest.mark.parametrize("channel", ["whatsapp", "sms"])
@pytest.mark.parametrize("tag", TAGS)
def test_a_reply_is_never_empty_and_leaves_no_trace_of_its_making(tag: str, channel: str) -> None:
    traces = regex.compile(r"[{}\[\]]|  |\s[.,।]|None|Money|Measure")

    def is_clean(key: str) -> bool:
        text = rendered(tag, key, channel)
        return 0 < len(text) <= BODY_LIMIT and traces.search(text) is None

    assert failing(tag, is_clean) == []


@pytest.mark.parametrize("channel", ["whatsapp", "sms"])
@pytest.mark.parametrize("tag", TAGS)
def test_absent_lists_leave_no_trace(tag: str, channel: str) -> None:
    """A reply whose lists are empty reads as if they had never been thought of."""
    traces = regex.compile(r"  |\s[.,।](?:\s|$)|[:,]\s*$|\n\n|^\s|\s$")

    def is_clean(key: str) -> bool:
        bare = {name: () if isinstance(value, tuple) else value for name, value in REPLIES[key].items()}
        return key in NEVER_EMPTY or traces.search(rendered(tag, key, channel, bare)) is None

    assert failing(tag, is_clean) == []


@pytest.mark.parametrize("tag", TAGS)
def test_an_sms_says_no_word_of_the_networks_and_shows_no_picture(tag: str) -> None:
    picture = regex.compile(r"[₹✅•]|(?![0-9#*])\p{Emoji}")

    def is_plain(key: str) -> bool:
        text = rendered(tag, key, "sms")
        return TAKEN_BY_THE_NETWORK.search(text) is None and picture.search(text) is None

    assert failing(tag, is_plain) == []


@pytest.mark.parametrize("tag", [tag for tag in TAGS if languages()[tag].script == "Latn"])
def test_an_sms_in_latin_letters_keeps_to_the_sms_alphabet_by_its_own_words(tag: str) -> None:
    """The renderer would drop what does not fit; a text that needs that loses something."""
    markup = regex.compile(r"\{[^}]*\}|[\[\]]|[✅↩⚠🙏•\uFE0F]")

    def keeps(key: str) -> bool:
        words = markup.sub("", languages_of(tag).texts[key].on("sms"))
        return gsm7.fits(words) and gsm7.fits(rendered(tag, key, "sms"))

    assert failing(tag, keeps) == []


@pytest.mark.parametrize("tag", TAGS)
def test_an_sms_is_short(tag: str) -> None:
    script = languages_of(tag).script

    def is_short(key: str) -> bool:
        text = rendered(tag, key, "sms")
        length = gsm7.count_septets(text) if script == "Latn" else len(text.encode("utf-16-le")) // 2
        return length <= LONGEST_SMS.get(script, LONGEST_INDIC_SMS) or LONG_BY_NATURE.search(key) is not None

    assert failing(tag, is_short) == []


@pytest.mark.parametrize("tag", TAGS)
def test_a_button_fits_its_title(tag: str) -> None:
    language = languages_of(tag)

    def fits(key: str) -> bool:
        if not key.startswith("choice."):
            return True
        reply = Reply("undo.nothing", {}, (Choice("undo", key, REPLIES[key]),))
        [button] = render(reply, tag.split("-")[0], language.script, "whatsapp").buttons
        # A product's name may be cut; a word of ours may not.
        whole = button.title == rendered(tag, key, "whatsapp") or key == "choice.product"
        return whole and 0 < len(button.title) <= TITLE_LIMIT

    assert failing(tag, fits) == []


def test_every_phrase_inside_an_example_is_a_reply_too() -> None:
    def keys(value: Value) -> Iterator[str]:
        if isinstance(value, tuple):
            for item in value:
                yield from keys(item)
        if isinstance(value, Phrase):
            yield value.key
            for inner in value.params.values():
                yield from keys(inner)

    used = {key for params in REPLIES.values() for value in params.values() for key in keys(value)}
    assert used <= set(REPLIES)


def test_a_language_without_texts_is_answered_in_english() -> None:
    assert language_for("ks", "Arab").tag == "en"
    assert language_for("hi", "Latn").tag == "hi-Latn"
    assert language_for("hi", "Deva").tag == "hi"
