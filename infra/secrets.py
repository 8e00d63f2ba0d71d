"""Secrets that the settings give, else random ones that the data directory keeps."""

from __future__ import annotations

import secrets

from infra.settings import settings


def secret(name: str) -> bytes:
    """The setting `name` as bytes; where it is not set, 256 random bits in the data directory's file of that name."""
    given = getattr(settings(), name)
    if given:
        return str(given).encode()
    path = settings().vyapari_data_dir / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{secrets.token_hex(8)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(32))
        # Two processes may make one at once: a hard link, unlike a rename, lets the first win.
        try:
            path.hardlink_to(fresh)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()
