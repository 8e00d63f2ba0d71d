"""In every language and script the way back is gone by its number, its name and the language's own yes, typed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.contract import Phrase
from bot.dialogue import policy, state, way_back
from bot.dialogue.decisions import Facts, Run
from bot.dialogue.requests import command
from bot.replies.render import say
from bot.replies.texts import languages
from bot.understanding import hear_plainly
from domain.conversations.models import Conversation, Inbound
from nlu.understand import understand_without_model
from tests.unit.bot.dialogue.chat import NOW, Chat

TAGS = sorted(languages())


def waiting(tag: str) -> Conversation:
    sender = Chat().sender
    question = policy.menu((way_back.GO_ON.id,), command("talk_to_human", sender), None, Facts(sender, {}))
    language = languages()[tag]
    return Conversation(
        language=tag.partition("-")[0], script=language.script, channel="whatsapp", question=state.dump(question)
    )


def goes_back(conversation: Conversation, body: str, button: str | None = None) -> bool:
    at = NOW + timedelta(minutes=1)
    inbound = Inbound(body=body, button=button, sent_at=at, received_at=at)
    known = understand_without_model(hear_plainly(conversation, inbound), ())
    return way_back.is_taken(conversation, inbound, known)


@pytest.mark.parametrize("tag", TAGS)
def test_its_name_its_number_and_a_yes_are_understood(tag: str) -> None:
    conversation = waiting(tag)
    spoken = conversation.language, conversation.script
    title = say(Phrase("choice.go_on"), *spoken)
    for body in (title, f" {title}! ", "1", say(Phrase("choice.yes"), *spoken)):
        assert goes_back(conversation, body), body
    assert goes_back(conversation, title, way_back.GO_ON.id)


@pytest.mark.parametrize("tag", TAGS)
def test_a_no_another_number_and_another_button_are_not(tag: str) -> None:
    conversation = waiting(tag)
    no = say(Phrase("choice.no"), conversation.language, conversation.script)
    assert not any(goes_back(conversation, body) for body in (no, "2", "SALE MAGGI 5", ""))
    assert not goes_back(conversation, "1", "undo")


def test_without_the_offer_nothing_is() -> None:
    conversation = waiting("en")
    assert conversation.question is not None
    other = policy.menu(("sku:maggi-280g",), command("check_stock", Chat().sender), None, Facts(Chat().sender, {}))
    for question in (None, state.dump(other), {**conversation.question, "version": -1}):
        conversation.question = question
        assert not goes_back(conversation, "1", way_back.GO_ON.id)


def test_an_old_button_greets() -> None:
    talk = Chat()
    decision = talk.taps(way_back.GO_ON.id)
    assert isinstance(decision, Run)
    assert decision.request == command("greet", talk.sender)
