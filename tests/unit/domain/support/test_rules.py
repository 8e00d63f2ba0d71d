"""Who takes the next case, when support is there, when the assistant takes a chat back."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from domain.support.rules import OnDuty, is_there, next_agent, opens_tomorrow, takes_back

NOON = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
INDIA = "Asia/Kolkata"


def on_duty(number: int, languages: str, minutes_ago: int | None = None) -> OnDuty:
    given = NOON - timedelta(minutes=minutes_ago) if minutes_ago is not None else None
    return OnDuty(number, frozenset(languages.split()), given)


def test_a_case_goes_to_who_speaks_the_language_and_was_given_none_for_longest() -> None:
    team = [on_duty(1, "hi en", 5), on_duty(2, "hi ta", 30), on_duty(3, "ta"), on_duty(4, "en", 90)]
    assert next_agent(team, "hi") == 2
    assert next_agent(team, "hi-Latn") == 2
    assert next_agent(team, "ta") == 3
    assert next_agent(team, "en") == 4
    assert next_agent(team, "gu") is None
    assert next_agent([], "hi") is None


@pytest.mark.parametrize(
    ("opens", "closes", "there"),
    [
        (time(9), time(21), True),
        (time(12), time(13), True),
        (time(13), time(21), False),
        (time(9), time(12), False),
        (time(22), time(13), True),
        (time(22), time(6), False),
        (time(0), time(0), True),
    ],
)
def test_working_hours_are_by_supports_clock_and_may_cross_midnight(opens: time, closes: time, there: bool) -> None:
    assert is_there(NOON, INDIA, opens, closes) is there


def test_tomorrow_is_the_next_day_of_supports_calendar() -> None:
    late = datetime(2026, 11, 22, 18, 29, tzinfo=UTC)
    assert opens_tomorrow(late, INDIA, time(9)) == datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
    assert opens_tomorrow(late + timedelta(minutes=1), INDIA, time(9)) == datetime(2026, 11, 24, 3, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("answered", "minutes", "back"), [(True, 59, False), (True, 60, True), (False, 60, False), (False, 720, True)]
)
def test_a_chat_goes_back_after_silence(answered: bool, minutes: int, back: bool) -> None:
    moments = [None, NOON - timedelta(minutes=minutes), NOON - timedelta(days=2)]
    hour, shift = timedelta(hours=1), timedelta(hours=12)
    assert takes_back(NOON, answered=answered, moments=moments, silence=hour, patience=shift) is back


def test_a_chat_of_which_nothing_is_known_stays_where_it_is() -> None:
    hour = timedelta(hours=1)
    assert not takes_back(NOON, answered=True, moments=[None], silence=hour, patience=hour)
