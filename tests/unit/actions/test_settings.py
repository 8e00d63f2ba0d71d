"""Language and quiet hours."""

from __future__ import annotations

from datetime import time

import pytest

from actions.contract import LanguageName, Reply
from tests.unit.actions.conftest import Shop, said
from tests.unit.actions.test_people import asked


@pytest.mark.parametrize("tag", ["en", "hi", "hi-Latn"])
def test_a_language_is_fixed(shop: Shop, tag: str) -> None:
    outcome = shop.ask("set_language", to_language=tag)
    assert shop.user().language == tag
    assert outcome.state == {"language": tag}
    assert outcome.reply == Reply("set_language.done", {"language": LanguageName(tag)})


def test_which_language_is_asked(shop: Shop) -> None:
    assert shop.refuse("set_language").key == "set_language.which"
    assert shop.user().language is None


def test_quiet_hours_beside_what_they_were(shop: Shop) -> None:
    reply = shop.ask("set_quiet_hours", start=time(21), end=time(7)).reply
    assert said(reply) == {
        "": "set_quiet_hours.done",
        "start": time(21),
        "end": time(7),
        "old_start": time(22),
        "old_end": time(8),
    }
    assert (shop.row().quiet_start, shop.row().quiet_end) == (time(21), time(7))


def test_the_hour_at_which_the_quiet_ends_anyway_does_not_end_the_quiet(shop: Shop) -> None:
    reply = shop.ask("set_quiet_hours", start=time(8)).reply
    assert said(reply) == {"": "set_quiet_hours.now", "start": time(22), "end": time(8)}
    assert (shop.row().quiet_start, shop.row().quiet_end) == (time(22), time(8))


def test_an_end_that_was_not_said_stays(shop: Shop) -> None:
    shop.ask("set_quiet_hours", end=time(6))
    assert (shop.row().quiet_start, shop.row().quiet_end) == (time(22), time(6))


def test_no_time_asks_and_the_same_twice_is_never(shop: Shop) -> None:
    assert said(shop.ask("set_quiet_hours").reply) == {"": "set_quiet_hours.now", "start": time(22), "end": time(8)}
    assert shop.ask("set_quiet_hours", start=time(0), end=time(0)).reply.key == "set_quiet_hours.off"


def test_a_day_without_alerts_is_asked_about_first(shop: Shop) -> None:
    hours = {"start": time(6), "end": time(22)}
    ask = asked(shop, "set_quiet_hours", **hours)
    assert (said(ask.reply)[""], ask.shape) == ("set_quiet_hours.sure", "yes")
    assert shop.row().quiet_start == time(22)
    shop.ask("set_quiet_hours", **hours, told={"quiet": "yes"})
    assert (shop.row().quiet_start, shop.row().quiet_end) == (time(6), time(22))
    # A long night and a nap are nobody's day.
    for start, end in ((time(20), time(10)), (time(13), time(16))):
        shop.ask("set_quiet_hours", start=start, end=end)
        assert (shop.row().quiet_start, shop.row().quiet_end) == (start, end)
