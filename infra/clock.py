"""The one clock. Everything that asks for the time asks here, so that a test can set it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_set: datetime | None = None


def now() -> datetime:
    """The time, in UTC with its zone."""
    return _set if _set is not None else datetime.now(UTC)


def local(zone: str, at: datetime | None = None) -> datetime:
    """The time of `at` (now, unless given) on a wall clock in `zone`, an IANA name such as `Asia/Kolkata`."""
    return (at or now()).astimezone(ZoneInfo(zone))


def today(zone: str) -> date:
    """The date in `zone`."""
    return local(zone).date()


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """The UTC instants at which `day` begins and ends in `zone`: [begin, end)."""
    return days_bounds(day, day, zone)


def days_bounds(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """The UTC instants at which `first` begins and `last` ends in `zone`: [begin, end)."""
    after = last + timedelta(days=1)
    begin = datetime(first.year, first.month, first.day, tzinfo=ZoneInfo(zone))
    end = datetime(after.year, after.month, after.day, tzinfo=ZoneInfo(zone))
    return begin.astimezone(UTC), end.astimezone(UTC)


@contextmanager
def stopped_at(at: datetime) -> Iterator[None]:
    """Stop the clock of this process at `at`, which carries its zone, until the block ends. For tests."""
    global _set
    if at.tzinfo is None:
        raise ValueError("a clock is set to a time with a zone")
    before, _set = _set, at.astimezone(UTC)
    try:
        yield
    finally:
        _set = before
