"""Links that nobody can make, lengthen or keep for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from infra import clock, links

AT = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


def test_a_link_leads_where_it_was_made_for_until_its_time_is_over() -> None:
    with clock.stopped_at(AT):
        token = links.sign("7-0", 7)
        assert token == links.sign("7-0", 7)
        assert len(token) < 36, "an SMS pays by the letter"
    with clock.stopped_at(AT + timedelta(days=7)):
        assert links.read(token) == "7-0"
    with clock.stopped_at(AT + timedelta(days=8)), pytest.raises(links.Expired):
        links.read(token)


@pytest.mark.parametrize("change", [lambda t: "8" + t[1:], lambda t: t[:-1] + "!", lambda _t: "", lambda _t: "ä.b.c"])
def test_a_link_that_was_changed_is_none_of_ours(change: object) -> None:
    assert callable(change)
    with clock.stopped_at(AT):
        token = links.sign("7-0", 7)
        target, expires, mac = token.split(".")
        for bad in (change(token), f"{target}.{int(expires, 16) + 1:x}.{mac}"):
            with pytest.raises(links.BadLink):
                links.read(bad)


def test_a_link_to_the_second_is_for_one_purpose_and_keeps_its_time() -> None:
    token = links.sign_until("page", "1f", AT)
    assert links.read_until("page", token) == ("1f", AT)
    target, until, mac = token.split(".")
    for bad in (f"2f.{until}.{mac}", f"{target}.{int(until, 16) + 1:x}.{mac}", token[:-1], "", "1.2.3"):
        with pytest.raises(links.BadLink):
            links.read_until("page", bad)
    with pytest.raises(links.BadLink):
        links.read_until("other", token)
    with pytest.raises(links.BadLink):
        links.read(token)
