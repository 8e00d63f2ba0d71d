"""The turn of somebody who belongs to no shop: they are led to one of their own (`onboarding`)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from actions.contract import Reply
from actions.open_shop import NewShop, open_shop
from bot import notices, understanding
from bot.dialogue import onboarding, way_back
from bot.dialogue.answer import Answer
from bot.dialogue.language import language_of_phrase, language_of_reply, split_tag, tag_asked_for
from bot.dialogue.onboarding import Begun, Said
from bot.replies.render import render_all
from bot.support import hours
from domain.conversations.models import Conversation, Inbound
from infra import clock
from infra.database.session import enter_desk, enter_store
from nlu.spelling.normalise import normalise
from nlu.spelling.tokens import tokenise
from nlu.words.language import detect, script_of


def answer(session: Session, conversation: Conversation, inbound: Inbound, bare: str | None) -> Answer:
    """Take the stranger a step further, in the desk's scope; in the new store's once it is open.

    `bare` is the intent of a command or a known phrase. STOP and a wish for a person hold at every step.
    """
    if bare == "opt_out":
        conversation.opted_out_at = clock.now()
        notices.keep_opt_out(session, conversation, stopped=True)
        _follow_language(conversation, inbound, None, bare)
        return _say(conversation, (Reply("opt_out.done"),), "stop")
    if bare == "opt_in":
        conversation.opted_out_at = None
        notices.keep_opt_out(session, conversation, stopped=False)
    if bare == "talk_to_human":
        conversation.mode = "human"
        _follow_language(conversation, inbound, onboarding.load(conversation.question), bare)
        later = hours.answered_later(clock.now(), silent=True)
        if later:
            way_back.keep(conversation, clock.now())
        return _say(conversation, (Reply("talk_to_human.done"), *later), "hand over")
    begun = onboarding.load(conversation.question)
    shop = notices.spoken_for(session, conversation) if begun is None else None
    if shop is not None:
        _follow_language(conversation, inbound, None, bare)
        return _say(conversation, (Reply("customer.hello", {"shop": shop.name}),), "answer to a shop")
    wished = onboarding.find_language(inbound.body)
    if wished is not None:
        begun = _fix_language(conversation, begun or Begun(), wished)
        conversation.question = onboarding.dump(begun)
        return _say(conversation, (onboarding.question(begun),), f"language {wished}")
    shown = _language(conversation)
    _follow_language(conversation, inbound, begun, bare)
    said = Said(inbound.body, _time_of(inbound), shown, inbound.button, bare, _language(conversation))
    begun, replies = onboarding.advance(begun, said)
    if begun is not None and begun.kind:
        return _say(conversation, (_open(session, conversation, inbound, begun),), "open shop")
    conversation.question = onboarding.dump(begun) if begun is not None else None
    return _say(conversation, replies, begun.step if begun is not None else "declined")


def _follow_language(conversation: Conversation, inbound: Inbound, begun: Begun | None, bare: str | None) -> None:
    """Answer in the language that a stranger writes.

    A shop's name, a kind, an "ok" or a number in Latin letters says nothing about it: once the notice stands there, a few
    words in another script do, and a sentence in answer to the notice.
    """
    text = normalise(inbound.body)
    script = script_of(text)
    if script is None or inbound.button is not None or (begun is not None and begun.fixed_language is not None):
        return
    if script == "Latn" and bare is not None:
        spoken = language_of_phrase(text, conversation.language)
        if spoken is not None and spoken != conversation.language:
            conversation.language, conversation.script = language_of_reply(None, (spoken, script), conversation.channel)
        return
    if (
        begun is not None
        and script == "Latn"
        and (begun.step != "consent" or bare is not None or len(text.split()) < 2)
    ):
        return
    heard = detect(tokenise(text), understanding.known_language(conversation))
    conversation.language, conversation.script = language_of_reply(None, heard, conversation.channel)


def _fix_language(conversation: Conversation, begun: Begun, code: str) -> Begun:
    tag = tag_asked_for(code, None, conversation.channel)
    assert tag is not None, "a language that was named has a tag"
    conversation.language, conversation.script = split_tag(tag)
    return replace(begun, fixed_language=tag, missed=0)


def _open(session: Session, conversation: Conversation, inbound: Inbound, begun: Begun) -> Reply:
    assert begun.agreed_at is not None, "the name is asked for after the consent"
    wanted = NewShop(
        name=begun.name,
        place=begun.place,
        kind=begun.kind,
        phone=conversation.address,
        owner=str(inbound.raw.get("ProfileName") or begun.name),
        agreed_at=begun.agreed_at,
        language=begun.notice_language,
        channel=conversation.channel,
        fixed_language=begun.fixed_language,
    )
    opened = open_shop(session, wanted, _time_of(inbound))
    # The conversation is nobody's yet, and so only the desk sees it.
    session.flush()
    enter_desk(session)
    conversation.store_id, conversation.user_id = opened.store.id, opened.owner.id
    conversation.question, conversation.misunderstood = None, 0
    inbound.store_id = opened.store.id
    session.flush()
    enter_store(session, opened.store.id)
    return opened.reply


def _time_of(inbound: Inbound) -> datetime:
    return min(inbound.sent_at, inbound.received_at)


def _language(conversation: Conversation) -> str:
    return f"{conversation.language}-{conversation.script}"


def _say(conversation: Conversation, replies: tuple[Reply, ...], step: str) -> Answer:
    rendered = render_all(replies, conversation.language, conversation.script, conversation.channel)
    key = [reply.key for reply in replies if reply.key not in hours.KEYS][-1]
    return Answer(rendered, key, None, {"decision": "stranger", "step": step, "reply": key})
