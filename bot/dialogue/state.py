"""The open question of a conversation, as it is kept between two messages: `Conversation.question`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from actions.contract import Shape
from actions.memory import from_json, to_json
from bot.dialogue.requests import Draft, Sender
from nlu.contract import Doubt

VERSION = 1
LIFETIME = timedelta(hours=12)
"""A question older than this is forgotten: nobody means yesterday's by a "yes"."""

Kind = Literal[
    "missing",  # a value that was not said: `field` of line `line`
    "choice",  # which of `options` (skus) line `line` is
    "confirm",  # yes writes `draft`, no leaves it
    "offer",  # yes does what the reply before proposed
    "asked",  # what an action asked for: `field` is its name, `shape` what the answer looks like
    "wanted",  # what an action, which has written, would like to know as well: it stands without it
    "menu",  # nothing is asked, but a number may pick a choice under the reply, a day or a no may be meant for what it told
]
Field = Literal["quantity", "product", "customer", "amount", "price"]


@dataclass(frozen=True)
class Question:
    """What was asked, and the request that waits for the answer. Nothing of it is in the books."""

    kind: Kind
    draft: Draft
    asked_at: datetime
    field: Field | str | None = None
    line: int = 0
    options: tuple[str, ...] = ()
    """In the order shown: 1 is the first. Skus of a choice, ids of a menu."""
    entry_id: int | None = None
    """Of a menu, the entry that its reply confirmed."""
    shape: Shape | None = None
    titles: tuple[str, ...] = ()
    """Of what an action asked, the names of the options, where they have one."""

    @property
    def expecting(self) -> str | None:
        """What `nlu.contract.Heard.expecting` calls the answer."""
        if self.kind == "missing":
            return self.field
        if self.kind == "asked":
            return "yes_no" if self.shape == "yes" else None
        if self.kind == "wanted" or (self.kind == "menu" and not self.options):
            return None
        # A choice is answered by a number, which needs no expecting, or by a product's name.
        return "yes_no" if self.kind in ("confirm", "offer") else "product"

    @property
    def insists(self) -> bool:
        """Whether something the retailer wanted waits for the answer, so that leaving it has to be said."""
        return self.kind in ("missing", "choice", "confirm", "asked")


@dataclass(frozen=True)
class State:
    """What is remembered of a conversation."""

    question: Question | None = None
    misunderstood: int = 0
    """Messages not understood in a row."""


def dump(question: Question | None) -> dict[str, Any] | None:
    """The question as JSON."""
    if question is None:
        return None
    return {
        "version": VERSION,
        "kind": question.kind,
        "request": to_json(question.draft.request),
        "units": list(question.draft.units),
        "doubts": list(question.draft.doubts),
        "asked_at": question.asked_at.isoformat(),
        "field": question.field,
        "line": question.line,
        "options": list(question.options),
        "entry_id": question.entry_id,
        "shape": question.shape,
        "titles": list(question.titles),
    }


def asked_of(kept: dict[str, Any] | None) -> dict[str, Any] | None:
    """What `dump` wrote, where the retailer is asked something by it; None for what is only remembered of a reply."""
    return None if kept is None or kept.get("kind") == "menu" else kept


def is_over(kept: dict[str, Any], now: datetime) -> bool:
    """Whether what `dump` wrote is too old at `now` for anybody to mean it, or another version of the program wrote it."""
    return kept.get("version") != VERSION or now - datetime.fromisoformat(kept["asked_at"]) > LIFETIME


def load(kept: dict[str, Any] | None, sender: Sender) -> Question | None:
    """The question that `dump` wrote, for the sender of the answer; None when there is none, or it is too old to be meant.

    One written by another version of the program is forgotten too: it has written nothing, and the retailer can say it again.
    """
    if kept is None or is_over(kept, sender.now):
        return None
    request = from_json(
        kept["request"],
        store_id=sender.store_id,
        user_id=sender.user_id,
        role=sender.role,
        now=sender.now,
        timezone=sender.timezone,
        channel=sender.channel,
        conversation_id=sender.conversation_id,
        message_id=sender.message_id,
    )
    doubts: tuple[Doubt, ...] = tuple(kept["doubts"])
    return Question(
        kind=kept["kind"],
        draft=Draft(request, tuple(kept["units"]), doubts),
        asked_at=datetime.fromisoformat(kept["asked_at"]),
        field=kept["field"],
        line=kept["line"],
        options=tuple(kept["options"]),
        entry_id=kept["entry_id"],
        shape=kept.get("shape"),
        titles=tuple(kept.get("titles", ())),
    )
