"""Bring a database to the newest form, or back, as the owner of its tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, NullPool, create_engine, text

from infra import clock
from infra.database import address
from infra.embedded import ROLES

_HERE = Path(__file__).parent / "migrations"


def upgrade(url: str | None = None, revision: str = "head") -> None:
    """Run every migration that `url` (the owner's login, unless given) has not seen, and lay out the months around today.

    Raises sqlalchemy.exc.SQLAlchemyError when the login may not; nothing is left half done.
    """
    with _connection(url) as connection:
        _ensure_roles(connection)
        command.upgrade(_config(connection), revision)
        if revision == "head":
            connection.execute(text("SELECT vyapari_let_keeper()"))
            ensure_months(connection, -13, 3)


def downgrade(url: str | None = None, revision: str = "base") -> None:
    """Take the migrations after `revision` back, with all their data."""
    with _connection(url) as connection:
        command.downgrade(_config(connection), revision)


def ensure_months(connection: Connection, first: int, last: int) -> None:
    """Make the monthly partitions from `first` to `last` months from now. The program may call it too."""
    this = clock.now().date()
    for offset in range(first, last + 1):
        months = this.year * 12 + this.month - 1 + offset
        connection.execute(text("SELECT vyapari_ensure_month(:m)"), {"m": date(months // 12, months % 12 + 1, 1)})
    connection.commit()


def _connection(url: str | None) -> Connection:
    return create_engine(url or address.owner_url(), poolclass=NullPool).connect()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.attributes["connection"] = connection
    return config


def _ensure_roles(connection: Connection) -> None:
    """The roles that rights are granted to; an owner that may not make them finds them made by the operator (README)."""
    known = connection.execute(
        text("SELECT count(*) FROM pg_roles WHERE rolname IN ('vyapari_app', 'vyapari_training')")
    )
    if known.scalar_one() < 2:
        connection.exec_driver_sql(ROLES)
    connection.commit()
