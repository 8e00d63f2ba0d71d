"""An alert raised at night is delivered in the morning, through the real queue, with the clock set."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from bot.jobs import alerts, nightly
from bot.jobs.cron import Schedule
from domain.insights import store as insights
from domain.models import Alert, Conversation, Product
from domain.values import Quantity
from infra import clock, queue
from infra.database.session import desk_session, store_session
from tests.e2e import desk
from tests.e2e.stand_ins.twilio_api import TwilioApi
from tests.unit.bot.mail import outbox

INDIA = ZoneInfo("Asia/Kolkata")


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, second, tzinfo=INDIA)


EVENING, NIGHT, MORNING = at(22, 20), at(22, 23, 10), at(23, 8)


def raise_low(store: int, sku: str, when: datetime, *, stock: int = 2, severity: str = "important") -> None:
    """As the shelves and the night's work would: the stock is low, and an alert says so."""
    with store_session(store) as session:
        session.execute(update(Product).where(Product.sku == sku).values(stock=Quantity(stock)))
        raised = insights.raise_alert(
            session,
            store_id=store,
            kind="low_stock",
            thing=sku,
            day=when.astimezone(INDIA).date(),
            severity=severity,
            detail={"days_of_stock": "0.5", "daily_demand": "8"},
            now=when,
        )
        assert raised is not None


@pytest.fixture
def owner_wrote(store: int, web: str, twilio: TwilioApi) -> None:
    """The owner asked something in the evening, so that WhatsApp's window is open in the morning."""
    with clock.stopped_at(EVENING):
        desk.post(web, desk.form("STOCK MAGGI"))
        desk.work()
    assert len(twilio.posted) == 1
    twilio.posted.clear()


def alert_rows() -> list[tuple[str, datetime | None]]:
    return [(row.status, row.not_before) for row in outbox(kind="alert")]


@pytest.mark.usefixtures("owner_wrote")
def test_raised_at_ten_past_eleven_it_is_delivered_after_eight_and_not_before(store: int, twilio: TwilioApi) -> None:
    with clock.stopped_at(NIGHT):
        raise_low(store, "maggi-70g", NIGHT)
        alerts.start_due()
        desk.sweep_and_work()
        assert alert_rows() == [("held", MORNING)]
    for moment in (at(23, 0), at(23, 2), at(23, 7), MORNING - timedelta(seconds=1)):
        with clock.stopped_at(moment):
            desk.sweep_and_work()
        assert twilio.posted == []
    with clock.stopped_at(MORNING + timedelta(seconds=1)):
        desk.sweep_and_work()
        desk.sweep_and_work()
    [posted] = twilio.posted
    assert "Maggi Noodles 70 g" in posted.form["Body"]
    assert [status for status, _ in alert_rows()] == ["sent"]


@pytest.mark.usefixtures("owner_wrote")
def test_an_answer_at_night_is_not_held(store: int, web: str, twilio: TwilioApi) -> None:
    with clock.stopped_at(NIGHT):
        desk.post(web, desk.form("STOCK MAGGI"))
        desk.work()
    assert len(twilio.posted) == 1


@pytest.mark.usefixtures("owner_wrote")
def test_the_morning_begins_with_one_message_the_most_urgent_first(store: int, twilio: TwilioApi) -> None:
    for minutes, sku, severity in ((0, "soap-lux-100g", "important"), (15, "maggi-70g", "critical")):
        with clock.stopped_at(NIGHT + timedelta(minutes=minutes)):
            raise_low(store, sku, clock.now(), severity=severity)
            alerts.start_due()
            desk.sweep_and_work()
    with clock.stopped_at(MORNING + timedelta(minutes=1)):
        desk.sweep_and_work()
    [posted] = twilio.posted
    body = posted.form["Body"]
    assert 0 <= body.find("Maggi Noodles 70 g") < body.find("Lux Soap 100 g")
    assert sorted(status for status, _ in alert_rows()) == ["dropped", "sent"]
    with store_session(store) as session:
        assert set(session.scalars(select(Alert.outbox_id))) == {posted.outbox_id}


@pytest.mark.usefixtures("owner_wrote")
def test_by_day_it_goes_at_once_and_is_said_once(store: int, twilio: TwilioApi) -> None:
    with clock.stopped_at(at(22, 21)):
        raise_low(store, "maggi-70g", clock.now())
        for _ in range(3):
            alerts.start_due()
            desk.sweep_and_work()
    assert len(twilio.posted) == 1


@pytest.mark.usefixtures("owner_wrote")
def test_two_runs_at_once_tell_it_once(store: int, twilio: TwilioApi) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with clock.stopped_at(at(22, 21)):
        raise_low(store, "maggi-70g", clock.now())
        with ThreadPoolExecutor(4) as threads:
            told = list(threads.map(alerts.warn, [store] * 4))
        assert len([number for number in told if number is not None]) == 1
        desk.sweep_and_work()
    assert len(twilio.posted) == 1


@pytest.mark.usefixtures("owner_wrote")
def test_an_owner_whose_window_has_closed_gets_no_free_text(store: int, twilio: TwilioApi) -> None:
    with desk_session() as session:
        session.execute(update(Conversation).values(last_inbound_at=at(20, 9)))
    with clock.stopped_at(at(22, 21)):
        raise_low(store, "maggi-70g", clock.now())
        alerts.start_due()
        desk.sweep_and_work()
    assert twilio.posted == []
    # No template is approved, so it goes by SMS, which it is worth: one segment.
    by_whatsapp, by_sms = outbox(kind="alert")
    assert (by_whatsapp.status, str(by_whatsapp.error)[:5]) == ("failed", "63016")
    assert (by_sms.status, by_sms.form) == ("queued", "other")


@pytest.mark.usefixtures("owner_wrote")
def test_a_critical_alert_then_goes_by_sms(store: int, twilio: TwilioApi) -> None:
    with desk_session() as session:
        session.execute(update(Conversation).values(last_inbound_at=at(20, 9)))
    with clock.stopped_at(at(22, 21)):
        raise_low(store, "maggi-70g", clock.now(), severity="critical", stock=0)
        alerts.start_due()
        desk.sweep_and_work()
        desk.sweep_and_work()
    [posted] = twilio.posted
    assert posted.form["To"] == desk.OWNER
    assert posted.form["Body"].isascii()


def test_a_night_is_started_once_a_store_at_two_by_its_clock(store: int) -> None:
    for moment, nights in (
        (at(23, 1, 45), ["nightly-1-2026-11-22"]),
        (at(23, 2, 0), ["nightly-1-2026-11-23"]),
        (at(23, 2, 15), []),
        (at(23, 9, 0), []),
        (at(24, 2, 0), ["nightly-1-2026-11-24"]),
    ):
        before = set(queue.queue(queue.ANALYTICS).job_ids)
        with clock.stopped_at(moment):
            nightly.start_due()
        after = set(queue.queue(queue.ANALYTICS).job_ids)
        assert sorted(after - before) == [name.replace("-1-", f"-{store}-") for name in nights]


def test_the_schedule_holds_every_job(database: str) -> None:
    names = {job.func_name for job in Schedule(queue.connect()).get_jobs()}
    assert names == {
        "bot.jobs.nightly.start_due",
        "bot.jobs.alerts.start_due",
        "bot.jobs.news.start_due",
        "bot.jobs.news.start_summaries",
        "bot.jobs.forecasting.start_due",
        "bot.jobs.support.look",
        "bot.jobs.retention.start_due",
        "bot.jobs.retention.start_daily",
        "bot.jobs.reconcile.start_due",
    }
