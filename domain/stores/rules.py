"""Where a store is paid: UPI ids and links. Pure."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import regex

from domain.values import Money

_ID = regex.compile(r"(?<![\w.@-])[a-zA-Z0-9][a-zA-Z0-9._-]{1,254}@[a-zA-Z][a-zA-Z0-9]{1,63}(?![\w@.-])")


def parse_upi(text: str) -> str | None:
    """The one UPI id (`asha@okaxis`) in a text, in small letters; None for none, for two, and for a mail address.

    NPCI: a virtual payment address is `name@handle`; the handle has letters and digits and no dot.
    """
    found = {match.lower() for match in _ID.findall(text)}
    return found.pop() if len(found) == 1 else None


def upi_link(upi_id: str, payee: str, amount: Money, note: str) -> str:
    """The link that opens a payment app with the exact amount filled in (NPCI, UPI Linking Specification)."""
    asked = {"pa": upi_id, "pn": payee, "am": f"{amount.value:.2f}", "cu": "INR", "tn": note}
    return "upi://pay?" + urlencode(asked, quote_via=quote, safe="@")
