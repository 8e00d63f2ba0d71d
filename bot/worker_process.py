"""A worker: `python -m bot.worker_process` answers mail and sends messages, one job after the other, in this process.

No fork a job: connections, dictionaries and catalogues stay warm. `--burst` ends it when the queues are empty.
"""

from __future__ import annotations

import importlib
import logging
import sys

from rq import SimpleWorker
from sqlalchemy.orm import configure_mappers

from actions.contract import Reply
from bot import honest_words
from bot.dialogue import turn
from bot.replies.render import render
from infra import queue
from infra.telemetry import configure_logging, log

NEEDED_SOON = ("bot.worker", "bot.delivery", "twilio.rest.api.v2010.account.message")
"""What jobs import by name, and what Twilio's client imports with its first message."""


def warm_up() -> None:
    """Load what the first message would otherwise wait seconds for: modules, dictionaries, texts, mappings."""
    for name in NEEDED_SOON:
        importlib.import_module(name)
    configure_mappers()
    turn.can_overtake("HELP")
    render(Reply(honest_words.SORRY), "en", "Latn", "whatsapp")


def main(arguments: list[str]) -> None:
    """Run until SIGTERM or SIGINT, which let the job in hand finish."""
    configure_logging("worker")
    warm_up()
    log().info("worker started")
    SimpleWorker([queue.queue(name) for name in queue.QUEUES], connection=queue.connect()).work(
        burst="--burst" in arguments, logging_level=logging.getLevelName(logging.WARNING)
    )


if __name__ == "__main__":
    main(sys.argv[1:])
