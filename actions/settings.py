"""`set_language` and `set_quiet_hours`: in which language replies come, and when nothing comes unasked."""

from __future__ import annotations

from babel.core import get_global
from sqlalchemy.orm import Session

from actions.contract import Outcome, Phrase, Refused, Reply, Request
from domain.stores import store as stores

_LATIN = "Latn"


def set_language(session: Session, request: Request) -> Outcome:
    """Fix the language of the replies to this person. Raises Refused when none was named.

    The script is the one named, else the language's own; by SMS Latin letters, of which a segment holds more than twice
    as many. Whether there are texts in that language is for bot to say.
    """
    language = request.to_language
    if language is None:
        raise Refused(Reply("set_language.which"))
    own = own_script(language)
    script = request.to_script or (_LATIN if request.channel == "sms" else own)
    tag = f"{language}-{_LATIN}" if script == _LATIN != own else language
    if request.user_id is not None:
        stores.set_language(session, request.user_id, tag)
    shown = "language.hi-Latn" if tag == "hi-Latn" else f"language.{language}"
    return Outcome(
        Reply("set_language.done", {"language": Phrase(shown)}), state={"language": language, "script": script}
    )


def own_script(language: str) -> str:
    """The script (ISO 15924) in which a language is usually written: CLDR's likely subtags."""
    likely: str = get_global("likely_subtags")[language]
    return likely.split("_")[1]


def set_quiet_hours(session: Session, request: Request) -> Outcome:
    """Set when the store is not to be disturbed, by its own clock, beside what it was; say what it is when no time is given.

    An end that was not said stays. The same time twice means never quiet.
    """
    store = stores.get(session, request.store_id)
    old_start, old_end = store.quiet_start, store.quiet_end
    if request.start is None and request.end is None:
        return Outcome(Reply("set_quiet_hours.now", {"start": old_start, "end": old_end}))
    start = old_start if request.start is None else request.start
    end = old_end if request.end is None else request.end
    stores.set_quiet_hours(session, request.store_id, start, end)
    if start == end:
        return Outcome(Reply("set_quiet_hours.off", {"old_start": old_start, "old_end": old_end}))
    now = {"start": start, "end": end, "old_start": old_start, "old_end": old_end}
    return Outcome(Reply("set_quiet_hours.done", now))
