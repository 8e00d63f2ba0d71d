"""A chat that support may have: what is said in it, and by whom."""

from __future__ import annotations

from sqlalchemy import select

from bot import worker
from bot.inbox import receive
from bot.support import answering
from domain.models import Product
from domain.support.models import Case
from infra.database.session import desk_session, store_session
from tests.unit.bot.mail import conversation, message, outbox

AGENT, MEERA = 7, "Meera"


def say(words: str) -> None:
    receive(message(words))
    worker.serve(conversation().id)


def case() -> Case:
    with desk_session() as session:
        return session.scalars(select(Case).order_by(Case.id.desc()).limit(1)).one()


def maggi(store: int) -> str:
    with store_session(store) as session:
        return str(session.scalars(select(Product.stock).where(Product.sku == "maggi-70g")).one())


def keys() -> list[str]:
    return [row.key for row in outbox()]


def write(text: str, once: str = "form-1", *, at_night: bool = True) -> int:
    return answering.answer(conversation().id, AGENT, MEERA, text, once, at_night=at_night)
