from datetime import date

import pytest

from nlu.frames.periods import find_date, find_days_ahead, find_hours, find_period
from nlu.lexicon import lexicon_of
from nlu.spelling.normalise import normalise
from nlu.spelling.tokens import tokenise

TODAY = date(2026, 11, 22)
HINDI = lexicon_of("hi")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("31 March", date(2027, 3, 31)),
        ("30 Nov", date(2026, 11, 30)),
        ("March 5", date(2027, 3, 5)),
        ("31st december 2028", date(2028, 12, 31)),
        ("15/8/27", date(2027, 8, 15)),
        ("15-08-2027", date(2027, 8, 15)),
        ("2027-08-15", date(2027, 8, 15)),
        ("2/2028", date(2028, 2, 29)),
        ("feb 2027", date(2027, 2, 28)),
        ("१५ अगस्त", date(2027, 8, 15)),
        ("32/13/2027", None),
        ("may be", None),
    ],
)
def test_dates_are_day_first_and_the_next_to_come(said: str, expected: date | None) -> None:
    found = find_date(tokenise(normalise(said)), HINDI, TODAY)
    assert (found[1] if found else None) == expected


def test_a_distance_counts_from_today() -> None:
    found = find_days_ahead(tokenise("do hafte me"), HINDI, TODAY)
    assert found is not None
    assert found[1] == date(2026, 12, 6)


@pytest.mark.parametrize(
    ("said", "forward", "period"),
    [
        ("kal", True, "tomorrow"),
        ("kal", False, "yesterday"),
        ("is mahine", False, "this_month"),
        ("agle hafte", True, "next_week"),
        ("last 10 days", False, "10d"),
        ("पिछले हफ्ते", False, "last_week"),
        ("parso", True, "2d"),
        ("day after tomorrow", True, "2d"),
        ("agle mahine", True, "30d"),
        ("maggi 5", False, None),
    ],
)
def test_periods(said: str, forward: bool, period: str | None) -> None:
    found = find_period(tokenise(normalise(said)), HINDI, forward)
    assert (found.value if found else None) == period


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("raat 10 se subah 6 tak", ("22:00", "06:00")),
        ("10 pm to 7 am", ("22:00", "07:00")),
        ("9 to 8", ("21:00", "08:00")),
        ("dopahar 1 baje se shaam 4 baje", ("13:00", "16:00")),
        ("22:30 - 6:15", ("22:30", "06:15")),
        ("रात 12 से सुबह 5", ("00:00", "05:00")),
        ("subah tak", (None, None)),
        ("half past 9 at night to half past 6 in the morning", ("21:30", "06:30")),
        ("quarter to 10 at night till quarter past seven in the morning", ("21:45", "07:15")),
    ],
)
def test_hours_of_the_day(said: str, hours: tuple[str | None, str | None]) -> None:
    assert find_hours(tokenise(normalise(said)), HINDI) == hours
