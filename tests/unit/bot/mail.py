"""Messages for the tests of the desk, and a turn that writes the books without understanding a word."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session
from tenacity import retry, stop_after_delay, wait_fixed

from bot import worker
from bot.contract import IncomingMessage, Rendered
from bot.dialogue.turn import Answer
from bot.inbox import receive
from domain.conversations.models import Conversation, Inbound, Outbound
from domain.journal.models import Entry
from infra import clock
from infra.database.session import desk_session, store_session
from nlu.contract import NluUnavailable

OWNER = "+919811100001"
_numbers = itertools.count(1)


def message(
    body: str,
    *,
    provider_id: str | None = None,
    address: str = OWNER,
    channel: str = "whatsapp",
    button: str | None = None,
) -> IncomingMessage:
    """A message from the simulated phone."""
    return IncomingMessage(
        provider="simulator",
        provider_id=provider_id or f"test-{next(_numbers)}",
        channel=channel,
        address=address,
        body=body,
        sent_at=clock.now(),
        button=button,
    )


def say(body: str) -> str:
    """The reply's text to a message of the owner, which a worker answers that remembers nothing."""
    receive(message(body))
    with desk_session() as session:
        number = session.scalars(select(Conversation.id).where(Conversation.address == OWNER)).one()
    worker.serve(number)
    with desk_session() as session:
        rows = session.scalars(select(Outbound).where(Outbound.conversation_id == number).order_by(Outbound.id))
        return rows.all()[-1].text


def leave_answered() -> None:
    """Leave every message that came as a worker leaves it that had nothing to say."""
    with desk_session() as session:
        session.execute(update(Inbound).values(status="done"))
        session.execute(update(Conversation).values(last_inbound_at=clock.now()))


@dataclass
class EchoTurn:
    """Stands in for the dialogue: writes one entry a message into the journal and repeats the message.

    Bodies that begin with `free` need the model server, which is away while `model` is off; `break` raises after writing;
    `quiet` is answered with silence.
    """

    model: bool = True
    seen: list[str] = field(default_factory=list)
    before: Callable[[Inbound], None] = lambda _inbound: None

    def take(self, session: Session, conversation: Conversation, inbound: Inbound) -> Answer | None:
        """One turn."""
        self.seen.append(inbound.body)
        self.before(inbound)
        if inbound.body.startswith("free") and not self.model:
            raise NluUnavailable("no server")
        if inbound.body.startswith("quiet"):
            return None
        entry_id = None
        if conversation.store_id is not None:
            entry = Entry(
                store_id=conversation.store_id,
                kind="record_sale",
                request={"body": inbound.body},
                user_id=conversation.user_id,
                message_id=inbound.id,
                written_at=clock.now(),
            )
            session.add(entry)
            session.flush()
            entry_id = entry.id
        if inbound.body.startswith("break"):
            raise RuntimeError("the shelf fell down")
        return Answer(Rendered(f"done: {inbound.body}"), "record_sale.done", entry_id, {"decision": "run"})

    def read_along(self, session: Session, conversation: Conversation, inbound: Inbound) -> None:
        """It understands nothing."""

    def can_overtake(self, body: str) -> bool:
        """As the real one."""
        return body in ("HELP", "STOP")


def outbox(*, kind: str | None = None) -> list[Outbound]:
    """Every outgoing message, oldest first."""
    with desk_session() as session:
        rows = list(session.scalars(select(Outbound).order_by(Outbound.id)))
    return [row for row in rows if kind in (None, row.kind)]


def inbox() -> list[Inbound]:
    """Every message that came in, oldest first."""
    with desk_session() as session:
        return list(session.scalars(select(Inbound).order_by(Inbound.id)))


def conversation() -> Conversation:
    """The only conversation."""
    with desk_session() as session:
        return session.scalars(select(Conversation)).one()


def written(store_id: int) -> list[str]:
    """What the journal of the store holds, in order."""
    with store_session(store_id) as session:
        return [entry.request["body"] for entry in session.scalars(select(Entry).order_by(Entry.id))]


@retry(stop=stop_after_delay(10), wait=wait_fixed(0.01), reraise=True)
def wait_until_somebody_waits_for_a_lock() -> None:
    """Return once a transaction of this database waits for another."""
    with desk_session() as session:
        waiting = session.scalar(
            text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
        )
    assert waiting


def serve_while_one_is_answered(turn: EchoTurn, serve: Callable[[int], None]) -> None:
    """Let "one" and "two" come to the only conversation, the second with its worker while the first is being answered."""
    answering, go_on = threading.Event(), threading.Event()

    def wait(inbound: Inbound) -> None:
        if inbound.body == "one":
            answering.set()
            assert go_on.wait(10)

    turn.before = wait
    receive(message("one"))
    number = conversation().id
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(serve, number)
        assert answering.wait(10)
        receive(message("two"))
        second = threads.submit(serve, number)
        wait_until_somebody_waits_for_a_lock()
        go_on.set()
        first.result(timeout=10)
        second.result(timeout=10)
