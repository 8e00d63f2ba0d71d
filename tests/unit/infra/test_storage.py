import pytest

from infra import storage


def test_what_is_written_is_read_and_the_last_counts() -> None:
    assert storage.read("tests/one.bin") is None
    storage.write("tests/one.bin", b"first")
    storage.write("tests/one.bin", b"second")
    assert storage.read("tests/one.bin") == b"second"


@pytest.mark.parametrize("key", ["../out", "/etc/passwd", "a/../../b", "", "a//b", ".hidden"])
def test_keys_stay_inside_the_folder(key: str) -> None:
    with pytest.raises(ValueError, match="is no key"):
        storage.read(key)
