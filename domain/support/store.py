"""Cases, opened, found and changed. In the desk's scope, which sees those of every store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from domain.conversations.models import Conversation, Inbound, Outbound
from domain.stores.models import Store, User
from domain.support.models import Case, Note, Reason
from domain.support.rules import URGENCY

LABEL_LENGTH, MOST_LABELS = 40, 8
NOTE_LENGTH = 4000


@dataclass(frozen=True)
class Listed:
    """A line of the inbox."""

    case: Case
    conversation: Conversation
    shop: str
    person: str
    last_words: str
    unread: int


def current(session: Session, conversation_id: int) -> Case | None:
    """The conversation's case that is not closed."""
    wanted = select(Case).where(Case.conversation_id == conversation_id, Case.state != "closed")
    return session.scalars(wanted).one_or_none()


def latest(session: Session, conversation_id: int) -> Case | None:
    """The conversation's case, open or the last one that was."""
    wanted = select(Case).where(Case.conversation_id == conversation_id).order_by(Case.id.desc()).limit(1)
    return session.scalars(wanted).one_or_none()


def get(session: Session, case_id: int) -> Case | None:
    """The case, or None."""
    return session.get(Case, case_id)


def open_case(
    session: Session,
    conversation: Conversation,
    reason: Reason,
    now: datetime,
    *,
    agent_id: int | None = None,
    read_to: int = 0,
) -> Case:
    """The conversation's case, opened where there is none. The conversation is locked.

    A reason that is more urgent takes the place of the one before.
    """
    known = current(session, conversation.id)
    if known is None:
        known = Case(
            conversation_id=conversation.id,
            store_id=conversation.store_id,
            reason=reason,
            state="open",
            agent_id=agent_id,
            labels=[],
            read_to=read_to,
            waiting_since=None if reason == "taken" else now,
            opened_at=now,
            changed_at=now,
        )
        session.add(known)
    elif known.reason not in URGENCY[: URGENCY.index(reason)]:
        known.reason, known.changed_at = reason, now
    known.store_id = conversation.store_id
    session.flush()
    return known


def wait(session: Session, found: Case, now: datetime) -> None:
    """The retailer has written: they wait from now on, unless they did already, and a snoozed case wakes."""
    found.waiting_since = found.waiting_since or now
    found.state, found.snooze_until, found.changed_at = "open", None, now
    session.flush()


def note_answer(session: Session, found: Case, agent_id: int, now: datetime) -> None:
    """An agent has answered: nobody waits, and the case is theirs, whoever had it."""
    found.first_answer_at = found.first_answer_at or now
    found.last_answer_at, found.waiting_since, found.changed_at = now, None, now
    found.agent_id = agent_id
    session.flush()


def close(session: Session, found: Case, now: datetime) -> None:
    """The case is solved."""
    found.state, found.closed_at, found.waiting_since = "closed", now, None
    found.snooze_until, found.changed_at = None, now
    session.flush()


def rate(session: Session, case_id: int, conversation_id: int, score: int, now: datetime) -> bool:
    """Keep how the retailer found the help, the last word counts; False when the case is not of this conversation."""
    found = session.get(Case, case_id)
    if found is None or found.conversation_id != conversation_id or score not in (1, 2, 3):
        return False
    found.csat, found.changed_at = score, now
    session.flush()
    return True


def has_note(session: Session, conversation_id: int, once: str) -> bool:
    """Whether the form with this key has written its note: sent before, by a double click or by who copied it."""
    return session.scalars(notes_of(conversation_id).where(Note.once == once).limit(1)).first() is not None


def add_note(
    session: Session, found: Case, agent_id: int, body: str, now: datetime, *, once: str | None = None
) -> Note:
    """Write a private note, `once` the key of its form. Raises ValueError for an empty one."""
    words = body.strip()[:NOTE_LENGTH]
    if not words:
        raise ValueError("a note has words")
    made = Note(case_id=found.id, store_id=found.store_id, agent_id=agent_id, body=words, written_at=now, once=once)
    session.add(made)
    found.changed_at = now
    session.flush()
    return made


def notes_of(conversation_id: int) -> Select[Note]:
    """Every note on the conversation, to be asked for in whatever order."""
    return select(Note).join(Case, Case.id == Note.case_id).where(Case.conversation_id == conversation_id)


def held(session: Session, conversation_id: int) -> list[Inbound]:
    """What the retailer wrote while a person had the chat, and nobody has decided about yet; oldest first."""
    wanted = select(Inbound).where(Inbound.conversation_id == conversation_id, Inbound.status == "held")
    return list(session.scalars(wanted.order_by(Inbound.id)))


def last_inbound_id(session: Session, conversation_id: int) -> int:
    """The number of the conversation's last message that came in; 0 without one."""
    return session.scalar(select(func.max(Inbound.id)).where(Inbound.conversation_id == conversation_id)) or 0


def find_once(session: Session, conversation_id: int, once: str) -> Outbound | None:
    """The message that was written under this key, where the same form of an agent's was sent before."""
    wanted = select(Outbound).where(Outbound.conversation_id == conversation_id, Outbound.once == once)
    return session.scalars(wanted).one_or_none()


