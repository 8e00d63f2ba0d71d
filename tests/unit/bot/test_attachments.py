"""A file on its way: made with the reply, kept once, shown by WhatsApp, a link by SMS, opened by whoever has the link."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import boto3
import httpx
import openpyxl
import pypdfium2
import pytest
from fastapi.testclient import TestClient
from moto.server import ThreadedMotoServer

from actions.contract import Column, Document, Outcome, Phrase, QrCode, Reply, Table
from actions.replies import REPLIES
from bot import attachments, inbox, outbox, worker
from bot.contract import Attachment, Rendered
from bot.delivery import deliver
from bot.dialogue import turn
from bot.replies.render import render
from bot.web.app import create_app
from domain.conversations.models import Conversation, Inbound
from domain.models import Store
from domain.values import Money
from infra import clock, storage
from infra.database.session import desk_session
from infra.settings import settings
from tests.e2e.stand_ins.twilio_api import ACCOUNT, TOKEN, TwilioApi, twilio_api
from tests.unit.bot import mail

TABLE = Table(
    Phrase("report.credit"),
    (Column(Phrase("column.customer")), Column(Phrase("column.balance"), figures=True)),
    (("=HYPERLINK(1)", Money("250.50")),),
)
BALANCES = Document("credit-2026-11-22", "excel", Phrase("report.credit"), (TABLE,))
REPLY = Reply("export_report.done", REPLIES["export_report.done"], attachments=(BALANCES,))


@pytest.fixture
def web(database: str) -> TestClient:
    return TestClient(create_app(), follow_redirects=False)


@pytest.fixture
def twilio(monkeypatch: pytest.MonkeyPatch) -> Iterator[TwilioApi]:
    with twilio_api() as api:
        for name, value in {
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_API_URL": api.url,
            "TWILIO_WHATSAPP_FROM": "+14155238886",
            "TWILIO_SMS_FROM": "+14155550100",
            "PUBLIC_URL": "https://shop.example",
        }.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        yield api
    settings.cache_clear()


def written(reply: Reply, channel: str = "whatsapp", provider: str = "simulator") -> tuple[int, int]:
    """The numbers of the conversation and of a message with the files of `reply`, as a turn writes it."""
    inbox.receive(mail.message("report", channel=channel))
    with desk_session() as session:
        conversation = session.query(Conversation).filter_by(channel=channel).one()
        conversation.provider = provider
        store = session.query(Store).one()
        conversation.store_id = store.id
        rendered = render(reply, "en", "Latn", channel)
        rendered = attachments.attach(rendered, (reply,), store, conversation, clock.now())
        row = outbox.write(session, conversation, kind="reply", key=reply.key, rendered=rendered)
        return conversation.id, row.id


def test_whatsapp_gets_the_file_and_sms_a_link_to_it(store: int, web: TestClient, twilio: TwilioApi) -> None:
    for channel in ("whatsapp", "sms"):
        deliver(written(REPLY, channel, "twilio")[0])
    by_whatsapp, by_sms = twilio.posted
    link = by_whatsapp.form["MediaUrl"]
    assert link.startswith("https://shop.example/files/")
    assert "/files/" not in by_whatsapp.form["Body"]
    text, _, last = by_sms.form["Body"].rpartition("\n")
    assert text == "Sales report, 1 Nov 2026 - 22 Nov 2026\nAmount: Rs 23,000"
    assert last.startswith("https://shop.example/files/")
    assert "MediaUrl" not in by_sms.form
    for address in (link, last):
        answer = web.get(address.removeprefix("https://shop.example"))
        assert answer.status_code == 200
        sheet = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]
        # A name that looks like a formula stays a name.
        assert (sheet.cell(4, 1).value, sheet.cell(4, 1).data_type, sheet.cell(4, 2).value) == (
            "=HYPERLINK(1)",
            "s",
            250.5,
        )


def test_whatsapp_carries_one_file_and_what_it_can_not_show_is_a_link(store: int, twilio: TwilioApi) -> None:
    bundle = Document("data", "zip", Phrase("report.credit"), (TABLE,))
    reply = Reply(REPLY.key, REPLY.params, attachments=(bundle, BALANCES, QrCode("pay", "upi://pay?pa=a@b&am=10")))
    deliver(written(reply, provider="twilio")[0])
    [posted] = twilio.posted
    assert posted.form["MediaUrl"].startswith("https://shop.example/files/")
    links = [line for line in posted.form["Body"].splitlines() if "/files/" in line]
    assert len({*links, posted.form["MediaUrl"]}) == 3


def test_a_link_is_over_in_time_and_a_made_up_one_leads_nowhere(store: int, web: TestClient) -> None:
    at = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
    with clock.stopped_at(at):
        _, row = written(REPLY)
        path = attachments.path_to(row, 0)
        assert web.head(path).status_code == 200
        assert web.get(attachments.path_to(row, 1)).status_code == 404
        assert web.get(attachments.path_to(row + 1, 0)).status_code == 404
        other = "A" if path[-2] != "A" else "B"
        # Not the last letter, of which a signature uses two bits only.
        assert web.get(path[:-2] + other + path[-1]).status_code == 404
    with clock.stopped_at(at + timedelta(days=9)):
        assert (web.get(path).status_code, web.get(path).headers["content-type"]) == (410, "application/problem+json")
    storage.delete(attachments.FOLDER)
    with clock.stopped_at(at):
        assert web.get(path).status_code == 410


def test_in_a_bucket_the_link_leads_on_to_one_of_its_own(
    store: int, web: TestClient, twilio: TwilioApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twilio fetches from the bucket itself; a person's link stays short, and is followed."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    values = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_ENDPOINT_URL": f"http://{host}:{port}"}
    for name, value in {**values, "S3_BUCKET": "shops"}.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="shops")
    try:
        conversation, row = written(REPLY, provider="twilio")
        deliver(conversation)
        source = twilio.posted[0].form["MediaUrl"]
        followed = web.get(attachments.path_to(row, 0))
        assert followed.status_code == 307
        for address in (source, followed.headers["location"]):
            assert address.startswith(values["AWS_ENDPOINT_URL"])
            assert httpx.get(address).content.startswith(b"PK")
    finally:
        server.stop()


def test_a_document_is_private_to_its_link_and_runs_nothing(store: int, web: TestClient) -> None:
    _, row = written(REPLY)
    headers = web.get(attachments.path_to(row, 0)).headers
    assert headers["content-disposition"] == 'attachment; filename="credit-2026-11-22.xlsx"'
    assert headers["content-security-policy"].endswith("sandbox")
    assert (headers["x-content-type-options"], headers["x-robots-tag"]) == ("nosniff", "noindex")


def test_a_turn_that_dies_after_making_its_file_makes_the_same_one_again(
    store: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first try breaks after the file was kept: the message is answered by the second, whose file is where the first's is."""
    pdf = Document("credit", "pdf", Phrase("report.credit"), (TABLE,))
    tries: list[tuple[Attachment, ...]] = []

    def take(session: Any, conversation: Conversation, inbound: Inbound) -> turn.Answer:
        reply = Outcome(Reply(REPLY.key, REPLY.params, attachments=(pdf,))).reply
        shop = session.get_one(Store, store)
        made = attachments.attach(Rendered("report"), (reply,), shop, conversation, inbound.received_at)
        tries.append(made.attachments)
        if len(tries) == 1:
            raise RuntimeError("the worker died")
        return turn.Answer(made, reply.key, None, {})

    monkeypatch.setattr(turn, "take", take)
    inbox.receive(mail.message("report"))
    worker.serve(mail.conversation().id)
    [answer] = mail.outbox(kind="reply")
    assert tries[0] == tries[1]
    [file] = attachments.of(answer)
    content = storage.read(file.key)
    assert content is not None
    text = pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range()
    assert "250.50" in text
    assert "Asha Stores" in text
