"""Writes of programs: by the same actions as the chat's, once for each Idempotency-Key, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Header
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from actions import registry
from actions.accounts import NEW
from actions.contract import Ask, Outcome, Refused, Reply, Request
from bot.replies.render import render
from bot.web.api.caller import Caller, while_there
from bot.web.problems import Problem
from domain.access import rules
from domain.access import store as access
from infra import clock
from infra.database.session import store_session

CHANNEL = "api"
REPLAYED = "Idempotent-Replayed"
_STATUS = {"undo.already": HTTPStatus.CONFLICT}
"""Refusals that are no fault of what was sent."""


@dataclass(frozen=True)
class Envelope:
    """What makes two requests the same one."""

    key: str
    request_hash: str


async def read_envelope(
    request: HttpRequest,
    key: Annotated[
        str,
        Header(
            alias="Idempotency-Key",
            min_length=1,
            max_length=200,
            pattern=r"^[!-~]+$",
            description="The program's own name for this request; repeated with it, the request is done once. Kept 24 h.",
        ),
    ],
) -> Envelope:
    """The Idempotency-Key of a request with the hash of what it asks for."""
    what = f"{request.method} {request.url.path}\n".encode() + await request.body()
    return Envelope(key, rules.hash_of(what))


Once = Annotated[Envelope, Depends(read_envelope)]


@dataclass(frozen=True)
class Made:
    """What a write made, and where it is."""

    body: BaseModel
    location: str


def write_once(caller: Caller, envelope: Envelope, write: Callable[[Session], Made]) -> JSONResponse:
    """Answer 201 with what `write` makes, or with what it made before under the same key.

    The answer is kept in the transaction of what was done. Raises Problem: 409 while the same key is being worked on, 422
    when it came with another request; and what `write` raises, with nothing written and nothing kept.
    """
    with books(caller) as session:
        if not access.claim_request(session, caller.key.id, envelope.key):
            raise Problem(
                HTTPStatus.CONFLICT,
                "A request with this Idempotency-Key is under way.",
                code="idempotency.in_flight",
                headers={"Retry-After": "1"},
            )
        now = clock.now()
        kept = access.kept_answer(session, caller.key.id, envelope.key, now)
        if kept is not None:
            if kept.request_hash != envelope.request_hash:
                detail = "This Idempotency-Key came with another request before."
                raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, code="idempotency.other_request")
            return _answer(kept.body, kept.location or "", replayed=True)
        made = write(session)
        body = made.body.model_dump(mode="json")
        access.keep_answer(
            session,
            caller.key,
            envelope.key,
            envelope.request_hash,
            status=HTTPStatus.CREATED,
            location=made.location,
            body=body,
            now=now,
        )
    return _answer(body, made.location, replayed=False)


def _answer(body: dict[str, Any], location: str, *, replayed: bool) -> JSONResponse:
    headers = {"Location": location} | ({REPLAYED: "true"} if replayed else {})
    return JSONResponse(body, HTTPStatus.CREATED, headers=headers)


@contextmanager
def books(caller: Caller) -> Iterator[Session]:
    """One transaction in the caller's store.

    Raises Problem: 422 for a figure that the books have no room for, 503 while the database is away.
    """
    try:
        with while_there(), store_session(caller.store_id) as session:
            yield session
    except DataError as error:
        detail = "A figure is larger than the books can hold."
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, code="too_large") from error


def ask(
    caller: Caller, intent: str, at: datetime | None = None, *, told: Mapping[str, str] | None = None, **said: Any
) -> Request:
    """The request of a program, as of `at`, which may be past but not to come. Raises Problem 422 for the future.

    `told`: who is meant, where the program gave a number. A name that it gives is meant as it stands: nobody is there to be
    asked which.
    """
    now = clock.now()
    if at is not None and at > now:
        if (at - now).total_seconds() > rules.SIGNATURE_PATIENCE:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"{at.isoformat()} is still to come.", code="in_the_future")
        at = now
    return Request(
        intent=intent,
        store_id=caller.store_id,
        user_id=caller.key.user_id,
        role=caller.role,
        now=at or now,
        timezone=caller.timezone,
        channel=CHANNEL,
        told={"customer": NEW, "supplier": NEW, **(told or {})},
        **said,
    )


def carry_out(session: Session, request: Request) -> tuple[Outcome, int]:
    """What comes of a request that writes, and its journal entry.

    Raises Problem when it is refused, or when the action would ask a retailer something first (`ask.customer`: whose account).
    """
    try:
        outcome = registry.find(request.intent)(session, request)
    except Refused as refused:
        raise _problem(refused.reply, refused.reply.key) from None
    except Ask as asked:
        raise _problem(asked.reply, f"ask.{asked.name}") from None
    if outcome.entry_id is None:
        raise _problem(outcome.reply, outcome.reply.key)
    return outcome, outcome.entry_id


def _problem(reply: Reply, code: str) -> Problem:
    status = _STATUS.get(code, HTTPStatus.UNPROCESSABLE_ENTITY)
    return Problem(status, render(reply, "en", "Latn", "whatsapp").text, code=code)
