"""PostgreSQL and Redis of their own in a folder, for what runs outside pytest: pictures, benchmarks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra import embedded
from infra.database import migrate
from infra.database.session import close_engines
from infra.settings import settings


@contextmanager
def own_servers(directory: Path) -> Iterator[None]:
    """Servers with the migrated database of `directory`, which the settings point to while the block runs."""
    os.environ["VYAPARI_DATA_DIR"] = str(directory)
    settings.cache_clear()
    servers = embedded.EmbeddedServers()
    servers.start()
    try:
        migrate.upgrade()
        yield
    finally:
        close_engines()
        servers.stop()
