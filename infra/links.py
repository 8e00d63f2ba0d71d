"""Links that expire: what they lead to and until when, signed so that nobody can make one or lengthen one."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from infra import clock
from infra.secrets import secret

_DAY = timedelta(days=1)
_MAC_BYTES = 15
"""120 bits: 20 letters, short enough for an SMS."""


class BadLink(Exception):
    """The token is not one of ours."""


class Expired(Exception):
    """The token was ours, and its time is over."""


def sign(target: str, days: int) -> str:
    """A token that leads to `target` (letters, digits, `-`) for `days` whole days from the next midnight UTC.

    The same all day long, so that a page that shows it stays the same.
    """
    expires = clock.now().replace(hour=0, minute=0, second=0, microsecond=0) + _DAY * (days + 1)
    signed = f"{target}.{int(expires.timestamp()) // 86400:x}"
    return f"{signed}.{_mac(signed)}"


def read(token: str) -> str:
    """What the token leads to. Raises BadLink, Expired."""
    signed, _, mac = token.rpartition(".")
    if not signed or not token.isascii() or not hmac.compare_digest(_mac(signed), mac):
        raise BadLink
    target, _, expires = signed.rpartition(".")
    if datetime.fromtimestamp(int(expires, 16) * 86400, UTC) <= clock.now():
        raise Expired
    return target


def sign_until(purpose: str, target: str, until: datetime) -> str:
    """A token that leads to `target` (letters, digits, `-`) until an instant, to the second; for one purpose and no other."""
    signed = f"{target}.{int(until.timestamp()):x}"
    return f"{signed}.{_mac(signed, purpose)}"


def read_until(purpose: str, token: str) -> tuple[str, datetime]:
    """What a token of `sign_until` leads to and until when, its time over or not. Raises BadLink."""
    signed, _, mac = token.rpartition(".")
    if not signed or not token.isascii() or not hmac.compare_digest(_mac(signed, purpose), mac):
        raise BadLink
    target, _, until = signed.rpartition(".")
    return target, datetime.fromtimestamp(int(until, 16), UTC)


def _mac(signed: str, purpose: str = "link") -> str:
    return urlsafe_b64encode(
        hmac.digest(secret("link_secret"), f"{purpose}:{signed}".encode(), sha256)[:_MAC_BYTES]
    ).decode()
