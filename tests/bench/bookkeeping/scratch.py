"""A database of its own on the server that the program uses, migrated, and dropped at the end."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from bot.cli.input import InputError
from bot.cli.running import servers_in_use
from infra import embedded
from infra.database import migrate, session
from infra.settings import settings

NAME = "vyapari_bench_books"
BYTES_A_LINE = 620
"""Of disk: a line, its movement, its part of a sale, their indices, and the log of writing them."""


@contextmanager
def scratch_database(lines: int, keep: bool) -> Iterator[tuple[psycopg.Connection, bool]]:
    """A connection of the superuser to the scratch database, to which the program's settings point, and whether it was kept.

    Raises InputError where there is no room for `lines` sale lines, and with a DATABASE_URL, whose server isn't ours to fill.
    """
    if settings().database_url:
        raise InputError("bench books: fills the embedded server only; unset DATABASE_URL")
    with servers_in_use():
        free = shutil.disk_usage(settings().vyapari_data_dir).free
        if free < lines * BYTES_A_LINE:
            need = lines * BYTES_A_LINE / 1e9
            raise InputError(
                f"bench books: needs {need:.0f} GB in VYAPARI_DATA_DIR, where {free / 1e9:.0f} GB are free"
            )
        kept = _create()
        try:
            for name, user in (("DATABASE_URL", "vyapari_app"), ("DATABASE_ADMIN_URL", "vyapari_owner")):
                os.environ[name] = f"postgresql://{user}@/{NAME}?host={embedded.postgres_socket()}"
            os.environ["REDIS_URL"] = embedded.redis_url()
            settings.cache_clear()
            migrate.upgrade()
            with _connect(NAME) as connection:
                yield connection, kept
        finally:
            session.close_engines()
            for name in ("DATABASE_URL", "DATABASE_ADMIN_URL", "REDIS_URL"):
                os.environ.pop(name, None)
            settings.cache_clear()
            if not keep:
                _drop()


def _create() -> bool:
    with _connect("postgres") as admin:
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (NAME,)).fetchone():
            return True
        admin.execute(f"CREATE DATABASE {NAME} OWNER vyapari_owner")
        return False


def _drop() -> None:
    with _connect("postgres") as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


def _connect(name: str) -> psycopg.Connection:
    return psycopg.connect(host=str(embedded.postgres_socket()), user="postgres", dbname=name, autocommit=True)
