"""What may be decided on a message, and what is known to decide it by: values between the policy and the turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from actions.contract import Request
from bot.dialogue.requests import Sender
from bot.dialogue.state import Question
from nlu.contract import Product


@dataclass(frozen=True)
class Facts:
    """What the policy knows beside the words."""

    sender: Sender
    products: Mapping[str, Product]
    button: str | None = None
    """What was tapped, if something was."""
    about_entry_id: int | None = None
    """The entry that the message swipes back to."""
    about_skus: frozenset[str] = frozenset()
    """The goods of that entry."""


@dataclass(frozen=True)
class Run:
    """Carry `request` out. `dropped`: an open question was left for it, and that has to be said."""

    request: Request
    dropped: bool = False
    again: bool = False
    """The answer to what the action had asked was none: it asks again."""


@dataclass(frozen=True)
class Ask:
    """Ask, and keep the question. `again`: the answer before was none."""

    question: Question
    dropped: bool = False
    again: bool = False


@dataclass(frozen=True)
class Close:
    """Leave the open question, and say that nothing was written."""

    to_undo: bool = False
    """It was to be taken back: there is nothing to take back of it, and the last entry stands."""
    keeps: bool = False
    """The account was to be erased: it stays."""
    apart: bool = False
    """It may have been two entries in one message: they are better told in two."""


@dataclass(frozen=True)
class NotUnderstood:
    """Say so, and what can be said."""

    dropped: bool = False


@dataclass(frozen=True)
class QuestionGone:
    """A button of a question that is no longer open was tapped."""


@dataclass(frozen=True)
class HandOver:
    """Give the conversation to a person, and say so."""


Decision: TypeAlias = "Run | Ask | Close | NotUnderstood | QuestionGone | HandOver"
