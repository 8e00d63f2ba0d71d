"""What the pictures show: a demo shop with a past, its chats in every state that support meets, and a shop that has nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time, timedelta
from typing import Any

from sqlalchemy import select

from actions import registry
from analytics.nightly import run_store
from bot import worker
from bot.delivery import deliver
from bot.dialogue.requests import Sender, command, named
from bot.inbox import receive
from bot.support import answering, takeover
from domain.agents import store as agents
from domain.conversations import store as conversations
from domain.demo.fill import fill_missing, phone_of
from domain.labels import store as labels
from domain.models import Conversation, Inbound, Outbound, Store, User
from domain.stores import store as stores
from domain.support import store as support
from domain.values import Money
from infra import clock, queue
from infra.database.session import desk_session, store_session
from tests.unit.bot.mail import message

DAYS = 150
"""Of sales behind the demo shop."""
OWNER = phone_of(1)
PASSWORD = "correct horse battery"
MISUNDERSTOOD = (
    ("maal thoda gaya", "hi", "Latn", "record_sale", 0.41),
    ("कल वाला हिसाब उल्टा कर दो भाई", "hi", "Deva", "undo", 0.38),
    ("அந்த பழைய கணக்கை கொஞ்சம் பாருங்க", "ta", "Taml", "check_balance", 0.35),
    ("aadha carton wapas company ko", "hi", "Latn", "record_return", 0.44),
)
SAID_BY_OTHERS = {
    "money": "Ramesh ne 500 diye, likha kya?",
    "misunderstood": "wo kal wala maal jo aaya tha usme se thoda gaya",
    "poison": "5 maggi becha 🧾",
    "complaint": "Bahut accha app hai, par raat ko message mat bhejo",
}


@dataclass
class Stage:
    """Where everything is, by number."""

    shop: int
    owner: int
    empty: int
    empty_owner: int
    agents: dict[str, int]
    talks: dict[str, int]


def fill() -> Stage:
    """Write it all."""
    shop = fill_missing(1, DAYS)[0]
    run_store(shop)
    with desk_session() as session:
        people = _staff(session)
    with desk_session() as session:
        empty = stores.add(session, "New Kirana", "Pune", "+919811100009", "Lata", now=clock.now()).id
    with store_session(shop) as session:
        owner = stores.members(session, shop)[0].id
    with store_session(empty) as session:
        stage = Stage(shop, owner, empty, stores.members(session, empty)[0].id, people, {})
    stage.talks["bot"] = _talk()
    _credit(stage)
    _others(stage)
    _misunderstood(stage)
    stage.talks["taken"] = _taken(stage)
    stage.talks["closed"] = _closed(stage)
    stage.talks["night"] = _at_night(stage)
    stage.talks["shut"] = _window_shut(stage)
    with desk_session() as session:
        agents.give_reason(session, people["agent"], shop, "The retailer asked about an entry", clock.now())
    return stage


def _staff(session: Any) -> dict[str, int]:
    made = {}
    for role, name, spoken in (
        ("agent", "Meera", ["en", "hi"]),
        ("lead", "Ravi", ["hi", "ta", "te", "kn", "ml"]),
        ("admin", "Ananya Subramaniam-Krishnamurthy", ["hi"]),
    ):
        email = f"{name.split()[0].lower()}@example.in"
        made[role] = agents.add(session, email, name, role, now=clock.now(), languages=spoken, password=PASSWORD).id
    closed = agents.add(session, "former@example.in", "John", "agent", now=clock.now(), languages=["bn"])
    agents.revoke(session, closed, clock.now())
    locked = agents.add(session, "locked@example.in", "Farida", "agent", now=clock.now(), languages=["gu", "mr"])
    locked.locked_until = clock.now() + timedelta(minutes=12)
    return made


def _talk(phone: str = OWNER, *words: str) -> int:
    """A conversation in which somebody wrote `words`, answered by the assistant; its number."""
    for each in words or ("SALE MAGGI 5", "STOCK SUGAR", "REPORT"):
        receive(message(each, address=phone))
        number = _number(phone)
        worker.serve(number)
        deliver(number)
        queue.connect().flushdb()
    return _number(phone)


def _credit(stage: Stage) -> None:
    """Two entries of a customer's account."""
    sender = Sender(stage.shop, stage.owner, "owner", "Asia/Kolkata", "whatsapp", clock.now())
    for intent, amount in (("record_credit", 500), ("record_payment", 200)):
        request = replace(command(intent, sender), customer=named("Ramesh"), amount=Money(amount))
        with store_session(stage.shop) as session:
            registry.find(intent)(session, request)


def _number(phone: str) -> int:
    with desk_session() as session:
        return session.scalars(select(Conversation.id).where(Conversation.address == phone)).one()


def _member(stage: Stage, phone: str, name: str) -> str:
    with desk_session() as session:
        session.add(User(store_id=stage.shop, phone=phone, name=name, role="helper", created_at=clock.now()))
    return phone


