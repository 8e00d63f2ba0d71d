"""A person of support takes the chat over, helps, and hands it back."""

from __future__ import annotations

from datetime import time

from actions.contract import Value

SUPPORT: dict[str, dict[str, Value]] = {
    # Meera from support is with you now and answers you here. Until the chat is handed back I write nothing …
    "support.taken_over": {"agent": "Meera"},
    # (after "a person will answer you here", outside working hours) Support is here every day from 09:00 to 21:00 …
    "support.hours": {"start": time(9), "end": time(21)},
    # (the assistant speaks again) I'm back: … Not in the books yet; write it again if it belongs there: 5 maggi becha
    "support.handed_back": {"unwritten": ("5 maggi becha", "2 kilo chini becha")},
    # (before support.handed_back, when nobody answered for long)
    "support.still_waiting": {},
    # (a heading, above "✅ Taken back: …") Meera from support did this for you:
    "support.did": {"agent": "Meera"},
    # How was the help from support? Good, So-so, Not good
    "csat.ask": {},
    # Thank you for telling us!
    "csat.thanks": {},
    "choice.csat_good": {},
    "choice.csat_fair": {},
    "choice.csat_bad": {},
}
