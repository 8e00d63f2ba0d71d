"""Language and quiet hours."""

from __future__ import annotations

from datetime import time

import pytest

from actions.settings import own_script
from tests.unit.actions.conftest import Shop, said


@pytest.mark.parametrize(
    ("language", "script", "channel", "kept", "state", "named"),
    [
        ("en", None, "whatsapp", "en", "Latn", "language.en"),
        ("en", None, "sms", "en", "Latn", "language.en"),
        ("hi", None, "whatsapp", "hi", "Deva", "language.hi"),
        ("hi", "Latn", "whatsapp", "hi-Latn", "Latn", "language.hi-Latn"),
        ("hi", None, "sms", "hi-Latn", "Latn", "language.hi-Latn"),
        ("hi", "Deva", "sms", "hi", "Deva", "language.hi"),
        ("ta", None, "whatsapp", "ta", "Taml", "language.ta"),
        ("ta", "Latn", "whatsapp", "ta-Latn", "Latn", "language.ta"),
    ],
)
def test_a_language_is_fixed(
    shop: Shop, language: str, script: str | None, channel: str, kept: str, state: str, named: str
) -> None:
    outcome = shop.ask("set_language", to_language=language, to_script=script, channel=channel)
    assert shop.user().language == kept
    assert outcome.state == {"language": language, "script": state}
    assert said(outcome.reply) == {"": "set_language.done", "language": {"": named}}


def test_which_language_is_asked(shop: Shop) -> None:
    assert shop.refuse("set_language").key == "set_language.which"
    assert shop.user().language is None


def test_each_language_has_its_own_script() -> None:
    scripts = ["Latn", "Deva", "Beng", "Deva", "Telu", "Taml", "Gujr", "Knda", "Mlym", "Guru", "Orya"]
    assert [
        own_script(language) for language in ["en", "hi", "bn", "mr", "te", "ta", "gu", "kn", "ml", "pa", "or"]
    ] == scripts


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


def test_an_end_that_was_not_said_stays(shop: Shop) -> None:
    shop.ask("set_quiet_hours", end=time(6))
    assert (shop.row().quiet_start, shop.row().quiet_end) == (time(22), time(6))


def test_no_time_asks_and_the_same_twice_is_never(shop: Shop) -> None:
    assert said(shop.ask("set_quiet_hours").reply) == {"": "set_quiet_hours.now", "start": time(22), "end": time(8)}
    assert shop.ask("set_quiet_hours", start=time(0), end=time(0)).reply.key == "set_quiet_hours.off"
