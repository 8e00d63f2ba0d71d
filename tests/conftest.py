"""Real PostgreSQL and Redis for the tests: one server a session, a database a test cloned from a migrated template."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from sqlalchemy.engine import make_url
from xdist.scheduler import LoadScopeScheduling


def memory() -> Path | None:
    """Where files are kept in memory, when there is room: a database is a thousand files, and disks are slow to make them."""
    place = Path("/dev/shm")
    roomy = place.is_dir() and os.access(place, os.W_OK) and shutil.disk_usage(place).free > 4 << 30
    return place if roomy else None


# Before anything of ours reads a setting: tests never touch the data or the services of the person who runs them.
OURS = ("TWILIO_", "DATABASE_", "REDIS_", "NLU_", "AWS_", "SECRETS_", "TRUSTED_", "VYAPARI_ENV")
for name in [key for key in os.environ if key.startswith(OURS)]:
    del os.environ[name]
os.environ["VYAPARI_DATA_DIR"] = tempfile.mkdtemp(prefix="vyapari-tests-", dir=memory())

from bot import sending_breaker
from infra import clock, embedded, queue
from infra.database import migrate, session
from infra.settings import Settings, settings

# The same examples for the same code: a change is judged by what it changes, not by luck. `make test-long` looks further.
hypothesis.settings.register_profile("same", derandomize=True, database=None)
hypothesis.settings.register_profile("further", derandomize=False)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
Settings.model_config["env_file"] = None
# How long an example takes tells how busy the machine is, not whether a promise is kept.
hypothesis.settings.register_profile("ours", deadline=None)
hypothesis.settings.load_profile("ours")


class Halves(LoadScopeScheduling):
    """`pytest -n 2`: each process runs the same tests in the same order every time, so none fails by what ran before it."""

    def _split_scope(self, nodeid: str) -> str:
        return "units" if nodeid.startswith("tests/unit/") else "promises"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Halves:
    return Halves(config, log)


def pytest_unconfigure() -> None:
    shutil.rmtree(os.environ["VYAPARI_DATA_DIR"], ignore_errors=True)


@pytest.fixture(scope="session")
def servers() -> Iterator[embedded.EmbeddedServers]:
    """PostgreSQL and Redis, up."""
    running = embedded.EmbeddedServers()
    running.start()
    with _admin() as admin:
        # Durability is what a crash of the machine needs, not a crash of the program: tests go faster without.
        for line in ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_wal_size = '128MB'"):
            admin.execute(f"ALTER SYSTEM SET {line}")
        admin.execute("SELECT pg_reload_conf()")
    yield running
    session.close_engines()
    running.stop()


@pytest.fixture(scope="session")
def template(servers: embedded.EmbeddedServers) -> str:
    """The name of a database that the migrations built and nobody writes to."""
    with _admin() as admin:
        admin.execute("CREATE DATABASE vyapari_template OWNER vyapari_owner")
    migrate.upgrade(url_of("vyapari_template", "vyapari_owner"))
    return "vyapari_template"


@pytest.fixture
def database(template: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A fresh, migrated database that settings point to; its URL, as the program logs in."""
    with clone(template, monkeypatch) as url:
        yield url


@contextmanager
def clone(template: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database as `template` that settings point to while the block runs; its URL, as the program logs in."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with _admin() as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY OWNER vyapari_owner")
    url = url_of(name, "vyapari_app")
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("DATABASE_ADMIN_URL", url_of(name, "vyapari_owner"))
    monkeypatch.setenv("REDIS_URL", embedded.redis_url())
    settings.cache_clear()
    queue.connect.cache_clear()
    queue.connect().flushall()
    # What another test's stand-in refused says nothing of this one's.
    sending_breaker.of.cache_clear()
    yield url
    session.close_engines()
    queue.disconnect()
    settings.cache_clear()
    with _admin() as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def url_of(database: str, user: str) -> str:
    """The address of `database` on the tests' server for the login `user`."""
    return f"postgresql+psycopg://{user}@/{database}?host={embedded.postgres_socket()}"


def _admin() -> psycopg.Connection:
    host = make_url(url_of("postgres", "postgres")).query["host"]
    return psycopg.connect(host=str(host), user="postgres", dbname="postgres", autocommit=True)


@pytest.fixture
def data_dir() -> Path:
    """The tests' own data directory."""
    return Path(os.environ["VYAPARI_DATA_DIR"])


SMALL_SHOP = (
    # sku, name, brand, unit, pack, mrp, price, cost, stock
    ("maggi-70g", "Maggi Noodles 70 g", "Nestle", "pc", "70 g", "15", "15", "13.10", 36),
    ("maggi-280g", "Maggi Noodles 280 g family pack", "Nestle", "pc", "280 g", "58", "58", "51", 6),
    ("sugar-loose", "Sugar (loose)", "", "kg", "1 kg", None, "46", "41.50", 25),
    ("soap-lux-100g", "Lux Soap 100 g", "Lux", "pc", "100 g", "36", "36", "31.70", 12),
    ("milk-loose", "Fresh milk (loose)", "", "l", "1 l", None, "62", "56", 10),
    ("milk-amul-500ml", "Amul Taaza Milk 500 ml", "Amul", "pc", "500 ml", "28", "28", "26.20", 20),
    ("coke-750ml", "Coca-Cola 750 ml", "Coca-Cola", "pc", "750 ml", "45", "45", "39", 18),
)


@pytest.fixture
def store(database: str) -> int:
    """A small shop of seven products, whose owner is +919811100001; its number."""
    return make_store("Asha Stores", "+919811100001")


def make_store(name: str, phone: str) -> int:
    """Write a shop with the seven products of SMALL_SHOP, with movements that add up to their stock; its number."""
    from domain.models import Product, StockMovement, Store, User
    from domain.stock.store import rebuild
    from domain.values import Money, Quantity

    now = clock.now()
    with session.desk_session() as s:
        shop = Store(name=name, created_at=now)
        s.add(shop)
        s.flush()
        s.add(User(store_id=shop.id, phone=phone, name="Asha", role="owner", created_at=now))
        s.flush()
        session.enter_store(s, shop.id)
        for sku, title, brand, unit, pack, mrp, price, cost, stock in SMALL_SHOP:
            product = Product(
                store_id=shop.id,
                sku=sku,
                name=title,
                brand=brand,
                unit=unit,
                pack=pack,
                mrp=Money(mrp) if mrp else None,
                price=Money(price),
                cost=Money(cost),
                order_pack=Quantity(1),
                stock=Quantity(stock),
                daily_sales=Quantity("8" if sku == "maggi-70g" else "1"),
                created_at=now,
            )
            s.add(product)
            s.flush()
            s.add(
                StockMovement(
                    store_id=shop.id, product_id=product.id, kind="count", quantity=Quantity(stock), moved_at=now
                )
            )
            s.flush()
            rebuild(s, product)
        return shop.id
