"""Where a store is paid (UPI ids and links), and when it and its customers are not disturbed. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

import regex

from domain.values import Money

_ID = regex.compile(r"(?<![\w.@-])[a-zA-Z0-9][a-zA-Z0-9._-]{1,254}@[a-zA-Z][a-zA-Z0-9]{1,63}(?![\w@.-])")
NIGHT = (time(21), time(8))
"""Whoever is no user of ours is never written to in these hours, whatever the store's own quiet hours are."""
_ENDS = 4
"""So many ends of quiet hours and of nights, one after the other, are gone through."""


def parse_upi(text: str) -> str | None:
    """The one UPI id (`asha@okaxis`) in a text, in small letters; None for none, for two, and for a mail address.

    NPCI: a virtual payment address is `name@handle`; the handle has letters and digits and no dot.
    """
    found = {match.lower() for match in _ID.findall(text)}
    return found.pop() if len(found) == 1 else None


def upi_link(upi_id: str, payee: str, amount: Money, note: str) -> str:
    """The link that opens a payment app with the exact amount filled in (NPCI, UPI Linking Specification)."""
    asked = {"pa": upi_id, "pn": payee, "am": f"{amount.value:.2f}", "cu": "INR", "tn": note}
    return "upi://pay?" + urlencode(asked, quote_via=quote, safe="@")


def quiet_until(now: datetime, timezone: str, start: time, end: time) -> datetime | None:
    """When the quiet hours that `now` falls into end (UTC), or None when it falls into none.

    `start` is quiet, `end` is not; hours may cross midnight; equal ends mean no quiet hours. Both are on the store's
    own wall clock, so a change of summer time moves the instant and not the hour.
    """
    if start == end:
        return None
    zone = ZoneInfo(timezone)
    local = now.astimezone(zone)
    clock = local.time()
    quiet = start <= clock < end if start < end else clock >= start or clock < end
    if not quiet:
        return None
    day = local.date() + timedelta(days=1) if clock >= end else local.date()
    return datetime.combine(day, end, tzinfo=zone).astimezone(UTC)


def may_be_written_to(now: datetime, timezone: str, start: time, end: time) -> datetime:
    """When somebody who is no user of ours may be written to, from `now` on: by day, and outside the store's quiet hours."""
    # Where both hold, the later end is found at the earlier one. Together they may leave no hour of the day: none is best then.
    for _ in range(_ENDS):
        ends = [quiet_until(now, timezone, *quiet) for quiet in ((start, end), NIGHT)]
        if not any(ends):
            break
        now = min(end for end in ends if end)
    return now


def hour_to_write(now: datetime, timezone: str, start: time, end: time) -> time:
    """The hour, by the store's clock, at which what is held at `now` goes out; of what is not held, what would be at night."""
    goes = may_be_written_to(now, timezone, start, end)
    if goes == now:
        zone = ZoneInfo(timezone)
        tonight = datetime.combine(now.astimezone(zone).date(), NIGHT[0], tzinfo=zone)
        goes = may_be_written_to(tonight.astimezone(UTC), timezone, start, end)
    return goes.astimezone(ZoneInfo(timezone)).time()
