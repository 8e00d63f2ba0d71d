"""Who is called by what they bring: "coke wala", "दूधवाला"."""

from __future__ import annotations

from nlu.names.called import Name
from nlu.names.products import Mention
from nlu.spelling.tokens import tokenise
from nlu.whose.nobody import NobodyMessage

_FIRST = 3
"""Words among which a delivery names who brings it."""


class CarriedMessage(NobodyMessage):
    """A message of which is found who is called by the goods that they bring, and that these came."""

    def is_carrier(self, name: Name) -> bool:
        """Whether somebody is called by what they bring: "coke wala", "Pepsi guy"."""
        carriers = self.lexicon.table("carriers")
        return name.end - name.start > 1 and carriers.spells(self.tokens[name.end - 1])

    def brought(self) -> list[Mention]:
        """What a supplier is called by, where a delivery names no other goods: "doodh wala 60 packet rakh gaya"."""
        told = next((end for _, start, end in self.lexicon.table("carriers").occurrences(self.tokens) if start), None)
        if self.intent != "record_purchase":
            return []
        if told is None or "supplier" not in self.fields:
            return self._named_in_one()
        return [mention for mention in self.catalogue.find(self.tokens[: told - 1], self.lexicon) if mention.scores]

    def _named_in_one(self) -> list[Mention]:
        """What a supplier is called by in one word with "wala": "दूधवाला"."""
        carriers = tuple(self.lexicon.table("carriers").words())
        for token in self.tokens[:_FIRST]:
            stem = next((token.text[: -len(word)] for word in carriers if token.lower.endswith(word)), "")
            named = self.catalogue.find(tokenise(stem), self.lexicon) if len(stem) > 1 else []
            if named and named[0].scores:
                return [Mention(token.index, token.index + 1, named[0].scores)]
        return []

    def use_carrier(self) -> None:
        """Count who is called in one word by the goods that they bring as told: "ब्रेडवाला 20 ब्रेड दे गया"."""
        for mention in self._named_in_one() if self.intent == "record_purchase" else ():
            self.use(mention.start, mention.end)
