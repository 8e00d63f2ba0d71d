"""What became of every message of a benchmark, by the books and by Twilio: lost, doubled, out of order, how long each took."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import psycopg

from tests.bench.messaging.twilio import Taken
from tests.bench.messaging.webhooks import Message

_INSTEAD = """
SELECT again.id, again.instead_of, again.conversation_id <> first.conversation_id
FROM outbox again JOIN outbox first ON first.id = again.instead_of
"""
STAGES = ("webhook", "queue wait", "understanding", "action", "rendering", "commit and delivery")
_ROWS = """
SELECT i.provider_id, i.id, i.status, extract(epoch FROM i.received_at)::float8, extract(epoch FROM i.done_at)::float8,
       i.trace->'ms', o.id
FROM inbox i LEFT JOIN outbox o ON o.in_reply_to = i.id AND o.kind = 'reply'
"""


@dataclass
class Account:
    """Messages by what became of them, and milliseconds of each stage of those that were answered."""

    posted: int = 0
    refused: int = 0
    """Never answered 2xx by the webhook, and nowhere in the inbox."""
    found: int = 0
    """Never answered 2xx by the webhook, and in the inbox nevertheless: by reconciliation, as a rule."""
    lost: int = 0
    """Taken by the webhook, and neither in the inbox nor answered."""
    silent: int = 0
    """Taken while a person had the chat: no answer is due."""
    failed: int = 0
    """Given up by a turn that broke; answered with an apology."""
    answered: int = 0
    doubled: int = 0
    """Replies that Twilio took more than once."""
    doubles: dict[int, list[float]] = field(default_factory=dict)
    """When each of them was taken, by its number in the outbox."""
    overtaken: list[tuple[str, float]] = field(default_factory=list)
    """The persons whose replies came out of order, and when the early one was taken."""
    disordered: int = 0
    """Replies that came before the reply to an earlier message of the same conversation."""
    past_the_other_channel: int = 0
    """Replies that came before that to an earlier message which WhatsApp refused each time, so that it went by SMS."""
    first: float = 0.0
    last: float = 0.0
    """When the first message was due and the last reply taken."""
    webhook: list[float] = field(default_factory=list)
    reply: list[float] = field(default_factory=list)
    stages: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in STAGES})

    @property
    def seconds(self) -> float:
        """From the first message to the last reply."""
        return max(self.last - self.first, 1e-9)


def waiting(connection: psycopg.Connection) -> int:
    """How many messages are still unanswered or unsent."""
    row = connection.execute(
        "SELECT (SELECT count(*) FROM inbox WHERE status = 'waiting')"
        " + (SELECT count(*) FROM outbox WHERE status IN ('queued', 'sending') OR status = 'held' AND kind = 'reply')"
    ).fetchone()
    return int(row[0]) if row else 0


def draw_up(connection: psycopg.Connection, messages: Sequence[Message], taken: Sequence[Taken]) -> Account:
    """The account of `messages` and of what Twilio took."""
    account = Account(posted=len(messages), first=min((one.due for one in messages), default=0.0))
    rows = {row[0]: row[1:] for row in connection.execute(_ROWS)}
    times: dict[int, list[float]] = defaultdict(list)
    # A reply that WhatsApp refused each time goes by SMS: a row of its own, and the same reply.
    instead = {row[0]: row[1:] for row in connection.execute(_INSTEAD)}
    elsewhere = set()
    for one in taken:
        number, moved = one.outbox_id, False
        while number in instead:
            number, other = instead[number]
            moved |= other
        times[number].append(one.at)
        elsewhere |= {number} if moved else set()
    account.doubles = {number: several for number, several in times.items() if len(several) > 1}
    account.doubled = sum(len(several) - 1 for several in account.doubles.values())
    for message in messages:
        _judge(account, message, rows.get(message.sid), times)
    account.overtaken, account.past_the_other_channel = _overtaken(messages, rows, times, elsewhere)
    account.disordered = len(account.overtaken)
    return account


def _judge(account: Account, message: Message, row: tuple[Any, ...] | None, times: dict[int, list[float]]) -> None:
    taken = 200 <= message.status < 300
    if not taken and row is None:
        account.refused += 1
        return
    if taken:
        account.webhook.append(1000 * (message.answered - message.due))
    account.found += not taken
    if row is None:
        account.lost += 1
        return
    _, status, received, done, spent, outbox_id = row
    if status == "held":
        account.silent += 1
        return
    if outbox_id not in times:
        account.lost += 1
        return
    at = times[outbox_id][0]
    account.failed += status == "failed"
    account.answered += 1
    account.last = max(account.last, at)
    account.reply.append(1000 * (at - message.due))
    spent = spent or {}
    turn = sum(spent.values())
    parts = (
        1000 * (message.answered - message.due),
        max(0.0, 1000 * (done - received) - turn),
        spent.get("understanding", 0.0),
        spent.get("action", 0.0),
        spent.get("rendering", 0.0),
        1000 * (at - done),
    )
    for name, part in zip(STAGES, parts, strict=True):
        account.stages[name].append(part)


def _overtaken(
    messages: Iterable[Message], rows: dict[str, Any], times: dict[int, list[float]], elsewhere: set[int]
) -> tuple[list[tuple[str, float]], int]:
    by_phone: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for message in messages:
        row = rows.get(message.sid)
        if row is not None and row[-1] in times:
            by_phone[message.phone].append((row[0], row[-1]))
    wrong, past_the_other = [], 0
    for phone, answers in by_phone.items():
        latest, latest_elsewhere = 0.0, 0.0
        for _, reply in sorted(answers):
            at = times[reply][0]
            if at < latest:
                wrong.append((phone, at))
            elif at < latest_elsewhere:
                past_the_other += 1
            if reply in elsewhere:
                latest_elsewhere = max(latest_elsewhere, at)
            else:
                latest = max(latest, at)
    return wrong, past_the_other


def render(account: Account, cpu: Counter[str], memory: dict[str, float]) -> str:
    """The tables."""
    lines = [
        f"messages          {account.posted}, refused {account.refused}, answered {account.answered}",
        f"found later       {account.found} that no webhook had brought",
        f"of these          {account.silent} silent, {account.failed} broken turns",
        f"lost              {account.lost}",
        f"doubled replies   {account.doubled}",
        f"out of order      {account.disordered}, and {account.past_the_other_channel} past one that had to go by SMS",
        f"throughput        {account.answered / account.seconds:.1f} messages/s over {account.seconds:.1f} s",
        "",
        f"{'milliseconds':22}{'p50':>9}{'p95':>9}{'p99':>9}{'mean':>9}",
        _row("webhook's answer", account.webhook),
        _row("reply", account.reply),
        *(_row(f"  {name}", account.stages[name]) for name in STAGES),
        "",
        f"{'program':12}{'CPU ms a message':>18}{'MB at rest':>12}",
    ]
    count = max(1, account.answered)
    lines += [
        f"{name:12}{1000 * cpu.get(name, 0.0) / count:>18.2f}{memory.get(name, 0.0):>12.0f}"
        for name in sorted({*cpu, *memory}, key=lambda name: -cpu.get(name, 0.0))
    ]
    lines.append(f"{'all':12}{1000 * sum(cpu.values()) / count:>18.2f}{sum(memory.values()):>12.0f}")
    return "\n".join(lines)


def _row(name: str, values: Sequence[float]) -> str:
    if not values:
        return f"{name:22}{'-':>9}"
    cells = "".join(f"{figure:>9.1f}" for figure in (*np.percentile(values, (50, 95, 99)), np.mean(values)))
    return f"{name:22}{cells}"
