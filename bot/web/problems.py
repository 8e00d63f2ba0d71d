"""Errors as RFC 9457 problem details: what went wrong, and never how we are built."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from infra.embedded import NotRunning
from infra.telemetry import log


def problem(status: int, detail: str | None = None, **more: object) -> JSONResponse:
    """A response with the problem of `status`, and `detail` where the caller can do something with it."""
    content: dict[str, object] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, **more}
    if detail:
        content["detail"] = detail
    return JSONResponse(content, status_code=status, media_type="application/problem+json")


def install(app: FastAPI) -> None:
    """Make every error of `app` a problem."""
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    for away in (OperationalError, PoolTimeout, NotRunning):
        app.add_exception_handler(away, _unavailable)
    app.add_exception_handler(Exception, _broken)


def _unavailable(request: Request, error: Exception) -> JSONResponse:
    """The database is away: Twilio tries again on 5xx where the webhook's address asks for it, and nothing was kept."""
    log().error("request put off, the database is away", path=request.url.path, error=str(error).splitlines()[0])
    answer = problem(HTTPStatus.SERVICE_UNAVAILABLE)
    answer.headers["Retry-After"] = "5"
    return answer


def _refused(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    # Starlette's own detail is the phrase once more; a 403 says nothing about why.
    same = error.detail == HTTPStatus(error.status_code).phrase or error.status_code == HTTPStatus.FORBIDDEN
    answer = problem(error.status_code, None if same else error.detail)
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


def _malformed(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    # The value itself may be a phone number or a token: where and why is enough.
    errors = [{"where": ".".join(str(part) for part in one["loc"]), "why": one["msg"]} for one in error.errors()]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, errors=errors)


def _broken(request: Request, error: Exception) -> JSONResponse:
    log().error("request broke", path=request.url.path, exc_info=error)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR)
