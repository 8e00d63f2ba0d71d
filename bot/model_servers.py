"""The model servers as one: the first that answers is asked, and one that hangs is left alone for a while.

Without that each conversation would wait the whole timeout for a server that is down, message by message.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from infra.breaker import Breaker
from infra.telemetry import log, nlu_seconds
from nlu.contract import NluUnavailable, Parse
from nlu.model.client import RasaClient
from nlu.understand import Model

FAILURES = 2
"""In a row, before a server is left alone."""
ALONE_SECONDS = 15.0
SLOW_SECONDS = 0.5
"""A failure that took longer than this counts: the server hangs."""


def addresses(setting: str) -> list[str]:
    """The servers of `NLU_URL`, which may name several, with commas between."""
    return [one.strip() for one in setting.split(",") if one.strip()]


class ModelServers:
    """Servers of the same model, asked in their order: a worker keeps to its own while that answers."""

    def __init__(
        self,
        urls: Sequence[str],
        timeout: float,
        client: Callable[[str, float], Model] = RasaClient,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._now = now
        self._servers = [(url, client(url, timeout), Breaker(FAILURES, ALONE_SECONDS, now)) for url in urls]

    def parse(self, normalised: str) -> Parse:
        """What the model says. Raises NluUnavailable at once when all are left alone, else when none answers."""
        why = "every model server is left alone for a while, after it did not answer"
        for url, client, breaker in self._servers:
            if not breaker.allows():
                continue
            asked = self._now()
            try:
                parse = client.parse(normalised)
            except NluUnavailable as error:
                # One that refuses at once costs nobody time, and is asked again by the next: it is back the sooner.
                if self._now() - asked >= SLOW_SECONDS:
                    breaker.failed()
                else:
                    breaker.succeeded()
                why = str(error)
                log().warning("a model server did not answer", url=url, error=why)
            else:
                breaker.succeeded()
                nlu_seconds.observe(self._now() - asked)
                return parse
        raise NluUnavailable(why)
