"""How long a question is kept, and what of what is kept is one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.dialogue import onboarding
from bot.dialogue.state import asked_of, dump, load
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


def test_what_is_only_remembered_of_a_reply_asks_nothing() -> None:
    chat = Chat()
    chat.says("500 maggi becha")
    kept = dump(chat.state.question)
    assert kept is not None
    assert asked_of(kept) == kept
    assert asked_of({**kept, "kind": "menu"}) is None
    assert asked_of(None) is None


def test_a_stranger_is_asked_for_their_shop() -> None:
    kept = onboarding.dump(onboarding.Begun())
    assert asked_of(kept) == kept
