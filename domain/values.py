"""Money and quantities: exact decimals that do not mix by accident, and their columns."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, Self

from sqlalchemy import Numeric
from sqlalchemy.types import TypeDecorator

_WIDE = Context(prec=400)


@dataclass(frozen=True, slots=True)
class _Exact:
    """A decimal with a fixed number of places. Refuses floats: 0.1 + 0.2 is not 0.3 there."""

    value: Decimal

    def __init__(self, value: Decimal | int | str) -> None:
        if isinstance(value, float):
            raise TypeError(f"{type(self).__name__} takes no float: {value!r}")
        exact = Decimal(value)
        if not exact.is_finite():
            raise ValueError(f"{type(self).__name__} must be a number: {value!r}")
        # A figure of forty digits is one that somebody typed: it is refused in words, not by an error in here.
        object.__setattr__(self, "value", exact.quantize(self._step(), ROUND_HALF_UP, _WIDE))

    @classmethod
    def _step(cls) -> Decimal:
        raise NotImplementedError

    def __add__(self, other: Self) -> Self:
        return self._same(other, self.value + other.value) if type(other) is type(self) else NotImplemented

    def __sub__(self, other: Self) -> Self:
        return self._same(other, self.value - other.value) if type(other) is type(self) else NotImplemented

    def _same(self, _other: Self, value: Decimal) -> Self:
        return type(self)(value)

    def __neg__(self) -> Self:
        return type(self)(-self.value)

    def __abs__(self) -> Self:
        return type(self)(abs(self.value))

    def __lt__(self, other: Self) -> bool:
        return self.value < other.value if type(other) is type(self) else NotImplemented

    def __le__(self, other: Self) -> bool:
        return self.value <= other.value if type(other) is type(self) else NotImplemented

    def __gt__(self, other: Self) -> bool:
        return self.value > other.value if type(other) is type(self) else NotImplemented

    def __ge__(self, other: Self) -> bool:
        return self.value >= other.value if type(other) is type(self) else NotImplemented

    def __bool__(self) -> bool:
        return self.value != 0

    def __str__(self) -> str:
        return format(self.value, "f")


class Money(_Exact):
    """Rupees and paise. Half a paisa is rounded away from zero."""

    __slots__ = ()

    @classmethod
    def _step(cls) -> Decimal:
        return Decimal("0.01")

    def __mul__(self, factor: Decimal | int | Quantity) -> Money:
        return Money(self.value * (factor.value if isinstance(factor, Quantity) else factor))

    def per(self, quantity: Quantity) -> Money:
        """The price of one unit when `quantity` costs this much. Raises ZeroDivisionError for none."""
        if not quantity:
            raise ZeroDivisionError("a price per nothing")
        return Money(self.value / quantity.value)


class Quantity(_Exact):
    """How much of a product, in the product's own unit, to a thousandth: a gram of a kilo."""

    __slots__ = ()

    @classmethod
    def _step(cls) -> Decimal:
        return Decimal("0.001")

    def __mul__(self, factor: Decimal | int) -> Quantity:
        return Quantity(self.value * factor)

    def __str__(self) -> str:
        text = format(self.value, "f").rstrip("0").rstrip(".")
        return "0" if text in ("", "-0") else text


ZERO_MONEY = Money(0)
ZERO_QUANTITY = Quantity(0)


class MoneyColumn(TypeDecorator[Money]):
    """NUMERIC(14, 2) that reads and writes `Money`."""

    impl = Numeric(14, 2)
    cache_ok = True

    def process_bind_param(self, value: Money | None, dialect: Any) -> Decimal | None:
        """What the driver gets."""
        return None if value is None else value.value

    def process_result_value(self, value: Any | None, dialect: Any) -> Money | None:
        """What the program gets."""
        return None if value is None else Money(value)


class QuantityColumn(TypeDecorator[Quantity]):
    """NUMERIC(14, 3) that reads and writes `Quantity`."""

    impl = Numeric(14, 3)
    cache_ok = True

    def process_bind_param(self, value: Quantity | None, dialect: Any) -> Decimal | None:
        """What the driver gets."""
        return None if value is None else value.value

    def process_result_value(self, value: Any | None, dialect: Any) -> Quantity | None:
        """What the program gets."""
        return None if value is None else Quantity(value)
