"""Fields of requests and answers: exact decimals as strings, times with their zone, texts that PostgreSQL takes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated

import regex
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from domain.values import Money, Quantity

_MOMENT = regex.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)")
_DAY = regex.compile(r"\d{4}-\d\d-\d\d")
_YEARS = range(2000, 2100)


class Body(BaseModel):
    """What a program sends: nothing that is not known, so that a misspelt field does not silently fall away."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Shown(BaseModel):
    """What a program gets."""

    model_config = ConfigDict(frozen=True)


def _moment(value: object) -> object:
    # Pydantic would take a number for seconds since 1970 as well, and a time without its zone.
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise ValueError("must be written as RFC 3339 has it, such as 2026-11-29T17:30:00+05:30")
    read = datetime.fromisoformat(value.upper())
    _of_our_time(read)
    return read.astimezone(UTC)


def _day(value: object) -> object:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("must be written as a date, such as 2027-03-31")
    read = date.fromisoformat(value)
    _of_our_time(read)
    return read


def _of_our_time(read: date) -> None:
    if read.year not in _YEARS:
        raise ValueError(f"must be between {_YEARS[0]} and {_YEARS[-1]}")


_TEXT = r"^[^\u0000-\u001f\u007f]+$"
Text = Annotated[str, Field(min_length=1, max_length=120, pattern=_TEXT)]
Sku = Annotated[
    str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", examples=["maggi-70g"])
]
Price = Annotated[str, Field(pattern=r"^[0-9]{1,6}(\.[0-9]{1,2})?$", max_length=9, examples=["14.50"])]
"""₹, not more than 999999.99."""
Amount = Annotated[str, Field(pattern=r"^[0-9]{1,8}(\.[0-9]{1,2})?$", max_length=11, examples=["350.00"])]
"""₹ of a line or an account, not more than 99999999.99."""
HowMuch = Annotated[str, Field(pattern=r"^[0-9]{1,6}(\.[0-9]{1,3})?$", max_length=10, examples=["2.5"])]
"""In the product's own unit, to a thousandth."""
Moment = Annotated[AwareDatetime, BeforeValidator(_moment)]
Day = Annotated[date, BeforeValidator(_day)]


def money(text: str | None) -> Money | None:
    """The amount of a field that may be absent."""
    return None if text is None else Money(Decimal(text))


def quantity(text: str | None) -> Quantity | None:
    """The quantity of a field that may be absent."""
    return None if text is None else Quantity(Decimal(text))
