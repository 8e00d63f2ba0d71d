"""Logs and figures: structured, with phone numbers masked and secrets never in."""

from __future__ import annotations

import logging
import sys
from typing import Any

import regex
import structlog
from prometheus_client import Counter, Histogram

from infra.settings import settings

_PHONE = regex.compile(r"\+?\d{6,11}(\d{4})(?!\d)")
_SECRET = regex.compile(r"token|secret|password|authorization|signature", regex.IGNORECASE)

messages_in = Counter("vyapari_messages_in", "Messages that came in", ["channel"])
messages_out = Counter(
    "vyapari_messages_out", "Messages handed to a provider, by what became of it", ["channel", "result"]
)
support_told = Counter("vyapari_support_told", "Errors of a provider that a person has to mend", ["provider", "code"])
messages_set_aside = Counter("vyapari_messages_set_aside", "Messages given up after three broken turns: see `status`")
answer_seconds = Histogram("vyapari_answer_seconds", "From a message's arrival to its reply's commit")
night_seconds = Counter("vyapari_night_seconds", "Processor time of the nightly work, by its part", ["stage"])
nlu_seconds = Histogram("vyapari_nlu_seconds", "Time the model server takes for a parse")


def mask_phone(text: str) -> str:
    """`text` with every long number cut to its last four digits: `+919800000001` becomes `…0001`."""
    return _PHONE.sub(r"…\1", text)


def _mask(_logger: object, _method: str, event: Any) -> Any:
    for key, value in event.items():
        if _SECRET.search(key):
            event[key] = "…"
        elif isinstance(value, str) and key not in ("timestamp", "level"):
            event[key] = mask_phone(value)
    return event


def configure_logging(process: str) -> None:
    """Send this process's log to stderr: readable lines, or JSON where LOG_FORMAT=json."""
    level = logging.getLevelNamesMapping()[settings().log_level]
    json = settings().log_format == "json"
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso" if json else "%H:%M:%S", utc=json),
        # Before the mask: a traceback quotes numbers too. And never with the values of variables.
        structlog.processors.format_exc_info,
        _mask,
    ]
    render: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    structlog.contextvars.bind_contextvars(process=process)
    logging.basicConfig(level=max(level, logging.WARNING), stream=sys.stderr)


def log() -> Any:
    """The logger: `log().info("sold", store=1)`."""
    return structlog.get_logger()
