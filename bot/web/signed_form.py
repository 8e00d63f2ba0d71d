"""A form that Twilio signed, read with limits. Nothing is looked at before the signature is right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from starlette.datastructures import ImmutableMultiDict
from starlette.exceptions import HTTPException
from twilio.request_validator import RequestValidator

from infra.settings import settings

MAX_BYTES = 64 * 1024
MAX_FIELDS = 200


@dataclass(frozen=True)
class SignedForm:
    """The fields of a request that Twilio signed, and of its query."""

    fields: dict[str, str]
    query: dict[str, str]


async def read_form(request: Request) -> SignedForm:
    """The form of `request`.

    Raises HTTPException: 413 when it is larger than any message is, 403 when it isn't signed by Twilio for our public
    address with one of our tokens, whatever is wrong with it.
    """
    pairs = await read_pairs(request)
    if not is_signed(request, pairs):
        raise HTTPException(HTTPStatus.FORBIDDEN)
    return SignedForm(without_nul(pairs), dict(request.query_params))


async def read_pairs(request: Request) -> list[tuple[str, str]]:
    """The fields of a form, in order, repeated ones too. Raises HTTPException: 413 when it is too large, 403 when it is none."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        return parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=MAX_FIELDS, encoding="utf-8", errors="strict"
        )
    except ValueError:
        raise HTTPException(HTTPStatus.FORBIDDEN) from None


def without_nul(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """`pairs` as PostgreSQL takes them: no NUL in a text."""
    return {name.replace("\0", ""): value.replace("\0", "") for name, value in pairs}


def is_signed(request: Request, pairs: list[tuple[str, str]]) -> bool:
    """Whether `X-Twilio-Signature` is right for the public address of `request` and all its fields, known or not.

    The address is PUBLIC_URL and what follows it, not the one a proxy asked us by. Either auth token will do while one
    is being rotated. https://www.twilio.com/docs/usage/security
    """
    query = request.scope["query_string"].decode("latin-1")
    url = settings().public_url.rstrip("/") + request.url.path + (f"?{query}" if query else "")
    signature = request.headers.get("X-Twilio-Signature", "")
    fields = ImmutableMultiDict(pairs)
    tokens = (settings().twilio_auth_token, settings().twilio_auth_token_secondary)
    return any(RequestValidator(token).validate(url, fields, signature) for token in tokens if token)


Signed = Annotated[SignedForm, Depends(read_form)]
