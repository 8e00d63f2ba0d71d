"""Whether a message asks where ordered goods are: "mera order kahan hai", "Sharma ka maal aaya kya". Pure.

Product.md has no intent for it, and to the model it sounds like an order or like goods that came: what is asked decides.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import yaml

from nlu.contract import Understanding
from nlu.spelling.fold import fold


def asks_order_status(heard: Understanding) -> bool:
    """Whether the words ask about an order, or about a supplier's goods: where it is, when it comes, whether it came.

    A figure or a product with a quantity is goods that came or are wanted, and no question about them; nor is "when shall I
    order", which speaks of an order but of nothing that comes.
    """
    frame = heard.frame
    said = folded(heard)
    if not said or any(character.isdecimal() for character in heard.normalised) or frame.amount is not None:
        return False
    if any(item.quantity is not None or item.price is not None for item in frame.items):
        return False
    phrases = {*said, *(f"{word} {following}" for word, following in pairwise(said))}
    says = {what: bool(phrases & listed) for what, listed in _words().items()}
    # "Aaya ka" would be a question in Marathi: in Hindi "Sharma ka maal aaya" tells that it came, so the word must end it.
    asked = heard.text.rstrip().endswith("?") or said[-1] in _words()["asks"] or said[0] in _words()["asks"]
    whether = says["came"] and asked
    if says["others"]:
        return False
    if says["order"]:
        return says["where"] or says["status"] or (says["when"] and says["comes"]) or whether
    return (
        says["goods"] and frame.supplier is not None and (says["where"] or whether or (says["when"] and says["comes"]))
    )


def folded(heard: Understanding) -> tuple[str, ...]:
    """The words of a message under the keys at which their spellings meet."""
    return tuple(fold(word) for word in heard.normalised.rstrip(" ?!.").replace("?", " ").split())


@cache
def _words() -> dict[str, frozenset[str]]:
    listed = yaml.safe_load(Path(__file__).with_name("orders.yml").read_text(encoding="utf-8"))
    return {
        what: frozenset(" ".join(fold(part) for part in word.split()) for word in words)
        for what, words in listed.items()
    }
