"""Tries to sign in are counted by the address that they come from, and nobody gets in uncounted."""

from __future__ import annotations

from typing import Any

import httpx2
import pyotp
import pytest
from fastapi.testclient import TestClient

from bot.console import attempts
from domain.agents import rules
from infra import clock, queue
from infra.settings import settings
from tests.contract.console_browser import (
    ADMIN,
    EMAIL,
    NOW,
    PASSWORD,
    add_agent,
    agent_of,
    browser,
    quick_hashes,
    sign_in,
    signed_in,
    token_in,
    web,
)
from tests.contract.test_console_oidc import open_browser
from tests.contract.test_console_secrets import SECRET, enrol

__all__ = ["browser", "quick_hashes", "web"]
PROXY, OUTER, STRANGER = "10.0.0.1", "10.9.0.1", "203.0.113.9"


def behind(monkeypatch: pytest.MonkeyPatch, proxies: str, peer: str = PROXY) -> TestClient:
    """A browser whose requests come by a connection from `peer`, to an application that trusts `proxies`."""
    monkeypatch.setenv("TRUSTED_PROXIES", proxies)
    settings.cache_clear()
    made = open_browser()
    return TestClient(made.app, client=(peer, 5000), follow_redirects=False, headers={"Accept": "text/html"})


def guess(browser: TestClient, *forwarded: str) -> int:
    """A wrong try with these `X-Forwarded-For` headers; its status."""
    csrf = token_in(browser.get("/console/login").text)
    headers: list[Any] = [("X-Forwarded-For", line) for line in forwarded]
    form = {"csrf": csrf, "email": "nobody@example.in", "password": "x"}
    return browser.post("/console/login", data=form, headers=headers).status_code


def counted() -> set[str]:
    """The addresses that tries were counted for."""
    return {name.decode().split(":", 2)[2].rpartition(":")[0] for name in queue.connect().keys("console:tries:*")}


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "address"),
    [
        ("", PROXY, ["198.51.100.7"], PROXY),
        ("10.9.9.9", STRANGER, ["198.51.100.7"], STRANGER),
        (PROXY, PROXY, ["198.51.100.7"], "198.51.100.7"),
        (PROXY, PROXY, ["1.1.1.1, 198.51.100.7"], "198.51.100.7"),
        (PROXY, PROXY, ["1.1.1.1", "198.51.100.7"], "198.51.100.7"),
        ("10.0.0.0/8", PROXY, ["1.1.1.1, 198.51.100.7, 10.9.0.1"], "198.51.100.7"),
        (PROXY, PROXY, [], PROXY),
        (PROXY, PROXY, ["2001:db8:1:2:3:4:5:6"], "2001:db8:1:2::/64"),
        (PROXY, PROXY, ["::ffff:198.51.100.7"], "198.51.100.7"),
    ],
)
def test_a_try_counts_for_whom_the_nearest_trusted_proxy_saw(
    database: str, monkeypatch: pytest.MonkeyPatch, proxies: str, peer: str, forwarded: list[str], address: str
) -> None:
    assert guess(behind(monkeypatch, proxies, peer), *forwarded) == 401
    assert counted() == {address}


def test_one_guesser_behind_the_proxy_shuts_nobody_else_out(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = behind(monkeypatch, PROXY)
    with clock.stopped_at(NOW):
        for number in range(attempts.TRIES_A_MINUTE):
            assert guess(browser, f"192.0.2.{number}, {STRANGER}") == 401
        assert guess(browser, f"192.0.2.99, {STRANGER}") == 429, "what a client claims before the proxy is nothing"
        assert guess(browser, "198.51.100.7") == 401


@pytest.fixture
def no_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens where Redis should, as far as anything that connects from now on knows."""
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    settings.cache_clear()
    queue.disconnect()


def refusal(answer: httpx2.Response) -> tuple[int, bool]:
    return answer.status_code, "not possible at the moment" in answer.text


def test_while_redis_is_away_nobody_signs_in_and_the_page_says_so(browser: TestClient, no_redis: None) -> None:
    add_agent()
    assert browser.get("/console/login").status_code == 200
    for password in (PASSWORD, "a wrong guess"):
        assert refusal(sign_in(browser, password=password)) == (503, True)
    assert "vyapari-console" not in browser.cookies
    assert agent_of(EMAIL).failures == 0, "no try, no failure"


def test_while_redis_is_away_no_code_is_taken(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    enrol(add_agent(ADMIN, "admin"))
    with clock.stopped_at(NOW):
        sign_in(browser, ADMIN)
        csrf = token_in(browser.get("/console/login/code").text)
        request.getfixturevalue("no_redis")
        assert refusal(browser.get("/console/login/code")) == (503, True)
        form = {"csrf": csrf, "code": pyotp.TOTP(SECRET).at(NOW)}
        assert refusal(browser.post("/console/login/code", data=form)) == (503, True)
        assert agent_of(ADMIN).totp_step is None


def test_while_redis_is_away_who_is_signed_in_reads_on_and_no_form_is_taken_twice(
    browser: TestClient, no_redis: None
) -> None:
    csrf = signed_in(browser, "admin")
    assert browser.get("/console/accounts").status_code == 200
    form = {"csrf": csrf, "once": "abc", "email": "new@example.in", "name": "New", "role": "agent"}
    assert refusal(browser.post("/console/accounts", data=form)) == (503, True)
    assert refusal(browser.get("/console/login/back")) == (503, True)


def test_the_lock_out_is_the_databases_own_whatever_redis_forgot(browser: TestClient) -> None:
    add_agent()
    with clock.stopped_at(NOW):
        for _ in range(rules.FAILURES):
            queue.connect().flushall()
            assert sign_in(browser, password="a wrong guess").status_code == 401
        queue.connect().flushall()
        assert sign_in(browser).status_code == 401
