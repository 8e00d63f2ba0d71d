"""How fast and to how many: what each message must keep, and the counts in Redis that hold it to that."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import sending_counters as counters
from bot.sending_limits import DAY, PATIENCE, Bucket, Leaving, Limits, People, held_for, limits
from infra import queue
from infra.settings import Settings, settings

NOW = datetime(2026, 11, 30, 18, 29, 59, tzinfo=UTC)
"""A second before midnight in India, and before the month's end."""
ANSWER = Leaving("twilio", "whatsapp", "+919811100001", "reply", "important", 1)
ALERT = replace(ANSWER, kind="alert")
REMINDER = replace(ANSWER, kind="outreach", outside_window=True)
SECOND = timedelta(seconds=1)


def given_settings(**changes: object) -> Settings:
    return settings().model_copy(update=changes)


@pytest.fixture
def redis_there(database: str) -> None:
    """Redis, empty."""


def someone(leaving: Leaving, number: int, store: int | None = 1) -> Leaving:
    return replace(leaving, address=f"+9198{number:08d}", store_id=store)


def admit(leaving: Leaving, at: datetime = NOW, **changes: object) -> counters.Count:
    wanted = limits(leaving, given_settings(**changes))
    try:
        return counters.count(wanted, at)
    except counters.UnknownPeople:
        return counters.count_afresh(wanted, at, ())


def run(leaving: Leaving, seconds: float, every: timedelta, start: datetime = NOW, first: int = 0) -> list[datetime]:
    """When one message after the other, each to somebody else, left; asked for one each `every`."""
    left = []
    for number in range(int(seconds / every.total_seconds())):
        at = start + number * every
        counted = admit(someone(leaving, first + number), at)
        if counted.admitted:
            left.append(at + counted.wait)
    return left


def most_in_a_second(left: list[datetime]) -> int:
    return max(sum(1 for other in left if one <= other < one + SECOND) for one in left)


@pytest.mark.usefixtures("redis_there")
def test_a_number_keeps_its_rate_and_answers_wait_their_turn_in_the_worker() -> None:
    left = run(ANSWER, 3, timedelta(milliseconds=4))
    assert 3 * 80 <= len(left) <= 3 * 80 + 20 + 80
    assert max(Counter(int((at - NOW) / SECOND) for at in left).values()) <= 80 + 20
    assert all(later >= earlier for earlier, later in pairwise(left))
    refused = admit(someone(ANSWER, 10**6), NOW + timedelta(seconds=2.999))
    assert (refused.admitted, refused.over) == (False, "number")


@pytest.mark.usefixtures("redis_there")
def test_what_nobody_asked_for_leaves_a_fifth_of_the_rate_free() -> None:
    left = run(ALERT, 5, timedelta(milliseconds=5))
    assert 5 * 64 <= len(left) <= 5 * 64 + 16
    assert most_in_a_second(left) <= 64 + 16 + 1


@pytest.mark.usefixtures("redis_there")
def test_answers_find_room_at_once_while_alerts_take_all_that_they_may() -> None:
    """And the more answers there are, the fewer alerts."""
    alerts, answers = [], []
    for number in range(1000):
        at = NOW + timedelta(milliseconds=5 * number)
        alerts.append(admit(someone(ALERT, number), at).admitted)
        if number % 5 == 0:
            answers.append(admit(someone(ANSWER, 10_000 + number), at))
    assert all(counted.admitted for counted in answers)
    assert max(counted.wait for counted in answers) <= timedelta(milliseconds=1)
    # 80 a second in all: 40 answers a second leave 40.
    assert 5 * 40 - 1 <= sum(alerts) <= 5 * 40 + 16


@pytest.mark.usefixtures("redis_there")
def test_one_person_gets_one_in_six_seconds_in_the_long_run_and_some_at_once() -> None:
    assert [admit(ANSWER).admitted for _ in range(21)] == [True] * 20 + [False]
    refused = admit(ANSWER)
    assert (refused.over, refused.wait, refused.level) == ("person", timedelta(seconds=6), 21)
    # Another person is another matter, and so is the same person's SMS.
    assert admit(someone(ANSWER, 2)).admitted
    assert admit(replace(ANSWER, channel="sms"), sms_messages_a_second=0).admitted
    assert not admit(ANSWER, NOW + timedelta(seconds=5.9)).admitted
    assert admit(ANSWER, NOW + timedelta(seconds=6)).admitted
    assert [admit(ANSWER, NOW + timedelta(seconds=6 + 6 * n)).admitted for n in range(1, 5)] == [True] * 4


@pytest.mark.usefixtures("redis_there")
def test_a_refused_message_uses_nothing_up() -> None:
    """One limit that refuses leaves the others as they were: whole or not at all."""
    for _ in range(20):
        admit(ANSWER)
    before = queue.connect().get("sending:number:twilio:whatsapp")
    assert not admit(ANSWER).admitted
    assert queue.connect().get("sending:number:twilio:whatsapp") == before


@pytest.mark.usefixtures("redis_there")
def test_many_workers_count_together() -> None:
    with ThreadPoolExecutor(8) as threads:
        counted = list(threads.map(lambda _: admit(ANSWER).admitted, range(60)))
    assert sum(counted) == 20


