"""A day that is told and nothing more: "Sunday", "रविवार को", after a forecast or to "which day is that?". Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from actions.contract import Request
from bot.dialogue.requests import Draft
from bot.dialogue.state import Question
from nlu.contract import Understanding
from nlu.events import find_day_to_come
from nlu.lexicon import lexicon_of
from nlu.periods import find_period
from nlu.tokens import tokenise

_BESIDE = 2
"""Words that may stand beside the day: "ko", "ke din", "on the"."""
_NEAR = {"today": 0, "tomorrow": 1, "2d": 2}


def may_be_told(request: Request) -> bool:
    """Whether the answer to `request` could be another for another day: a forecast's, or advice that counts on an event."""
    return request.intent == "demand_forecast" or (request.intent == "reorder_advice" and request.event is not None)


def with_day(question: Question, heard: Understanding, today: date) -> Draft | None:
    """What was asked before, for the day that the message names; None where it names none, or says more than a day."""
    request = question.draft.request
    if not may_be_told(request) or heard.answer is not None or heard.parse.source == "command":
        return None
    day = _bare_day(heard, today)
    return None if day is None else replace(question.draft, request=replace(request, day=day, period=None))


def _bare_day(heard: Understanding, today: date) -> date | None:
    frame = heard.frame
    if frame.amount is not None or any(item.sku or item.quantity or item.price for item in frame.items):
        return None
    tokens, lexicon = tokenise(heard.normalised), lexicon_of(frame.language)
    found = find_day_to_come(tokens, lexicon, today)
    if found is None:
        period = find_period(tokens, lexicon, forward=True)
        if period is None or period.value not in _NEAR:
            return None
        found = period, today + timedelta(days=_NEAR[period.value])
    span, day = found
    beside = [token for token in tokens[: span.start] + tokens[span.end :] if token.is_word or token.is_number]
    return day if len(beside) <= _BESIDE else None
