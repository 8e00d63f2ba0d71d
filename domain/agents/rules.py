"""Passwords, codes, lock-out, the life of a session. Pure, but for the randomness."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

ROLES = ("agent", "lead", "admin")
"""Each may do what those before it may."""
FAILURES = 5
"""Wrong answers in a row after which an account is locked."""
LOCKED_FOR = timedelta(minutes=15)
IDLE = timedelta(hours=1)
"""Without a request for so long a session is over."""
ABSOLUTE = timedelta(hours=12)
"""However busy, a session is over after a shift."""
SEEN_EVERY = timedelta(minutes=1)
"""A session's last request is noted this often."""
OPEN_FOR = timedelta(hours=1)
"""For so long a reason that was given opens a store's books."""
SHORTEST_PASSWORD = 12
"""Characters (NIST SP 800-63B asks for 8 at least, OWASP's ASVS for 12)."""
LONGEST_PASSWORD = 128
SHORTEST_REASON = 5
ISSUER = "VyapariAI"
STEP = 30
"""Seconds of a code."""

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """Argon2id with a salt of its own, in PHC string format (RFC 9106's second recommended parameters)."""
    return _hasher.hash(password)


def is_password(password: str, kept: str | None) -> bool:
    """Whether `password` is the one behind the hash. Without a hash it takes as long, and is not."""
    try:
        return _hasher.verify(kept or _nobodys(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    """A hash to compare with when the account does not exist, so that the time does not say so."""
    return _hasher.hash(secrets.token_urlsafe(16))


def refuse_password(password: str) -> str | None:
    """Why a password is not taken: `short`, `long`, `simple`; None when it is."""
    if len(password) < SHORTEST_PASSWORD:
        return "short"
    if len(password) > LONGEST_PASSWORD:
        return "long"
    return "simple" if len(set(password)) < 5 else None


def make_password() -> str:
    """One that nobody guesses: 120 random bits."""
    return secrets.token_urlsafe(15)


def may(role: str, needed: str) -> bool:
    """Whether `role` includes what `needed` may do."""
    return role in ROLES and ROLES.index(role) >= ROLES.index(needed)


def needs_code(role: str) -> bool:
    """Whether a password alone does not sign in."""
    return role == "admin"


def make_secret() -> str:
    """A new secret of a code generator, in base32."""
    return pyotp.random_base32()


def sealed_for(agent_id: int) -> str:
    """The purpose for which an account's secret is sealed: in another's row it opens nothing."""
    return f"totp:{agent_id}"


def enrolment_address(secret: str, email: str) -> str:
    """The `otpauth://` address that a phone's authenticator reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def step_of(code: str, secret: str, now: datetime, used: int | None) -> int | None:
    """The time step of a right code of six digits, a step early or late allowed (RFC 6238, 5.2).

    None when it is wrong, or not later than the step `used` before: nobody who looked over the shoulder can use it again.
    """
    plain = code.strip().replace(" ", "")
    totp = pyotp.TOTP(secret)
    at = int(now.timestamp()) // STEP
    for step in (at - 1, at, at + 1):
        if secrets.compare_digest(totp.generate_otp(step).encode(), plain.encode()) and (used is None or step > used):
            return step
    return None


def make_token() -> str:
    """What the cookie of a new session holds: 256 random bits."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """What is kept of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_of(token: str) -> str:
    """What a form of this session has to carry. It follows from the cookie, which no script and no other site reads."""
    return hashlib.sha256(f"csrf:{token}".encode()).hexdigest()[:40]


def is_over(created_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether a session has ended by itself."""
    return now - seen_at >= IDLE or now - created_at >= ABSOLUTE


def is_locked(locked_until: datetime | None, now: datetime) -> bool:
    """Whether an account refuses even the right password."""
    return locked_until is not None and locked_until > now
