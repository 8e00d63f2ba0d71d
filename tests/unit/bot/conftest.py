"""A provider that is not there, and a conversation at noon."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.inbox import receive
from domain.conversations.models import Conversation
from infra import clock
from tests.unit.bot.carrying import NOON, Carrier
from tests.unit.bot.mail import conversation, leave_answered, message


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> Carrier:
    """In the place of every provider."""
    made = Carrier()
    monkeypatch.setattr("bot.channels.carrier", lambda _provider: made)
    return made


@pytest.fixture
def talk(store: int) -> Iterator[Conversation]:
    """A conversation whose owner wrote at noon; the clock stands there."""
    with clock.stopped_at(NOON):
        receive(message("hello"))
        leave_answered()
        yield conversation()
