"""A store sees its own rows and no other's, in every table that has a store, whatever the query forgot."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Integer,
    Numeric,
    Table,
    Time,
    create_engine,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from domain.agents import store as agents
from domain.models import Base
from domain.values import Money, MoneyColumn, Quantity, QuantityColumn
from infra.database.session import desk_session, engine, store_session, visit_desk
from tests.conftest import make_store

OWNED = [table for table in Base.metadata.sorted_tables if "store_id" in table.c]
"""In the order in which their rows can be written."""
ROUTING = {
    *("access_log", "alerts", "api_keys", "conversations", "dashboard_sessions", "delivery_events", "inbox", "labels"),
    *("nights", "outbox", "support_cases", "support_notes", "users"),
}
"""What the desk sees too, of every store."""
NAMES = [table.name for table in OWNED]
NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


def sample(table: Table, store_id: int, known: dict[str, Any], mark: str) -> dict[str, Any]:
    """Values for every column of `table` that must have one; foreign keys name the rows written before."""
    values: dict[str, Any] = {}
    for column in table.c:
        if column.identity is not None or column.nullable:
            continue
        if column.name == "store_id":
            values[column.name] = store_id
        elif column.foreign_keys:
            target = next(iter(column.foreign_keys)).column
            values[column.name] = known[f"{target.table.name}.{target.name}"]
        else:
            values[column.name] = plain(column.type, f"{mark}-{column.name}")
    return values


def plain(kind: Any, mark: str) -> Any:
    for types, value in (
        (MoneyColumn, Money(1)),
        (QuantityColumn, Quantity(1)),
        (DateTime, NOW),
        (Date, date(2026, 11, 22)),
        (Time, time(9)),
        (Boolean, False),
        ((Integer, BigInteger), 1),
        (Numeric, Decimal("0.5")),
        (JSONB, {}),
        (ARRAY, []),
    ):
        if isinstance(kind, types):  # type: ignore[arg-type]
            return value
    return mark


def an_agent(session: Session) -> int:
    """Somebody of support, who is no store's; one for all."""
    with visit_desk(session):
        agent = agents.find(session, "agent@example.in") or agents.add(
            session, "agent@example.in", "Agent", "agent", now=NOW
        )
        return agent.id


def write_everywhere(session: Session, store_id: int, mark: str) -> None:
    """One more row of the store in every table, in the order of their foreign keys."""
    known: dict[str, Any] = {"stores.id": store_id, "agents.id": an_agent(session)}
    for table in OWNED:
        values = sample(table, store_id, known, mark)
        if "store_id" in table.c and table.c.store_id.nullable:
            values["store_id"] = store_id
        row = session.execute(insert(table).values(values).returning(*table.primary_key.columns)).one()
        known |= {f"{table.name}.{name}": value for name, value in row._mapping.items()}


@pytest.fixture
def two_stores(database: str) -> tuple[int, int]:
    """Two stores with a row of their own in every table."""
    pair = make_store("First", "+919811100001"), make_store("Second", "+919811100002")
    for store_id in pair:
        with store_session(store_id) as session:
            write_everywhere(session, store_id, f"store{store_id}")
    return pair


def test_every_table_with_a_store_forces_row_security(database: str) -> None:
    with engine().connect() as connection:
        found = connection.execute(
            text(
                "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity FROM pg_class c "
                "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'store_id' AND NOT a.attisdropped "
                "WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace"
            )
        ).all()
        assert {row.relname for row in found} == set(NAMES), "the database and the models know the same tables"
        assert [row.relname for row in found if not (row.relrowsecurity and row.relforcerowsecurity)] == []
        stores = connection.execute(
            text("SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = 'stores'::regclass")
        )
        assert stores.scalar_one() is True


