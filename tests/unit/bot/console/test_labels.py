"""The page of labels and the figures, over real rows: what waits, what is kept of it, and what it comes to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from typer.testing import CliRunner

from bot.cli import app as commands
from domain.agents import rules
from domain.agents import store as agents
from domain.conversations import store as conversations
from domain.erasure import store as erasure
from domain.figures import store as figures
from domain.labels import store as labels
from domain.models import Case, Customer, Inbound, Label
from domain.values import Money
from infra import clock
from infra.database.session import desk_session, store_session
from tests.serving import make_app

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
ZONE = "Asia/Kolkata"


@pytest.fixture(scope="module")
def web() -> FastAPI:
    return make_app()


@pytest.fixture
def browser(store: int, web: FastAPI) -> TestClient:
    """A lead who is signed in."""
    client = TestClient(web, follow_redirects=False, headers={"Accept": "text/html"})
    with desk_session() as session:
        agent = agents.add(session, "lead@example.in", "Lead", "lead", now=clock.now())
        token = agents.open_session(session, agent.id, "test", clock.now())
    client.cookies.set("vyapari-console", token)
    client.headers["X-CSRF-Token"] = rules.csrf_of(token)
    return client


def trace(decision: str, intent: str | None, **frame: Any) -> dict[str, Any]:
    said = {"intent": intent, "language": "hi", "script": "Latn", **frame}
    ranking = [[intent, 0.4], ["record_credit", 0.3], ["undo", 0.1]]
    return {"decision": decision, "intent": intent, "confidence": 0.4, "ranking": ranking, "frame": said}


def write(
    store: int, body: str, trace: dict[str, Any] | None, at: datetime | None = None, number: int | None = None
) -> int:
    """A message of the shop's owner that was dealt with; its number."""
    at = at or clock.now()
    with desk_session() as session:
        talk = conversations.find_or_open(
            session, channel="whatsapp", address="+919811100001", provider="simulator", now=at, store_id=store
        )
        row = Inbound(
            id=number,
            conversation_id=talk.id,
            store_id=store,
            provider="simulator",
            provider_id=f"{body}-{at}-{number}",
            body=body,
            raw={},
            status="done",
            trace=trace,
            sent_at=at,
            received_at=at,
        )
        session.add(row)
        session.flush()
        return row.id


def kept() -> list[Label]:
    with desk_session() as session:
        return list(session.scalars(select(Label).order_by(Label.id)))


def test_a_chat_leads_to_the_label_of_its_message(browser: TestClient, store: int) -> None:
    number = write(store, "palat do", trace("run record_sale", "record_sale"))
    chat = browser.get("/console/chats/1").text
    assert f'href="/console/labels/{number}"' in chat
    assert "palat do" in browser.get(f"/console/labels/{number}").text
    assert browser.get(f"/console/labels/{number + 1}").status_code == 404


def test_what_was_not_understood_is_listed_and_what_was_is_not(browser: TestClient, store: int) -> None:
    for body, decision, intent in (
        ("gibberish one", "not_understood", None),
        ("cricket score", "run out_of_scope", "out_of_scope"),
        ("handed over", "hand_over", "record_sale"),
        ("a person please", "hand_over", "talk_to_human"),
        ("5 maggi becha", "run record_sale", "record_sale"),
    ):
        write(store, body, trace(decision, intent))
    write(store, "that red one", trace("choice", "slow_products") | {"again": True})
    write(store, "too old", trace("not_understood", None), clock.now() - timedelta(days=31))
    write(store, "<script>x</script>", trace("not_understood", None))
    page = browser.get("/console/labels").text
    shown = [
        body
        for body in (
            "gibberish one",
            "cricket score",
            "handed over",
            "a person please",
            "5 maggi becha",
            "that red one",
            "too old",
        )
        if body in page
    ]
    assert shown == ["gibberish one", "cricket score", "handed over", "that red one"]
    assert "&lt;script&gt;x" in page
    assert "<script>x" not in page
    assert "gibberish one" not in browser.get("/console/labels?language=ta").text


