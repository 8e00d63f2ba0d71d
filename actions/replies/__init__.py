"""Every reply that actions make: its key, an example of each placeholder, and beside it what it says in English.

The texts are bot/replies/<lang>/; this list is what they must cover, key by key and placeholder by placeholder.

How the values are meant:

- a tuple is a list that may be empty. `lines`, `left`, `state`, `words` and `reasons` are joined as the language lists
  things; `notes` are whole sentences that follow one another; `more`, `others`, `history` and `scenarios` may be empty
  too. An empty tuple leaves no trace: no stray blank, comma or heading;
- a `Phrase` is another key of this list, said inside;
- a `LanguageName` is said as the text `language.<tag>`, of which a language needs only those that it has names for;
- `*margin` is a whole number of percent; `days`, `count` are whole numbers and want plural forms.
"""

from __future__ import annotations

from collections.abc import Mapping

from actions.contract import Value
from actions.replies.people import PEOPLE
from actions.replies.pieces import PERIODS, PIECES
from actions.replies.questions import ADVICE, QUESTIONS
from actions.replies.reports import REPORTS
from actions.replies.shops import SHOPS
from actions.replies.stock import STOCK
from actions.replies.talk import TALK
from actions.replies.writes import ENTRIES, WRITES

REPLIES: dict[str, Mapping[str, Value]] = {
    **WRITES,
    **ENTRIES,
    **STOCK,
    **PIECES,
    **QUESTIONS,
    **ADVICE,
    **PERIODS,
    **PEOPLE,
    **REPORTS,
    **TALK,
    **SHOPS,
}
"""Every key that an action's reply may have, nested ones and titles of choices included, with example values."""
