"""What a lost webhook would have brought is found in Twilio's own list, once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot import reconciliation
from bot.channels.twilio import receive
from bot.contract import SendError
from bot.inbox import receive as take_in
from bot.jobs import reconcile
from domain.conversations.models import Outbound
from infra import clock, queue
from infra.database.session import desk_session
from infra.settings import settings
from tests.e2e.stand_ins.twilio_api import TwilioApi
from tests.unit.bot.mail import OWNER, inbox, outbox

NOW = datetime(2026, 12, 1, 0, 10, tzinfo=UTC)
"""Past midnight, and past the month's end."""


def remembered(sid: str, minutes_ago: int, **more: object) -> dict[str, object]:
    at = format_datetime(NOW - timedelta(minutes=minutes_ago))
    return {
        "sid": sid,
        "direction": "inbound",
        "from": f"whatsapp:{OWNER}",
        "to": "whatsapp:+14155238886",
        "body": "SALE MAGGI 5",
        "status": "received",
        "error_code": None,
        "num_media": "0",
        "date_sent": at,
        "date_created": at,
        **more,
    }


def seen(sid: str) -> None:
    message = receive.read({"MessageSid": sid, "From": f"whatsapp:{OWNER}", "Body": "STOCK"}, clock.now())
    assert message is not None
    take_in(message)


def test_a_lost_message_is_found_once_with_its_own_time(store: int, twilio: TwilioApi) -> None:
    with clock.stopped_at(NOW):
        seen("SM2")
        twilio.history = [
            # Still on its way, perhaps.
            remembered("SM5", 3),
            remembered("SM4", 15, body="second"),
            remembered("SM3", 20, body="first"),
            remembered("SM2", 30),
            # Another number of the account, and older than asked for.
            remembered("SM1", 40, to="whatsapp:+14150000000"),
            remembered("SM0", 60 * 49),
        ]
        assert reconciliation.run(48) == reconciliation.Reconciled(seen=3, missed=2, moved=0)
        assert reconciliation.run(48) == reconciliation.Reconciled(seen=3, missed=0, moved=0)
    found = [(row.provider_id, row.body, row.status) for row in inbox()]
    assert found == [("SM2", "STOCK", "waiting"), ("SM3", "first", "waiting"), ("SM4", "second", "waiting")]
    assert inbox()[1].sent_at == NOW - timedelta(minutes=20)
    # And the webhook, should it come after all, changes nothing.
    with clock.stopped_at(NOW):
        seen("SM3")
    assert len(inbox()) == 3


def test_statuses_are_caught_up_and_never_go_back(store: int, twilio: TwilioApi) -> None:
    with clock.stopped_at(NOW):
        seen("SM2")
        with desk_session() as session:
            for number, status in enumerate(("sent", "sent", "read")):
                session.add(
                    Outbound(
                        conversation_id=inbox()[0].conversation_id,
                        kind="notice",
                        key="notice.slow",
                        text="x",
                        buttons=[],
                        status=status,
                        provider_id=f"SMo{number}",
                        created_at=NOW,
                    )
                )
        out = {"direction": "outbound-api", "from": "whatsapp:+14155238886", "to": f"whatsapp:{OWNER}"}
        twilio.history = [
            remembered("SMo0", 30, status="delivered", **out),
            remembered("SMo1", 30, status="undelivered", error_code=63024, **out),
            remembered("SMo2", 30, status="delivered", **out),
            remembered("SMo9", 30, status="delivered", **out),
        ]
        assert reconciliation.run(48).moved == 2
        assert reconciliation.run(48).moved == 0
    by_id = {row.provider_id: (row.status, row.error) for row in outbox() if row.provider_id}
    assert by_id["SMo0"] == ("delivered", None)
    assert by_id["SMo1"][0] == "undelivered"
    assert by_id["SMo2"] == ("read", None)


def test_a_twilio_that_is_away_says_so(store: int, twilio: TwilioApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_API_URL", "http://127.0.0.1:9")
    settings.cache_clear()
    with pytest.raises(SendError):
        reconciliation.run(3)


@pytest.mark.parametrize(("hour", "hours"), [(21, 3), (22, 48), (23, 3)])
def test_every_hour_a_short_look_and_every_day_a_long_one(store: int, twilio: TwilioApi, hour: int, hours: int) -> None:
    with clock.stopped_at(NOW.replace(hour=hour)):
        reconcile.start_due()
    [job] = queue.queue(queue.ANALYTICS).jobs
    assert (job.func_name, job.args) == ("bot.reconciliation.run", (hours,))


def test_without_twilio_there_is_nothing_to_compare_with(store: int) -> None:
    reconcile.start_due()
    assert queue.queue(queue.ANALYTICS).jobs == []
