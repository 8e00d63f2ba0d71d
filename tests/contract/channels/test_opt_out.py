"""Whoever says stop hears no more, in every language and on both channels, and hears again when they say start."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from sqlalchemy.orm import Session

import nlu
from bot.dialogue import network_words, turn
from domain.conversations import store as conversations
from domain.conversations.models import Conversation, Inbound
from infra import clock
from infra.database.session import desk_session, enter_store
from nlu.lexicon import languages

LEXICON = Path(nlu.__file__).parent / "lexicon"
CODES = [row.code for row in languages()]


def phrases(code: str, intent: str) -> list[str]:
    found = yaml.safe_load((LEXICON / f"{code}.yml").read_text(encoding="utf-8"))["phrases"].get(intent, [])
    return [str(phrase) for phrase in found]


def say(session: Session, talk: Conversation, body: str, provider: str = "twilio") -> str | None:
    """The key of what is answered; the model is away, so nothing may need it."""
    inbound = Inbound(
        id=0,
        conversation_id=talk.id,
        store_id=talk.store_id,
        provider=provider,
        provider_id="x",
        body=body,
        raw={},
        status="waiting",
        attempts=0,
        sent_at=clock.now(),
        received_at=clock.now(),
    )
    with session.no_autoflush:
        answer = turn.take(session, talk, inbound)
    return answer.key if answer else None


def open_talk(session: Session, store: int | None, channel: str) -> Conversation:
    talk = conversations.find_or_open(
        session,
        channel=channel,
        address=f"+91980000{store or 0:04d}",
        provider="twilio",
        now=clock.now(),
        store_id=store,
    )
    if store is not None:
        enter_store(session, store)
    return talk


@pytest.mark.parametrize("code", CODES)
def test_in_every_language_on_both_channels(store: int, code: str) -> None:
    stops, starts = phrases(code, "opt_out"), phrases(code, "opt_in")
    assert stops
    assert starts
    with desk_session() as session:
        for channel in ("whatsapp", "sms"):
            talk = open_talk(session, store, channel)
            for number, stop in enumerate(stops):
                assert say(session, talk, stop) == "opt_out.done", (channel, stop)
                assert talk.opted_out_at is not None
                assert say(session, talk, "STOCK MAGGI") is None, (channel, stop)
                start = starts[number % len(starts)]
                assert say(session, talk, start) == "opt_in.done", (channel, start)
                assert talk.opted_out_at is None
            for start in starts[len(stops) :]:
                assert say(session, talk, stops[0]) == "opt_out.done"
                assert say(session, talk, start) == "opt_in.done", (channel, start)
        session.rollback()


@pytest.mark.parametrize("word", sorted(network_words.OUT))
def test_what_the_network_takes_for_stop_is_stop_by_sms(store: int, word: str) -> None:
    with desk_session() as session:
        talk = open_talk(session, store, "sms")
        for written in (word, word.upper(), f" {word.title()} "):
            assert say(session, talk, written) == "opt_out.done"
            assert talk.opted_out_at is not None
            for back in ("YES", "START", "unstop"):
                assert say(session, talk, written) == "opt_out.done"
                assert say(session, talk, back) == "opt_in.done"
                assert talk.opted_out_at is None
        session.rollback()


def test_a_stranger_too(database: str) -> None:
    with desk_session() as session:
        talk = open_talk(session, None, "sms")
        say(session, talk, "QUIT")
        assert talk.opted_out_at is not None
        session.rollback()


@pytest.mark.parametrize(
    ("channel", "provider", "body", "opted_out", "meaning"),
    [
        ("sms", "twilio", "CANCEL", False, "opt_out"),
        ("sms", "twilio", "cancel my order", False, None),
        # No network acts on these: WhatsApp has no such words, and Exotel leaves them to us.
        ("whatsapp", "twilio", "CANCEL", False, None),
        ("sms", "exotel", "CANCEL", False, None),
        ("sms", "twilio", "YES", False, None),
        ("sms", "twilio", "YES", True, "opt_in"),
        ("sms", "twilio", "START", True, "opt_in"),
        ("sms", "exotel", "YES", True, None),
    ],
)
def test_whose_word_it_is(channel: str, provider: str, body: str, opted_out: bool, meaning: str | None) -> None:
    assert network_words.meaning(channel, provider, body, opted_out=opted_out) == meaning
