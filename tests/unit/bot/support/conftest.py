"""A conversation that has begun, at an hour when support is there."""

from __future__ import annotations

import pytest

from tests.unit.bot.mail import conversation
from tests.unit.bot.support.desk import say


@pytest.fixture(autouse=True)
def always_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Support is there at any hour: the time of day is another test's."""
    monkeypatch.setenv("SUPPORT_OPENS", "00:00")
    monkeypatch.setenv("SUPPORT_CLOSES", "00:00")


@pytest.fixture
def talk(store: int) -> int:
    """A conversation that has begun; its number."""
    say("STOCK MAGGI")
    return conversation().id
