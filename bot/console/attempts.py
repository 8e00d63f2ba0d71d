"""An attempt to sign in, between its first page and its last: kept for minutes, known by a cookie of its own."""

from __future__ import annotations

import json
from typing import Any

from fastapi import Request, Response

from bot.console import PATH
from bot.console.signing_in import LOGIN_COOKIE
from domain.agents import rules
from infra import clock, queue
from infra.settings import settings

KEPT = 600
"""Seconds in which somebody has to be done."""
TRIES_A_MINUTE = 20
"""Of one address in the net, whatever the accounts."""


def cookie_of(request: Request) -> str:
    """The attempt's name, a new one for a browser without."""
    return request.cookies.get(LOGIN_COOKIE) or rules.make_token()


def set_cookie(response: Response, name: str) -> None:
    """Let the browser carry the attempt's name to the pages of the sign-in, and to no others."""
    response.set_cookie(
        LOGIN_COOKIE,
        name,
        max_age=KEPT,
        path=f"{PATH}/login",
        httponly=True,
        samesite="lax",
        secure=settings().production,
    )


def keep(name: str, what: dict[str, Any]) -> None:
    """Note how far the attempt has come."""
    queue.connect().set(_key(name), json.dumps(what), ex=KEPT)


def read(name: str) -> dict[str, Any]:
    """How far it has come; nothing when it has not begun or is over."""
    found = queue.connect().get(_key(name))
    return dict(json.loads(found)) if isinstance(found, bytes) else {}


def take(name: str) -> dict[str, Any]:
    """As `read`, and it is over: nobody can go on from there again."""
    found = queue.connect().getdel(_key(name))
    return dict(json.loads(found)) if isinstance(found, bytes) else {}


def too_many(address: str) -> bool:
    """Count a try from an address in the net; whether there were too many of late."""
    key = f"console:tries:{address}:{int(clock.now().timestamp()) // 60}"
    pipe = queue.connect().pipeline()
    pipe.incr(key)
    pipe.expire(key, 60)
    count: int = pipe.execute()[0]
    return count > TRIES_A_MINUTE


def _key(name: str) -> str:
    return f"console:attempt:{rules.hash_token(name)}"
