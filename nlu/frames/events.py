"""What a question about days to come says of them: that there is a fair, and on which day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from nlu.frames.periods import Said, find_date
from nlu.lexicon import Lexicon
from nlu.names.products import Catalogue
from nlu.spelling.tokens import Token, tokenise
from nlu.words.endings import stems

_NONE = "none"


def find_event(tokens: Sequence[Token], lexicon: Lexicon, catalogue: Catalogue) -> Said | None:
    """The first kind of event that is named by no word of a product's name ("match box")."""
    for kind, start, end in lexicon.table("events").occurrences(tokens):
        if kind != _NONE and not any(catalogue.spells(token) for token in tokens[start:end]):
            return Said(start, end, kind)
    return None


def find_day_to_come(tokens: Sequence[Token], lexicon: Lexicon, today: date) -> tuple[Said, date] | None:
    """The day that is named by its weekday, the next one of that name, or by its date."""
    weekdays = lexicon.table("weekdays")
    for index, token in enumerate(tokens):
        found = weekdays.match(tokens, index) or _inflected(token, lexicon)
        if found is not None and lexicon.table("until").match(tokens, index + found[1]) is None:
            ahead = (int(found[0]) - today.weekday() - 1) % 7 + 1
            return Said(index, index + found[1], found[0]), today + timedelta(days=ahead)
    return find_date(tokens, lexicon, today)


def _inflected(token: Token, lexicon: Lexicon) -> tuple[str, int] | None:
    """The weekday that a word is a form of: রবিবারের, "Sunday's"."""
    weekdays = lexicon.table("weekdays")
    for stem in stems(token.text, lexicon.case_endings):
        bare = tokenise(stem)
        if len(bare) == 1 and weekdays.spells(bare[0]):
            return weekdays.match(bare, 0)
    return None
