"""What is not kept for ever: accounts whose notice is over, old messages, files whose links are over."""

from __future__ import annotations

from datetime import timedelta

from bot.attachments import FOLDER
from domain.audit import store as audit
from domain.erasure import store as erasure
from domain.stores import store as stores
from infra import clock, queue, storage
from infra.database.session import desk_session, store_session
from infra.telemetry import log

ERASE = "bot.jobs.retention.erase"
DELETE_OLD = "bot.jobs.retention.delete_old"
FILES_KEPT = timedelta(days=30)
"""A file can be made again from the books; its link is over long before."""


def start_due() -> None:
    """Put every store whose notice is over on the queue, to be erased."""
    with desk_session() as session:
        numbers = erasure.list_due(session, clock.now())
    for store_id in numbers:
        queue.announce(queue.ANALYTICS, ERASE, store_id)


def start_daily() -> None:
    """Delete old files, and put a look for old rows at every store on the queue."""
    storage.delete(FOLDER, clock.now() - FILES_KEPT)
    with desk_session() as session:
        numbers = stores.list_ids(session)
    for store_id in numbers:
        queue.announce(queue.ANALYTICS, DELETE_OLD, store_id)


def erase(store_id: int) -> bool:
    """Erase the store's personal data, once; False when there is nothing to do (any more).

    Its files go after the commit: where the worker dies before that, they go with the old ones.
    """
    with store_session(store_id) as session:
        done = erasure.erase(session, store_id, clock.now())
        if done:
            audit.write(session, store_id, audit.job("retention"), "erase", now=clock.now())
    if done:
        storage.delete(f"{FOLDER}/{store_id}")
        log().info("store erased", store=store_id)
    return done


def delete_old(store_id: int) -> int:
    """Delete the store's rows that are too old to keep; how many."""
    with store_session(store_id) as session:
        gone = erasure.delete_old(session, store_id, clock.now())
        if gone and stores.get(session, store_id).erased_at is None:
            audit.write(session, store_id, audit.job("retention"), "delete_old", now=clock.now(), detail={"rows": gone})
    return gone
