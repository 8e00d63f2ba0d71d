"""What an account says: how old a debt is, a phone number in its usual form. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import regex

from domain.values import ZERO_MONEY, Money

AGES = (30, 60, 90)
"""A debt is up to 30, 31 to 60, 61 to 90 or more than 90 days old: the buckets of an accounts receivable ageing report."""
_MOBILE = regex.compile(r"(?:\+?91|0)?([6-9]\d{9})")
_ABROAD = regex.compile(r"\+\d{8,15}")
_RUN = regex.compile(r"\+?\d[\d ()\-]{6,}\d")


@dataclass(frozen=True)
class Posting:
    """A line of an account: positive is owed, negative was paid."""

    day: date
    amount: Money


def owed_since(postings: Sequence[Posting]) -> date | None:
    """The day of the oldest debt that is not settled, as `age` settles them; None when nothing is owed."""
    paid = -sum((posting.amount for posting in postings if posting.amount < ZERO_MONEY), ZERO_MONEY)
    for posting in sorted((p for p in postings if p.amount > ZERO_MONEY), key=lambda p: p.day):
        if posting.amount > paid:
            return posting.day
        paid -= posting.amount
    return None


def age(postings: Sequence[Posting], today: date) -> tuple[Money, ...]:
    """What is still owed by its age: up to 30 days, to 60, to 90, more. They sum to the balance, or to nothing on an advance.

    Payments settle the oldest debt first (first in, first out), whenever they were made.
    """
    paid = -sum((posting.amount for posting in postings if posting.amount < ZERO_MONEY), ZERO_MONEY)
    buckets = [ZERO_MONEY] * (len(AGES) + 1)
    for posting in sorted((p for p in postings if p.amount > ZERO_MONEY), key=lambda p: p.day):
        settled = min(paid, posting.amount)
        paid -= settled
        days = (today - posting.day).days
        buckets[sum(days > limit for limit in AGES)] += posting.amount - settled
    return tuple(buckets)


def parse_phone(text: str) -> str | None:
    """The one phone number in a text as E.164: an Indian mobile number, or one with a plus sign. None for none or two."""
    digits = "".join(str(int(c)) if c.isdecimal() else c for c in text)
    found = {_as_e164(regex.sub(r"[ ()\-]", "", run)) for run in _RUN.findall(digits)} - {None}
    return found.pop() if len(found) == 1 else None


def _as_e164(number: str) -> str | None:
    mobile = _MOBILE.fullmatch(number)
    if mobile is not None:
        return f"+91{mobile[1]}"
    return number if _ABROAD.fullmatch(number) and not number.startswith("+91") else None
