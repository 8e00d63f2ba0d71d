"""An attempt to sign in, between its first page and its last: kept for minutes, known by a cookie of its own."""

from __future__ import annotations

import json
from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import Any

from fastapi import Request, Response

from bot.console import PATH
from bot.console.signing_in import LOGIN_COOKIE, reaching_redis
from domain.agents import rules
from infra import clock
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
    with reaching_redis() as connection:
        connection.set(_key(name), json.dumps(what), ex=KEPT)


def read(name: str) -> dict[str, Any]:
    """How far it has come; nothing when it has not begun or is over."""
    with reaching_redis() as connection:
        return _parse(connection.get(_key(name)))


def take(name: str) -> dict[str, Any]:
    """As `read`, and it is over: nobody can go on from there again."""
    with reaching_redis() as connection:
        return _parse(connection.getdel(_key(name)))


def too_many(request: Request) -> bool:
    """Count a try from the address that the request comes from; whether there were too many of late.

    Behind a proxy that TRUSTED_PROXIES names it is the address that this proxy saw; no other's word is taken for it.
    """
    key = f"console:tries:{_network(request)}:{int(clock.now().timestamp()) // 60}"
    with reaching_redis() as connection:
        pipe = connection.pipeline()
        pipe.incr(key)
        pipe.expire(key, 60)
        count: int = pipe.execute()[0]
    return count > TRIES_A_MINUTE


def _network(request: Request) -> str:
    """An IPv4 address, or the /64 of an IPv6 address, which is one customer's: within it every try could have its own."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv4Address):
        return host
    return str(address.ipv4_mapped or IPv6Network((int(address), 64), strict=False))


def _parse(found: object) -> dict[str, Any]:
    return dict(json.loads(found)) if isinstance(found, bytes) else {}


def _key(name: str) -> str:
    return f"console:attempt:{rules.hash_token(name)}"
