"""Keys of the API, answers kept so that a repeated request is done once, and receipts that came from tills."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from domain.base import Base, Id, OwnerStore


class ApiKey(Base):
    """A key by which a program writes into one store's books, as one of its users. Its token is nowhere kept."""

    __tablename__ = "api_keys"
    __table_args__ = (UniqueConstraint("prefix"),)

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    user_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    """In whose name it writes: what it wrote is undone from that person's chat."""
    name: Mapped[str]
    """What the program is called."""
    prefix: Mapped[str]
    """The public part of the token, by which the key is found."""
    token_hash: Mapped[str]
    """SHA-256 of the token, in hex. The token is 256 random bits, so nobody can guess it back."""
    signing_key: Mapped[str]
    """The shared secret of signed receipts. Kept as it is: a signature can't be checked otherwise."""
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class KeptAnswer(Base):
    """What was answered to a request with an Idempotency-Key, written in the transaction of what the request did."""

    __tablename__ = "kept_answers"
    __table_args__ = (UniqueConstraint("api_key_id", "key"),)

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    api_key_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("api_keys.id"))
    key: Mapped[str]
    request_hash: Mapped[str]
    """SHA-256 of method, path and body: the same key with another request is a mistake of the program."""
    status: Mapped[int]
    location: Mapped[str | None]
    body: Mapped[dict[str, Any]]
    answered_at: Mapped[datetime]


class PosReceipt(Base):
    """A till's receipt that is in the books, once by its number. Append-only."""

    __tablename__ = "pos_receipts"
    __table_args__ = (UniqueConstraint("store_id", "number"),)

    id: Mapped[Id]
    store_id: Mapped[OwnerStore]
    number: Mapped[str]
    content_hash: Mapped[str]
    """SHA-256 of the receipt: another receipt under the same number is a mistake of the till."""
    entry_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("entries.id"), index=True)
    received_at: Mapped[datetime]
