"""Files that the program makes: models, documents. Under `VYAPARI_DATA_DIR`/files, or in the bucket `S3_BUCKET`."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from infra.settings import settings


class _Store(Protocol):
    def write(self, key: str, content: bytes) -> None: ...
    def read(self, key: str) -> bytes | None: ...
    def delete(self, prefix: str, before: datetime | None) -> int: ...
    def link(self, key: str, name: str, media_type: str, seconds: int) -> str | None: ...


def write(key: str, content: bytes) -> None:
    """Keep `content` as `key` (parts separated by /): a reader sees the old or the new, never half.

    Raises OSError, or botocore's errors where a bucket is set.
    """
    _store().write(_checked(key), content)


def read(key: str) -> bytes | None:
    """What was kept as `key`; None when nothing was. Raises as `write`."""
    return _store().read(_checked(key))


def delete(prefix: str, before: datetime | None = None) -> int:
    """Delete what is kept under `prefix` (whole parts), only what was written before that time where given; how many files."""
    return _store().delete(_checked(prefix), before)


def link(key: str, name: str, media_type: str, seconds: int) -> str | None:
    """An address from which anybody may fetch the file for so many seconds (SigV4, a week at most); None where files lie
    in a folder, which has no addresses of its own.
    """
    return _store().link(_checked(key), name, media_type, seconds)


def _checked(key: str) -> str:
    if not all(key.split("/")) or any(part.startswith(".") for part in key.split("/")):
        raise ValueError(f"{key!r} is no key")
    return key


def _store() -> _Store:
    now = settings()
    if now.s3_bucket:
        return _Bucket(now.s3_bucket, _client(now.aws_region, now.aws_endpoint_url))
    return _Folder(now.vyapari_data_dir / "files")


class _Folder:
    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, key: str, content: bytes) -> None:
        path = self.root / key
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def read(self, key: str) -> bytes | None:
        try:
            return (self.root / key).read_bytes()
        except FileNotFoundError:
            return None

    def delete(self, prefix: str, before: datetime | None) -> int:
        top = self.root / prefix
        old = [path for path in self._files(top) if before is None or _written(path) < before]
        for path in old:
            path.unlink(missing_ok=True)
        if before is None:
            shutil.rmtree(top, ignore_errors=True)
        return len(old)

    def _files(self, top: Path) -> Iterator[Path]:
        return (path for path in top.rglob("*") if path.is_file())

    def link(self, _key: str, _name: str, _media_type: str, _seconds: int) -> str | None:
        return None


def _written(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


class _Bucket:
    def __init__(self, bucket: str, client: Any) -> None:
        self.bucket, self.client = bucket, client

    def write(self, key: str, content: bytes) -> None:
        self.client.put_object(Bucket=self.bucket, Key=key, Body=content)

    def read(self, key: str) -> bytes | None:
        try:
            found: bytes = self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except self.client.exceptions.NoSuchKey:
            return None
        return found

    def delete(self, prefix: str, before: datetime | None) -> int:
        gone = 0
        for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=f"{prefix}/"):
            old = [
                {"Key": one["Key"]} for one in page.get("Contents", []) if not before or one["LastModified"] < before
            ]
            if old:
                self.client.delete_objects(Bucket=self.bucket, Delete={"Objects": old, "Quiet": True})
            gone += len(old)
        return gone

    def link(self, key: str, name: str, media_type: str, seconds: int) -> str | None:
        return str(
            self.client.generate_presigned_url(
                "get_object",
                Params={
                    "Bucket": self.bucket,
                    "Key": key,
                    "ResponseContentType": media_type,
                    "ResponseContentDisposition": f'inline; filename="{name}"',
                },
                ExpiresIn=seconds,
            )
        )


@cache
def _client(region: str, endpoint: str | None) -> Any:
    # Half a second to import, which who keeps files in a folder need not wait for.
    import boto3
    from botocore.config import Config

    config = Config(signature_version="s3v4", connect_timeout=5, read_timeout=20, retries={"max_attempts": 3})
    return boto3.client("s3", region_name=region, endpoint_url=endpoint, config=config)
