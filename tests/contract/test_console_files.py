"""Files of a talk in the console: seen for a reason, by who is signed in, and never run; an agent's own go with an answer."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from bot import attachments, outbox
from bot.console import files
from bot.contract import Rendered
from bot.inbox import receive
from domain.audit import store as audit
from domain.conversations.models import Conversation
from infra import storage
from infra.database.session import desk_session, store_session
from tests.contract.console_browser import browser, quick_hashes, web
from tests.contract.test_console_books import open_books
from tests.contract.test_console_chat import talk
from tests.unit.bot import mail
from tests.unit.bot.mail import conversation, inbox, message

__all__ = ["browser", "quick_hashes", "talk", "web"]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 24
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 24
WEBP = b"RIFF\x10\0\0\0WEBPVP8 "
PDF = b"%PDF-1.7\n%..."
PAGE = b"<html><script>alert(1)</script>"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def send(kind: str, content: bytes, words: str = "see this") -> str:
    """A file from the simulated phone; its path in the console."""
    raw = {"file": {"name": "x", "type": kind, "content": base64.b64encode(content).decode()}}
    receive(replace(message(words), raw=raw))
    return files.path_to_came(conversation().id, inbox()[-1].id, 0)


@pytest.mark.parametrize(
    ("kind", "content", "shown", "place"),
    [
        ("image/jpeg", JPEG, "image/jpeg", "inline"),
        ("image/png", PNG, "image/png", "inline"),
        ("image/webp", WEBP, "image/webp", "inline"),
        # What it is, the content says.
        ("application/pdf", PNG, "image/png", "inline"),
        ("application/pdf", PDF, "application/pdf", "attachment"),
        ("audio/ogg; codecs=opus", b"OggS", "audio/ogg", "attachment"),
        (XLSX, b"PK\x03\x04", XLSX, "attachment"),
        ("image/png", PAGE, "application/octet-stream", "attachment"),
        ("image/svg+xml", b"<svg onload='alert(1)'/>", "application/octet-stream", "attachment"),
        ("text/html", PAGE, "application/octet-stream", "attachment"),
    ],
)
def test_a_file_is_what_its_content_is_and_nothing_in_it_runs(
    browser: TestClient, store: int, talk: str, kind: str, content: bytes, shown: str, place: str
) -> None:
    path = send(kind, content)
    open_books(browser, store)
    answer = browser.get(path)
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["Content-Type"].partition(";")[0] == shown
    assert answer.headers["Content-Disposition"].startswith(f"{place}; ")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "private" in answer.headers["Cache-Control"]


def test_files_stay_shut_until_a_reason_is_given_and_the_store_knows_it(
    browser: TestClient, store: int, talk: str
) -> None:
    path = send("image/png", PNG)
    shut = browser.get(path)
    assert (shut.status_code, shut.headers["Content-Type"]) == (403, "text/html; charset=utf-8")
    assert PNG not in shut.content
    page = browser.get(talk).text
    assert "<img" not in page
    assert path in page
    reason = {"reason": "a wrong bill in the picture", "back": path}
    given = browser.post(f"/console/stores/{store}/open", data=reason)
    assert (given.status_code, given.headers["location"]) == (303, path)
    assert f'<img src="{path}"' in browser.get(talk).text
    assert browser.get(path).content == PNG
    with store_session(store) as session:
        assert audit.latest(session, store)[0].reason == "a wrong bill in the picture"
    browser.cookies.clear()
    assert browser.get(path).status_code in (303, 401)


def test_a_file_is_kept_once_it_was_seen_and_erased_with_the_shops_others(
    browser: TestClient, store: int, talk: str
) -> None:
    path = send("image/png", PNG)
    open_books(browser, store)
    assert browser.get(path).status_code == 200
    key = f"{attachments.FOLDER}/{store}/{files.kept_as(inbox()[-1], 0)}"
    assert storage.read(key) == PNG
    storage.delete(f"{attachments.FOLDER}/{store}")
    assert storage.read(key) is None


def test_what_was_sent_is_shown_behind_the_same_gate(browser: TestClient, store: int, talk: str) -> None:
    kept = attachments.keep(store, "../sales report.pdf", "application/pdf", PDF)
    assert kept.name == "sales-report.pdf"
    with desk_session() as session:
        row = outbox.write(
            session,
            session.get_one(Conversation, conversation().id),
            kind="alert",
            key="x",
            rendered=Rendered("Your report", attachments=(kept,)),
        )
    path = files.path_to_went(conversation().id, row.id, 0)
    page = browser.get(talk).text
    assert path in page
    assert "/files/" not in page.replace(path, "")
    assert browser.get(path).status_code == 403
    open_books(browser, store)
    assert (browser.get(path).status_code, browser.get(path).content) == (200, PDF)
    storage.delete(f"{attachments.FOLDER}/{store}")
    assert browser.get(path).status_code == 410


def test_no_file_of_another_chat_or_place(browser: TestClient, store: int, talk: str) -> None:
    path = send("image/png", PNG)
    open_books(browser, store)
    number = inbox()[-1].id
    for wrong in (
        path.replace(f"/chats/{conversation().id}/", "/chats/987654/"),
        path[:-1] + "1",
        path[:-1] + "-1",
        path.replace(f"/{number}/", "/987654/"),
        f"{talk}/files/went/987654/0",
    ):
        assert browser.get(wrong).status_code == 404, wrong


def test_a_file_goes_with_an_answer_once(browser: TestClient, store: int, talk: str) -> None:
    form = {"text": "Your bill", "key": "one", "at_night": "yes"}
    for _ in range(2):
        sent = browser.post(f"{talk}/answer", data=form, files={"file": ("बिल bill.pdf", PDF, "text/html")})
        assert sent.status_code == 200
    [row] = mail.outbox(kind="agent")
    [file] = attachments.of(row)
    assert (file.type, file.name) == ("application/pdf", "bill.pdf")
    assert storage.read(file.key) == PDF
    assert browser.get(attachments.path_to(row.id, 0)).content == PDF


def test_a_file_goes_without_words(browser: TestClient, store: int, talk: str) -> None:
    browser.post(f"{talk}/take-over", data={"key": "take"})
    form = {"text": "", "key": "one", "at_night": "yes"}
    sent = browser.post(f"{talk}/answer", data=form, files={"file": ("bill.pdf", PDF, "application/pdf")})
    assert sent.status_code == 200
    row = mail.outbox(kind="agent")[-1]
    assert (row.text, [file.name for file in attachments.of(row)]) == ("bill.pdf", ["bill.pdf"])
    assert browser.post(f"{talk}/answer", data={**form, "key": "two"}).status_code == 422, "neither words nor a file"


@pytest.mark.parametrize("content", [PAGE, b"", b"MZ", WEBP, PDF + b"\0" * (5 * 1024 * 1024)])
def test_what_may_not_go_is_refused_and_nothing_is_sent(browser: TestClient, talk: str, content: bytes) -> None:
    form = {"text": "Your bill", "key": "one", "at_night": "yes"}
    sent = browser.post(f"{talk}/answer", data=form, files={"file": ("bill.pdf", content, "application/pdf")})
    assert sent.status_code == 422
    assert mail.outbox(kind="agent") == []


def test_no_form_of_the_console_is_larger_than_an_answer_with_a_file(browser: TestClient) -> None:
    answer = browser.post("/console/login", content=b"x" * (7 * 1024 * 1024))
    assert answer.status_code == 413