def _taken(stage: Stage) -> int:
    """Taken over, answered, noted, with messages that wait for the books and one that no channel took."""
    phone = _member(stage, "+919811100011", "Suresh")
    talk = _talk(phone, "SALE MAGGI 5", "SALE LUX 2", "talk to a human")
    answering.answer(talk, stage.agents["agent"], "Meera", "Namaste Suresh ji, what went wrong?", "one", at_night=True)
    deliver(talk)
    _talk(
        phone,
        "SALE SUGAR 2",
        "DUE RAMESH",
        "5 nahi 6 the, maine galti se do baar likh diya aur ab hisaab nahi mil raha",
    )
    answering.answer(talk, stage.agents["agent"], "Meera", "I have put it right for you.", "two", at_night=True)
    with desk_session() as session:
        case = support.current(session, talk)
        assert case is not None
        support.add_note(
            session, case, stage.agents["lead"], "Counts twice on Sundays: look at the batch.", clock.now()
        )
        case.labels = ["training", "refund"]
        last = session.scalars(
            select(Outbound).where(Outbound.conversation_id == talk).order_by(Outbound.id.desc())
        ).first()
        assert last is not None
        last.status, last.error = "failed", "63016: outside the 24 hours"
    return talk


def _closed(stage: Stage) -> int:
    phone = _member(stage, "+919811100012", "Kavita")
    talk = _talk(phone, "talk to a human")
    answering.answer(talk, stage.agents["agent"], "Meera", "It is done.", "three", at_night=True)
    takeover.hand_back(talk, agent_id=stage.agents["agent"], rated=True)
    with desk_session() as session:
        case = support.latest(session, talk)
        assert case is not None
        support.rate(session, case.id, talk, 3, clock.now())
    return talk


def _at_night(stage: Stage) -> int:
    """A shop that is not to be disturbed at any hour, and whose owner has been silent for two."""
    with desk_session() as session:
        shop = stores.add(session, "Night Stores", "Nashik", "+919811100013", "Asif", now=clock.now())
    talk = _talk("+919811100013", "talk to a human")
    with desk_session() as session:
        session.get_one(Conversation, talk).last_inbound_at = clock.now() - timedelta(hours=2)
        kept = session.get_one(Store, shop.id)
        kept.quiet_start, kept.quiet_end = time(0), time(23, 59, 59)
    return talk


def _window_shut(stage: Stage) -> int:
    phone = _member(stage, "+919811100014", "Manoj")
    talk = _talk(phone, "talk to a human")
    with desk_session() as session:
        found, long_ago = session.get_one(Conversation, talk), clock.now() - timedelta(hours=30)
        found.last_inbound_at, found.provider = long_ago, "twilio"
        for said in session.scalars(select(Inbound).where(Inbound.conversation_id == talk)):
            said.received_at = long_ago
    return talk


def _others(stage: Stage) -> None:
    """Cases of every reason, a snoozed one and one that is nobody's, of shops and of a stranger."""
    for place, (reason, words) in enumerate(SAID_BY_OTHERS.items()):
        with desk_session() as session:
            phone, now = f"+9198222000{place:02d}", clock.now() - timedelta(minutes=7 + 61 * place)
            channel = "sms" if reason == "poison" else "whatsapp"
            talk = conversations.find_or_open(session, channel=channel, address=phone, provider="simulator", now=now)
            talk.mode = "human"
            session.add(_heard(talk, words, now, None))
            session.flush()
            case = support.open_case(session, talk, reason, now)  # type: ignore[arg-type]
            if reason == "complaint":
                case.state, case.snooze_until = "snoozed", clock.now() + timedelta(hours=3)
            if reason == "money":
                case.agent_id = stage.agents["lead"]
            stage.talks[reason] = talk.id


def _heard(talk: Conversation, words: str, at: Any, trace: dict[str, Any] | None) -> Inbound:
    return Inbound(
        conversation_id=talk.id, store_id=talk.store_id, provider="simulator", provider_id=f"seen-{words}", body=words,
        raw={}, status="done", trace=trace, sent_at=at, received_at=at,
    )  # fmt: skip


def _misunderstood(stage: Stage) -> None:
    with desk_session() as session:
        talk = session.get_one(Conversation, stage.talks["bot"])
        for words, language, script, intent, sure in MISUNDERSTOOD:
            trace = {
                "decision": "not_understood",
                "intent": intent,
                "confidence": sure,
                "ranking": [[intent, sure], ["record_credit", 0.3], ["check_stock", 0.1]],
                "frame": {"intent": intent, "language": language, "script": script},
            }
            session.add(_heard(talk, words, clock.now() - timedelta(hours=3), trace))
    with desk_session() as session:
        waiting = labels.waiting(session, "misunderstood", since=clock.now() - timedelta(days=1), limit=9)
    stage.talks["label"] = waiting[0].id
