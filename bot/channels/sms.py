"""What SMS can't carry, taken out of a text that was written for WhatsApp; files as links."""

from __future__ import annotations

import regex

_PICTURES = regex.compile(r"[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F\u200D\u20E3]+ ?")


def plain(text: str) -> str:
    """`text` without pictures, and with `Rs` for the rupee sign: either makes a segment hold 70 characters, not 160."""
    # "₹75" is "Rs 75", "₹ 75" too.
    return _PICTURES.sub("", regex.sub(r"₹\s?", "Rs ", text)).strip()


def with_links(text: str, links: list[str], limit: int) -> str:
    """`text` with each link on a line of its own, in at most `limit` characters: a link is never cut, the text may be."""
    below = "".join(f"\n{link}" for link in links)
    room = limit - len(below)
    return (text if len(text) <= room else text[: room - 1].rstrip() + "…") + below
