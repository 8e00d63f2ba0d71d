"""Replies as words: a key and values go in, a text and its buttons come out, for one language, script and channel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

import regex

from actions.contract import Choice, LanguageName, Measure, Phrase, Reply, Value
from bot.contract import Button, Rendered
from bot.replies import gsm7, values
from bot.replies.template import Optional, Piece, Placeholder, parse
from bot.replies.texts import FALLBACK, Language, Text, language_for, languages
from domain.values import Money

BODY_LIMIT = 1600
"""Characters of a message body (Twilio, error 21617)."""
TITLE_LIMIT = 20
"""Characters of a WhatsApp button's title."""
ROW_TITLE_LIMIT, ROW_LIMIT = 24, 10
"""Characters of a row of a WhatsApp list, and rows of a list."""
BUTTON_LIMIT = 3
"""Quick replies of a WhatsApp message; more choices are numbered in the text."""

# Said in words by the text itself ("Reply UNDO"), so it needs no number, and a stray "1" takes nothing back.
_WORDED = frozenset({"undo"})
_PICTURE = regex.compile(r"(?:(?![0-9#*])\p{Emoji}\uFE0F?|•) *")
_BETWEEN = {"lines": "\n", "sentences": " "}


def render(reply: Reply, language: str, script: str, channel: str) -> Rendered:
    """`reply` in `language` (BCP 47) and `script` (ISO 15924) for `channel`.

    A language without texts is answered in English. By SMS choices are numbered lines and a text in Latin letters keeps
    to the SMS alphabet. Raises KeyError when the reply lacks a value that its text shows.
    """
    return render_all((reply,), language, script, channel)


def render_all(replies: tuple[Reply, ...], language: str, script: str, channel: str) -> Rendered:
    """Several replies as one message, a line each; the choices are those of the last."""
    chosen = language_for(language, script)
    lines = [_say(reply.key, reply.params, chosen, channel) for reply in replies]
    choices = replies[-1].choices
    titles = [_say(choice.key, choice.params, chosen, channel) for choice in choices]
    as_numbers = channel == "sms" or len(choices) > BUTTON_LIMIT
    shown = numbered(choices) if as_numbers else ()
    if as_numbers:
        lines += [f"{number}. {titles[choices.index(choice)]}" for number, choice in enumerate(shown, 1)]
    text = "\n".join(line for line in lines if line)
    if channel == "sms":
        text = _plain(text, chosen)
    buttons = (
        ()
        if as_numbers
        else tuple(
            Button(choice.id, shorten(title, TITLE_LIMIT)) for choice, title in zip(choices, titles, strict=True)
        )
    )
    fits = channel != "sms" and len(shown) <= ROW_LIMIT
    listed = ((choice.id, shorten(titles[choices.index(choice)], ROW_TITLE_LIMIT)) for choice in shown)
    return Rendered(shorten(text, BODY_LIMIT), buttons, tuple(Button(*row) for row in listed) if fits else ())


def say(value: Value, language: str, script: str) -> str:
    """A value alone, as a reply of this language shows it: a heading, a cell of a table."""
    return _show(value, None, language_for(language, script), "whatsapp")


def say_in(value: Value, language: Language, style: str | None = None) -> str:
    """A value alone in a language that carries texts of its own: a page's. `style` as in a placeholder (`long`, `percent`)."""
    return _show(value, style, language, "whatsapp")


def numbered(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """The choices that a bare number answers, in order: 1 is the first. On every channel, whether shown or not."""
    return tuple(choice for choice in choices if choice.id not in _WORDED)


def shorten(text: str, limit: int) -> str:
    """`text` in at most `limit` characters, cut between graphemes with an ellipsis."""
    if len(text) <= limit:
        return text
    kept = ""
    for grapheme in regex.findall(r"\X", text):
        if len(kept) + len(grapheme) > limit - 1:
            break
        kept += grapheme
    return kept.rstrip() + "…"


def _plain(text: str, language: Language) -> str:
    """`text` as a feature phone shows it: no pictures, and Latin letters in the SMS alphabet.

    One sign outside that alphabet would cut the segment from 160 characters to 70.
    """
    # A product may be called "Parle-G ₹10".
    text = regex.sub(r"₹\s?", "Rs ", _PICTURE.sub("", text))
    if language.script == "Latn":
        text = gsm7.fit(text)
    return "\n".join(regex.sub(r" {2,}", " ", line).strip() for line in text.splitlines())


def _say(key: str, params: Mapping[str, Value], language: Language, channel: str) -> str:
    text, own = _text(key, language)
    words = "".join(_show_piece(piece, params, own, channel) for piece in parse(text.on(channel)))
    # What an absent value leaves behind: two spaces, a space before the line's end.
    return regex.sub(r"[ \t]+(?=\n|$)", "", regex.sub(r"(?<=\S) {2,}", " ", words)).strip()


def _text(key: str, language: Language) -> tuple[Text, Language]:
    if key in language.texts:
        return language.texts[key], language
    return languages()[FALLBACK].texts[key], languages()[FALLBACK]


def _show_piece(piece: Piece, params: Mapping[str, Value], language: Language, channel: str) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Optional):
        absent = any(isinstance(part, Placeholder) and params[part.name] in (None, "", ()) for part in piece.pieces)
        return "" if absent else "".join(_show_piece(part, params, language, channel) for part in piece.pieces)
    value = params[piece.name]
    if piece.forms:
        return values.plural_form(value, piece.forms, language)
    return _show(value, piece.style, language, channel)


def _show(value: Value, style: str | None, language: Language, channel: str) -> str:
    if isinstance(value, tuple):
        between = _BETWEEN.get(style or "", language.comma)
        return between.join(_show(item, None, language, channel) for item in value)
    if isinstance(value, LanguageName):
        return language.name_of(value.tag)
    if isinstance(value, Phrase):
        return _say(value.key, value.params, language, channel)
    if isinstance(value, Money):
        return values.show_money(value, language, channel)
    if isinstance(value, Measure):
        return values.show_measure(value, language)
    if isinstance(value, int | Decimal):
        return values.show_percent(Decimal(value)) if style == "percent" else values.show_number(value)
    if isinstance(value, time | datetime):
        return values.show_time(value, language)
    if isinstance(value, date):
        return values.show_date(value, language, style)
    return value or ""
