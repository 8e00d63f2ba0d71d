"""Who looks at which chat at this moment. In Redis, for seconds: it is worth nothing later."""

from __future__ import annotations

import json

from infra import clock, queue

SECONDS = 12
"""A look is forgotten after this long, unless it goes on."""


def look(conversation_id: int, agent_id: int, name: str) -> list[str]:
    """Say that an agent looks at the chat; the names of the others who do."""
    key, now = f"console:looking:{conversation_id}", clock.now().timestamp()
    member = json.dumps([agent_id, name])
    with queue.connect().pipeline() as pipe:
        pipe.zremrangebyscore(key, 0, now - SECONDS)
        pipe.zadd(key, {member: now})
        pipe.expire(key, SECONDS * 2)
        pipe.zrange(key, 0, -1)
        *_, found = pipe.execute()
    looking = [json.loads(one) for one in found]
    return sorted(other for number, other in looking if number != agent_id)


def leave(conversation_id: int, agent_id: int, name: str) -> None:
    """The agent has closed the page."""
    queue.connect().zrem(f"console:looking:{conversation_id}", json.dumps([agent_id, name]))
