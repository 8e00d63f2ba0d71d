"""Who asks: a program with a key, or one that signs with it; and how often it may."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

import redis
from fastapi import Depends, Header, Request, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.exc import OperationalError

from actions import roles
from bot.web.problems import Problem
from domain.access import rules
from domain.access import store as access
from domain.access.models import ApiKey
from domain.models import Store, User
from infra import clock, embedded, queue
from infra.database.session import desk_session
from infra.settings import settings
from infra.telemetry import log

_bearer = HTTPBearer(auto_error=False, scheme_name="key", description="A key of `vyapari api-key add`.")
_signature = APIKeyHeader(
    name="X-Vyapari-Signature",
    auto_error=False,
    scheme_name="signature",
    description="`t=<seconds>,v1=<hex>`, the HMAC-SHA-256 of `<seconds>.<body>`; with the key's prefix in `X-Vyapari-Key`.",
)


@dataclass(frozen=True)
class Caller:
    """A program that was recognised: its key, in whose name it writes, and that store's clock."""

    key: ApiKey
    role: str
    timezone: str

    @property
    def store_id(self) -> int:
        """The store whose books it may read and write."""
        return self.key.store_id


Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def by_key(credentials: Credentials) -> Caller:
    """The caller of a request with a key. Raises Problem: 401 without a key in force, 429 when it asks too often."""
    token = credentials.credentials if credentials else ""
    prefix = rules.prefix_of(token)
    found = _find(prefix) if prefix else None
    if found is None or not rules.is_token(token, found.key.token_hash):
        raise _unknown()
    _count(found.key)
    return found


async def read_body(request: Request) -> bytes:
    """The body as it was sent: what a signature signs."""
    return await request.body()


def by_key_or_signature(
    credentials: Credentials,
    body: Annotated[bytes, Depends(read_body)],
    signature: Annotated[str | None, Security(_signature)] = None,
    prefix: Annotated[str | None, Header(alias="X-Vyapari-Key", max_length=64)] = None,
) -> Caller:
    """The caller of a request with a key or a signature. Raises Problem as `by_key` does."""
    if credentials is not None or signature is None:
        return by_key(credentials)
    found = _find(prefix) if prefix else None
    if found is None or not rules.is_signed(signature, found.key.signing_key, body, clock.now().timestamp()):
        raise _unknown()
    _count(found.key)
    return found


ByKey = Annotated[Caller, Depends(by_key)]
ByKeyOrSignature = Annotated[Caller, Depends(by_key_or_signature)]


def _find(prefix: str) -> Caller | None:
    if not prefix.isascii() or not prefix.isalnum():
        return None
    with while_there(), desk_session() as session:
        key = access.find_key(session, prefix)
        if key is None:
            return None
        user, store = session.get_one(User, key.user_id), session.get_one(Store, key.store_id)
        if user.role == roles.FORMER:
            return None
        return Caller(key, user.role, store.timezone)


@contextmanager
def while_there() -> Iterator[None]:
    """Turn a database that is away, or that broke off a transaction, into Problem 503: ask again."""
    try:
        yield
    except (OperationalError, embedded.NotRunning) as error:
        log().error("the database is away", error=str(error).splitlines()[0])
        raise Problem(
            HTTPStatus.SERVICE_UNAVAILABLE, "The books can't be reached now.", headers={"Retry-After": "5"}
        ) from error


def _unknown() -> Problem:
    # The same for no key, an unknown, a wrong and a revoked one.
    return Problem(HTTPStatus.UNAUTHORIZED, "A key in force is needed.", headers={"WWW-Authenticate": "Bearer"})


def _count(key: ApiKey) -> None:
    """Count a request of this minute. While Redis is away nobody is held back: the books are worth more than the limit."""
    seconds = int(time.time())
    name = f"vyapari:api:{key.id}:{seconds // 60}"
    try:
        with queue.connect().pipeline(transaction=False) as pipeline:
            pipeline.incr(name)
            pipeline.expire(name, 120)
            count = pipeline.execute()[0]
    except (redis.RedisError, embedded.NotRunning) as error:
        log().warning("no Redis, the rate of a key is not limited", key=key.id, error=type(error).__name__)
        return
    if count > settings().api_requests_per_minute:
        wait = str(60 - seconds % 60)
        raise Problem(HTTPStatus.TOO_MANY_REQUESTS, "Too many requests in a minute.", headers={"Retry-After": wait})
