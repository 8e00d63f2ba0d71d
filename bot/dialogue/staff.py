"""The owner's words about helpers, understood without the model: "ADD HELPER 98…", "helper jodo 98…". Pure."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import regex
import yaml

from nlu.spelling.fold import fold

_PHONE = regex.compile(r"(?<!\d)(\+[1-9][\d \-]{7,17}\d|(?:91[ -]?|0)?[6-9](?:[ -]?\d){9})(?!\d)")
_INDIA = "+91"
_LOCAL = 10


def read(text: str) -> tuple[str, str] | None:
    """`add_helper` or `remove_helper` with the number, when that is what a message says; None for anything else."""
    plain = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    words = {fold(word) for word in regex.findall(r"[\p{L}\p{M}]+", plain)}
    if not words & _words()["helper"]:
        return None
    numbers = {phone_of(found) for found in _PHONE.findall(plain)}
    if len(numbers) != 1:
        return None
    return ("remove_helper" if words & _words()["remove"] else "add_helper"), numbers.pop()


def phone_of(written: str) -> str:
    """A number as written, in E.164; Indian unless it says otherwise."""
    digits = regex.sub(r"\D", "", written)
    return f"+{digits}" if written.startswith("+") else _INDIA + digits[-_LOCAL:]


@cache
def _words() -> dict[str, frozenset[str]]:
    listed = yaml.safe_load(Path(__file__).with_name("staff.yml").read_text(encoding="utf-8"))
    return {what: frozenset(fold(word) for word in words) for what, words in listed.items()}
