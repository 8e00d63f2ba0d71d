"""Talk about the assistant itself: settings, help."""

from __future__ import annotations

from datetime import time

from actions.contract import LanguageName, Value

TALK: dict[str, dict[str, Value]] = {
    # From now on I write in Hindi. To change it, say for example "talk in English".
    "set_language.done": {"language": LanguageName("hi")},
    # (said by bot, which knows what bot/replies holds; the action is then not run)
    # I don't write Tamil yet. Tell me another language, like English or Hindi.
    "set_language.not_yet": {"language": LanguageName("ta")},
    # Which language? Say for example "talk in English" or "Hindi me baat karo".
    "set_language.which": {},
    # ✅ No alerts from 21:00 to 07:00 (before: 22:00 to 08:00). Answers to your messages always come.
    "set_quiet_hours.done": {"start": time(21), "end": time(7), "old_start": time(22), "old_end": time(8)},
    # No alerts from 06:00 to 22:00, so none by day. Is that right?   (choices yes, no)
    "set_quiet_hours.sure": {"start": time(6), "end": time(22)},
    # No quiet hours any more: alerts come at any time (before: 22:00 to 08:00).
    "set_quiet_hours.off": {"old_start": time(22), "old_end": time(8)},
    # No alerts from 22:00 to 08:00. To change it, say for example "no messages from 9 pm to 7 am".
    "set_quiet_hours.now": {"start": time(22), "end": time(8)},
    # (WhatsApp) what it can do, an example each: sold, came in, stock, price, credit, report, reorder, forecast, undo
    "help.chat": {},
    # (SMS) SALE MAGGI 5, STOCK SUGAR, PRICE MAGGI, REORDER, REPORT, DUE RAMESH, UNDO
    "help.commands": {},
    # Namaste! Tell me what you sold, or ask what to reorder. HELP shows more.
    "greet.hello": {},
    # You're welcome.
    "thank.welcome": {},
    # Goodbye, good business!
    "goodbye.bye": {},
    # (yes, with nothing asked) All right. Tell me what you sold, or ask me something.
    "affirm.nothing": {},
    # (no, with nothing asked) All right, nothing was changed. If the last entry is wrong, reply UNDO.
    "deny.nothing": {},
    # (leave it, with nothing asked) All right, nothing is pending. If the last entry is wrong, reply UNDO.
    "cancel.nothing": {},
    # A person from support will answer you here. Until then I stay silent and write nothing.
    "talk_to_human.done": {},
    # You will get no more messages from me. To begin again, write START.
    "opt_out.done": {},
    # Good to have you back! I write to you again. …
    "opt_in.done": {},
    # I only help with your shop: sales, stock, credit, prices, orders. HELP shows more.
    "out_of_scope.sorry": {},
    # (after Good, So-so or Not good) Thank you for telling us!
    "csat.thanks": {},
}
