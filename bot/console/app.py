"""The console in the web application: its routers, its files, its errors as pages, and the headers of all of them."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.console import (
    PATH,
    accounts,
    books,
    chat,
    figures,
    files,
    inbox,
    labels,
    live,
    login,
    pages,
    reasons,
    signing_in,
    writing,
)
from bot.console.signing_in import Agent, NotSignedIn, Refused

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
ROUTERS = (
    *(login.router, reasons.router, accounts.router, inbox.router, live.router),
    *(chat.router, writing.router, books.router, files.router),
    *(labels.router, figures.router),
)
"""Of every page. Those of people who are signed in check the form themselves, see `signing_in`."""


def install(app: FastAPI) -> None:
    """Add the console to `app`."""
    for router in ROUTERS:
        app.include_router(router, prefix=PATH, include_in_schema=False, dependencies=[Depends(signing_in.check_form)])
    app.mount(f"{PATH}/static", StaticFiles(directory=Path(__file__).parent / "static"), name="console-static")
    app.add_api_route(PATH + "/{anything:path}", show_nothing, include_in_schema=False)
    app.add_exception_handler(NotSignedIn, _to_sign_in)
    app.add_exception_handler(Refused, _refused)
    app.add_middleware(SafeHeaders)


def show_nothing(agent: Agent) -> None:
    """A page that is not there."""
    raise Refused(HTTPStatus.NOT_FOUND, "refused.missing")


def _to_sign_in(request: Request, _error: Exception) -> Response:
    """A page leads to the sign-in; a part of one has the browser go there; a stream just ends."""
    if request.headers.get("HX-Request"):
        return Response(status_code=401, headers={"HX-Redirect": f"{PATH}/login"})
    if "text/html" in request.headers.get("Accept", "") and request.method == "GET":
        return RedirectResponse(f"{PATH}/login", status_code=303)
    return Response(status_code=401)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return pages.show_refusal(request, error.status, error.key)


class SafeHeaders:
    """ASGI middleware: the console's security headers on whatever it answers, errors too. Pages are never kept by a cache."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not (scope["path"] == PATH or scope["path"].startswith(f"{PATH}/")):
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # A file brings a policy of its own, under which nothing in it runs.
                own = headers.get("Content-Security-Policy", POLICY)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers["Content-Security-Policy"] = own
                headers["Cache-Control"] = (
                    "no-cache"
                    if scope["path"].startswith(f"{PATH}/static/")
                    else headers.get("Cache-Control", "no-store")
                )
            await send(message)

        await self.app(scope, receive, send_with_headers)
