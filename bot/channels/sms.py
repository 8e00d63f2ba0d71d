"""What SMS can't carry, taken out of a text that was written for WhatsApp; files as links."""

from __future__ import annotations

import regex

from bot.channels import segments
from bot.replies import gsm7

_LATIN = regex.compile(r"[\p{Latin}\p{Common}\p{Inherited}]*")
_PICTURES = regex.compile(r"[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F\u200D\u20E3]+ ?")


def plain(text: str) -> str:
    """`text` without pictures, and with `Rs` for the rupee sign: either makes a segment hold 70 characters, not 160."""
    # "₹75" is "Rs 75", "₹ 75" too.
    return _PICTURES.sub("", regex.sub(r"₹\s?", "Rs ", text)).strip()


def economical(text: str) -> str:
    """`text` in as few segments as it can be without changing a word.

    One curly quote, dash or accent would make every segment of a Latin text hold 70 characters, so such signs are
    written in the SMS alphabet. Of a text in another script only doubled spaces go, where that saves a segment.
    """
    if _LATIN.fullmatch(text):
        return gsm7.fit(text)
    closer = regex.sub(r" {2,}", " ", text)
    return closer if segments.count(closer) < segments.count(text) else text


def with_links(text: str, links: list[str], limit: int) -> str:
    """`text` with each link on a line of its own, in at most `limit` characters: a link is never cut, the text may be."""
    below = "".join(f"\n{link}" for link in links)
    room = limit - len(below)
    return (text if len(text) <= room else text[: room - 1].rstrip() + "…") + below