@pytest.mark.usefixtures("redis_there")
def test_people_of_the_day_are_counted_over_24_hours_whatever_the_date() -> None:
    ten = {"whatsapp_people_a_day": 10, "whatsapp_messages_a_second": 0}
    urgent = replace(ALERT, severity="critical", outside_window=True)
    important = replace(urgent, severity="important")
    # Reminders of customers take half at most, what is important nine in ten, and the last one is for what is urgent.
    assert sum(admit(someone(REMINDER, n, store=n), **ten).admitted for n in range(8)) == 5
    assert sum(admit(someone(important, 10 + n), **ten).admitted for n in range(8)) == 4
    assert sum(admit(someone(urgent, 20 + n), **ten).admitted for n in range(8)) == 1
    refused = admit(someone(urgent, 30), NOW + timedelta(hours=1), **ten)
    assert (refused.admitted, refused.over, refused.wait) == (False, "people", timedelta(hours=23))
    # Midnight and the month's end set nothing free; the one who was counted hears more for nothing.
    assert not admit(someone(urgent, 31), NOW + timedelta(seconds=2), **ten).admitted
    assert admit(someone(urgent, 20), NOW + timedelta(hours=12), **ten).admitted
    # A day after the first ones there is room, but for the one who was written to since.
    later = NOW + DAY + SECOND
    assert sum(admit(someone(urgent, 40 + n), later, **ten).admitted for n in range(12)) == 9


@pytest.mark.usefixtures("redis_there")
def test_one_store_does_not_use_up_everybodys_people() -> None:
    hundred = {"whatsapp_people_a_day": 100, "whatsapp_messages_a_second": 0}
    assert sum(admit(someone(REMINDER, n, store=1), **hundred).admitted for n in range(60)) == 20
    assert sum(admit(someone(REMINDER, 100 + n, store=2), **hundred).admitted for n in range(60)) == 20


@pytest.mark.usefixtures("redis_there")
def test_people_that_redis_lost_are_counted_again() -> None:
    ten = given_settings(whatsapp_people_a_day=10, whatsapp_messages_a_second=0)
    urgent = replace(ALERT, severity="critical", outside_window=True)
    written = [(f"+91980000000{n}", 1, NOW - timedelta(hours=n)) for n in range(10)]
    wanted = limits(replace(urgent, address="+919811122233"), ten)
    with pytest.raises(counters.UnknownPeople):
        counters.count(wanted, NOW)
    refused = counters.count_afresh(wanted, NOW, written)
    assert (refused.admitted, refused.wait) == (False, timedelta(hours=15))
    assert counters.count(wanted, NOW + timedelta(hours=15, seconds=1)).admitted


def test_without_redis_everything_may_leave(monkeypatch: pytest.MonkeyPatch, database: str) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:9")
    settings.cache_clear()
    queue.disconnect()
    assert all(admit(ANSWER).admitted for _ in range(50))
    assert admit(replace(ALERT, outside_window=True)).admitted


@pytest.mark.usefixtures("redis_there")
def test_a_message_costs_redis_one_round_trip() -> None:
    admit(ALERT)
    before = queue.connect().info("stats")["total_commands_processed"]
    for number in range(10):
        admit(someone(ALERT, number))
    after = queue.connect().info("stats")["total_commands_processed"]
    # A script's own commands count too: two reads and two writes a bucket at most, and the call itself.
    calls = queue.connect().info("commandstats")["cmdstat_evalsha"]["calls"]
    assert calls >= 11
    assert after - before <= 10 * 8


@given(
    gaps=st.lists(st.integers(0, 400), min_size=1, max_size=60),
    interval=st.integers(1, 300),
    burst=st.integers(1, 8),
)
def test_the_bucket_is_that_of_the_book(gaps: list[int], interval: int, burst: int) -> None:
    """The same as tokens that drip into a bucket, counted in whole milliseconds."""
    tokens, last = burst * interval, 0
    expected = []
    at = 0
    for gap in gaps:
        at += gap
        tokens = min(burst * interval, tokens + at - last)
        last = at
        taken = tokens >= interval
        tokens -= interval if taken else 0
        expected.append(taken)
    assert expected == gcra(gaps, interval, burst)


def gcra(gaps: list[int], interval: int, burst: int) -> list[bool]:
    """As the script in Redis has it."""
    at, empty, taken = 0, 0, []
    for gap in gaps:
        at += gap
        after = max(empty, at) + interval
        taken.append(after - at <= burst * interval)
        empty = after if taken[-1] else empty
    return taken


@pytest.mark.usefixtures("redis_there")
def test_the_script_does_what_the_book_says() -> None:
    gaps = [0, 0, 0, 10, 150, 30, 0, 0, 400, 0, 0, 0, 0, 99, 1, 100, 100, 50]
    one = Limits((Bucket("test", timedelta(milliseconds=100), 3),))
    at, found = NOW, []
    for gap in gaps:
        at += timedelta(milliseconds=gap)
        found.append(counters.count(one, at).admitted)
    assert found == gcra(gaps, 100, 3)


def test_which_limits_hold_for_what() -> None:
    now = given_settings()

    def names(leaving: Leaving) -> list[str]:
        return [bucket.name.partition(":")[0] for bucket in limits(leaving, now).buckets]

    assert names(ANSWER) == ["number", "person"]
    assert names(replace(ANSWER, kind="agent")) == ["number", "person"]
    assert names(ALERT) == ["number", "unasked", "person"]
    assert limits(ANSWER, now).buckets[0].patience == PATIENCE
    assert limits(ALERT, now).buckets[0].patience == timedelta()
    assert limits(ALERT, now).people is None
    assert limits(REMINDER, now).people == People("people:twilio", REMINDER.address, 125, "people:twilio:1", 50)
    assert limits(REMINDER, given_settings(whatsapp_people_a_day=0)).people is None
    # By SMS a person has no pair rate.
    assert limits(replace(ANSWER, channel="sms"), now).buckets[-1].burst == float("inf")


@pytest.mark.parametrize(("wait", "held"), [(0.01, 1), (20, 20), (90_000, 3600)])
def test_how_long_it_is_held(wait: float, held: float) -> None:
    assert held_for(timedelta(seconds=wait)) == timedelta(seconds=held)
