"""Sessions. A session sees one store's rows, or the post office's, or nothing: row-level security decides, not the query.

Three scopes exist, each set for one transaction:

- *store*: `enter_store(session, id)`; every row of that store and of no other.
- *desk*: `desk_session()`; the rows that route mail (users, conversations, inbox, outbox, alerts) of every store, but no
  store's books. Its connections are a pool of their own, at the desk from the start: a transaction there begins without
  asking for the scope, and none of them is ever anybody else's;
- *training*: `training_session()`; sales, stock movements and prices of every store, read only, nobody's name or number.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import Session

from infra.database import address

APP_ROLE = "vyapari_app"
TRAINING_ROLE = "vyapari_training"
STORE = "store_id"
"""In `Session.info`: the store whose scope a session is in."""
IDLE_SECONDS = 1.0
"""A connection used less than this ago is taken to be alive."""

PREPARED = 400
"""Statements that a connection keeps prepared: a worker's turns know about three hundred."""

_engines: dict[tuple[str, bool], Engine] = {}


def engine(url: str | None = None, *, desk: bool = False) -> Engine:
    """The connection pool of this process for `url` (the configured database, unless given), or that of the desk.

    Every connection acts as `vyapari_app`, whatever login it came by: neither superuser nor owner.
    """
    url = url or address.program_url()
    if (url, desk) not in _engines:
        made = create_engine(
            url,
            pool_size=10,
            max_overflow=20,
            pool_timeout=5,
            # The one used last goes out first: its statements are prepared, and few backends stay warm instead of all.
            pool_use_lifo=True,
            connect_args={"connect_timeout": 5},
            hide_parameters=True,
        )
        event.listen(made, "connect", _act_as_program)
        if desk:
            event.listen(made, "connect", _stand_at_the_desk)
        event.listen(made, "checkin", _note_use)
        event.listen(made, "checkout", _ask_whether_it_lives)
        _engines[url, desk] = made
    return _engines[url, desk]


def _act_as_program(connection: Any, _record: object) -> None:
    connection.prepared_max = PREPARED
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {APP_ROLE}")
        cursor.execute("SET TIME ZONE 'UTC'")
    connection.commit()


def _stand_at_the_desk(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET vyapari.desk = 'on'")
    connection.commit()


def _note_use(_connection: Any, record: Any) -> None:
    record.info["used"] = time.monotonic()


def _ask_whether_it_lives(connection: Any, record: Any, _proxy: object) -> None:
    """Ask a connection that lay idle; one that was used a moment ago is not worth a round trip each transaction."""
    if time.monotonic() - record.info.get("used", time.monotonic()) < IDLE_SECONDS:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except psycopg.Error as error:
        # The pool makes a new one in its place.
        raise DisconnectionError from error


def close_engines() -> None:
    """Close every pool of this process, as before a fork or when a test's database goes."""
    for made in _engines.values():
        made.dispose()
    _engines.clear()


def enter_store(session: Session, store_id: int) -> None:
    """From here to the end of the transaction `session` sees the rows of `store_id` and no other's."""
    session.execute(
        text("SELECT set_config('vyapari.store_id', :id, true), set_config('vyapari.desk', '', true)"),
        {"id": str(store_id)},
    )
    session.info[STORE] = store_id


def enter_desk(session: Session) -> None:
    """From here to the end of the transaction `session` sees what routes mail, of every store, and no books."""
    session.execute(text("SELECT set_config('vyapari.store_id', '', true), set_config('vyapari.desk', 'on', true)"))
    session.info.pop(STORE, None)


@contextmanager
def visit_store(session: Session, store_id: int) -> Iterator[None]:
    """The rows of another store for the block, in the same transaction; then the scope is again what it was.

    Who asks must have made sure that the sender may act there. What the block writes is flushed in it. When the block
    raises the scope is left as it is: the transaction or savepoint around it goes back, and the scope with it.
    """
    yield from _visit(session, lambda: enter_store(session, store_id))


@contextmanager
def visit_desk(session: Session) -> Iterator[None]:
    """As `visit_store`, of what routes mail."""
    yield from _visit(session, lambda: enter_desk(session))


def _visit(session: Session, enter: Callable[[], None]) -> Iterator[None]:
    session.flush()
    scope = text("SELECT current_setting('vyapari.store_id', true), current_setting('vyapari.desk', true)")
    store, desk = session.execute(scope).one()
    visited_from = session.info.get(STORE)
    enter()
    try:
        yield
        session.flush()
    finally:
        session.info[STORE] = visited_from
    session.execute(
        text("SELECT set_config('vyapari.store_id', :store, true), set_config('vyapari.desk', :desk, true)"),
        {"store": store or "", "desk": desk or ""},
    )


@contextmanager
def store_session(store_id: int) -> Iterator[Session]:
    """One transaction in the scope of a store: committed at the end of the block, rolled back when it raises."""
    with Session(engine(), expire_on_commit=False) as session, session.begin():
        enter_store(session, store_id)
        yield session


@contextmanager
def desk_session() -> Iterator[Session]:
    """One transaction in the scope of the post office."""
    with Session(engine(desk=True), expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def desk_statement() -> Iterator[Session]:
    """A session at the desk in which every statement is a transaction of its own, and costs one round trip."""
    with Session(engine(desk=True).execution_options(isolation_level="AUTOCOMMIT")) as session:
        yield session


@contextmanager
def training_session() -> Iterator[Session]:
    """One transaction as the role that models are trained by: it reads what the migrations grant it, of every store.

    Raises SQLAlchemy's ProgrammingError where the program's login was not given the role (README).
    """
    with Session(engine(), expire_on_commit=False) as session, session.begin():
        session.execute(text(f"SET LOCAL ROLE {TRAINING_ROLE}"))
        yield session
