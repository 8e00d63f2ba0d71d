"""A day's sales told as one sum, without items: "aaj ki bikri 5400", "today sales 5400".

It has the words of a question after the day's sales, and a figure that no question has.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from nlu.contract import Frame
from nlu.lexicon import Lexicon
from nlu.reading import Reading
from nlu.spelling.tokens import Token
from nlu.words.numbers import NumberReader

LEAST = Decimal(100)
"""₹ below which a lone figure is no day's sales."""


def as_day_total(
    reading: Reading, tokens: Sequence[Token], lexicon: Lexicon, used: Set[int], today: date
) -> Reading | None:
    """The reading as the record of a day's sales, which is always asked about; None for any other message.

    `used` are the tokens that tell the day: a figure among them ("7 din ki bikri") is no rupees.
    """
    frame = reading.frame
    if frame.intent not in ("sales_report", "record_sale") or frame.items or frame.amount or frame.credit:
        return None
    if frame.period not in (None, "today", "yesterday") or frame.customer is not None:
        return None
    if lexicon.table("expenses").occurrences(tokens):
        # "Kadayude vadaka 6000 koduthu": rent that was paid.
        return None
    if lexicon.table("handed").occurrences(tokens) and not lexicon.table("sold").occurrences(tokens):
        # "Pandu ivattu 500 kottbitta": somebody paid.
        return None
    numbers = NumberReader(tokens, lexicon, used.__contains__).read()
    if len(numbers) != 1 or numbers[0].value < LEAST:
        return None
    day = today - timedelta(days=1) if frame.period == "yesterday" else frame.entry_date
    spent = {index for number in numbers for index in range(number.start, number.end)}
    texts = {tokens[index].text for index in spent}
    told = Frame(
        intent="record_sale",
        language=frame.language,
        script=frame.script,
        amount=numbers[0].value,
        entry_date=day,
        payment=frame.payment,
    )
    leftover = tuple(word for word in reading.leftover if not texts & set(word.split()))
    # Of goods sold by the piece as well, a sum for the day would count them twice.
    return replace(reading, frame=told, leftover=leftover, numbers_left=0, misfits=True)
