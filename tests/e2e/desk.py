"""The desk as the outside sees it: webhooks that Twilio signs, and a queue that is worked off."""

from __future__ import annotations

import itertools
import signal

import httpx
from rq import SimpleWorker
from rq.timeouts import TimerDeathPenalty
from twilio.request_validator import RequestValidator

from bot.sweeper import sweep
from infra import queue
from infra.settings import settings
from tests.e2e.stand_ins.twilio_api import ACCOUNT, TOKEN

OWNER = "+919811100001"
_numbers = itertools.count(1)


class BurstWorker(SimpleWorker):
    """A worker in the test's own process. Its alarm is a thread: SIGALRM is pytest-timeout's."""

    death_penalty_class = TimerDeathPenalty


def work() -> None:
    """Work off everything that is on the queue, by RQ."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        queues = [queue.queue(name) for name in queue.QUEUES]
        BurstWorker(queues, connection=queue.connect()).work(burst=True, logging_level="WARNING")
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def sweep_and_work() -> None:
    """What the stack does in the next few seconds: the sweeper announces, the worker works."""
    sweep()
    work()


def form(body: str, *, sender: str = f"whatsapp:{OWNER}", sid: str | None = None, **more: str) -> dict[str, str]:
    """A message as Twilio posts it, with fields that we know and one that we don't."""
    return {
        "MessageSid": sid or f"SM{next(_numbers):032d}",
        "AccountSid": ACCOUNT,
        "From": sender,
        "To": "whatsapp:+14155238886",
        "Body": body,
        "NumMedia": "0",
        "NumSegments": "1",
        "ProfileName": "Asha",
        "SomethingNew": "नया",
        **more,
    }


def sign(path: str, fields: dict[str, str], token: str = TOKEN) -> dict[str, str]:
    """The header with which Twilio signs a post of `fields` to `path` (with its query) of PUBLIC_URL."""
    url = settings().public_url + path
    return {"X-Twilio-Signature": RequestValidator(token).compute_signature(url, fields)}


def post(base: str, fields: dict[str, str], path: str = "/webhooks/twilio/messages") -> httpx.Response:
    """Post a webhook as Twilio does."""
    return httpx.post(base + path, data=fields, headers=sign(path, fields), timeout=30, trust_env=False)
