"""When: periods of reports and forecasts, dates of expiry, days of back-dated entries, hours of the day."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import regex

from nlu.frames.dates import find_day_of_month
from nlu.lexicon import Lexicon
from nlu.spelling.tokens import Token
from nlu.words.numbers import NumberReader

_NUMERIC = regex.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})$")
_ISO = regex.compile(r"(\d{4})-(\d{2})-(\d{2})$")
_MONTH_AND_YEAR = regex.compile(r"(\d{1,2})/(20\d\d)$")
_DAY = regex.compile(r"(\d{1,2})(?:st|nd|rd|th)?$", regex.I)
_CLOCK = regex.compile(r"(\d{1,2}):(\d{2})$")
_DAYS = {"day": 1, "week": 7, "month": 30}
_NEAR = {"near_day": 1, "far_day": 2}


@dataclass(frozen=True)
class Said:
    """Something found in the message with the tokens `start` to `end`."""

    start: int
    end: int
    value: str


def find_period(tokens: Sequence[Token], lexicon: Lexicon, forward: bool) -> Said | None:
    """The period of a report (`forward` false) or of a forecast: `today`, `last_week`, `7d`.

    One word for the day before and the day after ("kal") looks the way the question does.
    """
    for index in range(len(tokens)):
        found = lexicon.table("periods").match(tokens, index)
        if found is not None and found[0] == "far_day":
            return Said(index, index + found[1], "2d")
        if found is not None:
            value = found[0] if found[0] != "near_day" else ("tomorrow" if forward else "yesterday")
            return Said(index, index + found[1], value)
        span = _count_of_days(tokens, index, lexicon)
        if span is not None:
            return Said(span[0], span[1], f"{span[2]}d")
    return None


def _count_of_days(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> tuple[int, int, int] | None:
    """ "7 days", "do hafte": where it stands and how many days it is."""
    if tokens[index].is_number:
        count: str | None = tokens[index].text
    else:
        found = lexicon.table("numbers").match(tokens, index)
        count = found[0] if found and found[1] == 1 else None
    if count is None or not count.isdigit():
        return None
    unit = lexicon.table("spans").match(tokens, index + 1) if index + 1 < len(tokens) else None
    if unit is None:
        return None
    return index, index + 1 + unit[1], int(count) * _DAYS[unit[0]]


def find_waits(tokens: Sequence[Token], lexicon: Lexicon) -> list[tuple[int, int]]:
    """Where numbers of days, weeks or months are told: "7 days", "do hafte"."""
    spans = (_count_of_days(tokens, index, lexicon) for index in range(len(tokens)))
    return [(span[0], span[1]) for span in spans if span is not None]


def find_entry_date(tokens: Sequence[Token], lexicon: Lexicon, today: date) -> tuple[Said, date] | None:
    """The day of a back-dated entry: "yesterday", or "kal" in a message that tells what has happened."""
    past, to_come = (bool(lexicon.table(name).occurrences(tokens)) for name in ("past", "future"))
    for value, start, end in lexicon.table("periods").occurrences(tokens):
        said = Said(start, end, value)
        if value == "yesterday" or (value == "near_day" and (past or not to_come)):
            return said, today - timedelta(days=1)
        if value == "far_day" and past:
            return said, today - timedelta(days=2)
        if value == "today":
            return said, today
    weekday = next(iter(lexicon.table("weekdays").occurrences(tokens)), None) if past or not to_come else None
    if weekday is not None:
        value, start, end = weekday
        # On a Sunday "sold on Sunday" is a week ago.
        return Said(start, end, value), today - timedelta(days=(today.weekday() - int(value) - 1) % _DAYS["week"] + 1)
    return find_past_date(tokens, lexicon, today) if past or not to_come else None


def find_past_date(tokens: Sequence[Token], lexicon: Lexicon, today: date) -> tuple[Said, date] | None:
    """A calendar date up to today: "20 November ko", "20/11". Without a year, the last one; a month alone is none."""
    found = find_date(tokens, lexicon, today, forward=False)
    return found if found is not None and found[1] <= today else None


def find_date(
    tokens: Sequence[Token], lexicon: Lexicon, today: date, *, forward: bool = True
) -> tuple[Said, date] | None:
    """A calendar date, day first: "31 March", "31/3/27", "3/2027" (its last day).

    Without a year, or a month ("13 tarikh"), it is the next one, or, with `forward` false, the last one.
    """
    for index, token in enumerate(tokens):
        written = _written(token.text)
        if written is not None:
            return Said(index, index + 1, token.text), written
        month = lexicon.table("months").match(tokens, index)
        if month is not None:
            found = _around_month(tokens, index, index + month[1], int(month[0]), today, forward)
            if found is not None:
                return found
    of_month = find_day_of_month(tokens, lexicon, today, forward=forward)
    return (Said(of_month[0], of_month[1], ""), of_month[2]) if of_month is not None else None


def find_days_ahead(tokens: Sequence[Token], lexicon: Lexicon, today: date) -> tuple[Said, date] | None:
    """A date told as a distance: "in 10 days", "do hafte me"."""
    for index in range(len(tokens)):
        span = _count_of_days(tokens, index, lexicon)
        if span is not None:
            return Said(span[0], span[1], f"{span[2]}d"), today + timedelta(days=span[2])
    return None


def _written(text: str) -> date | None:
    match = _NUMERIC.match(text)
    iso = _ISO.match(text)
    month = _MONTH_AND_YEAR.match(text)
    try:
        if month:
            return date(int(month[2]), int(month[1]), calendar.monthrange(int(month[2]), int(month[1]))[1])
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if match:
            return date(int(match[3]) + (2000 if len(match[3]) == 2 else 0), int(match[2]), int(match[1]))
    except ValueError:
        return None
    return None


def _around_month(
    tokens: Sequence[Token], start: int, end: int, month: int, today: date, forward: bool
) -> tuple[Said, date] | None:
    year = _year(tokens, start - 1) or None
    earliest = start - 1 if year else start
    before = _DAY.match(tokens[earliest - 1].text) if earliest > 0 else None
    after = _DAY.match(tokens[end].text) if end < len(tokens) else None
    if after and year:
        day, first, last = int(after[1]), earliest, end + 1
    elif before:
        day, first, last = int(before[1]), earliest - 1, end
    elif after and int(after[1]) <= 31:
        day, first, last = int(after[1]), start, end + 1
    else:
        day, first, last = 0, earliest, end
    comma = int(last < len(tokens) and tokens[last].text == ",")
    if year is None and (year := _year(tokens, last + comma)) is not None:
        last += comma + 1
    if not day and (year is None or not forward):
        return None
    for candidate in (year,) if year else (today.year, today.year + (1 if forward else -1)):
        try:
            found = date(candidate, month, day or calendar.monthrange(candidate, month)[1])
        except ValueError:
            continue
        if year or found == today or (found > today) == forward:
            return Said(first, last, ""), found
    return None


def _year(tokens: Sequence[Token], index: int) -> int | None:
    in_reach = 0 <= index < len(tokens) and regex.fullmatch(r"20\d\d", tokens[index].text)
    return int(tokens[index].text) if in_reach else None


def find_hours(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[str | None, str | None]:
    """The two times of "raat 9 se subah 7 tak", as `HH:MM`: start and end. Afternoon 1 is 13:00, night 10 is 22:00.

    A time without a part of the day is taken as quiet hours go: they begin in the evening and end in the morning.
    """
    times: list[tuple[int, int, str | None]] = []
    numbers = NumberReader(tokens, lexicon, lambda _: False).read()
    # "Sadhe nau" is half past nine: one number of two words.
    halves = {n.start: (int(n.value), int(n.value % 1 * 60)) for n in numbers if n.value % 1 and n.value < 13}
    inside = {i for n in numbers if n.start in halves for i in range(n.start + 1, n.end)}
    pending: str | None = None
    for index, token in enumerate(tokens):
        part = lexicon.table("day_parts").match(tokens, index)
        if part is not None:
            follows_time = bool(times) and times[-1][2] is None and _closes(tokens, index, lexicon)
            if follows_time:
                times[-1] = (times[-1][0], times[-1][1], part[0])
            else:
                pending = part[0]
            continue
        clock = _CLOCK.match(token.text)
        said = (int(clock[1]), int(clock[2])) if clock else halves.get(index) or _full_hour(tokens, index, lexicon)
        past = _past_the_hour(tokens, index, lexicon)
        if past is not None:
            said, inside = past[0], inside | set(range(index + 1, past[1]))
        if said is not None and said[0] <= 24 and index not in inside:
            times.append((*said, pending))
            pending = None
    if len(times) > 1 and times[1][2] is None and times[0][2] == "afternoon" and times[1][0] <= 12:
        times[1] = (*times[1][:2], "afternoon")
    if len(times) > 1 and times[0][2] == "evening" and times[1][2] is None and times[0][0] < times[1][0] < 12:
        # "Saanje saat thi nav": until nine the same evening.
        times[1] = (*times[1][:2], "evening")
    if len(times) > 1 and times[0][2] is None and times[1][2] == "afternoon" and times[0][0] <= times[1][0] <= 12:
        # "Between 1 and 4 in the afternoon".
        times[0] = (*times[0][:2], "afternoon")
    marks = [f"{_on_24h(hour, part, index == 0):02d}:{minute:02d}" for index, (hour, minute, part) in enumerate(times)]
    return (marks[0] if marks else None), (marks[1] if len(marks) > 1 else None)


def _hour(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> int | None:
    if tokens[index].is_number:
        return int(tokens[index].text) if tokens[index].text.isdigit() else None
    found = lexicon.table("numbers").match(tokens, index)
    return int(found[0]) if found and found[1] == 1 and tokens[index].lower not in lexicon.guarded else None


def _full_hour(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> tuple[int, int] | None:
    hour = _hour(tokens, index, lexicon)
    return (hour, 0) if hour is not None else None


def _past_the_hour(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> tuple[tuple[int, int], int] | None:
    """ "Half past 9", "quarter to ten": the hour and the minute, and where the words for it end."""
    minutes = lexicon.table("minutes_past").match(tokens, index)
    at = index + minutes[1] if minutes is not None else len(tokens)
    hour = _hour(tokens, at, lexicon) if at < len(tokens) else None
    if minutes is None or hour is None or not 1 <= hour <= 12:
        return None
    shift = int(minutes[0])
    # A quarter to one is at a quarter to one o'clock's twelve.
    return ((hour, shift) if shift > 0 else ((hour - 1) or 12, 60 + shift)), at + 1


def _closes(tokens: Sequence[Token], index: int, lexicon: Lexicon) -> bool:
    """Whether a part of the day at `index` belongs to the time before it ("9 pm", "9 at night"), not to the next."""
    following = index + 1
    return following >= len(tokens) or _hour(tokens, following, lexicon) is None


def _on_24h(hour: int, part: str | None, first: bool) -> int:
    if hour > 12:
        return hour % 24
    if part == "morning":
        return hour % 12
    if part == "night":
        return (hour % 12) + (12 if 5 < hour < 12 else 0)
    if part is not None:
        return (hour % 12) + 12
    if first:
        return (hour % 12) + 12 if 5 < hour < 12 else hour % 12
    return hour % 24
