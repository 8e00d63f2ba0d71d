"""Where PostgreSQL is: the configured address, or that of the embedded server of this data directory."""

from __future__ import annotations

from sqlalchemy.engine import URL, make_url

from infra import embedded
from infra.settings import settings

DRIVER = "postgresql+psycopg"


def program_url() -> str:
    """The login of the program.

    Raises embedded.NotRunning when no DATABASE_URL is set and no embedded server runs.
    """
    given = settings().database_url
    return normal(given) if given else _embedded("vyapari_app")


def owner_url() -> str:
    """The login that owns the tables and may change them: for migrations only."""
    given = settings().database_admin_url or settings().database_url
    return normal(given) if given else _embedded("vyapari_owner")


def normal(url: str) -> str:
    """`url` with the driver we use, whatever way it was written (`postgres://`, `postgresql://`)."""
    parsed = make_url(url.replace("postgres://", "postgresql://", 1))
    return parsed.set(drivername=DRIVER).render_as_string(hide_password=False)


def _embedded(user: str) -> str:
    socket = embedded.postgres_socket()
    return URL.create(DRIVER, username=user, database="vyapari", query={"host": str(socket)}).render_as_string()
