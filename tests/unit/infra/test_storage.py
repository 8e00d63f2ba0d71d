"""Files kept in a folder and in a bucket (moto's server): the same promises."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import boto3
import httpx
import pytest
from moto.server import ThreadedMotoServer

from infra import clock, storage
from infra.settings import settings


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of a stand-in for S3 on loopback."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where files are kept."""
    if request.param == "bucket":
        url = request.getfixturevalue("s3")
        for name, value in {
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_ENDPOINT_URL": url,
            "S3_BUCKET": "shops",
        }.items():
            monkeypatch.setenv(name, value)
        boto3.client("s3", region_name="us-east-1", endpoint_url=url).create_bucket(Bucket="shops")
    settings.cache_clear()
    yield request.param
    storage.delete("tests")
    settings.cache_clear()


def test_what_is_written_is_read_and_the_last_counts(place: str) -> None:
    assert storage.read("tests/one.bin") is None
    storage.write("tests/one.bin", b"first")
    storage.write("tests/one.bin", b"second")
    assert storage.read("tests/one.bin") == b"second"


@pytest.mark.parametrize("key", ["../out", "/etc/passwd", "a/../../b", "", "a//b", ".hidden"])
def test_keys_stay_inside_the_folder(place: str, key: str) -> None:
    for act in (storage.read, storage.delete):
        with pytest.raises(ValueError, match="is no key"):
            act(key)


def test_what_lies_under_a_prefix_is_deleted_and_its_neighbour_is_not(place: str) -> None:
    for key in ("tests/1/a", "tests/1/b/c", "tests/11/a"):
        storage.write(key, b"x")
    assert storage.delete("tests/1", clock.now() - timedelta(hours=1)) == 0
    assert storage.delete("tests/1", clock.now() + timedelta(hours=1)) == 2
    assert [storage.read(key) for key in ("tests/1/a", "tests/1/b/c", "tests/11/a")] == [None, None, b"x"]
    assert storage.delete("tests/none") == 0


def test_a_buckets_link_opens_the_file_under_its_name_and_is_over_in_time(place: str) -> None:
    storage.write("tests/one.pdf", b"content")
    link = storage.link("tests/one.pdf", "sales.pdf", "application/pdf", 60)
    if place == "folder":
        assert link is None
        return
    assert link is not None
    answer = httpx.get(link)
    assert (answer.content, answer.headers["content-type"]) == (b"content", "application/pdf")
    assert answer.headers["content-disposition"] == 'inline; filename="sales.pdf"'
    query = httpx.URL(link).params
    assert (query["X-Amz-Algorithm"], query["X-Amz-Expires"]) == ("AWS4-HMAC-SHA256", "60")
    assert query["X-Amz-Date"][:8] == time.strftime("%Y%m%d", time.gmtime())
