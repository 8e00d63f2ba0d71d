"""Passwords, codes and sessions, as values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from domain.agents import rules

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_a_password_is_kept_as_argon2id_with_a_salt_and_its_cost() -> None:
    kept = rules.hash_password("correct horse battery")
    # RFC 9106, section 4: 64 MiB, three passes.
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert kept != rules.hash_password("correct horse battery")
    assert rules.is_password("correct horse battery", kept)
    assert not rules.is_password("correct horse batterz", kept)
    assert not rules.is_password("anything", None)
    assert not rules.is_password("anything", "no hash")


@pytest.mark.parametrize(
    ("password", "why"),
    [("short", "short"), ("x" * 129, "long"), ("abababababababab", "simple"), ("correct horse battery", None)],
)
def test_passwords_that_are_guessed_soon_are_not_taken(password: str, why: str | None) -> None:
    assert rules.refuse_password(password) == why
    assert rules.refuse_password(rules.make_password()) is None


def test_roles_include_those_below() -> None:
    may = {(role, needed): rules.may(role, needed) for role in rules.ROLES for needed in rules.ROLES}
    assert [pair for pair, yes in may.items() if not yes] == [("agent", "lead"), ("agent", "admin"), ("lead", "admin")]
    assert not rules.may("stranger", "agent")


def test_codes_are_those_of_the_standard() -> None:
    # RFC 6238, appendix B, SHA-1 at 59 s, its last six digits.
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert rules.step_of("287082", secret, datetime(1970, 1, 1, 0, 0, 59, tzinfo=UTC), None) == 1


def test_a_code_works_a_step_early_or_late_and_once() -> None:
    code = pyotp.TOTP(SECRET).at(NOW)
    step = int(NOW.timestamp()) // rules.STEP
    for seconds, found in ((0, step), (30, step), (-30, step), (60, None), (-60, None)):
        assert rules.step_of(code, SECRET, NOW + timedelta(seconds=seconds), None) == found
    assert rules.step_of(f"{code[:3]} {code[3:]}", SECRET, NOW, step - 1) == step
    assert rules.step_of(code, SECRET, NOW, step) is None
    assert rules.step_of("", SECRET, NOW, None) is None
    assert rules.step_of("१२३४५६", SECRET, NOW, None) is None


def test_a_session_is_over_when_idle_and_after_a_shift() -> None:
    assert not rules.is_over(NOW, NOW, NOW + rules.IDLE - timedelta(seconds=1))
    assert rules.is_over(NOW, NOW, NOW + rules.IDLE)
    assert rules.is_over(NOW, NOW + rules.ABSOLUTE, NOW + rules.ABSOLUTE)


def test_a_forms_token_follows_from_the_cookie_and_does_not_tell_it() -> None:
    one, two = rules.make_token(), rules.make_token()
    assert one != two
    assert rules.csrf_of(one) == rules.csrf_of(one) != rules.csrf_of(two)
    assert rules.csrf_of(one) not in (one, rules.hash_token(one), rules.hash_token(one)[:40])
