"""`/health`: this process is alive. `/ready`: and everything that it needs answers."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

import httpx
import redis
from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.model_servers import addresses
from infra import embedded, queue
from infra.database.session import desk_session
from infra.settings import settings

router = APIRouter(tags=["operations"])

PATIENCE_SECONDS = 2.0


@router.get("/health")
def health() -> dict[str, str]:
    """Alive."""
    return {"status": "ok"}


@router.get("/ready")
def ready() -> JSONResponse:
    """The state of PostgreSQL, Redis and the model server, `ok` or `down` each; 503 when one is down.

    Without the model server short commands are answered all the same, and everything else once it is back.
    """
    states = {name: "ok" if check() else "down" for name, check in CHECKS.items()}
    well = all(state == "ok" for state in states.values())
    status = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
    return JSONResponse({"status": "ok" if well else "down", **states}, status_code=status)


def postgres_answers() -> bool:
    """Whether a statement runs."""
    try:
        with desk_session() as session:
            session.execute(text("SELECT 1"))
    except (SQLAlchemyError, embedded.NotRunning):
        return False
    return True


def redis_answers() -> bool:
    """Whether Redis answers a ping."""
    try:
        return bool(queue.connect().ping())
    except (redis.RedisError, embedded.NotRunning):
        return False


def nlu_answers() -> bool:
    """Whether a model server has its model loaded."""
    urls = addresses(settings().nlu_url or f"http://127.0.0.1:{settings().nlu_port}")
    return any(_has_model(url) for url in urls)


def _has_model(base: str) -> bool:
    try:
        return httpx.get(f"{base.rstrip('/')}/status", timeout=PATIENCE_SECONDS).is_success
    except httpx.HTTPError:
        return False


CHECKS: dict[str, Callable[[], bool]] = {"postgres": postgres_answers, "redis": redis_answers, "nlu": nlu_answers}
