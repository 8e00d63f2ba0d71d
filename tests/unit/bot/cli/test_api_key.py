"""`vyapari api-key` and `store add`, as they are run."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from typer.testing import CliRunner

from bot.cli import app
from bot.cli.input import InputError
from bot.web.app import create_app
from domain.models import User
from infra.database.session import desk_session

OWNER = "+919811100001"


def vyapari(*words: str) -> str:
    done = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_key_opens_the_store_until_it_is_revoked(database: str, store: int) -> None:
    printed = vyapari("api-key", "add", "--phone", OWNER, "--name", "till")
    token = next(line.removeprefix("key: ") for line in printed.splitlines() if line.startswith("key: "))
    headers = {"Authorization": f"Bearer {token}"}
    web = TestClient(create_app())
    assert web.get("/api/v1/stock/maggi-70g", headers=headers).json()["stock"] == "36"
    prefix = token.split("_")[1]
    listed = vyapari("api-key", "list", "--phone", OWNER)
    assert f"{prefix}   " in listed
    assert "in force" in listed
    assert token not in listed
    vyapari("api-key", "revoke", "--phone", OWNER, "--prefix", prefix)
    assert web.get("/api/v1/stock/maggi-70g", headers=headers).status_code == 401
    with pytest.raises(InputError, match="no key"):
        vyapari("api-key", "revoke", "--phone", OWNER, "--prefix", prefix)


def test_a_key_for_nobody(database: str) -> None:
    with pytest.raises(InputError, match="no store knows"):
        vyapari("api-key", "add", "--phone", OWNER)


def test_a_new_store_answers_in_the_language_given(database: str) -> None:
    add = ("store", "add", "--name", "Sai Kirana", "--phone", OWNER, "--owner", "Sai", "--language")
    with pytest.raises(InputError, match="--language"):
        vyapari(*add, "xx")
    assert "Sai Kirana" in vyapari(*add, "te-Latn")
    with desk_session() as session:
        assert session.scalars(select(User.language).where(User.phone == OWNER)).one() == "te-Latn"
