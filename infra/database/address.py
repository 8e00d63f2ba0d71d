"""Where PostgreSQL is: the configured address, or that of the embedded server of this data directory."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from infra import embedded
from infra.settings import settings

DRIVER = "postgresql+psycopg"


def program_url() -> str:
    """The login of the program.

    Raises embedded.NotRunning when no DATABASE_URL is set and no embedded server runs.
    """
    given = settings().database_url
    return normal(given) if given else _embedded("vyapari_app", settings().vyapari_data_dir)


def owner_url() -> str:
    """The login that owns the tables and may change them: for migrations only."""
    given = settings().database_admin_url or settings().database_url
    return normal(given) if given else _embedded("vyapari_owner", settings().vyapari_data_dir)


@cache
def normal(url: str) -> str:
    """`url` with the driver we use, whatever way it was written (`postgres://`, `postgresql://`)."""
    parsed = make_url(url.replace("postgres://", "postgresql://", 1))
    return parsed.set(drivername=DRIVER).render_as_string(hide_password=False)


@cache
def _embedded(user: str, _data_dir: Path) -> str:
    # Once found it stays: every session asks, and a server that starts again in its directory has the same socket.
    socket = embedded.postgres_socket()
    return URL.create(DRIVER, username=user, database="vyapari", query={"host": str(socket)}).render_as_string()
