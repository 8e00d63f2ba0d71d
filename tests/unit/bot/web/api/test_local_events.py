"""Local events over the API: the owner's keys tell, list and take back, each once, and the advice is made anew."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.models import AuditRow
from infra import clock, queue
from infra.database.session import store_session
from tests.busy_shop import add_helper
from tests.unit.bot.web.api.conftest import Program, make_key


def in_days(days: int) -> str:
    return (clock.today("Asia/Kolkata") + timedelta(days=days)).isoformat()


def fair(first: int = 3, last: int = 5) -> dict[str, str]:
    return {"kind": "fair", "first_day": in_days(first), "last_day": in_days(last), "expected": "double"}


def jobs(program: Program) -> int:
    calls = [(job.func_name, job.args) for job in queue.queue(queue.ANALYTICS).jobs]
    return calls.count(("analytics.nightly.run_store", (program.store_id,)))


def delete(program: Program, number: int) -> int:
    return program.web.delete(f"/api/v1/local-events/{number}", headers=program.headers()).status_code


def test_an_event_is_told_listed_and_taken_back(program: Program) -> None:
    answer = program.post("/local-events", fair())
    body = answer.json()
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/api/v1/local-events/{body['id']}")
    assert body == {"id": body["id"], **fair()}
    assert program.get(f"/local-events/{body['id']}").json() == body
    assert program.get("/local-events").json() == {"data": [body], "next": None}
    assert jobs(program) == 1
    assert [delete(program, body["id"]), delete(program, body["id"])] == [204, 404]
    assert program.get("/local-events").json()["data"] == []
    assert jobs(program) == 2
    with store_session(program.store_id) as session:
        actions = [row.action for row in session.query(AuditRow).order_by(AuditRow.id)]
    assert actions[-2:] == ["tell_local_event", "remove_local_event"]


def test_the_same_request_again_tells_nothing_new(program: Program) -> None:
    first, again = (program.post("/local-events", fair(), once="mela-2026") for _ in range(2))
    assert first.json() == again.json()
    assert len(program.get("/local-events").json()["data"]) == 1
    assert jobs(program) == 1


def test_pages_follow_one_another(program: Program) -> None:
    told = [program.post("/local-events", fair(day, day)).json() for day in (9, 3, -300)]
    first = program.get("/local-events?limit=2").json()
    assert first["data"] == told[:2]
    assert program.get(f"/local-events?limit=2&next={first['next']}").json() == {"data": told[2:], "next": None}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"last_day": in_days(2)}, "local_event.order"),
        ({"first_day": "2001-01-01", "last_day": "2001-01-02"}, "local_event.over"),
        ({"last_day": in_days(40)}, "local_event.limit"),
        ({"kind": "picnic"}, None),
        ({"expected": "tenfold"}, None),
        ({"name": "Rath Yatra"}, None),
    ],
)
def test_what_makes_no_event_is_refused(program: Program, change: dict[str, str], code: str | None) -> None:
    answer = program.post("/local-events", {**fair(), **change})
    assert (answer.status_code, answer.json().get("code")) == (422, code)
    assert program.get("/local-events").json()["data"] == []
    assert jobs(program) == 0


def test_a_helpers_key_is_refused(program: Program) -> None:
    number = program.post("/local-events", fair()).json()["id"]
    add_helper(program.store_id, "+919811100077")
    helper = Program(program.web, program.store_id, make_key("+919811100077"))
    answers = [helper.get("/local-events"), helper.post("/local-events", fair(8, 9))]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(403, "refused.owner_only")] * 2
    assert delete(helper, number) == 403
    assert len(program.get("/local-events").json()["data"]) == 1


def test_another_store_sees_and_removes_nothing(program: Program, other: Program) -> None:
    number = program.post("/local-events", fair()).json()["id"]
    assert other.get("/local-events").json()["data"] == []
    assert other.get(f"/local-events/{number}").status_code == delete(other, number) == 404
    assert len(program.get("/local-events").json()["data"]) == 1
