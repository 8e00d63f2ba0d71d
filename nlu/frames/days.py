"""When what a message tells of was or will be: the period asked about, the day of an entry, a day to come, an expiry."""

from __future__ import annotations

from datetime import date, timedelta

from nlu import groups
from nlu.frames.events import find_day_to_come, find_event
from nlu.frames.periods import Said, find_date, find_days_ahead, find_entry_date, find_period
from nlu.reading import Message

_LATELY = timedelta(days=62)
"""An entry further back than this is asked about."""
_FAR_DAY = "2d"
_DAYS_AHEAD = {"today": 0, "tomorrow": 1, _FAR_DAY: 2}


class DatedMessage(Message):
    """A message of which days are found, before all else: the 7 of "7 din" and the 31 of "31 March" are no quantities."""

    days: frozenset[int] = frozenset()
    """Tokens that tell when."""

    def set_days(self) -> None:
        """The period, the day of the entry, the day and the event to come, and the expiry, as the intent has them."""
        today = self.heard.now.date()
        if self.intent in groups.PERIODS:
            period = find_period(self.tokens, self.lexicon, self._looks_forward())
            if period is not None:
                self._set_period(period, today)
                self.use(period.start, period.end)
            if self.intent in groups.OF_DAYS:
                self._set_day_and_event(today)
        elif self.intent in groups.BACK_DATED:
            entry = find_entry_date(self.tokens, self.lexicon, today)
            paid = self.intent == "record_payment"
            if entry is not None and (paid or not self.credit_said() or self._is_behind(entry[0])):
                self._set_entry_date(*entry, today)
        if self.intent in ("record_purchase", "licence_reminder"):
            self._set_date(today)
        self.days = frozenset(self.used)

    def _set_period(self, period: Said, today: date) -> None:
        if self.intent != "reorder_advice":
            self.fields["period"] = period.value
        if self.intent == "demand_forecast" and period.value == _FAR_DAY and self._is_one_day(period):
            # The day after tomorrow is that day alone, and no two days.
            self.fields["day"] = today + timedelta(days=_DAYS_AHEAD[period.value])
        elif self.intent == "reorder_advice" and period.value in _DAYS_AHEAD:
            # What to buy is always asked for now: "tomorrow I go to the market, what shall I bring". The day may be an event's.
            self.fields["day"] = today + timedelta(days=_DAYS_AHEAD[period.value])

    def _is_one_day(self, said: Said) -> bool:
        """Whether a word names the day ("parso"), and no number counts days up to it."""
        return self.lexicon.table("periods").match(self.tokens, said.start) is not None

    def _set_day_and_event(self, today: date) -> None:
        event = find_event(self.tokens, self.lexicon, self.catalogue)
        if event is not None:
            self.fields["event"] = event.value
            self.use(event.start, event.end)
        day = find_day_to_come(self.tokens, self.lexicon, today)
        if day is not None and day[0].start not in self.used:
            self.fields["day"] = day[1]
            self.use(day[0].start, day[0].end)

    def _is_behind(self, said: Said) -> bool:
        """Whether a day told with a sale on credit is when it was, and not when it will be paid: "kal diya tha udhar".

        "Yesterday" always is; a word that is also the day to come is with "had", and no promise right behind it; a date where
        nothing is to come.
        """
        if said.value == "yesterday":
            return True
        if not said.value:
            return not any(self.lexicon.table(name).occurrences(self.tokens) for name in ("future", "promise"))
        had = bool(self.lexicon.table("had").occurrences(self.tokens))
        promised = [
            (start, end)
            for name in ("credit", "promise")
            for _, start, end in self.lexicon.table(name).occurrences(self.tokens)
        ]
        return had and said.value in ("near_day", "far_day") and not any(a <= said.end <= b for a, b in promised)

    def _set_entry_date(self, said: Said, day: date, today: date) -> None:
        if self.intent == "record_purchase" and not said.value and not self._was_lately(day, today):
            # What came in and has a date rather lapses then.
            return
        self.use(said.start, said.end)
        self.fields["entry_date"] = day if day != today else None
        # "Today 15 cups came, best before 8 December": when is sure.
        self.misfits |= day != today and not self._was_lately(day, today)

    def _was_lately(self, day: date, today: date) -> bool:
        expires = self.lexicon.table("expiry").occurrences(self.tokens)
        return today - day <= _LATELY and not (self.intent == "record_purchase" and expires)

    def _looks_forward(self) -> bool:
        if self.intent in groups.FORWARD:
            return True
        return bool(self.lexicon.table("future").occurrences(self.tokens)) and self.intent == "demand_forecast"

    def _set_date(self, today: date) -> None:
        found = find_date(self.tokens, self.lexicon, today)
        if found is not None and found[0].start in self.used:
            found = None
        if found is None and self.lexicon.table("expiry").occurrences(self.tokens):
            found = find_days_ahead(self.tokens, self.lexicon, today)
        if found is not None:
            self.fields["date"] = found[1]
            self.use(found[0].start, found[0].end)
