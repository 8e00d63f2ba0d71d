"""The pages of support's console, and how a browser gets there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pyotp
import pytest
from playwright.sync_api import Page, expect

from bot.console import attempts
from bot.console.signing_in import cookie_name
from domain.agents import rules
from domain.agents import store as agents
from infra import clock, queue
from infra.database.session import desk_session
from infra.sealing import seal
from infra.settings import settings
from tests.e2e.pictures.shops import PASSWORD, Stage

Opener = Callable[[Page, str, Stage, str], None]


def path(where: str, role: str = "agent") -> Opener:
    """A page that somebody with a role has signed in for."""

    def visit(page: Page, url: str, stage: Stage, language: str) -> None:
        sign_in(page, url, stage, language, role)
        page.goto(f"{url}/console/{where}")
        page.mouse.move(0, 0)

    return visit


def sign_in(page: Page, url: str, stage: Stage, language: str, role: str) -> None:
    """By a session's cookie, with the interface in a language."""
    with desk_session() as session:
        agent = agents.get(session, stage.agents[role])
        assert agent is not None
        agent.interface = language
        token = agents.open_session(session, agent.id, page.evaluate("navigator.userAgent"), clock.now())
    page.context.add_cookies([{"name": cookie_name(), "value": token, "url": url}])


def chat(name: str, role: str = "agent") -> Opener:
    """A chat in one of the stage's states."""

    def visit(page: Page, url: str, stage: Stage, language: str) -> None:
        path(f"chats/{stage.talks[name]}", role)(page, url, stage, language)
        # The shop's part comes by itself.
        expect(page.locator("#shop")).not_to_have_text("…")

    return visit


def chat_opened(page: Page, url: str, stage: Stage, language: str) -> None:
    """Everything that folds, unfolded."""
    chat("taken")(page, url, stage, language)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")


def chat_at_night(page: Page, url: str, stage: Stage, language: str) -> None:
    """The warning before a message that would disturb."""
    chat("night")(page, url, stage, language)
    page.locator("#answer").fill("Good night")
    page.locator("#send").click()
    expect(page.get_by_role("alert")).to_be_visible()


def chat_shut(page: Page, url: str, stage: Stage, language: str) -> None:
    """WhatsApp takes no free text any more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000000")
        patch.setenv("TWILIO_AUTH_TOKEN", "0123456789abcdef")
        settings.cache_clear()
        chat("shut")(page, url, stage, language)
    settings.cache_clear()


def label(page: Page, url: str, stage: Stage, language: str) -> None:
    """One message with its details open."""
    path(f"labels/{stage.talks['label']}")(page, url, stage, language)
    page.locator("details summary").first.click()
    page.locator("article select").first.select_option(index=3)


def account(page: Page, url: str, stage: Stage, language: str) -> None:
    """An account of another, with a phone."""
    number = stage.agents["agent"]
    with desk_session() as session:
        kept = agents.get(session, number)
        assert kept is not None
        kept.totp_secret = seal(rules.sealed_for(number), pyotp.random_base32())
    path(f"accounts/{number}", "admin")(page, url, stage, language)


def account_wrong(page: Page, url: str, stage: Stage, language: str) -> None:
    """An address that somebody has already."""
    path("accounts", "admin")(page, url, stage, language)
    page.locator("input[name=email]").fill("former@example.in")
    page.locator("input[name=name]").fill("John")
    page.locator("form[action$='/accounts'] button.button").click()
    expect(page.get_by_role("alert")).to_be_visible()


def account_made(page: Page, url: str, stage: Stage, language: str) -> None:
    """A password that is shown once."""
    account(page, url, stage, language)
    page.locator("form[action$='/password'] button").click()
    expect(page.locator(".good code")).to_be_visible()


def password_wrong(page: Page, url: str, stage: Stage, language: str) -> None:
    """One's own page, after a wrong password."""
    path("me")(page, url, stage, language)
    page.locator("input[name=old]").fill("a wrong guess")
    page.locator("input[name=new]").fill("aaaaaaaaaaaaaaa")
    page.locator("form[action$='/password'] button").click()
    expect(page.get_by_role("alert")).to_be_visible()


