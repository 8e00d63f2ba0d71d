"""What a message says beside its words, or by fixed words that no model reads: a file, a helper's number."""

from __future__ import annotations

from dataclasses import replace

from actions.contract import Reply
from bot import media
from bot.dialogue import staff
from bot.dialogue.decisions import Decision, Facts, Run
from bot.dialogue.requests import command
from domain.conversations.models import Inbound
from infra.telemetry import log

FILE = "price_list"
"""The intent of a file that came in: to be read and offered."""


def decide(inbound: Inbound, facts: Facts, *, dropped: bool) -> Decision | None:
    """What a file or fixed words are to do; None when the message is to be understood by its words.

    `dropped`: a question is left open by it.
    """
    if facts.button is not None:
        return None
    came = media.of(inbound)
    if came is not None and (came.readable or not inbound.body.strip()):
        return Run(command(FILE, facts.sender), dropped)
    wish = staff.read(inbound.body)
    if wish is None:
        return None
    intent, phone = wish
    return Run(replace(command(intent, facts.sender), phone=phone), dropped)


def receive(inbound: Inbound) -> bytes | Reply:
    """The content of the file that came with the message, or what to say where there is none to be read."""
    came = media.of(inbound)
    if came is None or not came.readable:
        return Reply("media.not_read")
    try:
        return media.fetch(came)
    except media.NotFetched as error:
        log().warning("file not fetched", inbound=inbound.id, error=str(error))
        return Reply("media.not_fetched")
