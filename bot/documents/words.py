"""The words of a document in one language, once for every kind of file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from actions.contract import Chart, Document, RawFile, Table, Value
from bot.documents.fonts import drawable
from bot.replies.render import say


@dataclass(frozen=True)
class Words:
    """Says values in a language (BCP 47) and script (ISO 15924). `shop` is the name over the document."""

    language: str
    script: str
    shop: str = ""

    def say(self, value: Value) -> str:
        """The value as a reply shows it, in letters that there are fonts for."""
        return drawable(say(value, self.language, self.script))

    def all_of(self, document: Document) -> str:
        """Every letter of the document's words, to choose fonts by."""
        return "".join(self._texts(document)) + drawable(self.shop)

    def _texts(self, document: Document) -> Iterator[str]:
        yield self.say(document.title)
        for part in document.parts:
            if isinstance(part, RawFile):
                continue
            yield self.say(part.title)
            if isinstance(part, Chart):
                yield from map(self.say, part.labels)
                yield self.say(part.unit)
            if isinstance(part, Table):
                yield from (self.say(column.title) for column in part.columns)
                yield from (self.say(cell) for row in part.rows for cell in row)
                yield from map(self.say, part.total or ())
