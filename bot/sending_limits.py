"""How fast and to how many: the limits that a message must keep when it leaves. Pure; the counts are sending_counters'.

A limit of speed is a leaky bucket as the Generic Cell Rate Algorithm keeps it (ITU-T I.371): one number a bucket, the
moment at which it will have run empty. WhatsApp's limits: throughput of a number, pair rate, people in 24 hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from infra.settings import Settings

FREE_FOR_ANSWERS = 0.2
"""Of a number's rate, kept free by what nobody asked for."""
BURST_SECONDS = 0.25
"""Of a number's rate that may go at once."""
PATIENCE = timedelta(seconds=1)
"""How long an answer waits in its worker for the number's turn, rather than in the outbox."""
DAY = timedelta(hours=24)
PEOPLE = {"critical": 1.0, "important": 0.9, "outreach": 0.5}
"""Up to which share of the people of a day one is written to: the last ones are for what is most urgent."""
STORE_SHARE = 0.2
"""Of the people of a day, whom one store may write to for itself: customers, suppliers."""
SOONEST, LATEST = timedelta(seconds=1), timedelta(hours=1)
"""Between these a message that is over a limit is looked at again."""


@dataclass(frozen=True)
class Bucket:
    """At most one message per `interval` in the long run, and `burst` at once."""

    name: str
    interval: timedelta
    burst: float
    patience: timedelta = timedelta()
    """A message that is early by so much at most is let in, and waits."""


@dataclass(frozen=True)
class People:
    """At most `most` people in 24 hours; of them at most `most_of_store` for one store."""

    name: str
    person: str
    most: int
    store: str
    most_of_store: int


@dataclass(frozen=True)
class Limits:
    """All limits that hold for one message. The last bucket is the person's own."""

    buckets: tuple[Bucket, ...] = ()
    people: People | None = None


@dataclass(frozen=True)
class Leaving:
    """A message on the point of leaving, as far as limits go."""

    provider: str
    channel: str
    address: str
    kind: str
    severity: str
    store_id: int | None
    outside_window: bool = False
    """It goes as a template to a person who has not written for a day."""


def limits(leaving: Leaving, now: Settings) -> Limits:
    """The limits that hold for the message: its number's rate, its person's, and the people of the day."""
    asked = leaving.kind in ("reply", "notice", "agent")
    person = _person(leaving, now)
    return Limits((*_number(leaving, now, asked), person), _people(leaving, now, asked))


def held_for(wait: timedelta) -> timedelta:
    """How long a message is held that may go in `wait` at the earliest."""
    return min(max(wait, SOONEST), LATEST)


def _number(leaving: Leaving, now: Settings, asked: bool) -> tuple[Bucket, ...]:
    rate = now.whatsapp_messages_a_second if leaving.channel == "whatsapp" else now.sms_messages_a_second
    if rate <= 0:
        return ()
    name = f"{leaving.provider}:{leaving.channel}"
    second, burst = timedelta(seconds=1), max(5.0, rate * BURST_SECONDS)
    if asked:
        return (Bucket(f"number:{name}", second / rate, burst, PATIENCE),)
    left = 1 - FREE_FOR_ANSWERS
    # In its own bucket it keeps to four fifths of the rate; in everybody's it leaves room, and so gives way to answers.
    return (
        Bucket(f"number:{name}", second / rate, burst * left),
        Bucket(f"unasked:{name}", second / (rate * left), burst * left),
    )


def _person(leaving: Leaving, now: Settings) -> Bucket:
    name = f"person:{leaving.provider}:{leaving.channel}:{leaving.address}"
    if leaving.channel == "whatsapp" and now.whatsapp_pair_seconds > 0:
        return Bucket(name, timedelta(seconds=now.whatsapp_pair_seconds), now.whatsapp_pair_burst)
    # Counted, for the guard against loops, and never full.
    return Bucket(name, timedelta(seconds=6), float("inf"))


def _people(leaving: Leaving, now: Settings, asked: bool) -> People | None:
    if not leaving.outside_window or now.whatsapp_people_a_day <= 0:
        return None
    urgency = "critical" if asked else "outreach" if leaving.kind == "outreach" else leaving.severity
    most = max(1, int(now.whatsapp_people_a_day * PEOPLE.get(urgency, PEOPLE["important"])))
    of_store = max(1, int(now.whatsapp_people_a_day * STORE_SHARE)) if urgency == "outreach" else most
    name = f"people:{leaving.provider}"
    return People(name, leaving.address, most, f"{name}:{leaving.store_id or 0}", of_store)
