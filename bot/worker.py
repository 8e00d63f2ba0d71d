"""A conversation's mail, answered: each message and all that it does in one transaction, one message after the other.

A worker may die at any line. Before the commit nothing has happened and the message still waits; after it everything
has, and the message is done. Announcements that die with the worker are made again by the sweeper.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot import announcing, honest_words, notices, outbox
from bot.announcing import announce_delivery, announce_unasked
from bot.claiming import AtOnce, Claimed
from bot.deaths import Deaths
from bot.dialogue import turn
from bot.support import reception
from domain.conversations import received, sending
from domain.conversations import store as conversations
from domain.conversations.models import Conversation, Inbound
from domain.stores import store as stores
from domain.stores.models import Store, User
from infra import clock
from infra.database.session import desk_session, enter_store
from infra.settings import settings
from infra.telemetry import answer_seconds, log, messages_set_aside
from nlu.contract import NluUnavailable

TRIES = 3
"""A message whose turn breaks this often is given up, with an honest reply, so that those after it get theirs."""
TOLD_AT_ONCE = 20
"""Others that one message may have told at once; those beyond wait for the sweeper, which gives each store its turn."""

_deaths = Deaths()
Pick = Callable[[list[Inbound]], Inbound | None]


class _Broken(Exception):
    """The turn of a message raised; all of it was rolled back."""

    def __init__(self, inbound_id: int) -> None:
        super().__init__(inbound_id)
        self.inbound_id = inbound_id


class _Away(Exception):
    """The model server was away, which says nothing against the message; all was rolled back."""

    def __init__(self, inbound_id: int) -> None:
        super().__init__(inbound_id)
        self.inbound_id = inbound_id


def serve(conversation_id: int) -> None:
    """Answer every waiting message of the conversation, oldest first.

    While the model server is away the first message that needs it keeps waiting and so do those after it, but for HELP
    and STOP, which overtake. Any number of workers may serve the same conversation: they take turns at its lock.
    """
    pick: Pick = _oldest
    while True:
        try:
            with _deaths.watch():
                more = _answer(conversation_id, pick)
            if not more:
                return
        except _Away as away:
            cause = str(away.__cause__)
            log().warning("no model server, the conversation waits", conversation=conversation_id, error=cause)
            if pick is _overtaking:
                return
            pick = _overtaking
        except _Broken as broken:
            _count_failure(conversation_id, broken)


def _oldest(waiting: list[Inbound]) -> Inbound | None:
    return next(iter(waiting), None)


def _overtaking(waiting: list[Inbound]) -> Inbound | None:
    return next((inbound for inbound in waiting if turn.can_overtake(inbound.body)), None)


def _answer(conversation_id: int, pick: Pick) -> bool:
    """Answer the message that `pick` takes of those that wait, in one transaction; whether more may wait."""
    with desk_session() as session:
        # The lock is waited for. A worker that gave up on a taken lock could leave mail behind: the message that it was
        # called for may have come just after the other worker looked for the last time. The wait is one turn at most.
        found = conversations.lock_with_writer(session, conversation_id)
        waiting = received.waiting(session, conversation_id) if found else []
        inbound = pick(waiting)
        if found is None or inbound is None:
            return False
        conversation = found.conversation
        poison = _deaths.begin(inbound.id) >= settings().deadly_tries
        _writer = adopt(session, conversation, inbound)
        at_once = announcing.is_delivered_here() and sending.is_quiet(session, conversation_id)
        told: tuple[int, ...] = ()
        claimed: Claimed | None = None
        try:
            if not poison:
                told, claimed = _take_turn(session, conversation, inbound, at_once=at_once)
            else:
                _give_up(session, conversation, inbound, "its worker died of it, or was killed, each time")
                _deaths.forget(inbound.id)
        except NluUnavailable as error:
            raise _Away(inbound.id) from error
        except OperationalError as error:
            if error.connection_invalidated:
                # The database is away, not the message at fault: it waits for the sweeper, and no try is counted.
                raise
            raise _Broken(inbound.id) from error
        except Exception as error:
            raise _Broken(inbound.id) from error
    answer_seconds.observe((clock.now() - inbound.received_at).total_seconds())
    log().info("message answered", inbound=inbound.id, conversation=conversation_id, status=inbound.status)
    if claimed is not None:
        announcing.hand_to_sender(claimed)
    else:
        announce_delivery(conversation_id)
    for number in told[:TOLD_AT_ONCE]:
        announce_unasked(number)
    # Whatever came since was announced after it came, and who was called for it waits for the lock that we just left.
    return len(waiting) > 1 or pick is not _oldest


def _give_up(session: Session, conversation: Conversation, inbound: Inbound, why: str) -> None:
    inbound.status, inbound.done_at, inbound.trace = "failed", clock.now(), {"error": why[:500]}
    honest_words.say_sorry(session, conversation, inbound)
    reception.note_poison(session, conversation, inbound)
    messages_set_aside.inc()
    log().error("message set aside", inbound=inbound.id, attempts=inbound.attempts, why=why)


def adopt(session: Session, conversation: Conversation, inbound: Inbound) -> User | None:
    """Bring the locked conversation up to `inbound`: who carries it, when the person last wrote, whose store it is.

    A stranger who has been registered since is one no more, and the messages that already wait move to the store too.
    Gives who wrote; None for a stranger.
    """
    before = conversation.store_id
    conversation.provider = inbound.provider
    latest = min(inbound.sent_at, inbound.received_at)
    conversation.last_inbound_at = max(conversation.last_inbound_at or latest, latest)
    user = session.get(User, conversation.user_id) if conversation.user_id is not None else None
    if user is not None and user.role == "former":
        # Was let go since: what was asked of them is no question any more, and they are a stranger, or another shop's.
        user = conversation.user_id = conversation.store_id = conversation.question = None
    if conversation.user_id is None:
        user = next(iter(stores.find_members(session, conversation.address)), None)
        if user is not None:
            conversation.user_id, conversation.store_id = user.id, user.store_id
    if {before, inbound.store_id} != {conversation.store_id}:
        inbound.store_id = conversation.store_id
        # Still at the desk: a store may not move rows to itself.
        session.flush()
    return user


def _take_turn(
    session: Session, conversation: Conversation, inbound: Inbound, *, at_once: bool
) -> tuple[tuple[int, ...], Claimed | None]:
    """Answer the message; the numbers of the conversations of others who are told something, and the answer, when it was
    claimed `at_once` for this process to send.
    """
    told: tuple[int, ...] = ()
    claimed: Claimed | None = None
    if conversation.store_id is not None:
        # What is known of the conversation by now is written once, with what the turn adds.
        with session.no_autoflush:
            enter_store(session, conversation.store_id)
    answer = turn.take(session, conversation, inbound)
    if answer is None:
        # Silent: a person has the chat, and what was typed meanwhile is offered to the books when it is handed back.
        inbound.status = "held" if conversation.mode == "human" else "done"
        if inbound.status == "held":
            inbound.trace = turn.read_along(session, conversation, inbound)
    else:
        shop = session.get(Store, conversation.store_id) if conversation.store_id is not None else None
        claiming = AtOnce(session, conversation, shop) if at_once else None
        row = outbox.write(
            session,
            conversation,
            kind="reply",
            key=answer.key,
            rendered=answer.rendered,
            in_reply_to=inbound.id,
            entry_id=answer.entry_id,
            claim=claiming.claim if claiming else None,
        )
        claimed = claiming.claimed(row) if claiming else None
        inbound.status, inbound.trace = "done", answer.trace
        if answer.messages:
            told = notices.write(session, conversation, answer.messages)
    inbound.done_at, inbound.attempts = clock.now(), 0
    if answer is not None or inbound.status == "held":
        reception.note_turn(session, conversation, inbound, answer)
    # Deferred mistakes (a constraint, a row of another store) show here, where they count as this message's.
    session.flush()
    return told, claimed


def _count_failure(conversation_id: int, broken: _Broken) -> None:
    """Count and keep what broke a turn; the last one fails the message and says sorry."""
    cause = broken.__cause__
    with desk_session() as session:
        conversation = conversations.lock(session, conversation_id)
        waiting = {row.id: row for row in received.waiting(session, conversation_id)}
        inbound = waiting.get(broken.inbound_id)
        if conversation is None or inbound is None:
            return
        adopt(session, conversation, inbound)
        inbound.attempts += 1
        why = f"{type(cause).__name__}: {cause}"
        inbound.trace = {"error": why[:500]}
        given_up = inbound.attempts >= TRIES
        if given_up:
            _give_up(session, conversation, inbound, why)
    log().error("turn broke", inbound=broken.inbound_id, attempts=inbound.attempts, given_up=given_up, exc_info=cause)
    if given_up:
        announce_delivery(conversation_id)