def test_the_program_is_neither_superuser_nor_owner_nor_above_row_security(database: str) -> None:
    with engine().connect() as connection:
        role = connection.execute(
            text("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        ).one()
        assert (role.rolsuper, role.rolbypassrls) == (False, False)
        owners = connection.execute(
            text("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
        ).scalars()
        assert role.rolname not in set(owners)
        may_become = connection.execute(
            text(
                "SELECT rolname FROM pg_roles WHERE rolname <> current_user AND pg_has_role(session_user, oid, 'MEMBER') "
                "AND (rolsuper OR rolbypassrls OR rolname IN (SELECT tableowner FROM pg_tables WHERE schemaname = 'public'))"
            )
        ).scalars()
        assert list(may_become) == [], "SET ROLE leads nowhere either"


def test_partitions_can_not_be_read_past_their_table(two_stores: tuple[int, int]) -> None:
    """Row security of a partitioned table does not hold for who reads a partition by its own name: nobody may."""
    with store_session(two_stores[0]) as session:
        partitions = (
            session.execute(text("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'")).scalars().all()
        )
        assert len(partitions) >= 3
        readable = [
            name
            for name in partitions
            if session.execute(text("SELECT has_table_privilege(:name, 'SELECT')"), {"name": name}).scalar_one()
        ]
        assert readable == []


@pytest.mark.parametrize("position", [0, 1], ids=["first", "second"])
def test_a_query_without_a_filter_shows_only_the_stores_own(two_stores: tuple[int, int], position: int) -> None:
    store_id = two_stores[position]
    with store_session(store_id) as session:
        for table in OWNED:
            seen = set(session.execute(select(table.c.store_id).select_from(table)).scalars())
            assert seen == {store_id}, table.name
        assert session.execute(select(Base.metadata.tables["stores"].c.id)).scalars().all() == [store_id]


def test_a_store_can_not_write_for_another(two_stores: tuple[int, int]) -> None:
    own, other = two_stores
    refused = []
    with store_session(other) as session:
        keys: dict[str, Any] = {"stores.id": other, "agents.id": an_agent(session)}
        for table in OWNED:
            row = session.execute(select(*table.primary_key.columns).limit(1)).one()
            keys |= {f"{table.name}.{name}": value for name, value in row._mapping.items()}
    with store_session(own) as session:
        for table in OWNED:
            values = {**sample(table, other, keys, "intruder"), "store_id": other}
            with pytest.raises(ProgrammingError, match="row-level security"), session.begin_nested():
                session.execute(insert(table).values(values))
            refused.append(table.name)
    assert refused == NAMES


def test_a_store_can_not_change_or_delete_what_is_another_s(two_stores: tuple[int, int]) -> None:
    own, other = two_stores
    before = rows_of(other)
    with store_session(own) as session:
        for table in OWNED:
            for change in (table.delete().where(table.c.store_id == other), move_to(table, other, own)):
                assert attempt(session, change) in (0, "permission denied"), table.name
    assert rows_of(other) == before


def attempt(session: Session, change: Any) -> int | str:
    """How many rows a change found, or that nobody has the right to it."""
    try:
        with session.begin_nested():
            return int(session.execute(change).rowcount)  # type: ignore[attr-defined]
    except ProgrammingError as error:
        return str(error.orig).split(" for ")[0]


def move_to(table: Table, other: int, own: int) -> Any:
    return table.update().where(table.c.store_id == other).values(store_id=own)


def rows_of(store_id: int) -> dict[str, int]:
    with store_session(store_id) as session:
        return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in OWNED}


def test_without_a_scope_there_is_nothing(two_stores: tuple[int, int]) -> None:
    with Session(engine()) as session:
        for table in [*OWNED, Base.metadata.tables["stores"]]:
            assert session.execute(select(func.count()).select_from(table)).scalar_one() == 0, table.name


def test_the_desk_sees_the_mail_of_all_and_the_books_of_none(two_stores: tuple[int, int]) -> None:
    with desk_session() as session:
        for table in OWNED:
            seen = set(session.execute(select(table.c.store_id).select_from(table)).scalars())
            assert seen == (set(two_stores) if table.name in ROUTING else set()), table.name


def test_a_scope_ends_with_its_transaction(two_stores: tuple[int, int]) -> None:
    """A pooled connection carries no store over to whoever gets it next."""
    pool = engine()
    with store_session(two_stores[0]) as session:
        first = session.connection().connection.dbapi_connection
    with Session(pool) as session:
        assert session.connection().connection.dbapi_connection is first
        assert session.execute(select(func.count()).select_from(OWNED[0])).scalar_one() == 0


def test_training_sees_sales_without_a_name_or_a_number(database: str, two_stores: tuple[int, int]) -> None:
    """The role that learns across stores reads quantities of every store, and no customer, user or message."""
    made = create_engine(make_url(database).set(username="postgres"))
    with made.connect() as connection:
        connection.execute(text("SET ROLE vyapari_training"))
        stores = connection.execute(text("SELECT DISTINCT store_id FROM sale_lines")).scalars()
        assert set(stores) == set(two_stores)
        readable = connection.execute(
            text(
                "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public' "
                "AND has_column_privilege('vyapari_training', format('%I.%I', table_schema, table_name)::regclass, "
                "column_name, 'SELECT')"
            )
        ).scalars()
        columns = {tuple(name.split(".")) for name in readable}
        tables = {table for table, _ in columns}
        assert tables == {
            "stores", "products", "sale_lines", "stock_movements", "forecast_scores", "local_events",
            "local_event_removals",
        }  # fmt: skip
        assert not columns & {(table, "user_id") for table in tables}
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text("SELECT name FROM stores"))
    made.dispose()
