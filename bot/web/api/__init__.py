"""`/api/v1`: a store's books for programs. What it promises: docs/api.md and `/openapi.json`."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI

from bot.web.api import customers, entries, local_events, pos, products, purchases, sales, stock
from bot.web.api.description import EVERYWHERE, describe

PATH = "/api/v1"

router = APIRouter(prefix=PATH, responses=EVERYWHERE)
for part in (products, stock, sales, purchases, customers, entries, local_events, pos):
    router.include_router(part.router)


def install(app: FastAPI) -> None:
    """Add the API to `app`, and its problems to the description."""
    app.include_router(router)
    describe(app)
