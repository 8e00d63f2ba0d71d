"""`vyapari staff`: accounts of support, opened and closed from the command line."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.cli.input import InputError
from domain.agents import store as agents
from infra import clock
from infra.database.session import desk_session


def run(*words: str, typed: str | None = None) -> str:
    done = CliRunner().invoke(app, ["staff", *words], input=typed)
    if isinstance(done.exception, InputError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def is_let_in(email: str, password: str) -> bool:
    with desk_session() as session:
        return agents.check_password(session, email, password, clock.now()) is not None


def test_an_account_is_opened_listed_and_closed(database: str) -> None:
    said = run("add", "--email", "Asha@Example.in", "--name", "Asha", "--role", "lead", "--languages", "hi, ta")
    password = said.splitlines()[0].removeprefix("password: ")
    assert is_let_in("asha@example.in", password)
    assert run("list").split() == ["asha@example.in", "lead", "hi,ta", "in", "force", "Asha"]
    run("revoke", "--email", "asha@example.in")
    assert "revoked" in run("list")
    assert not is_let_in("asha@example.in", password)


def test_a_password_can_be_chosen_and_is_not_printed(database: str) -> None:
    chosen = "correct horse battery"
    said = run("add", "--email", "a@example.in", "--name", "A", "--ask-password", typed=f"{chosen}\n{chosen}\n")
    assert chosen not in said
    assert is_let_in("a@example.in", chosen)
    with pytest.raises(InputError, match="12 characters"):
        run("add", "--email", "b@example.in", "--name", "B", "--ask-password", typed="short\nshort\n")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--email", "asha", "--name", "A"), "--email"),
        (("--email", "a@example.in", "--name", " "), "--name"),
        (("--email", "a@example.in", "--name", "A", "--role", "god"), "--role"),
        (("--email", "a@example.in", "--name", "A", "--languages", "hi,xx"), "xx"),
    ],
)
def test_what_can_not_be_is_refused_in_one_line(database: str, words: tuple[str, ...], why: str) -> None:
    with pytest.raises(InputError, match=why):
        run("add", *words)


def test_an_address_has_one_account(database: str) -> None:
    run("add", "--email", "a@example.in", "--name", "A")
    with pytest.raises(InputError, match="already"):
        run("add", "--email", "A@example.in", "--name", "B")
    with pytest.raises(InputError, match="nobody"):
        run("revoke", "--email", "b@example.in")
