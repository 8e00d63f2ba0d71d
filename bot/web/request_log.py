"""A line a request: method, path, status, milliseconds. Never query, header or body: they hold people's numbers.

Nor the token of a link: whoever reads the log could open the file.
"""

from __future__ import annotations

import time
import uuid

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from infra.telemetry import log

QUIET = ("/health", "/ready", "/metrics", "/static", "/simulator")
"""Paths that are asked every few seconds: logged only when they fail."""
_WITH_TOKEN = ("/files/", "/dashboard/open/")


class RequestLog:
    """ASGI middleware that logs requests, and gives every line of one the same `request` id."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        path = scope["path"]
        path = next((start + "…" for start in _WITH_TOKEN if path.startswith(start)), path)
        with structlog.contextvars.bound_contextvars(request=uuid.uuid4().hex[:8]):
            try:
                await self.app(scope, receive, watch)
            finally:
                took = round((time.perf_counter() - begun) * 1000, 1)
                if status >= 400 or not path.startswith(QUIET):
                    log().info("request", method=scope["method"], path=path, status=int(status), ms=took)
