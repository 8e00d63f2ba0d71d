"""Logging of a command whose output is its answer: warnings only, on stderr."""

from __future__ import annotations

import logging

import structlog

from infra.telemetry import configure_logging


def quiet_logging(process: str) -> None:
    """Send warnings of this process to stderr, and drop what is less."""
    configure_logging(process)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
