"""Words that the network takes for itself, whatever we would make of them. Pure.

Twilio acts on these by SMS, in English only, before we see them: a number that sent CANCEL gets nothing more from us
(21610), so to us too it has opted out. https://help.twilio.com/articles/223134027
"""

from __future__ import annotations

from typing import Literal

OUT = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit"})
IN = frozenset({"start", "yes", "unstop"})


def meaning(channel: str, provider: str, body: str, *, opted_out: bool) -> Literal["opt_out", "opt_in"] | None:
    """What the network made of a message; None where it left it to us.

    YES brings back who has opted out; from anybody else it answers a question of ours.
    """
    if channel != "sms" or provider != "twilio":
        return None
    word = body.strip().lower()
    if word in OUT:
        return "opt_out"
    return "opt_in" if opted_out and word in IN else None
