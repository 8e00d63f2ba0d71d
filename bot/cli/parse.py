"""`vyapari parse`: what is understood of a message, without a shop's books: a frame a line."""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import typer

from bot.cli.input import InputError
from bot.cli.nlu_server import nlu_server
from infra import clock

if TYPE_CHECKING:
    from nlu.contract import Heard

ZONE = ZoneInfo("Asia/Kolkata")
"""Of a `now` that is not said, or said without an offset: the demo store's."""
AT_ONCE = 4
AHEAD = 64
"""Messages read before the first of them is answered; so a pipe of any length needs little memory."""


def register(app: typer.Typer) -> None:
    """Add `parse`."""
    app.command()(parse)


def parse() -> None:
    """Messages on stdin (bare text, or JSON with text, channel, now), their frames on stdout in the same order."""
    from nlu.contract import NluUnavailable

    sys.stdin.reconfigure(encoding="utf-8", errors="strict")  # type: ignore[union-attr]
    with nlu_server() as url:
        try:
            for frame in parse_lines(_numbered(sys.stdin), _understander(url)):
                print(json.dumps(frame, ensure_ascii=False), flush=sys.stdin.isatty())
        except NluUnavailable as error:
            raise InputError(f"the NLU server at {url} does not answer: {error}") from None


def parse_lines(
    lines: Iterable[tuple[int, str]], understand: Callable[[Heard], dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The frame of each line, in order, a few understood at once.

    Raises InputError for a line that starts like JSON and is none, or has a wrong field, after what stood before it.
    """
    with ThreadPoolExecutor(AT_ONCE) as pool:
        under_way: deque[Future[dict[str, Any]]] = deque()
        broken: InputError | None = None
        for number, line in lines:
            try:
                under_way.append(pool.submit(understand, read_line(number, line)))
            except InputError as error:
                broken = error
                break
            if len(under_way) >= AHEAD:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
        if broken is not None:
            raise broken


def read_line(number: int, line: str) -> Heard:
    """The message of a line: a JSON object with `text` and optionally `channel` and `now`, or bare text.

    Raises InputError naming the line and the field.
    """
    from nlu.contract import Heard

    if not line.lstrip().startswith("{"):
        return Heard(text=line, now=clock.now().astimezone(ZONE))
    try:
        said = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"stdin: line {number}, column {error.colno}: not JSON: {error.msg}") from None
    if not isinstance(said.get("text"), str):
        raise InputError(f"stdin: line {number}, text: must be a string")
    channel = said.get("channel", "whatsapp")
    if channel not in ("whatsapp", "sms"):
        raise InputError(f"stdin: line {number}, channel: {channel!r} is neither whatsapp nor sms")
    return Heard(text=said["text"], now=_read_now(number, said.get("now")), channel=channel)


def _read_now(number: int, said: object) -> datetime:
    if said is None:
        return clock.now().astimezone(ZONE)
    try:
        at = datetime.fromisoformat(said if isinstance(said, str) else "")
    except ValueError:
        raise InputError(f"stdin: line {number}, now: {said!r} is no ISO 8601 time") from None
    return at if at.tzinfo is not None else at.replace(tzinfo=ZONE)


def _numbered(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The lines with their numbers. An empty one is left out: it is no message."""
    try:
        for number, line in enumerate(lines, start=1):
            if text := line.strip("\r\n").removeprefix("\ufeff"):
                yield number, text
    except UnicodeDecodeError as error:
        raise InputError(f"stdin: not UTF-8: {error.reason} at byte {error.start}") from None


def _understander(url: str) -> Callable[[Heard], dict[str, Any]]:
    from bot.cli.demo_catalogue import demo_catalogue
    from infra.settings import settings
    from nlu.model.client import RasaClient
    from nlu.understand import understand

    catalogue = demo_catalogue()
    model = RasaClient(url, settings().nlu_timeout_seconds)
    return lambda heard: understand(heard, catalogue, model).frame.as_dict()
