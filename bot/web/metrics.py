"""`/metrics`: counters of all processes, and how much waits at this moment."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import redis
from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from domain.conversations import received, sending
from domain.insights import store as insights
from infra import clock, embedded, queue
from infra.database.session import desk_session

WARNED_DAYS = 7
"""How long a warning about forecasts is shown."""

router = APIRouter(tags=["operations"])


class Backlog(Collector):
    """What waits: asked of the database and the queue at every scrape, and left out while they don't answer."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges."""
        try:
            with desk_session() as session:
                waiting, unsent = received.count_waiting(session), sending.count_unsent(session)
                serving, today = insights.serving_model(session), clock.now().date()
                warnings = insights.warnings_since(session, today - timedelta(days=WARNED_DAYS))
            yield GaugeMetricFamily("vyapari_inbox_waiting", "Messages that wait for an answer", waiting)
            yield GaugeMetricFamily("vyapari_outbox_unsent", "Messages queued, held or being sent", unsent)
            drifts = GaugeMetricFamily(
                "vyapari_forecast_warnings", f"Warnings about forecasts in the last {WARNED_DAYS} days", labels=["kind"]
            )
            for kind, count in Counter(warning.kind for warning in warnings).items():
                drifts.add_metric([kind], count)
            yield drifts
            if serving is not None:
                age = (today - serving.trained_on).days
                yield GaugeMetricFamily("vyapari_forecast_model_age_days", "Since the serving model was trained", age)
        except (SQLAlchemyError, embedded.NotRunning):
            pass
        try:
            lengths = {name: queue.queue(name).count for name in queue.QUEUES}
        except (redis.RedisError, embedded.NotRunning):
            return
        gauge = GaugeMetricFamily("vyapari_queue_jobs", "Jobs that no worker has taken up", labels=["queue"])
        for name, length in lengths.items():
            gauge.add_metric([name], length)
        yield gauge


@router.get("/metrics")
def metrics() -> Response:
    """Figures in Prometheus' text format; of every process of the stack where PROMETHEUS_MULTIPROC_DIR is shared."""
    registry = CollectorRegistry()
    registry.register(Backlog())
    shared = "PROMETHEUS_MULTIPROC_DIR" in os.environ
    if shared:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    figures = generate_latest(registry) + (b"" if shared else generate_latest(REGISTRY))
    return Response(figures, media_type=CONTENT_TYPE_LATEST)
