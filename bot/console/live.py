"""What changes, told to open pages by server-sent events. Two looks a second at the database serve every page of the process."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Annotated, Any

import redis
from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool

from bot.console import presence
from bot.console.signing_in import Agent, SignedIn
from infra import clock
from infra.database.session import desk_session
from infra.telemetry import log

BEAT = 0.5
"""Seconds between two looks."""
BEFORE = 300
"""Rows behind the newest that are looked at again: their transactions may have ended out of order."""
OVERLAP = timedelta(seconds=3)
LOOKING = 2.0
"""Seconds after which a chat's page says again that somebody looks at it."""
STREAM_SECONDS = 240.0
"""A stream ends after this long; the browser asks again, and so shows that it is still signed in."""
_LOOK = text("""
    SELECT conversation_id, 'in' AS what, id, NULL::timestamptz AS at FROM inbox WHERE id > :inbox
    UNION ALL SELECT conversation_id, status, id, sent_at FROM outbox WHERE id > :outbox
    UNION ALL SELECT conversation_id, 'case', id, changed_at FROM support_cases WHERE changed_at > :since
""")
_NEWEST = text("SELECT coalesce((SELECT max(id) FROM inbox), 0), coalesce((SELECT max(id) FROM outbox), 0)")


@dataclass
class Pulse:
    """The one who looks, while anybody listens."""

    _listeners: set[Listener] = field(default_factory=set)
    _task: asyncio.Task[None] | None = None
    _seen: set[tuple[Any, ...]] = field(default_factory=set)
    _inbox: int = 0
    _outbox: int = 0

    def add(self, listener: Listener) -> None:
        """Tell `listener` from now on which conversations change."""
        self._listeners.add(listener)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._beat())

    def remove(self, listener: Listener) -> None:
        """Tell it no more."""
        self._listeners.discard(listener)

    async def _beat(self) -> None:
        self._seen, fresh = set(), True
        while self._listeners:
            try:
                changed = await run_in_threadpool(self._look)
            except OperationalError as error:
                log().warning("console does not see changes now", error=str(error).splitlines()[0])
                changed = set()
            for listener in self._listeners if not fresh else ():
                listener.tell(changed)
            fresh = False
            await asyncio.sleep(BEAT)

    def _look(self) -> set[int]:
        """The conversations of rows that are new or changed since the last look."""
        since: datetime = clock.now() - OVERLAP
        with desk_session() as session:
            self._inbox, self._outbox = session.execute(_NEWEST).one()
            near = {"inbox": self._inbox - BEFORE, "outbox": self._outbox - BEFORE, "since": since}
            found = {tuple(row) for row in session.execute(_LOOK, near)}
        changed = {row[0] for row in found - self._seen}
        self._seen = found
        return changed


@dataclass(eq=False)
class Listener:
    """A page that is open."""

    changed: set[int] = field(default_factory=set)
    event: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, changed: set[int]) -> None:
        """Have it know of changes, together with those that it has not heard of yet."""
        self.changed |= changed
        if changed:
            self.event.set()

    async def wait(self, seconds: float) -> set[int]:
        """The conversations that changed; none when nothing does for `seconds`."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.event.wait(), seconds)
        self.event.clear()
        changed, self.changed = self.changed, set()
        return changed


router = APIRouter()
pulse = Pulse()


@router.get("/live")
async def stream(agent: Agent, chat: Annotated[int | None, Query()] = None) -> StreamingResponse:
    """`changed` events: of any conversation, or of one `chat`, which then is told who else looks at it and writes there
    (`looking`).
    """
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(agent, chat), media_type="text/event-stream", headers=headers)


async def _events(agent: SignedIn, chat: int | None) -> AsyncIterator[str]:
    listener, others = Listener(), None
    ends = asyncio.get_running_loop().time() + STREAM_SECONDS
    pulse.add(listener)
    try:
        yield "retry: 1000\n\n"
        while asyncio.get_running_loop().time() < ends:
            if chat is not None:
                now = await run_in_threadpool(_look_at, chat, agent)
                if now != others:
                    others = now
                    yield f"event: looking\ndata: {json.dumps(asdict(others), ensure_ascii=False)}\n\n"
            changed = await listener.wait(LOOKING)
            if changed and (chat is None or chat in changed):
                yield f"event: changed\ndata: {len(changed)}\n\n"
            elif not changed:
                yield ": still here\n\n"
    finally:
        pulse.remove(listener)
        if chat is not None:
            with suppress(redis.RedisError):
                presence.leave(chat, agent.agent_id, agent.name)


def _look_at(chat: int, agent: SignedIn) -> presence.Others:
    try:
        return presence.look(chat, agent.agent_id, agent.name)
    except redis.RedisError:
        return presence.Others()
