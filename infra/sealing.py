"""What the database keeps sealed: whoever has its rows, a backup or a copy of them, and not the key, reads nothing.

Fernet (AES-128-CBC with HMAC-SHA256) under a key of each purpose's own, drawn from `SECRETS_KEY` by HKDF (RFC 5869).
"""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from infra.secrets import secret
from infra.settings import settings


class Unreadable(Exception):
    """Sealed with another key, for another purpose, or not at all."""


def seal(purpose: str, text: str) -> str:
    """`text` under today's key. Name whose it is in `purpose`: moved to another's row, it opens no more."""
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(purpose: str, sealed: str) -> str:
    """What was sealed with today's key or with `SECRETS_KEY_SECONDARY`. Raises Unreadable."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable(f"{purpose}: sealed with another SECRETS_KEY") from None


def _box(purpose: str) -> MultiFernet:
    before = settings().secrets_key_secondary
    keys = [secret("secrets_key"), *([before.encode()] if before else [])]
    return MultiFernet([Fernet(urlsafe_b64encode(_derive(key, purpose))) for key in keys])


def _derive(key: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=f"vyapari:{purpose}".encode()).derive(key)
