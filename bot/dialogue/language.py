"""In which language and script the answer comes. Pure."""

from __future__ import annotations

from bot.replies.texts import FALLBACK
from nlu.lexicon import languages, taught


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


def split_tag(tag: str) -> tuple[str, str]:
    """A tag as language and script: `hi-Latn` is (hi, Latn), `hi` is (hi, Deva), its own script."""
    code, _, script = tag.partition("-")
    own = next((language.scripts[0] for language in languages() if language.code == code), "Latn")
    return code, script or own
