"""What a period means in days by the store's calendar. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from actions.contract import Phrase
from infra import clock

_DAY = timedelta(days=1)
_LONGEST = 366


@dataclass(frozen=True)
class Days:
    """Days from `first` to `last`, both included, and what they are called."""

    first: date
    last: date
    name: Phrase

    @property
    def count(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1


def back(period: str | None, today: date) -> Days:
    """The days of a report, today included: `7d` are the last seven. Today for no period and for one that is to come.

    A week begins on Monday; this week and this month end today.
    """
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    if period == "yesterday":
        return _named("yesterday", today - _DAY, today - _DAY)
    if period == "this_week":
        return _named("this_week", monday, today)
    if period == "last_week":
        return _named("last_week", monday - timedelta(days=7), monday - _DAY)
    if period == "this_month":
        return _named("this_month", first, today)
    if period == "last_month":
        return _named("last_month", (first - _DAY).replace(day=1), first - _DAY)
    number = _number(period)
    if number is not None:
        return Days(today - timedelta(days=number - 1), today, Phrase("period.last_days", {"days": number}))
    return _named("today", today, today)


def ahead(period: str | None, today: date) -> Days:
    """The days of a forecast: `7d` are the next seven, tomorrow the first. Tomorrow for no period and for one that is over.

    This week and this month begin today.
    """
    sunday = today + timedelta(days=6 - today.weekday())
    if period == "today":
        return _named("today", today, today)
    if period == "this_week":
        return _named("this_week", today, sunday)
    if period == "next_week":
        return _named("next_week", sunday + _DAY, sunday + timedelta(days=7))
    if period == "this_month":
        return _named("this_month", today, (today.replace(day=1) + timedelta(days=32)).replace(day=1) - _DAY)
    number = _number(period)
    if number is not None:
        return next_days(today, number)
    return _named("tomorrow", today + _DAY, today + _DAY)


def next_days(today: date, number: int) -> Days:
    """The next `number` days, tomorrow the first."""
    return Days(today + _DAY, today + timedelta(days=number), Phrase("period.next_days", {"days": number}))


def on(day: date) -> Days:
    """One day, called by its date."""
    return Days(day, day, Phrase("period.date", {"date": day}))


def _named(period: str, first: date, last: date) -> Days:
    return Days(first, last, Phrase(f"period.{period}"))


def _number(period: str | None) -> int | None:
    digits = period[:-1] if period is not None and period.endswith("d") else ""
    return min(int(digits), _LONGEST) if digits.isdecimal() and int(digits) > 0 else None


@dataclass(frozen=True)
class Span:
    """An instant up to another, which is left out. UTC."""

    begin: datetime
    end: datetime


def span(days: Days, timezone: str) -> Span:
    """The instants at which `days` begin and end by the store's clock."""
    return Span(*clock.days_bounds(days.first, days.last, timezone))


def before(period: str | None, days: Days, now: datetime, timezone: str) -> Span:
    """The same time of the period before, to compare `days` with.

    Days that are not over at `now` are compared with as much of those before: today until noon with yesterday until noon,
    the 1st to 12th with the 1st to 12th of last month (to that month's end where it is shorter).
    """
    unfinished = days.last >= clock.local(timezone, now).date()
    if period in ("this_month", "last_month"):
        end_of_month = days.first - _DAY
        first = end_of_month.replace(day=1)
        last = min(first + (days.last - days.first), end_of_month) if unfinished else end_of_month
    else:
        back_by = timedelta(days=7 if period in ("this_week", "last_week") else days.count)
        first, last = days.first - back_by, days.last - back_by
    whole = span(Days(first, last, days.name), timezone)
    if not unfinished:
        return whole
    passed = now - clock.day_bounds(days.last, timezone)[0]
    return Span(whole.begin, min(whole.end, clock.day_bounds(last, timezone)[0] + passed))
