"""Who asks: the session of a request, the role it needs, and the token that its forms carry."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

import redis
from fastapi import Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from bot.console import PATH
from domain.agents import rules
from domain.agents import store as agents
from infra import clock, embedded, queue
from infra.database.session import desk_session
from infra.settings import settings
from infra.telemetry import log

STREAM = f"{PATH}/live"
"""Asked for by the page itself, again and again: an open tab alone keeps nobody signed in."""
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
CSRF_HEADER = "X-CSRF-Token"
LOGIN_COOKIE = "vyapari-login"
"""Names an attempt to sign in, see login.py."""
ONCE_KEPT = 24 * 3600
"""Seconds for which a form that was sent is remembered."""


class NotSignedIn(Exception):
    """No session, or one that is over."""


class Refused(Exception):
    """A page that says why it does not come: `key` is one of words/."""

    def __init__(self, status: int, key: str) -> None:
        super().__init__(key)
        self.status, self.key = status, key


@dataclass(frozen=True)
class SignedIn:
    """An agent at a browser."""

    agent_id: int
    name: str
    role: str
    languages: tuple[str, ...]
    csrf: str
    session_id: int
    interface: str = "en"
    """The language of the pages."""

    def may(self, role: str) -> bool:
        """Whether the agent's role includes what `role` may do."""
        return rules.may(self.role, role)


@contextmanager
def reaching_redis() -> Iterator[redis.Redis]:
    """Redis, without which nothing is let in. Raises Refused while it is away: a limit that can't be counted is not waived."""
    try:
        yield queue.connect()
    except (redis.RedisError, embedded.NotRunning):
        log().warning("a sign-in or a form was refused: redis does not answer")
        raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "refused.away") from None


def cookie_name() -> str:
    """The session cookie's. In production the browser itself sees to it that it is secure and of this host only."""
    return "__Host-vyapari-console" if settings().production else "vyapari-console"


def set_cookie(response: Response, token: str) -> None:
    """Sign the browser in that gets `response`."""
    response.set_cookie(
        cookie_name(),
        token,
        max_age=int(rules.ABSOLUTE.total_seconds()),
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings().production,
    )


def forget_cookie(response: Response) -> None:
    """Sign it out."""
    response.delete_cookie(cookie_name(), path="/", httponly=True, samesite="lax", secure=settings().production)


def find(token: str, *, seen: bool = True) -> SignedIn | None:
    """The agent whose session's cookie holds `token`; `seen` where a person, not the page by itself, asks."""
    with desk_session() as session:
        found = agents.find_session(session, token, clock.now(), seen=seen) if token else None
        if found is None:
            return None
        agent, opened = found
        return SignedIn(
            agent_id=agent.id,
            name=agent.name,
            role=agent.role,
            languages=tuple(agent.languages),
            csrf=rules.csrf_of(token),
            session_id=opened.id,
            interface=agent.interface,
        )


def current(request: Request) -> SignedIn:
    """The agent who asks. Raises NotSignedIn."""
    if not hasattr(request.state, "signed_in"):
        token = request.cookies.get(cookie_name(), "")
        request.state.signed_in = find(token, seen=request.url.path != STREAM)
    if request.state.signed_in is None:
        raise NotSignedIn
    found: SignedIn = request.state.signed_in
    return found


def require(role: str) -> Callable[[SignedIn], SignedIn]:
    """A dependency: the agent who asks, whose role must include `role`. Raises NotSignedIn, Refused."""

    def check(agent: Annotated[SignedIn, Depends(current)]) -> SignedIn:
        if not agent.may(role):
            raise Refused(HTTPStatus.FORBIDDEN, "refused.role")
        return agent

    return check


Agent = Annotated[SignedIn, Depends(current)]
"""An endpoint's parameter: any agent."""
Lead = Annotated[SignedIn, Depends(require("lead"))]
Admin = Annotated[SignedIn, Depends(require("admin"))]


async def check_form(request: Request) -> AsyncIterator[None]:
    """Refuse whatever changes something and does not carry the session's token, as a field `csrf` or a header.

    A form with a field `once` (see `pages.once`) is taken once: sent again, by a double click or by who copied it, it is
    refused. One that was not carried out can be sent again. Before signing in the token is that of the sign-in's own cookie.
    """
    if request.method in SAFE_METHODS:
        yield
        return
    form = await request.form()
    expected = await run_in_threadpool(_expected, request)
    given = request.headers.get(CSRF_HEADER) or form.get("csrf")
    if not expected or not isinstance(given, str) or not _same(given, expected):
        raise Refused(HTTPStatus.FORBIDDEN, "refused.form")
    once = form.get("once")
    if not isinstance(once, str) or not once:
        yield
        return
    key = f"console:once:{rules.hash_token(expected + once)}"
    if not await run_in_threadpool(_claim, key):
        raise Refused(HTTPStatus.CONFLICT, "refused.twice")
    try:
        yield
    except Exception:
        await run_in_threadpool(_give_up, key)
        raise


def _expected(request: Request) -> str | None:
    if request.url.path.startswith(f"{PATH}/login"):
        kept = request.cookies.get(LOGIN_COOKIE)
        return rules.csrf_of(kept) if kept else None
    return current(request).csrf


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


def _claim(key: str) -> bool:
    with reaching_redis() as connection:
        return bool(connection.set(key, b"1", nx=True, ex=ONCE_KEPT))


def _give_up(key: str) -> None:
    with suppress(redis.RedisError, embedded.NotRunning):
        queue.connect().delete(key)
