"""What a message's words say plainly, though no intent stands for it or the model takes it for another one. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from actions.contract import Request
from actions.order_status import SAID
from actions.set_alerts import SUMMARY
from actions.stores import EVERY_STORE, NEW
from bot.dialogue.orders import asks_order_status, folded
from bot.dialogue.requests import Sender, command, named
from bot.dialogue.shops import asks_sales_of_all, wants_new_shop
from nlu.contract import Understanding
from nlu.frames.periods import find_hours
from nlu.lexicon import every_lexicon, lexicon_of
from nlu.spelling.tokens import tokenise

_QUIET_OR_ALERTS = frozenset({"set_quiet_hours", "set_alerts"})


def request_of(heard: Understanding, sender: Sender) -> Request | None:
    """The sales of all shops, what is on order, a shop to be opened, the hour of the day's summary; None for anything else."""
    frame = heard.frame
    if not frame.items and asks_sales_of_all(heard.normalised):
        # To the model "both shops" sounds like changing from one to the other.
        return replace(command("sales_report", sender), period=frame.period, shop=EVERY_STORE)
    if asks_order_status(heard):
        status = replace(command("order_status", sender), supplier=named(frame.supplier))
        return replace(status, told={SAID: " ".join(folded(heard))})
    if wants_new_shop(heard):
        return replace(command("switch_store", sender), shop=frame.shop, told={NEW: "yes"})
    at = _summary_hour(heard)
    return None if at is None else replace(command("set_alerts", sender), alert=SUMMARY, on=True, start=at)


def _summary_hour(heard: Understanding) -> time | None:
    """When the summary is wished for: "roz ka hisab raat 9 baje bhejo" sounds like quiet hours, but names what shall come."""
    frame = heard.frame
    if frame.intent not in _QUIET_OR_ALERTS or frame.end is not None or frame.on is False:
        return None
    tokens = tokenise(heard.normalised)
    kinds = {kind for kind, _, _ in every_lexicon().table("alerts").occurrences(tokens)}
    spoken = lexicon_of(frame.language)
    refused = any(kind == "off" for kind, _, _ in spoken.table("switches").occurrences(tokens))
    if SUMMARY not in kinds or refused or spoken.table("off").occurrences(tokens):
        return None
    start, end = find_hours(tokens, spoken)
    return time.fromisoformat(start) if start is not None and end is None else None
