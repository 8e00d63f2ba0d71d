"""Tokens and signatures of programs. Pure, but for the randomness."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

import regex

SCHEME = "vyk"
"""How every token begins, so that one that leaked into a repository is recognised."""
SIGNATURE_PATIENCE = 300
"""Seconds by which the clocks of a till and ours may differ; what is older may be somebody else's copy."""
_TOKEN = regex.compile(rf"{SCHEME}_([a-z0-9]{{12}})_([A-Za-z0-9_-]{{43}})")
_SIGNATURE = regex.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True)
class NewKey:
    """A key just made: the only time that its token is seen."""

    token: str
    prefix: str
    token_hash: str
    signing_key: str


def make_key() -> NewKey:
    """A token of 256 random bits with a public prefix, and a signing key of 256 bits."""
    prefix = "".join(secrets.choice(_LETTERS) for _ in range(12))
    token = f"{SCHEME}_{prefix}_{secrets.token_urlsafe(32)}"
    return NewKey(token, prefix, hash_of(token.encode()), f"vys_{secrets.token_urlsafe(32)}")


def prefix_of(token: str) -> str | None:
    """The public part of a token; None when it is no token at all."""
    found = _TOKEN.fullmatch(token)
    return found[1] if found else None


def is_token(token: str, token_hash: str) -> bool:
    """Whether `token` is the one whose hash was kept, in a time that does not tell how much of it was right."""
    return hmac.compare_digest(hash_of(token.encode()), token_hash)


def hash_of(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def sign(signing_key: str, seconds: int, body: bytes) -> str:
    """The signature header of `body`, sent `seconds` after 1970: HMAC-SHA-256 (RFC 2104) of `<seconds>.<body>`."""
    digest = hmac.new(signing_key.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"


def is_signed(header: str, signing_key: str, body: bytes, now: float) -> bool:
    """Whether `header` signs `body`, not longer ago than SIGNATURE_PATIENCE."""
    found = _SIGNATURE.fullmatch(header)
    if found is None or abs(now - int(found[1])) > SIGNATURE_PATIENCE:
        return False
    return hmac.compare_digest(sign(signing_key, int(found[1]), body), header)
