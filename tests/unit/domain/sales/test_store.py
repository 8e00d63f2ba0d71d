"""Sales are in the books with their stock, and out of them again when taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from domain.catalogue import store as catalogue
from domain.journal.models import Entry
from domain.sales.models import Sale, SaleLine
from domain.stock.models import StockMovement
from domain.values import Money, Quantity


def test_a_sale_takes_its_goods_off_the_shelf(books: Session, sell: Callable[..., Entry], now: datetime) -> None:
    made = sell(("maggi-70g", "5", "15", "75"), ("sugar-loose", "2", "46", "92"))
    assert catalogue.get(books, "maggi-70g").stock == Quantity(31)
    assert catalogue.get(books, "sugar-loose").stock == Quantity(23)
    sale = books.scalars(select(Sale)).one()
    assert (sale.total, sale.entry_id, sale.sold_at, sale.recorded_at) == (Money(167), made.id, now, now)
    costs = books.execute(select(SaleLine.unit_cost).order_by(SaleLine.id)).scalars().all()
    assert costs == [Money("13.10"), Money("41.50")]


def test_more_than_the_stock_is_sold_all_the_same(books: Session, sell: Callable[..., Entry]) -> None:
    sell(("maggi-280g", "10", "58", "580"))
    assert catalogue.get(books, "maggi-280g").stock == Quantity(-4)


def test_the_same_product_twice_in_a_sale_leaves_twice(books: Session, sell: Callable[..., Entry]) -> None:
    sell(("maggi-70g", "5", "15", "75"), ("maggi-70g", "2", "14", "28"))
    assert catalogue.get(books, "maggi-70g").stock == Quantity(29)


def test_sales_land_in_the_partition_of_their_month(books: Session, sell: Callable[..., Entry], now: datetime) -> None:
    sell(("maggi-70g", "5", "15", "75"))
    for table in (Sale, SaleLine):
        place = books.execute(select(text("tableoid::regclass::text")).select_from(table)).scalars().all()
        assert place == [f"{table.__tablename__}_2026_11"]
    kinds = books.execute(
        select(func.replace(text("tableoid::regclass::text"), "stock_movements_", "")).select_from(StockMovement)
    )
    assert "default" not in set(kinds.scalars())
