"""`set_language` and `set_quiet_hours`: in which language replies come, and when nothing comes unasked."""

from __future__ import annotations

from datetime import time

from sqlalchemy.orm import Session

from actions.contract import Ask, Choice, LanguageName, Outcome, Refused, Reply, Request
from domain.audit import store as audit
from domain.stores import store as stores

_BY_DAY = (time(10), time(14), time(18))
_YES_NO = (Choice("yes", "choice.yes"), Choice("no", "choice.no"))


def set_language(session: Session, request: Request) -> Outcome:
    """Fix the language and script of the replies to this person. Raises Refused when none was named.

    Whether there are texts in that language is for bot to say.
    """
    tag = request.to_language
    if tag is None:
        raise Refused(Reply("set_language.which"))
    if request.user_id is not None:
        stores.set_language(session, request.user_id, tag)
        who = audit.user(request.user_id)
        audit.write(session, request.store_id, who, "set_language", now=request.now, detail={"language": tag})
    return Outcome(Reply("set_language.done", {"language": LanguageName(tag)}), state={"language": tag})


def set_quiet_hours(session: Session, request: Request) -> Outcome:
    """Set when the store is not to be disturbed, by its own clock, beside what it was; say what it is when no time is given.

    An end that was not said stays. The same time twice means never quiet. Raises Ask where the whole day would be quiet.
    """
    store = stores.get(session, request.store_id)
    old_start, old_end = store.quiet_start, store.quiet_end
    start = old_start if request.start is None else request.start
    end = old_end if request.end is None else request.end
    if None in (request.start, request.end) and (start == end or request.start == request.end):
        # "subah 8 baje message bhejo" names the hour at which the quiet ends anyway, and wants no message at night.
        return Outcome(Reply("set_quiet_hours.now", {"start": old_start, "end": old_end}))
    if all(_is_quiet(start, end, hour) for hour in _BY_DAY) and "quiet" not in request.told:
        # "Message only from 6 to 22" names the hours that are not quiet.
        raise Ask(Reply("set_quiet_hours.sure", {"start": start, "end": end}, _YES_NO), "quiet", "yes")
    stores.set_quiet_hours(session, request.store_id, start, end)
    audit.write(
        session,
        request.store_id,
        audit.user(request.user_id),
        "set_quiet_hours",
        now=request.now,
        detail={"before": [f"{old_start:%H:%M}", f"{old_end:%H:%M}"], "after": [f"{start:%H:%M}", f"{end:%H:%M}"]},
    )
    if start == end:
        return Outcome(Reply("set_quiet_hours.off", {"old_start": old_start, "old_end": old_end}))
    now = {"start": start, "end": end, "old_start": old_start, "old_end": old_end}
    return Outcome(Reply("set_quiet_hours.done", now))


def _is_quiet(start: time, end: time, at: time) -> bool:
    return start <= at < end if start < end else start != end and (at >= start or at < end)
