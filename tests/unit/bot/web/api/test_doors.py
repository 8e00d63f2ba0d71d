"""Who may ask, how often, and that a request repeated is done once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot.web.body_limit import MAX_BYTES
from domain.access import rules
from domain.access import store as access
from domain.stores import store as stores
from infra import clock, queue
from infra.database.session import desk_session
from infra.settings import settings
from tests.unit.bot.web.api.conftest import OWNER, Program
from tests.unit.bot.web.api.test_books import SALE

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


def receipt(number: str, **said: Any) -> dict[str, Any]:
    return {"number": number, "sold_at": "2026-11-22T10:00:00+05:30", **SALE, **said}


@pytest.mark.parametrize("header", [None, "Bearer nonsense", "Bearer vyk_abcdefghijkl_" + "x" * 43, "Basic YTpi"])
def test_without_a_key_in_force_nothing(program: Program, header: str | None) -> None:
    headers = {"Authorization": header} if header else {}
    answer = program.web.get("/api/v1/products", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_right_prefix_with_another_secret_is_no_key(program: Program) -> None:
    wrong = program.key.token[:-43] + rules.make_key().token[-43:]
    assert program.web.get("/api/v1/products", headers={"Authorization": f"Bearer {wrong}"}).status_code == 401


def test_a_revoked_key_is_worthless_at_once(program: Program) -> None:
    assert program.get("/products").status_code == 200
    with desk_session() as session:
        assert access.revoke_key(session, program.store_id, program.key.prefix, clock.now())
    assert program.get("/products").status_code == 401


def test_the_key_of_a_helper_who_left_is_worthless(program: Program) -> None:
    with desk_session() as session:
        stores.find_members(session, OWNER)[0].role = "former"
    assert program.get("/products").status_code == 401


def test_no_token_is_kept_or_logged(program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    program.post("/sales", SALE)
    secret = program.key.token.split("_", 2)[2]
    with desk_session() as session:
        kept = access.find_key(session, program.key.prefix)
        assert kept is not None
        assert secret not in json.dumps([str(value) for value in vars(kept).values()])
    assert secret not in "".join(capsys.readouterr())


def test_more_requests_in_a_minute_than_allowed(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_REQUESTS_PER_MINUTE", "3")
    settings.cache_clear()
    answers = [program.get("/products") for _ in range(8)]
    held = [answer for answer in answers if answer.status_code == 429]
    # A minute may turn once on the way.
    assert 2 <= len(held) <= 5
    assert 1 <= int(held[0].headers["Retry-After"]) <= 60


def test_without_redis_nobody_is_held_back(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:9/0")
    monkeypatch.setenv("API_REQUESTS_PER_MINUTE", "1")
    settings.cache_clear()
    queue.disconnect()
    assert [program.get("/products").status_code for _ in range(3)] == [200, 200, 200]


def test_without_a_database_ask_again(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    settings.cache_clear()
    answer = program.post("/sales", SALE)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "127.0.0.1" not in answer.text


def test_a_repeated_request_is_done_once(program: Program) -> None:
    first, second = program.post("/sales", SALE, once="a1"), program.post("/sales", SALE, once="a1")
    assert (second.status_code, second.json(), second.headers["Location"]) == (
        201,
        first.json(),
        first.headers["Location"],
    )
    assert second.headers["Idempotent-Replayed"] == "true"
    assert program.rows() == (1, 1)


def test_a_key_with_another_request_is_a_mistake(program: Program) -> None:
    program.post("/sales", SALE, once="a1")
    answer = program.post("/sales", {"lines": SALE["lines"][:1]}, once="a1")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency.other_request")
    assert program.rows() == (1, 1)


def test_a_refused_request_may_be_sent_again_mended(program: Program) -> None:
    assert program.post("/sales", {"lines": [{"sku": "moon-rock", "quantity": "1"}]}, once="a1").status_code == 422
    assert program.post("/sales", SALE, once="a1").status_code == 201


def test_after_a_day_a_key_is_forgotten(program: Program) -> None:
    with clock.stopped_at(NOW):
        program.post("/sales", SALE, once="a1")
    with clock.stopped_at(NOW + timedelta(hours=23)):
        assert program.post("/sales", SALE, once="a1").headers["Idempotent-Replayed"] == "true"
    with clock.stopped_at(NOW + timedelta(hours=25)):
        assert "Idempotent-Replayed" not in program.post("/sales", SALE, once="a1").headers
    assert program.rows() == (2, 2)


def test_ten_at_once_are_done_once(program: Program) -> None:
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: program.post("/sales", SALE, once="a1"), range(10)))
    assert program.rows() == (1, 1)
    assert program.stock("maggi-70g") == "34"
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1


def test_ten_sales_at_once_are_ten(program: Program) -> None:
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: program.post("/sales", SALE).status_code, range(10)))
    assert answers == [201] * 10
    assert (program.stock("maggi-70g"), program.stock("sugar-loose")) == ("16", "22.5")


def test_a_post_needs_its_key(program: Program) -> None:
    answer = program.web.post("/api/v1/sales", json=SALE, headers=program.headers())
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"] == "header.Idempotency-Key"


def test_a_body_larger_than_any(program: Program) -> None:
    answer = program.web.post("/api/v1/sales", content=b"x" * (MAX_BYTES + 1), headers=program.headers())
    assert answer.status_code == 413


def test_receipts_each_once(program: Program) -> None:
    batch = {"receipts": [receipt("T1-1"), receipt("T1-2"), receipt("T1-1")]}
    headers = program.headers()
    first = program.web.post("/api/v1/pos/sales", json=batch, headers=headers).json()["results"]
    assert [result["status"] for result in first] == ["recorded", "recorded", "known"]
    assert first[0]["sale_id"] == first[2]["sale_id"]
    again = program.web.post("/api/v1/pos/sales", json=batch, headers=headers).json()["results"]
    assert [result["status"] for result in again] == ["known"] * 3
    assert program.rows() == (2, 2)


def test_a_wrong_receipt_holds_no_other_back(program: Program) -> None:
    program.web.post("/api/v1/pos/sales", json={"receipts": [receipt("T1-1")]}, headers=program.headers())
    batch = {
        "receipts": [
            receipt("T1-1", lines=[{"sku": "maggi-70g", "quantity": "9"}]),
            receipt("T1-2", lines=[{"sku": "moon-rock", "quantity": "1"}]),
            receipt("T1-3"),
        ]
    }
    results = program.web.post("/api/v1/pos/sales", json=batch, headers=program.headers()).json()["results"]
    assert [(result["status"], result["code"]) for result in results] == [
        ("other_content", None),
        ("refused", "refused.unknown_product"),
        ("recorded", None),
    ]
    assert program.rows() == (2, 2)


def test_ten_tills_send_the_same_receipts_at_once(program: Program) -> None:
    batch = {"receipts": [receipt(f"T1-{number}") for number in range(3)]}

    def send(_: int) -> list[str]:
        answer = program.web.post("/api/v1/pos/sales", json=batch, headers=program.headers())
        return [result["status"] for result in answer.json()["results"]]

    with ThreadPoolExecutor(10) as pool:
        statuses = [status for answer in pool.map(send, range(10)) for status in answer]
    assert statuses.count("recorded") == 3
    assert set(statuses) <= {"recorded", "known", "busy"}
    assert program.rows() == (3, 3)


class TestSigned:
    def send(self, program: Program, age: int = 0, spoil: bytes = b"", prefix: str | None = None) -> int:
        body = json.dumps({"receipts": [receipt("T1-1")]}).encode()
        sign = rules.sign(program.key.signing_key, int(clock.now().timestamp()) - age, body)
        headers = {"X-Vyapari-Key": prefix or program.key.prefix, "X-Vyapari-Signature": sign}
        return self.post(program.web, body + spoil, headers)

    def post(self, web: TestClient, body: bytes, headers: dict[str, str]) -> int:
        headers = {**headers, "Content-Type": "application/json"}
        return web.post("/api/v1/pos/sales", content=body, headers=headers).status_code

    def test_receipts_are_taken_without_the_key(self, program: Program) -> None:
        assert self.send(program) == 200
        assert program.rows() == (1, 1)

    def test_a_body_that_was_changed_is_not(self, program: Program) -> None:
        assert self.send(program, spoil=b" ") == 401

    def test_nor_an_old_copy(self, program: Program) -> None:
        assert self.send(program, age=rules.SIGNATURE_PATIENCE + 5) == 401

    def test_nor_another_store_s(self, program: Program, other: Program) -> None:
        assert self.send(program, prefix=other.key.prefix) == 401

    def test_a_signature_opens_no_other_door(self, program: Program) -> None:
        sign = rules.sign(program.key.signing_key, int(clock.now().timestamp()), b"")
        headers = {"X-Vyapari-Key": program.key.prefix, "X-Vyapari-Signature": sign}
        assert program.web.get("/api/v1/products", headers=headers).status_code == 401
