"""The key that the model knows a word by."""

from __future__ import annotations

import regex

from nlu.spelling.fold import fold

_NUMBER = regex.compile(r"[\d.,:/-]*\d[\d.,:/-]*")
# The word featurizer keeps only letters and digits, and whether a message asks is worth a feature.
_SIGNS = {"?": "questionmark", "₹": "rupeesign"}


def lemma_of(token: str) -> str:
    """The feature under which a token counts: its folded key, `0` for any number, a word for a telling sign."""
    if _NUMBER.fullmatch(token):
        return "0"
    return _SIGNS.get(token) or fold(token)
