from datetime import date

from analytics.festivals import Festival, find_next


def test_the_festival_of_today_is_no_days_away() -> None:
    assert find_next(date(2026, 11, 8)) == Festival("Diwali", 0)


def test_a_festival_within_two_weeks_is_named_with_its_days() -> None:
    assert find_next(date(2026, 10, 25)) == Festival("Diwali", 14)


def test_a_festival_further_away_is_not_named() -> None:
    assert find_next(date(2026, 11, 22)) is None


def test_across_new_year_the_next_years_festivals_count() -> None:
    assert find_next(date(2026, 12, 26), within=30) == Festival("Pongal", 20)
