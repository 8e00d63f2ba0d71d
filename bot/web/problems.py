"""Errors as RFC 9457 problem details: what went wrong, and never how we are built."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route

from infra.embedded import NotRunning
from infra.telemetry import log


class Problem(Exception):
    """An error that the caller can do something about: `detail` for a person, `code` for a program."""

    def __init__(
        self, status: int, detail: str, *, code: str | None = None, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.code, self.headers = status, detail, code, headers or {}


def problem(status: int, detail: str | None = None, **more: object) -> JSONResponse:
    """A response with the problem of `status`, and `detail` where the caller can do something with it."""
    content: dict[str, object] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, **more}
    if detail:
        content["detail"] = detail
    return JSONResponse(content, status_code=status, media_type="application/problem+json")


def install(app: FastAPI) -> None:
    """Make every error of `app` a problem."""
    app.add_exception_handler(Problem, _told)
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


def _told(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)
    answer = problem(error.status, error.detail, **({"code": error.code} if error.code else {}))
    answer.headers.update(error.headers)
    return answer


def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    # Starlette's own detail is the phrase once more; a 403 says nothing about why.
    same = error.detail == HTTPStatus(error.status_code).phrase or error.status_code == HTTPStatus.FORBIDDEN
    answer = problem(error.status_code, None if same else error.detail)
    answer.headers.update(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        answer.headers["Allow"] = ", ".join(sorted(_methods(request)))
    return answer


def _methods(request: Request) -> set[str]:
    """Every method that the path of `request` knows. Starlette names those of the first endpoint only."""
    found: set[str] = set()
    for route in request.app.routes:
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE:
            found |= route.methods or set()
    return found


def _malformed(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    # The value itself may be a phone number or a token: where and why is enough.
    errors = [
        {"where": ".".join(str(part) for part in one["loc"]), "why": one["msg"].removeprefix("Value error, ")}
        for one in error.errors()
    ]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, errors=errors)


def _broken(request: Request, error: Exception) -> JSONResponse:
    log().error("request broke", path=request.url.path, exc_info=error)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR)
