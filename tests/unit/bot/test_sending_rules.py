"""Whether a message may go now: a table of occasions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sending_rules import Drop, Hold, Occasion, Refuse, Send, judge, retry_after
from domain.stores.rules import hour_to_write, quiet_until

INDIA = ZoneInfo("Asia/Kolkata")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=INDIA)


NOON = Occasion(
    kind="alert",
    key="alert.low_stock",
    channel="whatsapp",
    now=at(22, 12),
    timezone="Asia/Kolkata",
    quiet_start=time(22),
    quiet_end=time(8),
    last_inbound_at=at(22, 9),
)
NIGHT = replace(NOON, now=at(22, 23, 10))
REPLY = {"kind": "reply", "key": "record_sale.done"}
DAY = timedelta(hours=24)


@pytest.mark.parametrize(
    ("occasion", "verdict"),
    [
        (NOON, Send),
        (replace(NOON, opted_out=True), Drop),
        (replace(NOON, opted_out=True, **REPLY), Drop),
        (replace(NOON, opted_out=True, kind="reply", key="opt_out.done"), Send),
        (replace(NOON, opted_out=True, kind="notice", key="notice.slow"), Drop),
        (replace(NOON, opted_out=True, kind="agent", key="agent"), Drop),
        (replace(NOON, mode="human"), Hold),
        (replace(NOON, mode="human", **REPLY), Send),
        (replace(NOON, mode="human", kind="agent", key="agent"), Send),
        (replace(NIGHT, **REPLY), Send),
        (replace(NIGHT, kind="notice", key="notice.slow"), Send),
        (replace(NIGHT, kind="agent", key="agent"), Send),
        (replace(NOON, window=DAY), Send),
        (replace(NOON, window=DAY, last_inbound_at=None), Refuse),
        (replace(NOON, window=DAY, last_inbound_at=at(21, 12)), Refuse),
        (replace(NOON, window=DAY, last_inbound_at=at(21, 12, 1)), Send),
        (replace(NOON, window=None, last_inbound_at=None), Send),
        (replace(NOON, window=DAY, last_inbound_at=at(20, 12), **REPLY), Refuse),
    ],
)
def test_verdicts(occasion: Occasion, verdict: type) -> None:
    assert isinstance(judge(occasion), verdict)


def test_an_alert_at_night_waits_for_the_morning_and_is_then_judged_by_the_window() -> None:
    held = judge(replace(NIGHT, window=DAY, last_inbound_at=at(20, 9)))
    assert held == Hold(at(23, 8).astimezone(UTC), "quiet hours")


def test_opting_out_weighs_more_than_the_night() -> None:
    assert isinstance(judge(replace(NIGHT, opted_out=True)), Drop)


@pytest.mark.parametrize(
    ("now", "start", "end", "until"),
    [
        (at(22, 21, 59), time(22), time(8), None),
        (at(22, 22), time(22), time(8), at(23, 8)),
        (at(23, 0), time(22), time(8), at(23, 8)),
        (at(23, 7, 59), time(22), time(8), at(23, 8)),
        (at(23, 8), time(22), time(8), None),
        (at(22, 14), time(13), time(15, 30), at(22, 15, 30)),
        (at(22, 15, 30), time(13), time(15, 30), None),
        (at(22, 3), time(0), time(6), at(22, 6)),
        (at(22, 23), time(23), time(0), at(23, 0)),
        (at(22, 3), time(9), time(9), None),
    ],
)
def test_quiet_hours(now: datetime, start: time, end: time, until: datetime | None) -> None:
    assert quiet_until(now, "Asia/Kolkata", start, end) == until


@pytest.mark.parametrize(
    ("now", "start", "end", "hour"),
    [
        (at(22, 12), time(22), time(8), time(8)),  # by day it goes at once: what would be at night
        (at(22, 23), time(22), time(8), time(8)),
        (at(22, 23), time(22), time(7), time(8)),  # the night is longer than the store's own
        (at(22, 23), time(22), time(9, 30), time(9, 30)),
        (at(22, 12), time(22), time(9, 30), time(9, 30)),
        (at(22, 14), time(13), time(16), time(16)),
        (at(22, 14), time(9), time(9), time(8)),
        (at(22, 14), time(8), time(21), time(8)),  # never a free hour: one of the ends
    ],
)
def test_the_hour_at_which_a_customer_is_written_to(now: datetime, start: time, end: time, hour: time) -> None:
    assert hour_to_write(now, "Asia/Kolkata", start, end) == hour


def test_quiet_hours_end_on_the_wall_clock_when_summer_time_begins() -> None:
    # In Berlin the clock goes from 2:00 to 3:00 on 29 March 2026: the night has nine hours, and 8:00 is 6:00 UTC.
    now = datetime(2026, 3, 28, 23, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert quiet_until(now, "Europe/Berlin", time(22), time(8)) == datetime(2026, 3, 29, 6, 0, tzinfo=UTC)


CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0, tzinfo=None))


@given(now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), start=CLOCKS, end=CLOCKS)
def test_what_is_held_is_held_to_a_moment_that_is_not_quiet_and_within_a_day(
    now: datetime, start: time, end: time
) -> None:
    moment = now.replace(tzinfo=INDIA)
    until = quiet_until(moment, "Asia/Kolkata", start, end)
    if until is not None:
        assert moment < until <= moment + DAY
        assert quiet_until(until, "Asia/Kolkata", start, end) is None


def test_waits_double_and_spread_by_a_quarter() -> None:
    assert [retry_after(tries, 5, 0).total_seconds() for tries in (1, 2, 3)] == [5, 10, 20]
    assert retry_after(2, 5, 1).total_seconds() == 12.5


@pytest.mark.parametrize(
    ("zone", "now", "until"),
    [
        # Newfoundland, half an hour off, across the month's end and the end of summer time on 1 November at 2:00.
        ("America/St_Johns", "2026-10-31T22:00", "2026-11-01T08:00"),
        ("America/St_Johns", "2026-11-01T01:30", "2026-11-01T08:00"),
        ("America/St_Johns", "2026-11-01T07:59", "2026-11-01T08:00"),
        ("America/St_Johns", "2026-11-01T08:00", None),
        ("America/St_Johns", "2026-10-31T21:59", None),
        # And its beginning, 8 March.
        ("America/St_Johns", "2026-03-07T23:00", "2026-03-08T08:00"),
        # New Zealand: summer time begins on 27 September and ends on 5 April; a year ends there first.
        ("Pacific/Auckland", "2026-09-26T23:30", "2026-09-27T08:00"),
        ("Pacific/Auckland", "2026-04-04T23:30", "2026-04-05T08:00"),
        ("Pacific/Auckland", "2026-12-31T23:59", "2027-01-01T08:00"),
        ("Pacific/Auckland", "2028-02-28T22:00", "2028-02-29T08:00"),
        ("Asia/Kolkata", "2026-11-30T23:59", "2026-12-01T08:00"),
        ("Asia/Kolkata", "2026-12-01T00:00", "2026-12-01T08:00"),
    ],
)
def test_quiet_hours_across_midnight_the_months_end_and_summer_time(zone: str, now: str, until: str | None) -> None:
    local = ZoneInfo(zone)
    moment = datetime.fromisoformat(now).replace(tzinfo=local)
    expected = datetime.fromisoformat(until).replace(tzinfo=local).astimezone(UTC) if until else None
    assert quiet_until(moment.astimezone(UTC), zone, time(22), time(8)) == expected


@pytest.mark.parametrize(
    ("zone", "end", "until"),
    [
        # 2:30 does not exist on the night on which summer time begins: the instant an hour later is meant.
        ("Pacific/Auckland", time(2, 30), datetime(2026, 9, 26, 14, 30, tzinfo=UTC)),
        ("America/St_Johns", time(2, 30), datetime(2026, 3, 8, 6, 0, tzinfo=UTC)),
    ],
)
def test_an_hour_that_the_clock_leaps_over(zone: str, end: time, until: datetime) -> None:
    night = until - timedelta(hours=4)
    assert quiet_until(night, zone, time(20), end) == until


@pytest.mark.parametrize("zone", ["America/St_Johns", "Pacific/Auckland", "Asia/Kolkata", "Asia/Kathmandu"])
@given(now=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)), start=CLOCKS, end=CLOCKS)
def test_what_is_held_anywhere_leaves_when_it_is_not_quiet(zone: str, now: datetime, start: time, end: time) -> None:
    moment = now.replace(tzinfo=UTC)
    until = quiet_until(moment, zone, start, end)
    if until is not None:
        assert moment < until <= moment + timedelta(hours=25)


@pytest.mark.parametrize("zone", ["America/St_Johns", "Pacific/Auckland", "Asia/Kolkata"])
@pytest.mark.parametrize(
    "wrote", ["2026-10-31T23:59:59", "2026-11-30T12:00", "2026-02-28T23:30", "2026-03-08T01:00", "2026-09-26T20:00"]
)
def test_the_window_is_24_hours_long_whatever_the_date_and_the_clocks_do(zone: str, wrote: str) -> None:
    """A day on which the clock leaps has 23 or 25 hours; WhatsApp's window has 24."""
    last = datetime.fromisoformat(wrote).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    answer = replace(NOON, window=DAY, last_inbound_at=last, timezone=zone, **REPLY)
    assert isinstance(judge(replace(answer, now=last + DAY - timedelta(seconds=1))), Send)
    assert isinstance(judge(replace(answer, now=last + DAY)), Refuse)


def test_an_excuse_is_not_sent_after_the_answer() -> None:
    excuse = replace(NOON, kind="notice", key="notice.slow")
    assert isinstance(judge(excuse), Send)
    assert isinstance(judge(replace(excuse, answered=True)), Drop)
