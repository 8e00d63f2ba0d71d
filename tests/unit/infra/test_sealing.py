"""What is sealed opens with its key, for its purpose, and not otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.sealing import Unreadable, seal, unseal
from infra.settings import SettingsError, load, settings
from tests.production import go_to_production

OLD, NEW = "an old key of more than 32 characters", "a new key of more than 32 characters"


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    settings.cache_clear()
    yield
    settings.cache_clear()


def use(monkeypatch: pytest.MonkeyPatch, key: str, before: str = "") -> None:
    monkeypatch.setenv("SECRETS_KEY", key)
    monkeypatch.setenv("SECRETS_KEY_SECONDARY", before)
    settings.cache_clear()


def test_what_was_sealed_is_not_to_be_read_and_opens_for_its_purpose_only(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, NEW)
    sealed = seal("totp:1", "JBSWY3DP")
    assert "JBSWY3DP" not in sealed
    assert sealed != seal("totp:1", "JBSWY3DP")
    assert unseal("totp:1", sealed) == "JBSWY3DP"
    for purpose, token in (("totp:2", sealed), ("totp:1", sealed[:-3] + "AA="), ("totp:1", "JBSWY3DP"), ("totp:1", "")):
        with pytest.raises(Unreadable):
            unseal(purpose, token)


def test_a_key_is_changed_without_losing_what_the_one_before_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, OLD)
    sealed = seal("totp:1", "JBSWY3DP")
    use(monkeypatch, NEW, OLD)
    assert unseal("totp:1", sealed) == "JBSWY3DP"
    anew = seal("totp:1", "JBSWY3DP")
    use(monkeypatch, NEW)
    assert unseal("totp:1", anew) == "JBSWY3DP"
    with pytest.raises(Unreadable, match="SECRETS_KEY"):
        unseal("totp:1", sealed)


def test_without_a_key_the_data_directory_keeps_one_that_only_its_owner_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, "")
    assert unseal("totp:1", seal("totp:1", "JBSWY3DP")) == "JBSWY3DP"
    kept = settings().vyapari_data_dir / "secrets_key"
    assert (len(kept.read_bytes()), kept.stat().st_mode & 0o777) == (64, 0o600)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SECRETS_KEY", "", "SECRETS_KEY is missing"),
        ("SECRETS_KEY", "secret", "SECRETS_KEY must be random and have 32"),
        ("SECRETS_KEY_SECONDARY", "secret", "SECRETS_KEY_SECONDARY must be"),
        ("TRUSTED_PROXIES", "10.0.0.1, *", r"TRUSTED_PROXIES: '\*' is no address"),
    ],
)
def test_production_starts_with_its_key_and_no_other_way(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    go_to_production(monkeypatch, DATABASE_URL="postgresql://x", REDIS_URL="redis://x", SECRETS_KEY=NEW)
    load()
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=says):
        load()
