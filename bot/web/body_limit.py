"""No body of a request is larger than any real one."""

from __future__ import annotations

from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.problems import problem

MAX_BYTES = 1024 * 1024


class BodyLimit:
    """ASGI middleware that reads the body of a request below `path` before it is served, and answers 413 when it is too large."""

    def __init__(self, app: ASGIApp, path: str, most: int = MAX_BYTES) -> None:
        self.app, self.path, self.most = app, path, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not scope["path"].startswith(self.path):
            await self.app(scope, receive, send)
            return
        body, more = b"", True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self.most:
                await problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)(scope, receive, send)
                return
        whole: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return whole.pop() if whole else await receive()

        await self.app(scope, replay, send)
