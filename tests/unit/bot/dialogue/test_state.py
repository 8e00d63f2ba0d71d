"""How long a question is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.dialogue.state import dump, load
from tests.unit.bot.dialogue.chat import NOW, Chat


def test_a_question_of_yesterday_is_forgotten() -> None:
    chat = Chat()
    chat.says("500 maggi becha")
    kept = dump(chat.state.question)
    later = replace(chat.sender, now=NOW + timedelta(hours=20))
    assert load(kept, chat.sender) == chat.state.question
    assert load(kept, later) is None


def test_a_question_of_another_version_is_forgotten() -> None:
    chat = Chat()
    chat.says("500 maggi becha")
    kept = dump(chat.state.question)
    assert kept is not None
    assert load({**kept, "version": 99}, chat.sender) is None
