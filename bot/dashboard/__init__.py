"""`/dashboard/…`: a retailer's own page. A link from the chat opens it, once; then the browser stays signed in for that shop."""

from __future__ import annotations

from fastapi import FastAPI

from bot.dashboard import coming, live, pages


def install(app: FastAPI) -> None:
    """Put the page, its files and its news into the web process."""
    app.state.dashboard_watch = live.Watch()
    app.include_router(pages.router)
    app.include_router(coming.router)
