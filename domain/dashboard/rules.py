"""How long a link opens the page, and how long a phone stays signed in. Pure."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

OPENS_FOR = timedelta(minutes=15)
IDLE = timedelta(days=14)
"""A page that was not looked at for so long asks for a new link."""
LONGEST = timedelta(days=90)
SEEN_STEP = timedelta(hours=1)
"""`seen_at` is written no more often than this."""


def make_token() -> str:
    """256 random bits for a cookie."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """SHA-256 in hex, by which a token is kept and found."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_live(opened_at: datetime | None, seen_at: datetime | None, closed_at: datetime | None, now: datetime) -> bool:
    """Whether a session still stands: opened, not closed, looked at within IDLE, and not older than LONGEST."""
    if opened_at is None or closed_at is not None:
        return False
    return now < opened_at + LONGEST and now < (seen_at or opened_at) + IDLE
