"""What kinds of messages leave, and how their delivery status moves: forward only, whatever order the provider reports in."""

from __future__ import annotations

from domain.conversations.models import Status

ANSWERS = ("reply", "notice", "agent")
"""Kinds of outgoing messages that somebody waits for; they leave before what nobody asked for."""
_RANK: dict[str, int] = {
    "queued": 0,
    "held": 0,
    "sending": 1,
    "sent": 2,
    "failed": 3,
    "undelivered": 3,
    "delivered": 4,
    "read": 5,
    "dropped": 6,
}

_REPORTED: dict[str, Status] = {
    "accepted": "sent",
    "scheduled": "sent",
    "queued": "sent",
    "sending": "sent",
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "failed": "failed",
    "canceled": "failed",
    "undelivered": "undelivered",
}


def translate(reported: str) -> Status | None:
    """Our status for the one a provider reported, or None for a word that says nothing about delivery.

    A message that the provider has queued is `sent` to us: it has left the house. The words are Twilio's.
    """
    return _REPORTED.get(reported.lower())


def forward(current: str, reported: Status) -> str:
    """The status after `reported` came for a message that stands at `current`.

    It never goes back: statuses come unordered and twice. A delivery reported after a failure wins, because a provider
    that saw the message on the phone knows more than one that gave up waiting; of `failed` and `undelivered` the first
    stays.
    """
    return reported if _RANK[reported] > _RANK[current] else current
