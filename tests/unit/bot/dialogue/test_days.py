"""A day that is told alone asks the last forecast again, for that day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from actions.contract import Line
from bot.dialogue import days, policy
from bot.dialogue.decisions import Facts, Run
from bot.dialogue.requests import command
from bot.dialogue.state import Question, State
from nlu.contract import Heard
from nlu.understand import understand
from tests.unit.bot.dialogue.chat import MAGGI, NOW, SHOP, SKUS, Chat

SUNDAY = date(2026, 11, 29)


def asked(chat: Chat, intent: str = "demand_forecast", event: str | None = None, *ids: str) -> Question | None:
    return policy.menu(
        ids, replace(command(intent, chat.sender, lines=(MAGGI,)), event=event), None, Facts(chat.sender, SKUS)
    )


def answer(
    text: str, language: str = "hi-Latn", intent: str = "demand_forecast", event: str | None = None
) -> Run | None:
    chat = Chat()
    chat.state = State(asked(chat, intent, event))
    heard = understand(Heard(text, NOW, "whatsapp", language), SHOP, chat.model)
    decision = policy.decide(chat.state, heard, Facts(chat.sender, SKUS), lambda: heard)
    return decision if isinstance(decision, Run) and decision.request.lines == (MAGGI,) else None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Sunday", "hi-Latn"),
        ("sunday ko", "hi-Latn"),
        ("रविवार को", "hi"),
        ("রবিবার", "bn"),
        ("রবিবারে", "bn"),
        ("रविवारी", "mr"),
        ("ஞாயிறு", "ta"),
        ("ఆదివారం", "te"),
        ("રવિવારે", "gu"),
        ("ಭಾನುವಾರ", "kn"),
        ("ഞായറാഴ്ച", "ml"),
        ("ਐਤਵਾਰ ਨੂੰ", "pa"),
        ("ରବିବାର", "or"),
        ("on Sunday", "en"),
        ("29 November", "en"),
    ],
)
def test_a_day_alone_asks_again_for_that_day(text: str, language: str) -> None:
    decision = answer(text, language)
    assert decision is not None
    assert (decision.request.intent, decision.request.day, decision.request.period) == ("demand_forecast", SUNDAY, None)


@pytest.mark.parametrize(("text", "period"), [("kal", "tomorrow"), ("parso", "2d"), ("aaj ka", "today")])
def test_a_near_day_is_called_by_its_word(text: str, period: str) -> None:
    decision = answer(text)
    assert decision is not None
    assert (decision.request.day, decision.request.period) == (None, period)
    about_fair = answer("kal", intent="reorder_advice", event="fair")
    assert about_fair is not None
    assert (about_fair.request.day, about_fair.request.period) == (date(2026, 11, 24), None)


@pytest.mark.parametrize("text", ["2", "5", "sunday ko 5 maggi becha", "5 maggi", "thank you", "STOCK MAGGI"])
def test_what_says_more_or_no_day_is_another_message(text: str) -> None:
    assert answer(text) is None


def test_advice_is_asked_again_where_it_counts_on_an_event() -> None:
    with_fair = answer("Sunday", intent="reorder_advice", event="fair")
    assert with_fair is not None
    assert (with_fair.request.day, with_fair.request.event) == (SUNDAY, "fair")
    assert answer("Sunday", intent="reorder_advice") is None


def test_other_answers_keep_nothing() -> None:
    chat = Chat()
    assert policy.menu((), command("check_stock", chat.sender), None, Facts(chat.sender, SKUS)) is None
    kept = asked(chat)
    assert kept is not None
    assert (kept.insists, kept.expecting) == (False, None)
    assert days.may_be_told(kept.draft.request)


def test_choices_under_a_forecast_still_answer_a_number() -> None:
    chat = Chat()
    chat.state = State(asked(chat, "demand_forecast", None, "sku:maggi-280g"))
    heard = understand(Heard("1", NOW, "whatsapp", "hi-Latn", "product"), SHOP, chat.model)
    decision = policy.decide(chat.state, heard, Facts(chat.sender, SKUS), lambda: heard)
    assert isinstance(decision, Run)
    assert decision.request.lines == (Line("Maggi Noodles 280 g family pack", "maggi-280g"),)
