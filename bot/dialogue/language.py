"""In which language and script the answer comes. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from actions.contract import LanguageName, Reply, Request
from bot.replies.texts import FALLBACK, has_language
from nlu.contract import Understanding
from nlu.lexicon import language_is_mixed_in, languages, lexicon_alone, tag_of, taught
from nlu.phrases import is_mixed_in, nearest_in, spoken_in
from nlu.spelling.tokens import Token, tokenise

_EVERYBODYS_WORDS = frozenset({"UNDO", "HELP", "REORDER", "START", "STOP", "DASHBOARD"})
"""Words that replies of every language ask for in these letters."""
_TALK = frozenset({"affirm", "deny", "cancel", "greet", "goodbye", "thank", "help", "undo"})
"""Intents whose English words are in everybody's mouth."""


_FEW = 2
"""So few words that were not understood may be any language's: a name, "Sunday", a slip."""


def spoken(heard: Understanding, language: str, script: str, *, lost: bool = False) -> tuple[str, str]:
    """Language and script of a message in a chat that was in `language` and `script` so far.

    A number tells neither, nor does what was not understood (`lost`) in the chat's own letters, where it is a word or two or no
    word of the language that it was taken for.
    What people of every language write so tells neither: UNDO, "yes", "ok". A bare "ha" in Latin letters, which is Odia's as well
    as Hindi's, is of the chat's language; only a word that a single language has changes it.
    """
    tokens, said = tokenise(heard.normalised), (heard.frame.language, heard.frame.script)
    words = [token for token in tokens if token.is_word]
    if not words:
        return language, script
    if lost and said[1] == script and (len(words) <= _FEW or not any(map(lexicon_alone(said[0]).spells, words))):
        return language, script
    if heard.normalised.strip().upper() in _EVERYBODYS_WORDS:
        return language, script
    if heard.frame.intent not in _TALK or heard.parse.source != "phrase":
        return said
    if is_mixed_in(tokens):
        return language, script
    if said[1] != "Latn":
        return said
    if not language_is_mixed_in(language):
        # "na" is a no in half of them, "beda" in one.
        having = spoken_in(_words(tokens))
        return (having[0] if len(having) == 1 else language), said[1]
    return (language_of_phrase(heard.normalised, language) or said[0]), said[1]


def _words(tokens: Sequence[Token]) -> str:
    return " ".join(token.lower for token in tokens if token.is_word)


def language_of_phrase(text: str, known: str) -> str | None:
    """The code of the language that a whole known phrase in Latin letters is in: `known` where that has it too; None for no
    phrase, and for one that every language has from English.
    """
    tokens = tokenise(text)
    if lexicon_alone(known).table("phrases").whole(tokens) is not None:
        return known
    found = nearest_in(_words(tokens))
    # Of those that have "namaskar" the first has most speakers.
    return None if not found or is_mixed_in(tokens) else found[0]


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


def not_yet_written(request: Request) -> Reply | None:
    """The answer to a wish for a language that has no texts yet; it would else be answered in another than it says."""
    if request.intent != "set_language" or request.to_language is None:
        return None
    code, script = split_tag(request.to_language)
    if has_language(code, script):
        return None
    return Reply("set_language.not_yet", {"language": LanguageName(code)})