def last_given(session: Session) -> Mapping[int, datetime]:
    """When each agent was given a case last."""
    rows = session.execute(
        select(Case.agent_id, func.max(Case.opened_at)).where(Case.agent_id.is_not(None)).group_by(Case.agent_id)
    )
    return {agent_id: at for agent_id, at in rows if agent_id is not None}


def with_person(session: Session) -> Sequence[tuple[Conversation, Case | None]]:
    """Conversations that a person has, each with its case."""
    joined = and_(Case.conversation_id == Conversation.id, Case.state != "closed")
    rows = session.execute(select(Conversation, Case).outerjoin(Case, joined).where(Conversation.mode == "human"))
    return [(conversation, found) for conversation, found in rows]


def unheard_confirmations(session: Session, since: datetime) -> list[int]:
    """Conversations in which a confirmation of an entry, written since then, reached nobody, and which no case was opened for."""
    case_since = exists().where(Case.conversation_id == Outbound.conversation_id, Case.opened_at >= Outbound.created_at)
    wanted = select(Outbound.conversation_id).where(
        Outbound.created_at >= since,
        Outbound.kind == "reply",
        Outbound.entry_id.is_not(None),
        Outbound.status.in_(("failed", "undelivered")),
        ~case_since,
    )
    return list(session.scalars(wanted.distinct().order_by(Outbound.conversation_id)))


def list_cases(
    session: Session, which: str, agent_id: int, now: datetime, *, words: str = "", most: int = 50, skip: int = 0
) -> list[Listed]:
    """A page of the inbox: who waits first, the most urgent reasons and the longest waits first, then the latest changed.

    `which` is `mine`, `unassigned`, `all`, `snoozed` or `closed`; `words` searches the text of messages, the person's name and
    number, and the shop's name: with `all` in cases of every state.
    """
    unread = (
        select(func.count())
        .where(Inbound.conversation_id == Case.conversation_id, Inbound.id > Case.read_to)
        .correlate(Case)
        .scalar_subquery()
    )
    last = (
        select(Inbound.body)
        .where(Inbound.conversation_id == Case.conversation_id)
        .order_by(Inbound.id.desc())
        .limit(1)
        .correlate(Case)
        .scalar_subquery()
    )
    rank = case({reason: place for place, reason in enumerate(URGENCY)}, value=Case.reason, else_=len(URGENCY))
    wanted = (
        select(Case, Conversation, Store.name, User.name, last, unread)
        .join(Conversation, Conversation.id == Case.conversation_id)
        .outerjoin(Store, Store.id == Conversation.store_id)
        .outerjoin(User, User.id == Conversation.user_id)
    )
    if words:
        wanted = wanted.where(_found(words))
    if not words or which != "all":
        wanted = wanted.where(_shown(which, agent_id, now))
    if which == "closed":
        wanted = wanted.order_by(Case.closed_at.desc())
    else:
        # Those who wait, by urgency and age; after them the rest, the latest first.
        wanted = wanted.order_by(
            Case.waiting_since.is_(None),
            case((Case.waiting_since.is_not(None), rank)),
            Case.waiting_since,
            Case.changed_at.desc(),
        )
    return [
        Listed(found, conversation, shop or "", person or "", body or "", count)
        for found, conversation, shop, person, body, count in session.execute(wanted.offset(skip).limit(most))
    ]


def find_quiet(session: Session, words: str, most: int = 20) -> list[tuple[Conversation, str, str]]:
    """Conversations without any case, by the person's name or number or the shop's name: each with shop and person."""
    wanted = (
        select(Conversation, Store.name, User.name)
        .outerjoin(Store, Store.id == Conversation.store_id)
        .outerjoin(User, User.id == Conversation.user_id)
        .where(~exists().where(Case.conversation_id == Conversation.id), _named(words))
        .order_by(Conversation.last_inbound_at.desc().nulls_last())
        .limit(most)
    )
    return [(conversation, shop or "", person or "") for conversation, shop, person in session.execute(wanted)]


def count(session: Session, agent_id: int, now: datetime) -> dict[str, int]:
    """How many cases each filter shows, but `closed`."""
    names = ("mine", "unassigned", "all", "snoozed")
    counts = [func.count().filter(_shown(which, agent_id, now)) for which in names]
    row = session.execute(select(*counts).where(Case.state != "closed")).one()
    return {name: int(count) for name, count in zip(names, tuple(row), strict=True)}


def _shown(which: str, agent_id: int, now: datetime) -> ColumnElement[bool]:
    asleep = and_(Case.state == "snoozed", Case.snooze_until > now)
    awake = and_(Case.state != "closed", ~asleep)
    return {
        "mine": and_(awake, Case.agent_id == agent_id),
        "unassigned": and_(awake, Case.agent_id.is_(None)),
        "snoozed": and_(Case.state == "snoozed", Case.snooze_until > now),
        "closed": Case.state == "closed",
    }.get(which, awake)


def _found(words: str) -> ColumnElement[bool]:
    said = exists().where(
        Inbound.conversation_id == Case.conversation_id, Inbound.body.icontains(words, autoescape=True)
    )
    return or_(said, _named(words))


def _named(words: str) -> ColumnElement[bool]:
    columns = (Store.name, User.name, User.phone, Conversation.address)
    return or_(*(column.icontains(words, autoescape=True) for column in columns))
