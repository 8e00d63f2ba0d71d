"""`vyapari parse`: lines in, frames out in the same order, a wrong line named."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from bot.cli.input import InputError
from bot.cli.parse import parse_lines, read_line
from infra import clock
from nlu.contract import Heard

IST = timezone(timedelta(hours=5, minutes=30))
NOON = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


def echo(heard: Heard) -> dict[str, Any]:
    return {"text": heard.text}


def test_bare_text_is_heard_on_whatsapp_now_in_india() -> None:
    with clock.stopped_at(NOON):
        heard = read_line(1, "5 kele bech diye")
    assert (heard.text, heard.channel, heard.now) == ("5 kele bech diye", "whatsapp", NOON)
    assert heard.now.utcoffset() == timedelta(hours=5, minutes=30)


def test_a_json_line_may_say_channel_and_time() -> None:
    heard = read_line(1, '{"text": "STOCK TEL", "channel": "sms", "now": "2026-11-22T10:00:00+05:30"}')
    assert (heard.text, heard.channel) == ("STOCK TEL", "sms")
    assert heard.now == datetime(2026, 11, 22, 10, tzinfo=IST)


def test_a_time_without_offset_is_the_shops() -> None:
    heard = read_line(1, '{"text": "x", "now": "2026-11-22T10:00:00"}')
    assert heard.now == datetime(2026, 11, 22, 10, tzinfo=IST)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('{"text": "a"', "stdin: line 7, column 13: not JSON"),
        ('{"channel": "sms"}', "stdin: line 7, text: must be a string"),
        ('{"text": 5}', "stdin: line 7, text: must be a string"),
        ('{"text": "a", "channel": "fax"}', "stdin: line 7, channel: 'fax'"),
        ('{"text": "a", "now": "yesterday"}', "stdin: line 7, now: 'yesterday' is no ISO 8601 time"),
        ('{"text": "a", "now": 5}', "stdin: line 7, now: 5 is no ISO 8601 time"),
    ],
)
def test_a_wrong_line_is_named_with_its_field(line: str, complaint: str) -> None:
    with pytest.raises(InputError) as caught:
        read_line(7, line)
    assert str(caught.value).startswith(complaint)
    assert "\n" not in str(caught.value)


def test_order_is_kept_though_the_first_is_the_slowest() -> None:
    second = threading.Event()

    def slow_first(heard: Heard) -> dict[str, Any]:
        if heard.text == "0":
            assert second.wait(timeout=10)
        elif heard.text == "1":
            second.set()
        return echo(heard)

    frames = parse_lines([(n + 1, str(n)) for n in range(300)], slow_first)
    assert [frame["text"] for frame in frames] == [str(n) for n in range(300)]


def test_frames_come_before_the_input_has_ended() -> None:
    read: list[int] = []

    def endless() -> Iterator[tuple[int, str]]:
        for number in range(1, 10_000):
            read.append(number)
            yield number, str(number)

    frames = parse_lines(endless(), echo)
    assert next(frames) == {"text": "1"}
    assert len(read) < 1_000
    frames.close()


def test_what_stood_before_a_wrong_line_is_answered() -> None:
    frames = parse_lines([(1, "a"), (2, "b"), (3, "{"), (4, "c")], echo)
    assert [next(frames)["text"], next(frames)["text"]] == ["a", "b"]
    with pytest.raises(InputError, match="line 3"):
        next(frames)
