"""In which language and script the answer comes. Pure."""

from __future__ import annotations

from bot.replies.texts import FALLBACK
from nlu.contract import Understanding
from nlu.lexicon import languages, tag_of, taught
from nlu.phrases import is_mixed_in
from nlu.tokens import tokenise

_EVERYBODYS_WORDS = frozenset({"UNDO", "HELP", "REORDER", "START", "STOP", "DASHBOARD"})
"""Words that replies of every language ask for in these letters."""
_TALK = frozenset({"affirm", "deny", "cancel", "greet", "goodbye", "thank", "help", "undo"})
"""Intents whose English words are in everybody's mouth."""


def is_everybodys(heard: Understanding) -> bool:
    """Whether a message is what people of every language write so, and tells none: UNDO, "yes", "ok", "thank you"."""
    if heard.normalised.strip().upper() in _EVERYBODYS_WORDS:
        return True
    return heard.frame.intent in _TALK and is_mixed_in(tokenise(heard.normalised))


def language_of_reply(fixed: str | None, heard: tuple[str, str], channel: str) -> tuple[str, str]:
    """Language (BCP 47) and script (ISO 15924) of a reply: the one the user has fixed, else the message's.

    By SMS an answer comes in Latin letters, since a segment holds 160 of them and 70 of any Indic script, unless the user
    has fixed a language in its own script.
    """
    if fixed is not None:
        return split_tag(fixed)
    language, script = heard
    if language not in taught():
        # Its texts may be there already; who is answered in them would go on in a language that is not understood yet.
        return split_tag(FALLBACK)
    return language, "Latn" if channel == "sms" else script


def tag_asked_for(language: str | None, script: str | None, channel: str) -> str | None:
    """The tag of a language that somebody asks for: in the script they name, else its own; by SMS Latin, as replies are."""
    if language is None:
        return None
    return tag_of(language, script or ("Latn" if channel == "sms" else None))


def split_tag(tag: str) -> tuple[str, str]:
    """A tag as language and script: `hi-Latn` is (hi, Latn), `hi` is (hi, Deva), its own script."""
    code, _, script = tag.partition("-")
    own = next((language.scripts[0] for language in languages() if language.code == code), "Latn")
    return code, script or own
