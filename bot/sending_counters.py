"""What left lately, counted in Redis: one round trip a message, whole or not at all.

Lost counts do no harm for long: buckets begin empty, and the people of the day are counted again from the outbox. While
Redis is down nothing is counted and everything may leave.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import redis
from redis.commands.core import Script

from bot.sending_limits import DAY, Limits, People
from infra import queue
from infra.telemetry import log

_PREFIX = "sending:"
_MILLISECOND = timedelta(milliseconds=1)
_REFUSED, _ADMITTED, _UNKNOWN = range(3)
_OF_ALL = "*"
"""A member that keeps a set from vanishing when it is empty: a set that is not there has been lost."""
_SCRIPT = """
-- now, day, number of buckets, (interval, burst, patience) each; then person, most, most of the store. In milliseconds.
local now, day, buckets = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local empty_at, pause, wait, why, level = {}, 0, 0, 0, 0
for i = 1, buckets do
  local interval, burst = tonumber(ARGV[3 * i + 1]), tonumber(ARGV[3 * i + 2])
  local at = math.max(tonumber(redis.call('GET', KEYS[i]) or '0'), now) + interval
  local early = at - now - burst * interval
  local over = early - tonumber(ARGV[3 * i + 3])
  if over > 0.0005 and over > wait then wait, why = over, i end
  pause, level, empty_at[i] = math.max(pause, early), (at - now) / interval, at
end
local all, own = KEYS[buckets + 1], KEYS[buckets + 2]
if all then
  local person, most = ARGV[3 * buckets + 4], tonumber(ARGV[3 * buckets + 5])
  if redis.call('EXISTS', all) == 0 then return {2, 0, 0, 0} end
  redis.call('ZREMRANGEBYSCORE', all, '-inf', now - day)
  redis.call('ZREMRANGEBYSCORE', own, '-inf', now - day)
  if not redis.call('ZSCORE', all, person) then
    local function full(key, count, limit)
      if count < limit then return end
      local oldest = tonumber(redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2])
      if oldest + day - now > wait then wait, why = oldest + day - now, -1 end
    end
    full(all, redis.call('ZCARD', all) - 1, most)
    full(own, redis.call('ZCARD', own), tonumber(ARGV[3 * buckets + 6]))
  end
end
if wait > 0 then return {0, math.ceil(wait), why, math.floor(level)} end
for i = 1, buckets do
  redis.call('SET', KEYS[i], string.format('%.3f', empty_at[i]), 'PX', math.ceil(empty_at[i] - now) + 60000)
end
if all then
  redis.call('ZADD', all, now, ARGV[3 * buckets + 4])
  redis.call('ZADD', own, now, ARGV[3 * buckets + 4])
  redis.call('PEXPIRE', all, day)
  redis.call('PEXPIRE', own, day)
end
return {1, math.ceil(pause), 0, math.floor(level)}
"""


@dataclass(frozen=True)
class Count:
    """What the counts say of a message, which is counted when it is admitted."""

    admitted: bool
    wait: timedelta = timedelta()
    """Until it may leave: the pause before an admitted one; how long another is held at least."""
    over: str = ""
    """The limit that it would break: `number`, `unasked`, `person`, `people`."""
    level: int = 0
    """How many messages the person got lately, faster than the pair rate has it; this one included."""


class UnknownPeople(Exception):
    """Nobody has counted yet whom we wrote to in the last 24 hours: tell `count_afresh`."""


def count(limits: Limits, now: datetime) -> Count:
    """Count the message if it keeps all its `limits`. Raises UnknownPeople."""
    names = [bucket.name for bucket in limits.buckets]
    values: list[str | float] = [_milliseconds(now), DAY / _MILLISECOND, len(names)]
    for bucket in limits.buckets:
        # No bucket is bigger than a day's worth: Lua reads no infinity.
        burst = min(bucket.burst, DAY / bucket.interval)
        values += [bucket.interval / _MILLISECOND, burst, bucket.patience / _MILLISECOND]
    if limits.people is not None:
        people = limits.people
        names += [people.name, people.store]
        values += [people.person, people.most, people.most_of_store]
    try:
        state, wait, why, level = _script(queue.connect())([_PREFIX + name for name in names], values)
    except redis.RedisError as error:
        log().warning("sent uncounted, Redis is down", error=str(error))
        return Count(admitted=True)
    if state == _UNKNOWN:
        raise UnknownPeople
    over = "" if state == _ADMITTED else "people" if why < 0 else names[why - 1].partition(":")[0]
    return Count(state == _ADMITTED, timedelta(milliseconds=wait), over, level)


def count_afresh(limits: Limits, now: datetime, written_to: Iterable[tuple[str, int | None, datetime]]) -> Count:
    """As `count`, after the people of the last 24 hours were put back: address, the store that wrote, when."""
    assert limits.people is not None, "no other limit is put back"
    try:
        _put_back(limits.people, written_to)
        return count(limits, now)
    except (redis.RedisError, UnknownPeople) as error:
        log().warning("sent uncounted, Redis lost its counts again", error=str(error))
        return Count(admitted=True)


def _put_back(people: People, written_to: Iterable[tuple[str, int | None, datetime]]) -> None:
    with queue.connect().pipeline() as together:
        together.zadd(_PREFIX + people.name, {_OF_ALL: "inf"})
        for address, store_id, at in written_to:
            for name in (people.name, f"{people.name}:{store_id or 0}"):
                together.zadd(_PREFIX + name, {address: _milliseconds(at)}, gt=True)
                together.pexpire(_PREFIX + name, DAY)
        together.pexpire(_PREFIX + people.name, DAY)
        together.execute()


def _milliseconds(at: datetime) -> float:
    return round(at.timestamp() * 1000, 3)


@cache
def _script(connection: redis.Redis) -> Script:
    return connection.register_script(_SCRIPT)
