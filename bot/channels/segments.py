"""How a text travels by SMS: in which alphabet, in how many segments, and where it may be cut.

A segment holds 160 septets of the GSM alphabet, 153 where the text needs several, since each then carries a header of
six bytes that tells the phone how to join them. One character outside that alphabet, and the whole text travels as
UTF-16: 70 units, 67 of several. 3GPP TS 23.038 and TS 23.040, 9.2.3.24.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import regex

from bot.replies.gsm7 import count_septets, fits

SEPTETS_ALONE, SEPTETS_JOINED = 160, 153
UNITS_ALONE, UNITS_JOINED = 70, 67


def count_units(text: str) -> int:
    """How many UTF-16 units `text` takes: an emoji takes two, a letter of any script one."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def count(text: str) -> int:
    """How many segments the network sends, and charges, for `text`: it packs characters, whatever they look like.

    An empty text is one segment. Neither the two septets of `[` nor the two units of an emoji are ever parted.
    """
    measure, alone, joined = _alphabet(text)
    return 1 if measure(text) <= alone else len(list(_pack(text, measure, joined)))


def split(text: str) -> list[str]:
    """`text` cut into the segments that a phone joins again: joined, they are `text`.

    As many as `count` says or, where a grapheme would not fit the end of one, now and then one more. A grapheme that is
    longer than a segment is the only one that is cut.
    """
    measure, alone, joined = _alphabet(text)
    # Cut between graphemes: "स्टॉ" is four code points, and a cut inside it shows a broken letter.
    return [text] if measure(text) <= alone else list(_pack(_graphemes(text, measure, joined), measure, joined))


def room(text: str) -> int:
    """Septets or units that are left in the last segment of `text`."""
    measure, alone, joined = _alphabet(text)
    return alone - measure(text) if measure(text) <= alone else joined - measure(split(text)[-1])


def _alphabet(text: str) -> tuple[Callable[[str], int], int, int]:
    if fits(text):
        return count_septets, SEPTETS_ALONE, SEPTETS_JOINED
    return count_units, UNITS_ALONE, UNITS_JOINED


def _graphemes(text: str, measure: Callable[[str], int], limit: int) -> Iterator[str]:
    for grapheme in regex.findall(r"\X", text):
        if measure(grapheme) <= limit:
            yield grapheme
        else:
            yield from grapheme


def _pack(pieces: Iterator[str] | str, measure: Callable[[str], int], limit: int) -> Iterator[str]:
    """`pieces` joined into the longest runs that measure at most `limit`, in order."""
    run, used = "", 0
    for piece in pieces:
        size = measure(piece)
        if run and used + size > limit:
            yield run
            run, used = "", 0
        run, used = run + piece, used + size
    yield run
