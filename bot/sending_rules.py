"""Whether a message may be sent now: quiet hours, opt-out, WhatsApp's window, a person at the other end. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TypeAlias

from domain.stores.rules import NIGHT, quiet_until

WINDOW_CLOSED = "63016"
"""Twilio's code for free text outside WhatsApp's window."""
HANDBACK_CHECK = timedelta(minutes=15)
"""How often it is looked whether a person has handed the chat back."""
OPT_OUT_KEY = "opt_out"
"""Replies whose key begins so confirm that nothing more will come, and are the last thing that does."""


@dataclass(frozen=True)
class Occasion:
    """A message on the point of being sent, and everything that decides whether it is."""

    kind: str
    key: str
    channel: str
    now: datetime
    timezone: str
    quiet_start: time
    quiet_end: time
    mode: str = "bot"
    opted_out: bool = False
    muted: bool = False
    """Alerts of this kind are switched off."""
    answered: bool = False
    """The message of which it says that the answer takes longer has been answered."""
    last_inbound_at: datetime | None = None
    window: timedelta | None = None
    """How long after the person's last message free text is taken; None where the carrier has no such rule."""
    template: bool = False
    """An approved template is the way to say it when free text is not taken."""
    refused_as_text: bool = False
    """The carrier said that the window is closed, whatever we count."""


@dataclass(frozen=True)
class Send:
    """It may go now, or after a pause."""

    as_template: bool = False
    pause: timedelta = timedelta()


@dataclass(frozen=True)
class Hold:
    """It waits, and is judged again at `until` (UTC)."""

    until: datetime
    why: str


@dataclass(frozen=True)
class Drop:
    """It must never be sent."""

    why: str


@dataclass(frozen=True)
class Refuse:
    """The channel would refuse it: it failed for good there. Another channel may take it."""

    code: str
    why: str


Verdict: TypeAlias = Send | Hold | Drop | Refuse


def judge(occasion: Occasion) -> Verdict:
    """What to do with the message at this moment.

    Only what the assistant starts is held, never an answer: an alert by quiet hours or while a person has the chat, a
    message to a customer or a supplier by quiet hours, at night and while a person has that chat.
    """
    if occasion.opted_out and not (occasion.kind == "reply" and occasion.key.startswith(OPT_OUT_KEY)):
        return Drop("opted out")
    if occasion.kind == "notice" and occasion.answered:
        return Drop("the answer was quicker")
    if occasion.kind == "alert":
        if occasion.muted:
            return Drop("alerts of this kind are off")
        if occasion.mode == "human":
            return Hold(occasion.now + HANDBACK_CHECK, "a person has the chat")
        until = quiet_until(occasion.now, occasion.timezone, occasion.quiet_start, occasion.quiet_end)
        if until is not None:
            return Hold(until, "quiet hours")
    if occasion.kind == "outreach":
        if occasion.mode == "human":
            return Hold(occasion.now + HANDBACK_CHECK, "a person has the chat")
        quiet = ((occasion.quiet_start, occasion.quiet_end), NIGHT)
        ends = [quiet_until(occasion.now, occasion.timezone, start, end) for start, end in quiet]
        if any(ends):
            # Where both hold, the later end is found at the earlier one.
            return Hold(min(end for end in ends if end), "quiet hours")
    if not takes_free_text(occasion):
        if occasion.template:
            return Send(as_template=True)
        return Refuse(WINDOW_CLOSED, "outside the window in which WhatsApp takes free text")
    return Send()


def takes_free_text(occasion: Occasion) -> bool:
    """Whether the carrier takes free text at this moment."""
    if occasion.refused_as_text:
        return False
    return occasion.window is None or _open(occasion.now, occasion.last_inbound_at, occasion.window)


def _open(now: datetime, last_inbound_at: datetime | None, window: timedelta) -> bool:
    return last_inbound_at is not None and now < last_inbound_at + window


def retry_after(attempts: int, first: float, chance: float) -> timedelta:
    """How long to wait after the failed try number `attempts` (from 1): `first` seconds, doubled with each.

    `chance`, from 0 to 1, adds up to a quarter, so that messages that failed together don't all come back together.
    """
    return timedelta(seconds=first * 2 ** (attempts - 1) * (1 + chance / 4))
