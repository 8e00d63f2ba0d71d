"""A model that knows a few words: the hand-written stand-in for the trained one, where a test is about what follows it."""

from __future__ import annotations

from collections.abc import Mapping

from nlu.contract import NluUnavailable, Parse

WORDS: Mapping[str, str] = {
    "becha": "record_sale",
    "sold": "record_sale",
    "udhaar": "record_sale",
    "बेचा": "record_sale",
    "aaya": "record_purchase",
    "bacha": "check_stock",
    "left": "check_stock",
    "rate": "check_price",
    "rakho": "set_price",
    "rakhun": "price_advice",
    "likho": "record_credit",
    "diye": "record_payment",
    "ginti": "set_stock",
    "the": "correct_last",
    "instead": "correct_last",
    "mangwana": "reorder_advice",
    "bhejo": "create_order",
    "insaan": "talk_to_human",
    "nahi": "deny",
    "bhasha": "set_language",
    "cricket": "out_of_scope",
}


class StandInModel:
    """Tells the intent by one word of the message; a message without such a word it does not understand at all."""

    def __init__(self, confidence: float = 0.999) -> None:
        self.confidence = confidence
        self.away = False
        self.asked: list[str] = []

    def parse(self, normalised: str) -> Parse:
        """The intent of the last word it knows. Raises NluUnavailable while `away`."""
        if self.away:
            raise NluUnavailable("the stand-in is away")
        self.asked.append(normalised)
        known = [WORDS[word] for word in normalised.lower().split() if word in WORDS]
        intent, confidence = (known[-1], self.confidence) if known else ("out_of_scope", 0.2)
        return Parse(intent, confidence, ((intent, confidence), ("greet", 1 - confidence)))
