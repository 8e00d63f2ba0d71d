"""Who looks at which chat at this moment, and who writes there. In Redis, for seconds: it is worth nothing later."""

from __future__ import annotations

import json
from dataclasses import dataclass

from infra import clock, queue

SECONDS = 12
"""A look is forgotten after this long, unless it goes on."""
WRITING_SECONDS = 10
"""A key pressed says for so long that somebody writes."""
SHOWN_EVERY = 20
"""Seconds between two times that a retailer is shown that somebody writes; the phone shows it for 25."""


@dataclass(frozen=True)
class Others:
    """The other agents in a chat, by name."""

    looking: tuple[str, ...] = ()
    writing: tuple[str, ...] = ()


def look(conversation_id: int, agent_id: int, name: str) -> Others:
    """Say that an agent looks at the chat; the others who do."""
    looking, writing = _keys(conversation_id)
    now = clock.now().timestamp()
    with queue.connect().pipeline() as pipe:
        pipe.zadd(looking, {_member(agent_id, name): now})
        pipe.expire(looking, SECONDS * 2)
        pipe.zrangebyscore(looking, now - SECONDS, "+inf")
        pipe.zrangebyscore(writing, now - WRITING_SECONDS, "+inf")
        pipe.zremrangebyscore(looking, 0, now - SECONDS)
        _, _, found_looking, found_writing, _ = pipe.execute()
    return Others(_names(found_looking, agent_id), _names(found_writing, agent_id))


def leave(conversation_id: int, agent_id: int, name: str) -> None:
    """The agent has closed the page."""
    for key in _keys(conversation_id):
        queue.connect().zrem(key, _member(agent_id, name))


def write(conversation_id: int, agent_id: int, name: str) -> bool:
    """Say that an agent writes in the chat; whether it is time to show it to the retailer, which is counted as done."""
    _, writing = _keys(conversation_id)
    with queue.connect().pipeline() as pipe:
        pipe.zadd(writing, {_member(agent_id, name): clock.now().timestamp()})
        pipe.expire(writing, WRITING_SECONDS * 2)
        pipe.set(f"console:typing-shown:{conversation_id}", b"1", nx=True, ex=SHOWN_EVERY)
        *_, first = pipe.execute()
    return bool(first)


def stop_writing(conversation_id: int, agent_id: int, name: str) -> None:
    """What was written has been sent."""
    queue.connect().zrem(_keys(conversation_id)[1], _member(agent_id, name))


def _keys(conversation_id: int) -> tuple[str, str]:
    return f"console:looking:{conversation_id}", f"console:writing:{conversation_id}"


def _member(agent_id: int, name: str) -> str:
    return json.dumps([agent_id, name])


def _names(members: list[bytes], but: int) -> tuple[str, ...]:
    return tuple(sorted(name for number, name in map(json.loads, members) if number != but))
