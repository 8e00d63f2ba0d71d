"""What all tables share: the declarative base, the columns that every owned row carries."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

from domain.values import Money, MoneyColumn, Quantity, QuantityColumn


class Base(DeclarativeBase):
    """Every table of the program."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        datetime: DateTime(timezone=True),
        Money: MoneyColumn,
        Quantity: QuantityColumn,
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


Id = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
"""A row's number."""
OwnerStore = Annotated[int, mapped_column(BigInteger, ForeignKey("stores.id"), index=True)]
"""The store that owns the row; row-level security goes by it."""
