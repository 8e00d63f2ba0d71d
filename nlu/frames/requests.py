"""What a request about the assistant itself asks for: a language, alerts on or off, a file, a licence to watch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nlu.lexicon import Lexicon, every_lexicon
from nlu.spelling.tokens import Token


def fill_request(intent: str, tokens: Sequence[Token], lexicon: Lexicon) -> dict[str, Any]:
    """The frame's fields of `set_language`, `set_alerts`, `export_report`, `licence_reminder`; none for the others."""
    if intent == "set_language":
        latin = bool(lexicon.table("latin_letters").occurrences(tokens))
        names = _last(every_lexicon(), "language_names", tokens)
        return {"to_language": names or (lexicon.codes[0] if latin else None), "to_script": "Latn" if latin else None}
    if intent == "set_alerts":
        off = bool(lexicon.table("off").occurrences(tokens)) or _says_off(tokens, lexicon)
        on = _last(lexicon, "switches", tokens, "on") is not None
        return {"alert": _first(lexicon, "alerts", tokens), "on": False if off else True if on else None}
    if intent == "export_report":
        return {"report": _first(lexicon, "reports", tokens), "format": _first(lexicon, "formats", tokens)}
    if intent == "licence_reminder":
        return {"licence": _first(lexicon, "licences", tokens)}
    return {}


def _says_off(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a word switches off; Gujarati's "no" before the alert itself is "of": "udhar na alert chalu karo"."""
    of, alert = lexicon.table("amount_of"), lexicon.table("alert_words")
    return any(
        value == "off" and not (of.spells(tokens[start]) and alert.match(tokens, end) is not None)
        for value, start, end in lexicon.table("switches").occurrences(tokens)
    )


def _first(lexicon: Lexicon, table: str, tokens: Sequence[Token]) -> str | None:
    found = lexicon.table(table).occurrences(tokens)
    return found[0][0] if found else None


def _last(lexicon: Lexicon, table: str, tokens: Sequence[Token], value: str | None = None) -> str | None:
    found = [hit for hit, _, _ in lexicon.table(table).occurrences(tokens) if value is None or hit == value]
    return found[-1] if found else None
