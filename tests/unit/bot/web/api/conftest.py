"""A shop with a key, asked over HTTP (ASGI) as a program asks."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from bot.web.app import create_app
from domain.access import store as access
from domain.access.rules import NewKey
from domain.models import Entry, Product, Sale, StockMovement
from domain.stores import store as stores
from infra import clock
from infra.database.session import desk_session, store_session
from tests.conftest import make_store
from tests.serving import forget_log

_numbers = itertools.count(1)
OWNER = "+919811100001"


def make_key(phone: str) -> NewKey:
    with desk_session() as session:
        return access.add_key(session, stores.find_members(session, phone)[0], "till", clock.now())


class Program:
    """A program of one store: asks with its key, and with a new Idempotency-Key unless told."""

    def __init__(self, web: TestClient, store_id: int, key: NewKey) -> None:
        self.web, self.store_id, self.key = web, store_id, key

    def get(self, path: str, **more: Any) -> httpx2.Response:
        return self.web.get(f"/api/v1{path}", headers=self.headers(), **more)

    def post(self, path: str, body: Any = None, once: str | None = None) -> httpx2.Response:
        headers = self.headers() | {"Idempotency-Key": once or f"test-{next(_numbers)}"}
        return self.web.post(f"/api/v1{path}", json=body, headers=headers)

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key.token}"}

    def stock(self, sku: str) -> str:
        """The stock in the books, which is the sum of the movements."""
        with store_session(self.store_id) as session:
            product = session.scalars(select(Product).where(Product.sku == sku)).one()
            moved = session.scalar(
                select(func.sum(StockMovement.quantity)).where(StockMovement.product_id == product.id)
            )
        assert moved == product.stock
        return str(product.stock)

    def rows(self) -> tuple[int, int]:
        """How many entries and sales there are."""
        with store_session(self.store_id) as session:
            return tuple(session.scalar(select(func.count()).select_from(book)) for book in (Entry, Sale))  # type: ignore[return-value]


@pytest.fixture
def web(database: str) -> Iterator[TestClient]:
    yield TestClient(create_app(), raise_server_exceptions=False)
    forget_log()


@pytest.fixture
def program(web: TestClient, store: int) -> Program:
    return Program(web, store, make_key(OWNER))


@pytest.fixture
def other(web: TestClient, store: int) -> Program:
    """A program of another store."""
    return Program(web, make_store("Second", "+919811100002"), make_key("+919811100002"))
