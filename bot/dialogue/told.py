"""What a message says to a question that an action asked (`actions.contract.Ask`). Pure."""

from __future__ import annotations

from dataclasses import replace

import regex

from actions.send_order import LATER, NONE
from bot.dialogue.requests import Draft, named
from bot.dialogue.state import Question
from domain.customers.rules import parse_phone
from domain.stores.rules import parse_upi
from nlu.contract import Understanding
from nlu.spelling.fold import fold
from nlu.spelling.normalise import normalise

_NO = frozenset({"deny", "cancel", "undo"})
_NAME_WORDS = 4
_FIGURES = regex.compile(r"[\d\s+()-]{5,}")


def put(question: Question, value: str) -> Draft:
    """The draft with the answer under the name that was asked for."""
    draft = question.draft
    told = {**draft.request.told, question.field or "": value}
    if question.shape == "name" and value not in question.options and (name := named(value)) is not None:
        told[f"{question.field}_key"] = name.key
    return replace(draft, request=replace(draft.request, told=told))


def button(question: Question, choice: str) -> Draft | None:
    """The draft with the choice that was tapped; None for a no."""
    return None if choice == "no" else put(question, choice)


def answer(question: Question, heard: Understanding) -> Draft | None:
    """The draft with what the message says; None when it is no answer, or a plain yes or no."""
    value = {"phone": parse_phone, "upi": parse_upi}.get(question.shape or "", lambda _text: None)(heard.text)
    if value is None and question.shape == "date" and heard.frame.date is not None:
        value = heard.frame.date.isoformat()
    # A no answers with "I have none" where that is offered.
    if value is None and NONE in question.options and heard.frame.intent in _NO:
        value = NONE
    value = value or _titled(question, heard)
    return put(question, value) if value is not None else None


def of_wanted(question: Question, heard: Understanding, picked: str | None) -> Draft | None:
    """The draft with what the message says to what an action would like to know; None when it speaks of something else.

    A no says that there is none, "later" and a few words that are nothing else leave it; a yes and a number that is none come
    back as they are, and the action asks again.
    """
    intent = heard.frame.intent
    if picked is not None:
        return put(question, picked)
    if intent in _NO and (heard.frame.items or any(character.isdecimal() for character in heard.normalised)):
        # "nahi, 12 maggi": the order was to be another.
        return None
    if intent == "cancel":
        return put(question, LATER)
    if intent != "undo" and (said := answer(question, heard)) is not None:
        return said
    if intent == "affirm" or _FIGURES.fullmatch(heard.normalised.strip()):
        return question.draft
    aside = intent == "out_of_scope" and not heard.frame.items and len(heard.text.split()) <= _NAME_WORDS
    return put(question, LATER) if aside else None


def as_name(heard: Understanding) -> str | None:
    """The message as somebody's name: what understanding took for one, else a few words without a figure."""
    name = heard.frame.customer or heard.frame.supplier
    words = heard.text.split()
    if name is None and 0 < len(words) <= _NAME_WORDS and not any(character.isdigit() for character in heard.text):
        name = " ".join(words)
    return name


def _titled(question: Question, heard: Understanding) -> str | None:
    """The option whose name the words tell from the others: "driver" of Ramesh bhai and Ramesh driver."""
    said = {fold(word) for word in normalise(heard.text).split()}
    told = [{fold(word) for word in normalise(title).split()} for title in question.titles]
    exact = [option for option, words in zip(question.options, told, strict=False) if words and words == said]
    if len(exact) == 1:
        return exact[0]
    named = [words for words in told if words]
    shared = set.intersection(*named) if len(named) > 1 else set()
    hits = [option for option, words in zip(question.options, told, strict=False) if (words - shared) & said]
    return hits[0] if len(hits) == 1 and len(said) <= _NAME_WORDS else None
