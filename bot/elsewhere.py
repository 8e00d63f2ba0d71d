"""What becomes of a message that its channel did not take: again, as a template, by the other channel, or nothing.

A second try after a provider's report is a row of its own, so that the first keeps its status and a report that comes
twice finds it finished.
"""

from __future__ import annotations

import random
from datetime import timedelta

from sqlalchemy.orm import Session

from bot import attachments, channels, notices, outbox, sending_rules
from bot.channels import segments, sms
from bot.channels.codes import RETRYABLE
from bot.choosing import Means, Prices, Way, choose
from bot.contract import Button, Content, Rendered
from bot.providers import default_provider
from bot.replies.texts import language_for
from domain.conversations import store as conversations
from domain.conversations.models import Conversation, Outbound, Status
from infra import clock
from infra.settings import settings
from infra.telemetry import log, support_told

_dice = random.Random()


def give_up(
    session: Session, row: Outbound, code: str, why: str, status: Status = "failed", *, reported: bool = False
) -> None:
    """Give this sending of the message up, and do what its error code calls for; the sweeper announces what is written.

    `reported`: the provider had taken it and reports the failure now, so what may pass is tried again; a message that was
    refused at once has had its tries when it comes here.

    What holds for later messages is remembered: a number that sent STOP to the network, before us, has opted out. What a
    person has to mend is told to support.
    """
    row.status, row.lease_until, row.error = status, None, f"{code} {why}".strip()
    conversation = conversations.get_one(session, row.conversation_id)
    meant = channels.meaning(conversation.provider, code)
    if meant.support:
        support_told.labels(conversation.provider, code).inc()
        log().error("support is needed", provider=conversation.provider, code=code, why=meant.why, outbound=row.id)
    if meant.remedy == "stop":
        conversation.opted_out_at = conversation.opted_out_at or clock.now()
    elif row.kind == "notice" and row.in_reply_to is not None:
        # It said that an answer takes longer: said later, or by another channel, it only confuses.
        return
    elif meant.remedy == "template" and row.form != "template" and way(row, conversation) == "template":
        _write_again(session, row, conversation, form="template")
    elif meant.remedy in RETRYABLE and reported and row.attempts + 1 < settings().send_attempts:
        _write_again(session, row, conversation, form=row.form, attempts=row.attempts + 1)
    elif row.kind == "outreach":
        notices.tell_undelivered(session, row, conversation)
    elif meant.remedy != "give_up" or _is_critical(row):
        _say_by_the_other(session, row, conversation)


def way(row: Outbound, conversation: Conversation, *, template_failed: bool = False) -> Way:
    """How a message of WhatsApp's goes when free text is not taken."""
    provider = default_provider("sms")
    reachable = conversation.address.startswith("+") and channels.carries_sms(provider) and row.form != "other"
    means = Means(
        free_text=False,
        template=not template_failed and template(row, conversation) is not None,
        segments=segments.count(_for_sms(row)) if reachable else None,
    )
    now = settings()
    prices = Prices(now.template_rupees, now.sms_segment_rupees, now.sms_fallback_rupees)
    return choose(row.kind, row.severity, means, prices)


def template(row: Outbound, conversation: Conversation) -> Content | None:
    """The message in a template that WhatsApp approved; None without one."""
    language = language_for(conversation.language, conversation.script).tag
    return channels.template(conversation.provider, conversation.channel, row.kind, row.key, language, row.text)


def _is_critical(row: Outbound) -> bool:
    return row.kind == "alert" and row.severity == "critical"


def _for_sms(row: Outbound) -> str:
    return sms.economical(sms.plain(row.text))


def _write_again(session: Session, row: Outbound, conversation: Conversation, *, form: str, attempts: int = 0) -> None:
    """The same message once more on the same channel, at once or, counted as a further try, after a while."""
    wait = (
        sending_rules.retry_after(attempts, settings().send_retry_seconds, _dice.random()) if attempts else timedelta()
    )
    buttons, rows = (tuple(Button(**one) for one in choices) for choices in (row.buttons, row.rows))
    rendered = Rendered(row.text, buttons, rows, tuple(attachments.of(row)))
    again = _write(session, row, conversation, rendered)
    again.form, again.attempts, again.not_before = form, attempts, clock.now() + wait


def _say_by_the_other(session: Session, row: Outbound, conversation: Conversation) -> None:
    """The same message by SMS instead of WhatsApp, or the other way round where the person writes there; once."""
    if row.form == "other":
        return
    if conversation.channel == "whatsapp":
        if way(row, conversation, template_failed=True) != "sms":
            return
        other = conversations.find_or_open(
            session,
            channel="sms",
            address=conversation.address,
            provider=default_provider("sms"),
            now=clock.now(),
            store_id=conversation.store_id,
            user_id=conversation.user_id,
        )
        rendered = Rendered(_for_sms(row), attachments=tuple(attachments.of(row)))
    else:
        known = conversations.find(session, "whatsapp", conversation.address)
        if known is None:
            return
        other, rendered = known, Rendered(row.text, attachments=tuple(attachments.of(row)))
    _write(session, row, other, rendered).form = "other"


def _write(session: Session, row: Outbound, conversation: Conversation, rendered: Rendered) -> Outbound:
    # A reply's second sending answers no message anew: `in_reply_to` stays with the first.
    again = outbox.write(
        session,
        conversation,
        kind=row.kind,  # type: ignore[arg-type]
        key=row.key,
        rendered=rendered,
        entry_id=row.entry_id,
        severity=row.severity,
        store_id=row.store_id,
    )
    again.instead_of = row.id
    return again
