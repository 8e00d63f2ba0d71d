"""The keys of administrators' code generators: sealed wherever they lie, and a code of theirs is good once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pyotp
import pytest
import regex
from fastapi.testclient import TestClient
from sqlalchemy import text
from typer.testing import CliRunner

from bot.cli import app
from bot.cli.input import InputError
from domain.agents import rules
from domain.agents import store as agents
from domain.models import Agent
from infra import clock, embedded, queue
from infra.database import migrate
from infra.database.session import desk_session
from infra.sealing import Unreadable, seal, unseal
from infra.settings import settings
from tests.contract.console_browser import (
    ADMIN,
    NOW,
    add_agent,
    agent_of,
    browser,
    quick_hashes,
    send_code,
    sign_in,
    token_in,
    web,
)
from tests.contract.test_migrations import empty

__all__ = ["browser", "empty", "quick_hashes", "web"]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OLD, NEW = "an old key of more than 32 characters", "a new key of more than 32 characters"


def enrol(number: int, sealed: str | None = None) -> None:
    with desk_session() as session:
        session.query(Agent).filter_by(id=number).update(
            {"totp_secret": sealed or seal(rules.sealed_for(number), SECRET)}
        )


def use(monkeypatch: pytest.MonkeyPatch, key: str, before: str = "") -> None:
    monkeypatch.setenv("SECRETS_KEY", key)
    monkeypatch.setenv("SECRETS_KEY_SECONDARY", before)
    settings.cache_clear()


def test_neither_the_database_nor_redis_holds_a_key_to_be_read(browser: TestClient) -> None:
    number = add_agent(ADMIN, "admin")
    with clock.stopped_at(NOW):
        sign_in(browser, ADMIN)
        found = regex.search(r"<code>(\w+)</code>", browser.get("/console/login/code").text)
        assert found
        kept = b" ".join(queue.connect().get(name) or b"" for name in queue.connect().keys("console:attempt:*"))
        assert b"secret" in kept
        assert found[1].encode() not in kept
        assert send_code(browser, pyotp.TOTP(found[1]).at(NOW)).status_code == 303
    with desk_session() as session:
        row = str(session.execute(text("SELECT agents::text FROM agents")).scalar_one())
    assert ADMIN in row
    assert found[1] not in row
    assert unseal(rules.sealed_for(number), agent_of(ADMIN).totp_secret or "") == found[1]


def test_a_sealed_key_in_anothers_row_opens_nothing(browser: TestClient) -> None:
    """Who may write rows and has no key can't give an administrator's account a phone of their own."""
    mine, other = add_agent("mine@example.in", "admin"), add_agent(ADMIN, "admin")
    enrol(mine)
    enrol(other, agent_of("mine@example.in").totp_secret)
    with clock.stopped_at(NOW):
        sign_in(browser, ADMIN)
        answer = send_code(browser, pyotp.TOTP(SECRET).at(NOW))
        assert (answer.status_code, "can no longer read" in answer.text) == (503, True)
        assert browser.get("/console/me").status_code == 303


def test_the_key_is_changed_while_everybody_keeps_their_phone(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, OLD)
    used, unused = add_agent(ADMIN, "admin"), add_agent("unused@example.in", "admin")
    enrol(used)
    enrol(unused)
    use(monkeypatch, NEW)
    with pytest.raises(InputError, match="SECRETS_KEY_SECONDARY"):
        reseal()
    use(monkeypatch, NEW, OLD)
    with clock.stopped_at(NOW):
        sign_in(browser, ADMIN)
        assert send_code(browser, pyotp.TOTP(SECRET).at(NOW)).status_code == 303
    use(monkeypatch, NEW)
    assert unseal(rules.sealed_for(used), agent_of(ADMIN).totp_secret or "") == SECRET, "by being used"
    use(monkeypatch, NEW, OLD)
    assert "2 sealed anew" in reseal()
    use(monkeypatch, NEW)
    assert unseal(rules.sealed_for(unused), agent_of("unused@example.in").totp_secret or "") == SECRET


def reseal() -> str:
    done = CliRunner().invoke(app, ["staff", "reseal"])
    if done.exception is not None:
        raise done.exception
    return done.output


def test_a_lost_key_is_no_dead_end(browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, OLD)
    enrol(add_agent(ADMIN, "admin"))
    use(monkeypatch, NEW)
    done = CliRunner().invoke(app, ["staff", "forget-phone", "--email", ADMIN])
    assert done.exit_code == 0
    sign_in(browser, ADMIN)
    assert "<code>" in browser.get("/console/login/code").text


def test_one_code_sent_twice_at_once_signs_in_once(database: str) -> None:
    number = add_agent(ADMIN, "admin")
    enrol(number)
    code = pyotp.TOTP(SECRET).at(NOW)

    def send(_: int) -> bool:
        with desk_session() as session:
            return agents.check_code(session, number, code, NOW)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(send, range(4))) == [False, False, False, True]


@pytest.mark.parametrize("early", [-rules.STEP, 0, rules.STEP])
def test_within_its_whole_window_a_code_is_good_once(browser: TestClient, early: int) -> None:
    """Also one of the step before or after, and with it every one before it."""
    enrol(add_agent(ADMIN, "admin"))
    code = pyotp.TOTP(SECRET).at(int(NOW.timestamp()) + early)
    before = pyotp.TOTP(SECRET).at(int(NOW.timestamp()) + early - rules.STEP)
    with clock.stopped_at(NOW):
        sign_in(browser, ADMIN)
        assert send_code(browser, code).status_code == 303
        for again in (code, before):
            browser.cookies.clear()
            sign_in(browser, ADMIN)
            assert send_code(browser, again).status_code == 401


def test_a_code_form_that_is_sent_again_signs_nobody_in(browser: TestClient) -> None:
    enrol(add_agent(ADMIN, "admin"))
    with clock.stopped_at(NOW):
        sign_in(browser, ADMIN)
        csrf = token_in(browser.get("/console/login/code").text)
        form = {"csrf": csrf, "code": pyotp.TOTP(SECRET).at(NOW)}
        kept = dict(browser.cookies)
        assert browser.post("/console/login/code", data=form).status_code == 303
        other = TestClient(browser.app, follow_redirects=False, cookies=kept)
        assert other.post("/console/login/code", data=form).status_code == 401


def test_keys_that_lay_open_are_sealed_by_the_migration_and_opened_by_the_way_back(empty: str) -> None:
    migrate.upgrade(empty, "e6")
    with administer(empty) as admin:
        admin.execute(
            "INSERT INTO agents (email, name, role, languages, interface, totp_secret, failures, created_at) "
            "VALUES ('a@example.in', 'A', 'admin', '[]', 'en', %s, 0, now())",
            (SECRET,),
        )
        number, _ = row_of(admin)
        migrate.upgrade(empty, "k2")
        sealed = row_of(admin)[1]
        assert unseal(f"totp:{number}", sealed) == SECRET
        migrate.downgrade(empty, "e6")
        assert row_of(admin)[1] == SECRET
        with pytest.raises(Unreadable):
            unseal(f"totp:{number}", SECRET)


def administer(url: str) -> psycopg.Connection:
    name = url.partition("?")[0].rpartition("/")[2]
    return psycopg.connect(host=str(embedded.postgres_socket()), user="postgres", dbname=name, autocommit=True)


def row_of(admin: psycopg.Connection) -> tuple[int, str]:
    found = admin.execute("SELECT id, totp_secret FROM agents").fetchone()
    assert found is not None
    return found[0], found[1]
