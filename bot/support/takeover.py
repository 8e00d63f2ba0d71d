"""Taking a chat over and handing it back, under the lock under which the bot answers: who comes second sees who came first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from sqlalchemy import update
from sqlalchemy.orm import Session

from actions.contract import Choice, Reply, Value
from bot import notices, outbox
from bot.announcing import announce_delivery, announce_mail
from bot.contract import Rendered
from bot.dialogue import onboarding, policy, state
from bot.dialogue.decisions import Facts
from bot.dialogue.gaps import NEEDS, WRITES
from bot.dialogue.onboarding import Begun
from bot.dialogue.requests import Sender, command
from bot.replies.render import render, render_all, shorten
from domain.conversations import store as conversations
from domain.conversations.models import Conversation, Inbound, Outbound
from domain.stores import store as stores
from domain.support import store as support
from domain.support.models import Case
from infra import clock
from infra.database.session import desk_session, visit_desk

TAKEN_OVER, HANDED_BACK, STILL_WAITING, RATE = (
    "support.taken_over",
    "support.handed_back",
    "support.still_waiting",
    "csat.ask",
)
SHOWN, SHOWN_LENGTH = 3, 40
"""How many unwritten messages the retailer is reminded of, and how much of each."""
SCORES = (("csat_good", 3), ("csat_fair", 2), ("csat_bad", 1))

Decided = Literal["write", "drop"]


class Gone(Exception):
    """There is no such conversation or message, or somebody else was quicker."""


def lock(session: Session, conversation_id: int) -> Conversation:
    """The conversation, locked as a turn locks it. Raises Gone."""
    found = conversations.lock(session, conversation_id)
    if found is None:
        raise Gone(conversation_id)
    return found


def take_over(conversation_id: int, agent_id: int, name: str, once: str | None = None) -> None:
    """Have the bot be silent from here on, and tell the retailer who answers now. Raises Gone.

    `once` is the form's own key: sent again after the chat was handed back, it silences nobody.
    """
    with desk_session() as session:
        conversation = lock(session, conversation_id)
        if once and support.find_once(session, conversation_id, once) is not None:
            return
        case, said = silence(session, conversation, agent_id, name)
        case.agent_id, case.changed_at = agent_id, clock.now()
        if said is not None:
            case.last_answer_at = clock.now()
            outbox.write(
                session, conversation, kind="agent", key=TAKEN_OVER, rendered=said, agent_id=agent_id, once=once
            )
    announce_delivery(conversation_id)


def silence(session: Session, conversation: Conversation, agent_id: int, name: str) -> tuple[Case, Rendered | None]:
    """Let a person have the locked conversation; its case, and what to tell the retailer: None where they know already."""
    knows = conversation.mode == "human"
    # What was asked before is no question any more: a "yes" is said to the person. What a stranger has told of their shop stays.
    begun = onboarding.load(conversation.question) if conversation.store_id is None else None
    conversation.question = onboarding.dump(begun) if begun is not None else None
    case = support.current(session, conversation.id) or support.open_case(
        session,
        conversation,
        "asked" if knows else "taken",
        clock.now(),
        agent_id=agent_id,
        read_to=support.last_inbound_id(session, conversation.id),
    )
    if knows:
        return case, None
    conversation.mode, conversation.misunderstood = "human", 0
    session.flush()
    return case, render(Reply(TAKEN_OVER, {"agent": name}), *_spoken(conversation))


def hand_back(
    conversation_id: int,
    decided: Mapping[int, Decided] | None = None,
    *,
    agent_id: int | None = None,
    rated: bool = False,
    unanswered: bool = False,
    once: str | None = None,
    case_id: int | None = None,
) -> bool:
    """Let the bot answer again; False when it does already. Raises Gone.

    Of what was typed meanwhile, `decided` says by its number what goes into the books, as the message it is and at its own
    time, and what does not belong there; the retailer is reminded of every other that would have been an entry, and of one
    about which something must be asked while more is written after it: the next message would drop the question. `rated`: the
    case is closed too, and the retailer asked how the help was. `unanswered`: nobody of support wrote. A form, `once` its own
    key and `case_id` the case it was made for, does nothing when it comes again or that case is closed.
    """
    with desk_session() as session:
        conversation = lock(session, conversation_id)
        case = support.current(session, conversation_id)
        if once and support.find_once(session, conversation_id, once) is not None:
            return False
        if case_id is not None and (case is None or case.id != case_id):
            return False
        back = conversation.mode == "human"
        replies: list[Reply] = []
        if back:
            replies += [Reply(STILL_WAITING)] if unanswered else []
            replies.append(_answer_again(session, conversation, decided or {}))
        if rated and case is not None:
            support.close(session, case, clock.now())
            replies += _ask_for_rating(session, conversation, case)
        if replies:
            rendered = render_all(tuple(replies), *_spoken(conversation))
            key = replies[-1].key
            outbox.write(session, conversation, kind="agent", key=key, rendered=rendered, agent_id=agent_id, once=once)
        if case is not None:
            case.changed_at = clock.now()
            if back and not unanswered:
                case.waiting_since = None
    announce_delivery(conversation_id)
    announce_mail(conversation_id)
    return back


def go_on(session: Session, conversation: Conversation) -> Reply:
    """Let the bot answer again in the locked conversation because the retailer wishes so, to whom nobody of support has written
    yet; what to say. Their case waits on.
    """
    with visit_desk(session):
        return _answer_again(session, conversation, {})


def _answer_again(session: Session, conversation: Conversation, decided: Mapping[int, Decided]) -> Reply:
    left = _settle(session, conversation.id, decided)
    begun = onboarding.load(conversation.question) if conversation.store_id is None else None
    conversation.mode, conversation.question, conversation.misunderstood = "bot", None, 0
    _release(session, conversation.id)
    if conversation.store_id is not None:
        return Reply(HANDED_BACK, {"unwritten": _reminder(left)})
    return _lead_on(session, conversation, begun)


def _lead_on(session: Session, conversation: Conversation, begun: Begun | None) -> Reply:
    """What a stranger hears, who has no books yet: the question at which they left the opening of their shop. A shop's customer
    is told whose messages these are.
    """
    shop = notices.wrote(session, conversation) if begun is None else None
    if shop is not None:
        return Reply("customer.hello", {"shop": shop.name})
    begun = begun or Begun()
    conversation.question = onboarding.dump(begun)
    return onboarding.question(begun)


def _settle(session: Session, conversation_id: int, decided: Mapping[int, Decided]) -> list[Inbound]:
    """Decide about what was held; those that are not written, and nobody left out."""
    left = []
    held = support.held(session, conversation_id)
    last = max((row.id for row in held if decided.get(row.id) == "write"), default=None)
    for row in held:
        choice = decided.get(row.id)
        if choice == "write" and row.id != last and must_ask(row):
            choice = None
        if choice == "write":
            row.status, row.done_at = "waiting", None
        else:
            row.status = "done"
            row.trace = {**(row.trace or {}), "held": choice or "offered"}
        if choice is None:
            left.append(row)
    session.flush()
    return left


def _reminder(left: list[Inbound]) -> tuple[Value, ...]:
    """The words of those that would have been entries, as far as that is known; small talk with the person is none."""
    entries = [row for row in left if looks_like_entry(row)]
    shown = [shorten(" ".join(row.body.split()), SHOWN_LENGTH) for row in entries[-SHOWN:]]
    return (*(["…"] if len(entries) > SHOWN else []), *shown)


def looks_like_entry(row: Inbound) -> bool:
    """Whether a held message would have written something; one that was not read may have."""
    heard = (row.trace or {}).get("intent")
    return bool(row.body.strip()) and (heard is None or heard in WRITES)


def must_ask(row: Inbound) -> bool:
    """Whether a held message, as far as it was understood, is an entry about which something is asked before it is written."""
    trace = row.trace or {}
    intent, frame = trace.get("intent"), trace.get("frame") or {}
    if intent is None:
        return bool(row.body.strip())
    if intent not in WRITES:
        return False
    needs = NEEDS.get(intent, ())
    items: list[dict[str, Any]] = frame.get("items") or []
    if frame.get("confirm") or any(field in needs and field not in frame for field in ("customer", "amount")):
        return True
    if not items:
        # A day's total is a sale without goods.
        return "product" in needs and "amount" not in frame
    counted = "quantity" in needs
    return any(
        (item.get("text") and not item.get("sku")) or (counted and not (item.get("quantity") or item.get("amount")))
        for item in items
    )


def _release(session: Session, conversation_id: int) -> None:
    """Let what waited for the person to go be judged at once."""
    held = (Outbound.conversation_id == conversation_id, Outbound.status == "held")
    session.execute(update(Outbound).where(*held).values(not_before=None))


def _ask_for_rating(session: Session, conversation: Conversation, case: Case) -> list[Reply]:
    """The question how the help was, for who has a shop and an answer; a number or a tap on a button answers it."""
    if conversation.store_id is None or case.first_answer_at is None:
        return []
    shop = stores.get(session, conversation.store_id)
    sender = Sender(
        store_id=shop.id,
        user_id=conversation.user_id,
        role="owner",
        timezone=shop.timezone,
        channel=conversation.channel,
        now=clock.now(),
        conversation_id=conversation.id,
    )
    choices = tuple(Choice(f"csat:{case.id}:{score}", f"choice.{name}") for name, score in SCORES)
    asked = replace(command("thank", sender), told={})
    if state.asked_of(conversation.question) is None:
        # What the assistant has asked meanwhile stays asked; the buttons work all the same.
        question = policy.menu(tuple(choice.id for choice in choices), asked, None, Facts(sender, {}))
        conversation.question = state.dump(question)
    return [Reply(RATE, {}, choices)]


def _spoken(conversation: Conversation) -> tuple[str, str, str]:
    return conversation.language, conversation.script, conversation.channel
