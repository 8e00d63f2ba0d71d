"""News for the pages that are open: one look a moment at the books of all of them, however many listen.

A listener is told that its shop's books have changed, not what: the page then asks for itself, as whoever is signed in there.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from time import monotonic

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from domain.dashboard import store as dashboard
from infra.database.session import engine
from infra.telemetry import log

EVERY_SECONDS = 0.8
HEARTBEAT_SECONDS = 15.0
LONGEST_SECONDS = 600.0
"""Then the browser asks again, and is asked again who it is."""


class Watch:
    """Who listens to which shop, and the one task that looks. Belongs to one event loop."""

    def __init__(self) -> None:
        self._listeners: dict[int, set[asyncio.Event]] = {}
        self._newest: dict[int, int] = {}
        self._task: asyncio.Task[None] | None = None

    async def events(self, store_id: int, known: int) -> AsyncIterator[str]:
        """Server-sent events: `change`, its id the newest entry of the shop's books, whenever that is not the one `known`; a
        comment now and then keeps the line open.
        """
        changed = asyncio.Event()
        changed.set()
        self._listeners.setdefault(store_id, set()).add(changed)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look())
        ends = monotonic() + LONGEST_SECONDS
        try:
            yield "retry: 2000\n\n"
            while monotonic() < ends:
                try:
                    await asyncio.wait_for(changed.wait(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                changed.clear()
                newest = self._newest.get(store_id, known)
                if newest != known:
                    known = newest
                    yield f"event: change\nid: {newest}\ndata: {newest}\n\n"
        finally:
            self._leave(store_id, changed)

    def _leave(self, store_id: int, changed: asyncio.Event) -> None:
        listening = self._listeners.get(store_id, set())
        listening.discard(changed)
        if not listening:
            self._listeners.pop(store_id, None)
            self._newest.pop(store_id, None)

    async def _look(self) -> None:
        while self._listeners:
            try:
                found = await run_in_threadpool(_newest_entries, sorted(self._listeners))
            except SQLAlchemyError as error:
                log().warning("the books can't be looked at", error=type(error).__name__)
                found = {}
            for store_id, entry in found.items():
                if self._newest.get(store_id) != entry:
                    self._newest[store_id] = entry
                    for changed in self._listeners.get(store_id, ()):
                        changed.set()
            await asyncio.sleep(EVERY_SECONDS)


def _newest_entries(store_ids: list[int]) -> dict[int, int]:
    with Session(engine()) as session, session.begin():
        return dashboard.newest_entries(session, store_ids)
