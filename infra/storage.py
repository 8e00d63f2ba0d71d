"""Files that the program makes and may lose: models. They lie under `VYAPARI_DATA_DIR`/files."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from infra.settings import settings


def write(key: str, content: bytes) -> None:
    """Keep `content` as `key` (parts separated by /): a reader sees the old or the new, never half. Raises OSError."""
    path = _path(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read(key: str) -> bytes | None:
    """What was kept as `key`; None when nothing was. Raises OSError."""
    try:
        return _path(key).read_bytes()
    except FileNotFoundError:
        return None


def _path(key: str) -> Path:
    parts = key.split("/")
    if not all(parts) or any(part.startswith(".") for part in parts):
        raise ValueError(f"{key!r} is no key")
    return settings().vyapari_data_dir.joinpath("files", *parts)