def login(page: Page, url: str, _stage: Stage, _language: str) -> None:
    """The way in."""
    page.goto(f"{url}/console/login")


def login_wrong(page: Page, url: str, stage: Stage, language: str) -> None:
    """After a wrong password."""
    login(page, url, stage, language)
    page.locator("input[name=email]").fill("nobody@example.in")
    page.locator("input[name=password]").fill("a wrong guess")
    page.locator("button.button").click()
    expect(page.get_by_role("alert")).to_be_visible()


def login_too_many(page: Page, url: str, stage: Stage, language: str) -> None:
    """After more tries than a minute may have."""
    tried = attempts.TRIES_A_MINUTE
    minute = int(clock.now().timestamp()) // 60
    for each in (minute, minute + 1):
        queue.connect().set(f"console:tries:127.0.0.1:{each}", tried)
    login_wrong(page, url, stage, language)
    queue.connect().flushdb()


def enrol(page: Page, url: str, stage: Stage, language: str, *, enrolled: bool = False) -> None:
    """An administrator's first code; or, `enrolled`, every one after it, typed wrong."""
    number = stage.agents["admin"]
    sealed = seal(rules.sealed_for(number), "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    with desk_session() as session:
        kept = agents.get(session, number)
        assert kept is not None
        kept.totp_secret, kept.failures = (sealed if enrolled else None), 0
    login(page, url, stage, language)
    page.locator("input[name=email]").fill(kept.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("button.button").click()
    expect(page.locator("input[name=code]")).to_be_visible()


def code_wrong(page: Page, url: str, stage: Stage, language: str) -> None:
    """A code that is not right."""
    enrol(page, url, stage, language, enrolled=True)
    page.locator("input[name=code]").fill("000000")
    page.locator("button.button").click()
    expect(page.get_by_role("alert")).to_be_visible()


@contextmanager
def provider_away() -> Iterator[None]:
    """Sign-in by another provider, which does not answer."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "OIDC_ISSUER": "http://127.0.0.1:1",
            "OIDC_CLIENT_ID": "x",
            "OIDC_CLIENT_SECRET": "x",
            "OIDC_NAME": "Google",
        }.items():
            patch.setenv(name, value)
        settings.cache_clear()
        yield
    settings.cache_clear()


def login_elsewhere(page: Page, url: str, stage: Stage, language: str) -> None:
    """Where another provider signs in, and it did not work."""
    with provider_away():
        login(page, url, stage, language)
        page.locator("a.button").click()
        expect(page.get_by_role("alert")).to_be_visible()


PAGES: dict[str, Opener] = {
    "console-login": login,
    "console-login-wrong": login_wrong,
    "console-login-too-many": login_too_many,
    "console-login-elsewhere": login_elsewhere,
    "console-code-enrol": enrol,
    "console-code-wrong": code_wrong,
    "console-inbox": path(""),
    "console-inbox-all": path("?which=all"),
    "console-inbox-snoozed": path("?which=snoozed"),
    "console-inbox-closed": path("?which=closed"),
    "console-inbox-search": path("?q=Night"),
    "console-inbox-nothing": path("?q=zzzz"),
    "console-chat-bot": chat("bot"),
    "console-chat-taken": chat("taken"),
    "console-chat-opened": chat_opened,
    "console-chat-gate": chat("taken", "lead"),
    "console-chat-night": chat_at_night,
    "console-chat-closed": chat("closed"),
    "console-chat-shut": chat_shut,
    "console-chat-stranger": chat("misunderstood"),
    "console-labels": path("labels"),
    "console-labels-none": path("labels?which=misunderstood&language=pa"),
    "console-label": label,
    "console-figures": path("figures", "lead"),
    "console-accounts": path("accounts", "admin"),
    "console-accounts-wrong": account_wrong,
    "console-account": account,
    "console-account-made": account_made,
    "console-me": path("me"),
    "console-me-wrong": password_wrong,
    "console-refused": path("accounts"),
    "console-missing": path("nowhere"),
}
"""Every page, by a name."""
