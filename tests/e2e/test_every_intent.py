"""Every intent of product.md through the chat, in every language and script, by the real model, on a demo shop.

Test sentences of the languages are said; what they take for granted (a customer who owes, another shop) is brought about
first, and nothing is left of a conversation when the next begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import pytest
import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics import nightly
from bot.cli.nlu_server import nlu_server
from bot.dialogue.language import split_tag
from domain.demo.fill import fill_missing, phone_of
from domain.models import User
from infra import clock
from infra.database.session import desk_session, engine, enter_desk, enter_store
from infra.settings import settings
from nlu.model.client import RasaClient
from nlu.model.evaluate import INTENTS, NOW, Sentence, read_sentences
from nlu.understand import Model
from tests.conftest import clone
from tests.e2e.intents.chat import Chat, prepare
from tests.e2e.intents.done import DONE, FIRST, LATER, WRITES

TRIES = 3
"""Sentences of an intent and language of which one has to be carried out at once."""
MISSES = 2
"""Intents of a language of which none is: some have a single test sentence, and the model misses one in a hundred."""


@pytest.fixture(scope="module")
def model() -> Iterator[Model]:
    # Settings that an earlier test left behind name a server that is gone.
    settings.cache_clear()
    with nlu_server() as url:
        yield RasaClient(url, timeout=30)


@pytest.fixture(scope="module")
def owner(template: str) -> Iterator[int]:
    """The owner of a demo shop with a night's forecasts."""
    with pytest.MonkeyPatch.context() as patch, clone(template, patch):
        with clock.stopped_at(NOW):
            fill_missing(1, days=60)
            with desk_session() as session:
                user = session.scalars(select(User).where(User.phone == phone_of(1))).one()
            nightly.run_store(user.store_id)
        yield user.id


@pytest.fixture
def session(owner: int) -> Iterator[Session]:
    with Session(engine(), expire_on_commit=False) as session:
        yield session


def of_language() -> dict[str, dict[str, list[Sentence]]]:
    """The test sentences of every language and script by intent."""
    sentences = sorted(read_sentences(), key=lambda one: (one.language, one.intent))
    return {
        language: {intent: list(same) for intent, same in groupby(several, key=lambda one: one.intent)}
        for language, several in groupby(sentences, key=lambda one: one.language)
    }


SENTENCES = of_language()


@dataclass(frozen=True)
class Conversed:
    """What a sentence came to."""

    key: str | None
    """Of the last answer, in bot/replies; None where nothing was answered."""
    written: int
    """Entries of the journal."""
    language: tuple[str, str]
    """In which, and in which script, was answered."""


def converse(session: Session, owner: int, model: Model, sentence: Sentence) -> Conversed:
    """Say a sentence, with what comes before and after it."""
    session.begin()
    try:
        enter_desk(session)
        user = session.get_one(User, owner)
        enter_store(session, user.store_id)
        prepare(session, user, sentence, NOW)
        chat = Chat(session, user, sentence.channel, model, NOW)
        for body in FIRST.get(sentence.intent, ()):
            chat.say(body)
        before = chat.entries()
        answer = chat.say(sentence.text)
        for key in LATER.get(sentence.intent, ()):
            if answer is not None and answer.key == key:
                answer = chat.say(button=(answer.rendered.buttons or answer.rendered.rows)[0].id)
        spoken = (chat.conversation.language, chat.conversation.script)
        return Conversed(answer and answer.key, chat.entries() - before, spoken)
    finally:
        session.rollback()
        session.expunge_all()


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_every_intent_is_carried_out_and_answered_in_the_senders_language(
    language: str, owner: int, model: Model, session: Session
) -> None:
    failed = {}
    for intent, sentences in SENTENCES[language].items():
        got = []
        for sentence in sentences[:TRIES]:
            fault = fault_of(sentence, converse(session, owner, model, sentence))
            got.append(f"{sentence.text}: {fault}")
            if fault is None:
                break
        else:
            failed[intent] = got
    assert len(failed) <= MISSES, failed


def fault_of(sentence: Sentence, conversed: Conversed) -> str | None:
    """What is wrong with what came of a sentence; None for nothing."""
    if conversed.key not in DONE[sentence.intent]:
        return f"answered {conversed.key}"
    if conversed.written != WRITES.get(sentence.intent, 0):
        return f"{conversed.written} entries written"
    language, script = split_tag(sentence.language)
    expected = (language, "Latn" if sentence.channel == "sms" else script)
    # The language that is changed to is the answer's.
    if sentence.intent != "set_language" and conversed.language != expected:
        return f"answered in {conversed.language}"
    return None


def test_every_intent_has_sentences_in_three_languages_at_least_and_none_is_left_out() -> None:
    intents = [row["name"] for row in yaml.safe_load(INTENTS.read_text(encoding="utf-8"))]
    assert set(intents) == DONE.keys()
    spoken = {intent: {tag.partition("-")[0] for tag, by in SENTENCES.items() if intent in by} for intent in intents}
    assert {intent: tags for intent, tags in spoken.items() if len(tags) < 3} == {}
    assert len(set().union(*spoken.values())) == 11
