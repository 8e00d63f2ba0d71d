"""Signing in with another provider's word: only with a word that is meant for us, for this browser, now."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi.testclient import TestClient

from domain.agents import store as agents
from infra import clock
from infra.database.session import desk_session
from infra.settings import Settings, SettingsError, load, settings
from tests.e2e.stand_ins.oidc_provider import CLIENT, SECRET, OidcProvider
from tests.serving import make_app

EMAIL = "asha@example.in"


@pytest.fixture
def provider(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[OidcProvider]:
    made = OidcProvider()
    with made.up():
        for name, value in {
            "OIDC_ISSUER": made.url,
            "OIDC_CLIENT_ID": CLIENT,
            "OIDC_CLIENT_SECRET": SECRET,
            "OIDC_NAME": "Shop Login",
            "PUBLIC_URL": "http://testserver",
        }.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        with desk_session() as session:
            agents.add(session, EMAIL, "Asha", "admin", now=clock.now())
        yield made


@pytest.fixture
def browser(provider: OidcProvider) -> TestClient:
    return open_browser()


def open_browser() -> TestClient:
    return TestClient(make_app(), follow_redirects=False, headers={"Accept": "text/html"})


def leave(browser: TestClient) -> dict[str, str]:
    """Go to the provider; what it is asked."""
    answer = browser.get("/console/login/elsewhere")
    assert answer.status_code == 303
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def come_back(browser: TestClient, provider: OidcProvider, asked: dict[str, str]) -> int:
    """The status with which the browser is received."""
    return browser.get(provider.authorize(asked).removeprefix("http://testserver")).status_code


def is_in(browser: TestClient) -> bool:
    return browser.get("/console/me").status_code == 200


def test_whom_the_provider_vouches_for_is_in(browser: TestClient, provider: OidcProvider) -> None:
    assert "Shop Login" in browser.get("/console/login").text
    asked = leave(browser)
    assert asked["redirect_uri"] == "http://testserver/console/login/back"
    assert come_back(browser, provider, asked) == 303
    assert is_in(browser)
    assert browser.get("/console/accounts").status_code == 200, "the account's own role"


def test_passwords_sign_nobody_in_then(browser: TestClient) -> None:
    with desk_session() as session:
        agents.add(session, "other@example.in", "Other", "agent", now=clock.now(), password="correct horse battery")
    from domain.agents.rules import csrf_of

    browser.get("/console/login")
    form = {"email": "other@example.in", "password": "correct horse battery"}
    token = csrf_of(browser.cookies["vyapari-login"])
    assert browser.post("/console/login", data={**form, "csrf": token}).status_code == 403


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another program"},
        {"iss": "https://evil.example"},
        {"exp": int(time.time()) - 600},
        {"nonce": "another question's"},
        {"email_verified": False},
        {"email": ""},
    ],
    ids=lambda claims: next(iter(claims)),
)
def test_a_token_that_is_not_meant_for_this_is_refused(
    browser: TestClient, provider: OidcProvider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    assert come_back(browser, provider, leave(browser)) == 401
    assert not is_in(browser)


def test_a_token_of_another_key_or_of_none_is_refused(browser: TestClient, provider: OidcProvider) -> None:
    provider.signing_key = rsa.generate_private_key(65537, 2048)
    assert come_back(browser, provider, leave(browser)) == 401
    provider.kid = "two"
    assert come_back(browser, provider, leave(browser)) == 401
    provider.kid = "one"
    provider.algorithm, provider.signing_key = "none", ""
    assert come_back(browser, provider, leave(browser)) == 401
    provider.algorithm, provider.signing_key = "HS256", SECRET * 4
    assert come_back(browser, provider, leave(browser)) == 401
    assert not is_in(browser)


def test_an_answer_is_of_the_browser_that_asked_and_works_once(browser: TestClient, provider: OidcProvider) -> None:
    asked = leave(browser)
    back = provider.authorize(asked).removeprefix("http://testserver")
    victim = open_browser()
    leave(victim)
    assert victim.get(back).status_code == 401, "somebody was sent another one's link"
    assert not is_in(victim)
    assert browser.get(back.replace("state=", "state=x")).status_code == 401
    assert browser.get(back).status_code == 303, "the attempt is over: to the sign-in"
    assert not is_in(browser)
    asked = leave(browser)
    back = provider.authorize(asked).removeprefix("http://testserver")
    assert browser.get(back).headers["location"] == "/console/"
    browser.cookies.delete("vyapari-console")
    assert browser.get(back).headers["location"] == "/console/login"


def test_who_has_no_account_or_a_closed_one_stays_out(browser: TestClient, provider: OidcProvider) -> None:
    provider.email = "stranger@example.in"
    assert come_back(browser, provider, leave(browser)) == 403
    provider.email = EMAIL.upper()
    with desk_session() as session:
        found = agents.find(session, EMAIL)
        assert found is not None
        agents.revoke(session, found, clock.now())
    assert come_back(browser, provider, leave(browser)) == 403
    assert not is_in(browser)


def test_who_refuses_there_is_told_so_here(browser: TestClient, provider: OidcProvider) -> None:
    provider.refuses = True
    assert come_back(browser, provider, leave(browser)) == 401


def test_while_the_provider_is_away_the_page_says_so(browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OIDC_ISSUER", "http://127.0.0.1:9")
    settings.cache_clear()
    assert browser.get("/console/login/elsewhere").status_code == 503


def test_half_a_provider_is_an_error_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OIDC_ISSUER", "https://login.example")
    with pytest.raises(SettingsError, match="OIDC_CLIENT_ID"):
        load()
    assert "oidc_issuer" in Settings.model_fields
