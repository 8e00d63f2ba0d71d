"""What was given on the command line or in a pipe, checked before anything is done with it."""

from __future__ import annotations

import regex


class InputError(Exception):
    """What was given can't be used. The message is one line naming file, row and column where there are any."""


_PHONE = regex.compile(r"\+[1-9]\d{7,14}")


def check_phone(text: str) -> str:
    """`text` as E.164, spaces and hyphens dropped: `+91 98000-00001` is `+919800000001`.

    Raises InputError for anything else.
    """
    plain = regex.sub(r"[\s\-()]", "", text)
    if not _PHONE.fullmatch(plain):
        raise InputError(f"--phone: {text!r} is no phone number with its country code, such as +919800000001")
    return plain


def check_channel(text: str) -> str:
    """`whatsapp` or `sms`.

    Raises InputError for anything else.
    """
    if text not in ("whatsapp", "sms"):
        raise InputError(f"--channel: {text!r} is neither whatsapp nor sms")
    return text
