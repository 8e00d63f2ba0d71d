"""What comes up near a shop: told by its owner on the page, once, within bounds, removed again, and nobody else's business."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import regex
from fastapi.testclient import TestClient
from httpx2 import Response

from bot.dashboard.wording import words
from bot.web.app import create_app
from domain.export.store import csv_files
from domain.local_events import store as local_events
from domain.local_events.rules import MOST
from domain.models import AuditRow, LocalEvent, User
from infra import clock, queue
from infra.database.session import desk_session, store_session
from tests.busy_shop import add_helper
from tests.conftest import make_store
from tests.contract.test_dashboard_doors import link_to, open_on, phone

ENGLISH = words("en")
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def web(store: int) -> TestClient:
    browser = TestClient(create_app())
    assert open_on(browser, link_to(store)).status_code == 200
    return browser


def in_days(days: int) -> date:
    return clock.today("Asia/Kolkata") + timedelta(days=days)


def post(
    browser: TestClient, kind: str, first: date | str, last: date | str, key: str = "", expected: str = ""
) -> Response:
    """Fill in the form that the page shows, or send one of `key` again."""
    shown = regex.search(r'name="key" value="([^"]+)"', browser.get("/dashboard/coming").text)
    said = {
        "key": key or (shown[1] if shown else "x"),
        "kind": kind,
        "first": str(first),
        "last": str(last),
        "expected": expected,
    }
    return browser.post("/dashboard/coming", data=said, headers=OURS)


def told(store_id: int) -> list[tuple[str, date, date]]:
    with store_session(store_id) as session:
        found = local_events.since(session, store_id, date.min)
        return [(event.kind, event.first_day, event.last_day) for event in found]


def jobs(store_id: int) -> int:
    calls = [(job.func_name, job.args) for job in queue.queue(queue.ANALYTICS).jobs]
    return calls.count(("analytics.nightly.run_store", (store_id,)))


def test_what_is_told_is_on_the_page_and_the_advice_is_made_anew(web: TestClient, store: int) -> None:
    answer = post(web, "fair", in_days(3), in_days(5))
    assert (answer.url.path, answer.status_code) == ("/dashboard/coming", 200)
    assert told(store) == [("fair", in_days(3), in_days(5))]
    assert "Fair or mela" in answer.text.partition("told-h")[2]
    assert "Fair or mela" in web.get("/dashboard/").text
    assert jobs(store) == 1
    with store_session(store) as session:
        row = session.query(AuditRow).one()
        assert (row.action, row.detail["kind"]) == ("tell_local_event", "fair")
        assert "local_events" in csv_files(session, store)


def test_a_form_that_comes_again_is_told_once_also_after_it_was_removed(web: TestClient, store: int) -> None:
    for _ in range(2):
        assert post(web, "fair", in_days(3), in_days(5), "one form").status_code == 200
    assert len(told(store)) == 1
    assert jobs(store) == 1
    remove(web, store)
    post(web, "fair", in_days(3), in_days(5), "one form")
    assert told(store) == []


def remove(browser: TestClient, store_id: int) -> Response:
    with store_session(store_id) as session:
        number = session.query(LocalEvent).one().id
    return browser.post(f"/dashboard/coming/{number}/remove", headers=OURS)


def test_what_was_told_can_be_removed_once(web: TestClient, store: int) -> None:
    post(web, "wedding", in_days(0), in_days(1))
    for _ in range(2):
        answer = remove(web, store)
        assert (answer.url.path, answer.status_code) == ("/dashboard/coming", 200)
    assert told(store) == []
    assert jobs(store) == 2
    with store_session(store) as session:
        actions = [row.action for row in session.query(AuditRow).order_by(AuditRow.id)]
        assert actions == ["tell_local_event", "remove_local_event"]
        assert session.query(LocalEvent).count() == 1, "nothing is deleted"


@pytest.mark.parametrize(
    ("first", "last", "word"),
    [
        (5, 3, "coming_order"),
        (-735, -731, "coming_over"),
        (0, 31, "coming_limit"),
        (360, 366, "coming_limit"),
        ("", "2026-12-01", "coming_missing"),
        ("soon", "later", "coming_missing"),
    ],
)
def test_days_that_make_no_event_are_refused_with_the_reason_and_kept_in_the_form(
    web: TestClient, store: int, first: int | str, last: int | str, word: str
) -> None:
    begin, end = (in_days(day) if isinstance(day, int) else day for day in (first, last))
    answer = post(web, "market_day", begin, end)
    assert answer.status_code == 422
    assert ENGLISH[word] in answer.text
    assert f'value="{end}"' in answer.text
    assert '<option value="market_day" selected>' in answer.text
    assert told(store) == []
    assert jobs(store) == 0


@pytest.mark.parametrize(("first", "last"), [(0, 0), (-3, 0), (0, 30), (335, 365), (-760, -730)])
def test_days_at_the_bounds_are_taken(web: TestClient, store: int, first: int, last: int) -> None:
    assert post(web, "shop_closed", in_days(first), in_days(last)).status_code == 200
    assert told(store) == [("shop_closed", in_days(first), in_days(last))]


def test_a_kind_that_is_none_is_refused_and_a_script_in_it_is_text(web: TestClient, store: int) -> None:
    answer = post(web, "<script>x", in_days(1), in_days(1))
    assert answer.status_code == 422
    assert "<script>x" not in answer.text
    assert told(store) == []


@pytest.mark.parametrize(("kind", "expected", "kept"), [("strike", "shut", "shut"), ("shop_closed", "double", None)])
def test_what_is_expected_is_kept_and_shown_where_it_says_anything(
    web: TestClient, store: int, kind: str, expected: str, kept: str | None
) -> None:
    page = post(web, kind, in_days(3), in_days(3), expected=expected).text
    with store_session(store) as session:
        assert session.query(LocalEvent).one().expected == kept
    assert (" · " in page.partition("told-h")[2]) == (kept is not None)


def test_what_is_expected_is_one_of_the_list(web: TestClient, store: int) -> None:
    answer = post(web, "fair", in_days(3), in_days(3), expected="tenfold")
    assert (answer.status_code, told(store)) == (422, [])
    again = post(web, "fair", in_days(3), in_days(1), expected="half_more").text
    assert '<option value="half_more" selected>' in again


def test_what_was_is_told_apart_from_what_comes_and_can_be_removed(web: TestClient, store: int) -> None:
    page = post(web, "fair", in_days(-362), in_days(-360)).text
    assert "told-h" not in page
    assert "Fair or mela" in page.partition("over-h")[2]
    assert "Fair or mela" not in web.get("/dashboard/").text
    assert jobs(store) == 1, "it is learnt from at once"
    assert "over-h" not in remove(web, store).text


def test_days_of_another_year_say_which(web: TestClient) -> None:
    assert f"{in_days(-720).year}" in post(web, "match", in_days(-720), in_days(-720)).text


def test_no_more_than_so_many_stand_at_a_time(web: TestClient, store: int) -> None:
    for number in range(MOST):
        post(web, "market_day", in_days(number), in_days(number), f"form {number}")
    answer = post(web, "market_day", in_days(40), in_days(40), "one more")
    assert answer.status_code == 422
    assert ENGLISH["coming_full"] in answer.text
    assert len(told(store)) == MOST


def test_an_error_is_in_the_retailers_language(web: TestClient, store: int) -> None:
    with desk_session() as session:
        session.query(User).filter_by(store_id=store).one().language = "hi"
    assert words("hi")["coming_order"] in post(web, "fair", in_days(5), in_days(3)).text


def test_another_shop_sees_nothing_and_removes_nothing(web: TestClient, store: int) -> None:
    post(web, "fair", in_days(3), in_days(5))
    other = make_store("Other Shop", "+919811100002")
    neighbour = phone()
    open_on(neighbour, link_to(other))
    assert "told-h" not in neighbour.get("/dashboard/coming").text
    assert "Fair or mela" not in neighbour.get("/dashboard/").text
    remove(neighbour, store)
    assert len(told(store)) == 1
    assert jobs(other) == 0


def test_a_helper_sees_what_comes_up_and_tells_nothing(web: TestClient, store: int) -> None:
    post(web, "fair", in_days(3), in_days(5))
    browser = phone()
    page = open_on(browser, link_to(store, add_helper(store, "+919811100077"))).text
    assert "Fair or mela" in page
    assert ENGLISH["coming_tell"] not in page
    assert browser.get("/dashboard/coming").url.path == "/dashboard/"
    assert post(browser, "fair", in_days(3), in_days(5)).status_code == 403
    assert remove(browser, store).status_code == 403
    assert len(told(store)) == 1


def test_who_is_signed_out_tells_nothing(store: int) -> None:
    browser = phone()
    for answer in (browser.get("/dashboard/coming"), post(browser, "fair", in_days(3), in_days(5))):
        assert answer.status_code == 401
    assert told(store) == []
