"""Nobody sees a shop's page but who was sent its link: forged, copied, late, another shop's, logged out, by another site."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from actions.dashboard_link import PURPOSE
from bot.dashboard.door import COOKIE
from bot.dashboard.wording import words
from bot.web.app import create_app
from domain.dashboard import store as dashboard
from domain.dashboard.rules import IDLE, OPENS_FOR
from domain.models import User
from domain.stores import store as stores
from infra import clock, links
from infra.database.session import desk_session, store_session
from tests.busy_shop import NASTY, add_helper, make_busy
from tests.conftest import make_store

SHOP, OTHER = "Asha Stores", "Other Shop"


@pytest.fixture
def web(database: str) -> TestClient:
    return TestClient(create_app())


def phone() -> TestClient:
    """A browser of its own."""
    return TestClient(create_app())


def link_to(store_id: int, user_id: int | None = None) -> str:
    with store_session(store_id) as session:
        user = stores.members(session, store_id)[0].id if user_id is None else user_id
        made = dashboard.make_link(session, store_id, user, clock.now())
        return f"/dashboard/open/{links.sign_until(PURPOSE, f'{made.id:x}', made.open_until)}"


def open_on(browser: TestClient, link: str) -> Response:
    return browser.post(link, headers={"Sec-Fetch-Site": "same-origin"})


@pytest.fixture
def signed_in(web: TestClient, store: int) -> TestClient:
    make_busy(store, clock.now())
    assert open_on(web, link_to(store)).status_code == 200
    return web


def test_a_link_opens_the_page_of_its_shop(web: TestClient, store: int) -> None:
    make_store(OTHER, "+919811100002")
    answer = open_on(web, link_to(store))
    assert (answer.url.path, answer.status_code) == ("/dashboard/", 200)
    assert SHOP in answer.text
    assert OTHER not in answer.text


def test_looking_at_a_link_opens_nothing(web: TestClient, store: int) -> None:
    link = link_to(store)
    for _ in range(3):
        seen = web.get(link)
        assert seen.status_code == 200
        assert SHOP not in seen.text
        assert COOKIE not in web.cookies
    assert open_on(web, link).status_code == 200


def test_a_copied_link_is_refused_and_the_own_phone_goes_on(web: TestClient, store: int) -> None:
    link = link_to(store)
    open_on(web, link)
    second = phone()
    for answer in (second.get(link), open_on(second, link)):
        assert answer.status_code == 410
        assert words("en")["link_used"] in answer.text
        assert SHOP not in answer.text
    assert second.get("/dashboard/").status_code == 401
    assert web.get(link).url.path == "/dashboard/", "tapped again on the same phone it leads back"


def test_a_late_link_is_refused_in_the_language_of_who_asked_for_it(web: TestClient, store: int) -> None:
    link = link_to(store)
    with store_session(store) as session:
        stores.members(session, store)[0].language = "ta"
    with clock.stopped_at(clock.now() + OPENS_FOR + timedelta(seconds=1)):
        for answer in (web.get(link), open_on(web, link)):
            assert answer.status_code == 410
            assert words("ta")["link_expired"] in answer.text
            assert SHOP not in answer.text


@pytest.mark.parametrize("change", ["first", "last", "file", "nonsense", "unknown"])
def test_a_forged_link_leads_nowhere(web: TestClient, store: int, change: str) -> None:
    link = link_to(store)
    token = link.rpartition("/")[2]
    forged = {
        "first": f"{int(token.partition('.')[0], 16) + 1:x}.{token.partition('.')[2]}",
        "last": token[:-1] + ("A" if token[-1] != "A" else "B"),
        "file": links.sign(token.partition(".")[0], 7),
        "nonsense": "1.2.3",
        "unknown": links.sign_until(PURPOSE, "ffff", clock.now() + OPENS_FOR),
    }[change]
    answer = web.get(f"/dashboard/open/{forged}", headers={"Accept-Language": "hi-IN,hi;q=0.9"})
    assert answer.status_code == 404
    assert words("hi")["link_wrong"] in answer.text
    assert open_on(web, f"/dashboard/open/{forged}").status_code == 404
    assert web.get("/dashboard/").status_code == 401


def test_another_shops_link_changes_the_shop_and_ends_the_session_before(signed_in: TestClient) -> None:
    before = signed_in.cookies[COOKIE]
    other = make_store(OTHER, "+919811100002")
    answer = open_on(signed_in, link_to(other))
    assert OTHER in answer.text
    assert SHOP not in answer.text
    old = phone()
    old.cookies.set(COOKIE, before, domain="testserver.local", path="/dashboard")
    assert old.get("/dashboard/").status_code == 401


def test_logged_out_is_out_also_for_who_kept_the_cookie(signed_in: TestClient) -> None:
    kept = signed_in.cookies[COOKIE]
    answer = signed_in.post("/dashboard/leave", headers={"Sec-Fetch-Site": "same-origin"})
    assert words("en")["left"] in answer.text
    assert "cache" in answer.headers["Clear-Site-Data"]
    signed_in.cookies.set(COOKIE, kept, domain="testserver.local", path="/dashboard")
    for path in ("/dashboard/", "/dashboard/events"):
        assert signed_in.get(path).status_code in (401, 204)
    assert SHOP not in signed_in.get("/dashboard/").text


def test_log_out_on_all_phones(signed_in: TestClient, store: int) -> None:
    second = phone()
    open_on(second, link_to(store))
    signed_in.post("/dashboard/leave-all", headers={"Sec-Fetch-Site": "same-origin"})
    assert second.get("/dashboard/").status_code == 401


def test_a_session_that_nobody_used_is_over(signed_in: TestClient) -> None:
    with clock.stopped_at(clock.now() + IDLE + timedelta(minutes=1)):
        assert signed_in.get("/dashboard/").status_code == 401


@pytest.mark.parametrize("path", ["leave", "leave-all", "open/1.2.3", "coming", "coming/1/remove"])
def test_a_page_of_another_site_can_post_nothing(signed_in: TestClient, path: str) -> None:
    for site in ("cross-site", "same-site"):
        assert signed_in.post(f"/dashboard/{path}", headers={"Sec-Fetch-Site": site}).status_code == 403
    assert signed_in.get("/dashboard/").status_code == 200


def test_a_helper_sees_sales_and_no_profit(web: TestClient, store: int) -> None:
    make_busy(store, clock.now())
    helper = add_helper(store, "+919811100077")
    page = open_on(web, link_to(store, helper)).text
    assert "Maggi" in page
    assert "Profit" not in page
    with desk_session() as session:
        session.get_one(User, helper).role = "former"
    assert web.get("/dashboard/").status_code == 401


def test_a_script_in_a_customers_name_is_text(signed_in: TestClient) -> None:
    page = signed_in.get("/dashboard/").text
    assert NASTY not in page
    assert "&lt;img src=x" in page


def test_no_page_may_be_framed_kept_or_run_what_is_not_ours(signed_in: TestClient, store: int) -> None:
    for path in ("/dashboard/", link_to(store), "/dashboard/open/1.2.3", "/dashboard/offline", "/dashboard/coming"):
        answer = signed_in.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "style=" not in answer.text
        assert "<script>" not in answer.text


def test_the_cookie_is_for_the_page_alone(web: TestClient, store: int) -> None:
    answer = web.post(link_to(store), follow_redirects=False)
    cookie = answer.headers["Set-Cookie"]
    assert answer.headers["Location"] == "/dashboard/"
    for part in ("HttpOnly", "SameSite=lax", "Path=/dashboard"):
        assert part in cookie


def test_the_offline_page_and_the_manifest_hold_nothing_of_the_shop(signed_in: TestClient) -> None:
    for path in ("/dashboard/offline", "/dashboard/manifest.webmanifest", "/dashboard/sw.js"):
        answer = signed_in.get(path)
        assert answer.status_code == 200
        assert SHOP not in answer.text
    manifest = signed_in.get("/dashboard/manifest.webmanifest").json()
    assert (manifest["start_url"], manifest["display"]) == ("/dashboard/", "standalone")
