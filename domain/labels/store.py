"""Messages to be labelled, labels kept, and what they say of the understanding. In the desk's scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from domain.conversations.models import Conversation, Inbound
from domain.labels.models import Label

Which = Literal["misunderstood", "sample"]
SKIPPED = ""
"""The intent of a message that says nothing: it is labelled so that it comes no more."""
SAMPLE = 10
"""Every tenth message is in the sample by which accuracy is told; the misunderstood alone would make it look worse."""


@dataclass(frozen=True)
class ToLabel:
    """A message that waits for a label."""

    id: int
    conversation_id: int
    store_id: int | None
    body: str
    language: str
    script: str
    trace: Mapping[str, Any]
    sent_at: datetime


@dataclass(frozen=True)
class Accuracy:
    """Of the labelled messages of the sample in a language: how many, and how many were heard right."""

    language: str
    messages: int
    right: int

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.right / self.messages


@dataclass(frozen=True)
class Misunderstood:
    """Words that were not understood, and how often they came."""

    language: str
    text: str
    times: int


_language = func.coalesce(Inbound.trace["frame"]["language"].astext, Conversation.language)
_script = func.coalesce(Inbound.trace["frame"]["script"].astext, Conversation.script)
_decision = Inbound.trace["decision"].astext
_intent = Inbound.trace["intent"].astext


def _was_misunderstood() -> ColumnElement[bool]:
    # Somebody who asks for a person is handed over too, and was understood. A question is asked again where its answer was not.
    again = Inbound.trace["again"].astext == "true"
    not_understood = or_(_decision == "not_understood", _intent == "out_of_scope", again)
    return or_(not_understood, and_(_decision == "hand_over", func.coalesce(_intent, "") != "talk_to_human"))


def waiting(
    session: Session,
    which: Which,
    *,
    since: datetime,
    language: str | None = None,
    before: int | None = None,
    limit: int = 20,
) -> list[ToLabel]:
    """Messages since then without a label, the latest first; those before the message `before`, to turn the page."""
    wanted = [Label.id.is_(None), Inbound.received_at >= since, Inbound.trace.is_not(None), Inbound.body != ""]
    wanted.append(_was_misunderstood() if which == "misunderstood" else _in_sample())
    if language:
        wanted.append(_language == language)
    if before:
        wanted.append(Inbound.id < before)
    query = (
        select(Inbound, _language, _script)
        .join(Conversation, Conversation.id == Inbound.conversation_id)
        .outerjoin(Label, Label.inbound_id == Inbound.id)
        .where(*wanted)
        .order_by(Inbound.id.desc())
        .limit(limit)
    )
    return [_to_label(row, tongue, script) for row, tongue, script in session.execute(query)]


def find(session: Session, inbound_id: int) -> ToLabel | None:
    """One message, labelled already or not."""
    query = select(Inbound, _language, _script).join(Conversation, Conversation.id == Inbound.conversation_id)
    found = session.execute(query.where(Inbound.id == inbound_id)).one_or_none()
    return _to_label(*found) if found else None


def _to_label(row: Inbound, language: str, script: str) -> ToLabel:
    return ToLabel(row.id, row.conversation_id, row.store_id, row.body, language, script, row.trace or {}, row.sent_at)


def _in_sample() -> ColumnElement[bool]:
    # Buttons and swipes are not read by the model.
    return and_(Inbound.id % SAMPLE == 0, _intent.is_not(None))


def put(
    session: Session,
    message: ToLabel,
    *,
    agent_id: int,
    text: str,
    intent: str,
    frame: Mapping[str, Any],
    now: datetime,
) -> None:
    """Say what a message meant. `text` and `frame` are masked. The last word counts."""
    values = {
        "store_id": message.store_id,
        "agent_id": agent_id,
        "language": message.language,
        "script": message.script,
        "text": text,
        "understood": message.trace.get("intent"),
        "intent": intent,
        "frame": dict(frame),
        "labelled_at": now,
    }
    made = insert(Label).values(inbound_id=message.id, **values)
    session.execute(made.on_conflict_do_update(index_elements=["inbound_id"], set_=values))


def everything(session: Session, language: str | None = None) -> list[Label]:
    """Every label that says something, oldest first. Those of shops that were erased are blank and left out."""
    wanted = [Label.intent != SKIPPED, Label.text != ""]
    if language:
        wanted.append(Label.language == language)
    return list(session.scalars(select(Label).where(*wanted).order_by(Label.id)))


def accuracy(session: Session) -> list[Accuracy]:
    """Accuracy of the intent by language, from the labels of the sample."""
    right = func.sum(case((Label.understood == Label.intent, 1), else_=0))
    query = (
        select(Label.language, func.count(), right)
        .where(Label.intent != SKIPPED, Label.inbound_id % SAMPLE == 0, Label.understood.is_not(None))
        .group_by(Label.language)
        .order_by(func.count().desc(), Label.language)
    )
    return [Accuracy(language, count, int(good)) for language, count, good in session.execute(query)]


def count(session: Session, since: datetime) -> int:
    """How many labels were given since then, without those of messages that say nothing."""
    wanted = select(func.count()).select_from(Label).where(Label.labelled_at >= since, Label.intent != SKIPPED)
    return session.scalar(wanted) or 0


def most_misunderstood(session: Session, since: datetime, limit: int = 20) -> list[Misunderstood]:
    """What was not understood most often since then, by language."""
    said = func.lower(func.coalesce(Inbound.trace["normalised"].astext, Inbound.body)).label("said")
    tongue = _language.label("tongue")
    query = (
        select(tongue, said, func.count())
        .join(Conversation, Conversation.id == Inbound.conversation_id)
        .where(Inbound.received_at >= since, _was_misunderstood(), Inbound.body != "")
        .group_by(tongue, said)
        .order_by(func.count().desc(), func.max(Inbound.id).desc())
        .limit(limit)
    )
    return [Misunderstood(language, text, times) for language, text, times in session.execute(query)]
