"""The web process: webhooks, health, metrics, the phone in the browser. `uvicorn --factory bot.web.app:create_app`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bot import dashboard
from bot.console import PATH as CONSOLE
from bot.console import app as console
from bot.console.writing import MAX_FORM_BYTES
from bot.web import api, exotel_webhooks, files, health, metrics, problems, simulator, webhooks
from bot.web.body_limit import BodyLimit
from bot.web.request_log import RequestLog
from infra import collecting
from infra.settings import settings
from infra.telemetry import configure_logging


@asynccontextmanager
async def _serving(_app: FastAPI) -> AsyncIterator[None]:
    collecting.settle()
    yield


def create_app() -> FastAPI:
    """The application, from the settings of this process."""
    configure_logging("web")
    app = FastAPI(title="VyapariAI", version="0.1.0", docs_url="/docs", redoc_url=None, lifespan=_serving)
    problems.install(app)
    app.include_router(webhooks.router)
    if settings().exotel_webhook_key:
        app.include_router(exotel_webhooks.router)
    app.include_router(files.router)
    app.include_router(health.router)
    app.include_router(metrics.router)
    api.install(app)
    console.install(app)
    dashboard.install(app)
    if not settings().production:
        app.include_router(simulator.router)
    app.add_middleware(BodyLimit, path=api.PATH)
    app.add_middleware(BodyLimit, path=CONSOLE, most=MAX_FORM_BYTES)
    app.add_middleware(RequestLog)
    if settings().proxies:
        # The outermost: whoever asks is who the nearest proxy that we trust says it is.
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings().proxies)
    return app
