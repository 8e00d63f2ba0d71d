"""Keys made, found and revoked; answers kept for a day; receipts known by their numbers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from domain.access.models import ApiKey, KeptAnswer, PosReceipt
from domain.access.rules import NewKey, make_key
from domain.stores.models import User

KEPT_FOR = timedelta(hours=24)
_REQUESTS = 7003
_RECEIPTS = 7004


def add_key(session: Session, user: User, name: str, now: datetime) -> NewKey:
    """Make a key for the store of `user`, in whose name its program will write."""
    made = make_key()
    session.add(
        ApiKey(
            store_id=user.store_id,
            user_id=user.id,
            name=name,
            prefix=made.prefix,
            token_hash=made.token_hash,
            signing_key=made.signing_key,
            created_at=now,
        )
    )
    session.flush()
    return made


def find_key(session: Session, prefix: str) -> ApiKey | None:
    """The key of that prefix unless it was revoked, in the desk's scope."""
    return session.scalars(select(ApiKey).where(ApiKey.prefix == prefix, ApiKey.revoked_at.is_(None))).one_or_none()


def keys(session: Session, store_id: int) -> list[ApiKey]:
    """Every key of a store, revoked ones too, oldest first."""
    return list(session.scalars(select(ApiKey).where(ApiKey.store_id == store_id).order_by(ApiKey.id)))


def revoke_key(session: Session, store_id: int, prefix: str, now: datetime) -> bool:
    """Make a key worthless at once; False when the store has no such key in force."""
    query = update(ApiKey).where(ApiKey.store_id == store_id, ApiKey.prefix == prefix, ApiKey.revoked_at.is_(None))
    return session.execute(query.values(revoked_at=now).returning(ApiKey.id)).one_or_none() is not None


def claim_request(session: Session, api_key_id: int, key: str) -> bool:
    """Hold an Idempotency-Key to the end of the transaction; False when another request with it is under way."""
    return _claim(session, _REQUESTS, f"{api_key_id}:{key}")


def claim_receipt(session: Session, store_id: int, number: str) -> bool:
    """Hold a receipt's number to the end of the transaction; False when it is being written by another request."""
    return _claim(session, _RECEIPTS, f"{store_id}:{number}")


def _claim(session: Session, kind: int, what: str) -> bool:
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(kind, func.hashtext(what)))))


def kept_answer(session: Session, api_key_id: int, key: str, now: datetime) -> KeptAnswer | None:
    """What was answered to the key within KEPT_FOR. An older answer is forgotten: the key may be used again."""
    found = session.scalars(
        select(KeptAnswer).where(KeptAnswer.api_key_id == api_key_id, KeptAnswer.key == key)
    ).one_or_none()
    if found is None or found.answered_at > now - KEPT_FOR:
        return found
    session.delete(found)
    session.flush()
    return None


def keep_answer(
    session: Session,
    key: ApiKey,
    idempotency_key: str,
    request_hash: str,
    *,
    status: int,
    location: str | None,
    body: dict[str, Any],
    now: datetime,
) -> None:
    """Keep what is about to be answered, in the transaction of what was done; and forget the store's old answers."""
    session.execute(
        delete(KeptAnswer).where(KeptAnswer.store_id == key.store_id, KeptAnswer.answered_at <= now - KEPT_FOR)
    )
    session.add(
        KeptAnswer(
            store_id=key.store_id,
            api_key_id=key.id,
            key=idempotency_key,
            request_hash=request_hash,
            status=status,
            location=location,
            body=body,
            answered_at=now,
        )
    )
    session.flush()


def receipt(session: Session, store_id: int, number: str) -> PosReceipt | None:
    """The receipt of that number, when it is in the books."""
    query = select(PosReceipt).where(PosReceipt.store_id == store_id, PosReceipt.number == number)
    return session.scalars(query).one_or_none()


def keep_receipt(session: Session, store_id: int, number: str, content_hash: str, entry_id: int, now: datetime) -> None:
    """Note that a receipt is in the books, in the transaction that wrote it there."""
    session.add(
        PosReceipt(store_id=store_id, number=number, content_hash=content_hash, entry_id=entry_id, received_at=now)
    )
    session.flush()