def test_two_clicks_keep_a_label_without_a_name(browser: TestClient, store: int) -> None:
    with store_session(store) as session:
        session.add(
            Customer(store_id=store, name="Sunita Rao", name_key="sunita rao", balance=Money(0), created_at=clock.now())
        )
    heard = trace(
        "not_understood",
        "record_sale",
        customer="Ramesh",
        items=[{"sku": "maggi-70g", "text": "maggi", "quantity": "5"}],
    )
    number = write(store, "ramesh aur Sunita ko 5 maggi, fone 9811100001", heard)
    page = browser.get("/console/labels").text
    assert 'value="record_credit" required' in page
    assert 'name="customer" maxlength="80" value="Ramesh"' in page
    form = {"intent": "record_sale", "customer": "Ramesh", "sku": ["maggi-70g"], "text": ["maggi"], "quantity": ["5"]}
    form |= {"price": [""], "line_amount": [""], "credit": "yes"}
    answer = browser.post(f"/console/labels/{number}", data=form, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    # What became of it is said, and the way back to the chat and on to the figures is there.
    assert 'href="/console/chats/1"' in answer.text
    assert "Messages taught in this period: 1" in browser.get("/console/figures").text
    label = kept()[0]
    assert (label.intent, label.understood, label.language, label.script) == (
        "record_sale",
        "record_sale",
        "hi",
        "Latn",
    )
    assert label.frame["items"] == [{"sku": "maggi-70g", "text": "maggi", "quantity": "5"}]
    assert label.frame["credit"] is True
    for name in ("ramesh", "sunita", "9811100001"):
        assert name not in (label.text + str(label.frame)).lower()
    assert label.frame["customer"].lower() in label.text.lower()
    assert label.text.endswith("ko 5 maggi, fone 9800000000")
    assert "ramesh aur" not in browser.get("/console/labels").text


def test_a_second_word_on_a_message_counts_and_a_skip_keeps_nothing_of_it(browser: TestClient, store: int) -> None:
    number = write(store, "hmm hmm", trace("not_understood", None))
    browser.post(f"/console/labels/{number}", data={"intent": "affirm"})
    assert browser.post(f"/console/labels/{number}", data={"skip": "yes"}).status_code == 303
    label = kept()[0]
    assert (label.intent, label.text, label.frame) == ("", "", {})
    with desk_session() as session:
        assert labels.everything(session) == []


@pytest.mark.parametrize("form", [{}, {"intent": "nothing"}, {"intent": "record_sale", "quantity": ["many"]}])
def test_nonsense_is_refused_and_nothing_kept(browser: TestClient, store: int, form: dict[str, Any]) -> None:
    number = write(store, "5 maggi", trace("not_understood", None))
    assert browser.post(f"/console/labels/{number}", data=form).status_code == 422
    assert browser.post("/console/labels/99999", data=form).status_code == 404
    assert kept() == []


def test_accuracy_is_that_of_the_sample(browser: TestClient, store: int) -> None:
    for number, meant in ((100, "record_sale"), (110, "record_sale"), (120, "undo"), (121, "undo")):
        write(store, f"becha {number}", trace("run record_sale", "record_sale"), number=number)
        browser.post(f"/console/labels/{number}", data={"intent": meant})
    with desk_session() as session:
        assert labels.accuracy(session) == [labels.Accuracy("hi", 3, 2)]
    assert "67%" in browser.get("/console/figures").text


def test_labels_are_exported_and_those_of_an_erased_shop_are_not(
    browser: TestClient, store: int, tmp_path: Path
) -> None:
    for number in range(12):
        row = write(store, f"aaj ki bikri ka haal {number}", trace("not_understood", None))
        browser.post(f"/console/labels/{row}", data={"intent": "sales_report"})
    done = CliRunner().invoke(commands, ["export-labels", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert done.output.startswith("12 labels: ")
    assert {path.parent.name for path in tmp_path.rglob("*.yml")} == {"hi-Latn"}
    with store_session(store) as session:
        due = erasure.plan(session, store, clock.now())
    with store_session(store) as session:
        assert erasure.erase(session, store, due)
    with desk_session() as session:
        assert labels.everything(session) == []


def test_the_figures_are_what_happened(browser: TestClient, store: int) -> None:
    with clock.stopped_at(NOW):
        for days, minutes, csat, state in ((1, 10, 3, "closed"), (2, 30, 1, "closed"), (3, None, None, "open")):
            case(store, NOW - timedelta(days=days), minutes, csat, state, number=days)
        # The first conversation's case was of one of the two days on which its person wrote.
        for days in (0, 1, 20):
            write(store, f"m{days}", trace("run record_sale", "record_sale"), NOW - timedelta(days=days))
        with desk_session() as session:
            found = figures.count(session, NOW - timedelta(days=7), NOW, ZONE)
    assert (found.waiting, found.longest, found.opened) == (1, timedelta(days=3), 3)
    assert (found.first_answer.cases, found.first_answer.median) == (2, timedelta(minutes=20))
    assert (found.resolution.cases, found.resolution.ninety) == (2, timedelta(hours=1))
    assert (found.csat, found.content) == ({3: 1, 1: 1}, 0.5)
    assert (found.chat_days, found.alone, found.containment) == (2, 1, 0.5)


def case(store: int, at: datetime, minutes: int | None, csat: int | None, state: str, number: int) -> None:
    """A case opened at `at`, first answered so many minutes later and closed after an hour."""
    with desk_session() as session:
        talk = conversations.find_or_open(
            session, channel="whatsapp", address=f"+91981110000{number}", provider="simulator", now=at, store_id=store
        )
        session.add(
            Case(
                conversation_id=talk.id,
                store_id=store,
                reason="asked",
                state=state,
                opened_at=at,
                changed_at=at,
                waiting_since=at if minutes is None else None,
                first_answer_at=at + timedelta(minutes=minutes) if minutes is not None else None,
                closed_at=at + timedelta(hours=1) if state == "closed" else None,
                csat=csat,
            )
        )


def test_figures_of_nothing_are_no_numbers(browser: TestClient) -> None:
    page = browser.get("/console/figures?days=30")
    assert page.status_code == 200
    assert "–" in page.text
    assert browser.get("/console/figures?days=1000").status_code == 422
