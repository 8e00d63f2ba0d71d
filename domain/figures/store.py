"""The figures of a period, counted from cases and messages. In the desk's scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Date, cast, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from domain.conversations.models import Inbound
from domain.support.models import Case


@dataclass(frozen=True)
class Times:
    """How long something took, of so many cases. None of no case."""

    cases: int
    median: timedelta | None
    ninety: timedelta | None
    """Nine of ten were no slower."""


@dataclass(frozen=True)
class Figures:
    """What a lead looks at."""

    waiting: int
    """Retailers who wait for a word, now."""
    longest: timedelta | None
    opened: int
    reasons: tuple[tuple[str, int], ...]
    """Why, the most frequent first."""
    first_answer: Times
    resolution: Times
    csat: dict[int, int]
    """How many found the help good (3), so-so (2), not good (1)."""
    chat_days: int
    """A conversation on a day on which its person wrote."""
    alone: int
    """Of these, how many no person of ours was needed for."""

    @property
    def containment(self) -> float | None:
        """The share that the assistant settled alone; None without a message."""
        return self.alone / self.chat_days if self.chat_days else None

    @property
    def content(self) -> float | None:
        """The share of answers that were "good"; None without one."""
        answers = sum(self.csat.values())
        return self.csat.get(3, 0) / answers if answers else None


def count(session: Session, since: datetime, now: datetime, zone: str) -> Figures:
    """The figures from `since` to `now`; days are those of the IANA zone `zone`."""
    waiting, oldest = session.execute(
        select(func.count(), func.min(Case.waiting_since)).where(Case.state == "open", Case.waiting_since.is_not(None))
    ).one()
    reasons = session.execute(
        select(Case.reason, func.count())
        .where(Case.opened_at >= since)
        .group_by(Case.reason)
        .order_by(func.count().desc(), Case.reason)
    ).all()
    csat = session.execute(
        select(Case.csat, func.count()).where(Case.csat.is_not(None), Case.closed_at >= since).group_by(Case.csat)
    ).all()
    chat_days, alone = _chat_days(session, since, zone)
    return Figures(
        waiting=waiting,
        longest=now - oldest if oldest else None,
        opened=sum(times for _, times in reasons),
        reasons=tuple((reason, times) for reason, times in reasons),
        first_answer=_times(session, Case.first_answer_at, Case.opened_at >= since),
        resolution=_times(session, Case.closed_at, Case.closed_at >= since),
        csat={score: times for score, times in csat if score is not None},
        chat_days=chat_days,
        alone=alone,
    )


def _times(session: Session, until: InstrumentedAttribute[datetime | None], which: ColumnElement[bool]) -> Times:
    took = until - Case.opened_at
    query = select(
        func.count(),
        func.percentile_cont(0.5).within_group(took),
        func.percentile_cont(0.9).within_group(took),
    ).where(which, until.is_not(None))
    return Times(*session.execute(query).one())


def _chat_days(session: Session, since: datetime, zone: str) -> tuple[int, int]:
    """Days on which somebody wrote, and those of them on which no case of that conversation was open."""
    day = cast(func.timezone(zone, Inbound.received_at), Date)
    days = (
        select(Inbound.conversation_id.label("conversation_id"), day.label("day"))
        .where(Inbound.received_at >= since, Inbound.status != "refused")
        .distinct()
        .subquery()
    )
    needed = exists().where(
        Case.conversation_id == days.c.conversation_id,
        cast(func.timezone(zone, Case.opened_at), Date) <= days.c.day,
        or_(Case.closed_at.is_(None), cast(func.timezone(zone, Case.closed_at), Date) >= days.c.day),
    )
    total, with_person = session.execute(select(func.count(), func.count().filter(needed)).select_from(days)).one()
    return total, total - with_person
