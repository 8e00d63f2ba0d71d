"""A day that is told and nothing more: "Sunday", "रविवार को", after a forecast or to "which day is that?". Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from actions.contract import Request
from bot.dialogue.requests import Draft
from bot.dialogue.state import Question
from nlu.contract import Understanding
from nlu.frames.events import find_day_to_come
from nlu.frames.periods import find_period
from nlu.lexicon import lexicon_of
from nlu.spelling.tokens import tokenise

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
    told = _bare_day(heard, today)
    if told is None:
        return None
    period, day = told
    # A forecast of "tomorrow" calls it so; advice counts on the day of an event.
    near = period if request.intent == "demand_forecast" else None
    return replace(question.draft, request=replace(request, day=None if near else day, period=near))


def _bare_day(heard: Understanding, today: date) -> tuple[str | None, date] | None:
    """The day, and the period that it was told by, if it was."""
    frame = heard.frame
    if frame.amount is not None or any(item.sku or item.quantity or item.price for item in frame.items):
        return None
    tokens, lexicon = tokenise(heard.normalised), lexicon_of(frame.language)
    found, period = find_day_to_come(tokens, lexicon, today), None
    if found is None:
        said = find_period(tokens, lexicon, forward=True)
        if said is None or said.value not in _NEAR:
            return None
        found, period = (said, today + timedelta(days=_NEAR[said.value])), said.value
    span, day = found
    beside = [token for token in tokens[: span.start] + tokens[span.end :] if token.is_word or token.is_number]
    return (period, day) if len(beside) <= _BESIDE else None
