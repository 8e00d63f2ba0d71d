"""Accounts, sessions and reasons, kept. Everything here runs in the desk's scope, but `may_read`, which runs in either."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from domain.agents import rules
from domain.agents.models import Agent, AgentSession, StoreAccess
from domain.audit import store as audit
from domain.stores.models import Store
from infra.database.session import visit_store
from infra.sealing import seal, unseal


class Taken(Exception):
    """Somebody has that address already."""


def add(
    session: Session,
    email: str,
    name: str,
    role: str,
    *,
    now: datetime,
    languages: Sequence[str] = (),
    password: str | None = None,
) -> Agent:
    """Open an account. Raises Taken."""
    email = email.strip().lower()
    if find(session, email) is not None:
        raise Taken(email)
    agent = Agent(
        email=email,
        name=name.strip(),
        role=role,
        languages=list(languages),
        password_hash=rules.hash_password(password) if password else None,
        created_at=now,
    )
    session.add(agent)
    session.flush()
    return agent


def find(session: Session, email: str) -> Agent | None:
    """The account of an address, a revoked one too."""
    return session.scalars(select(Agent).where(Agent.email == email.strip().lower())).one_or_none()


def get(session: Session, agent_id: int) -> Agent | None:
    """An account by its number."""
    return session.get(Agent, agent_id)


def everybody(session: Session) -> list[Agent]:
    """Every account, those in force first, by name."""
    return list(session.scalars(select(Agent).order_by(Agent.revoked_at.is_not(None), Agent.name, Agent.id)))


def check_password(session: Session, email: str, password: str, now: datetime) -> Agent | None:
    """The agent whose address and password these are. None for a wrong one, a locked and a revoked account alike.

    A failure counts, and the fifth locks: commit also when None comes back.
    """
    agent = _claim(session, Agent.email == email.strip().lower())
    right = rules.is_password(password, agent.password_hash if agent else None)
    if agent is None or rules.is_locked(agent.locked_until, now):
        return None
    if not right or agent.revoked_at is not None:
        _fail(session, agent, now)
        return None
    if not rules.needs_code(agent.role):
        _forgive(agent)
    return agent


def confirm_password(session: Session, agent: Agent, password: str, now: datetime) -> bool:
    """Whether an agent who is signed in knows the password too. A failure counts, as at the sign-in, and the fifth signs out."""
    if rules.is_locked(agent.locked_until, now):
        return False
    if rules.is_password(password, agent.password_hash):
        return True
    _fail(session, agent, now)
    if rules.is_locked(agent.locked_until, now):
        end_sessions(session, agent.id, now)
    return False


def check_code(session: Session, agent_id: int, code: str, now: datetime, *, enrolling: str | None = None) -> bool:
    """Whether a code of the agent's authenticator is right and new; `enrolling` is the sealed secret of a first one, then kept.

    A failure counts as a wrong password does: commit also when False comes back. Raises Unreadable.
    """
    agent = _claim(session, Agent.id == agent_id)
    if agent is None or agent.revoked_at is not None or rules.is_locked(agent.locked_until, now):
        return False
    sealed = agent.totp_secret or enrolling
    secret = unseal(rules.sealed_for(agent.id), sealed) if sealed else None
    step = rules.step_of(code, secret, now, agent.totp_step) if secret else None
    if secret is None or step is None:
        _fail(session, agent, now)
        return False
    # Sealed anew: an old key goes out of use by being used.
    agent.totp_secret, agent.totp_step = seal(rules.sealed_for(agent.id), secret), step
    _forgive(agent)
    session.flush()
    return True


def _claim(session: Session, which: object) -> Agent | None:
    """The account, held to the end of the transaction: guesses made at once are counted one after the other."""
    query = select(Agent).where(which).with_for_update()  # type: ignore[arg-type]
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _fail(session: Session, agent: Agent, now: datetime) -> None:
    agent.failures += 1
    if agent.failures >= rules.FAILURES:
        agent.failures, agent.locked_until = 0, now + rules.LOCKED_FOR
    session.flush()


def _forgive(agent: Agent) -> None:
    agent.failures, agent.locked_until = 0, None


def open_session(session: Session, agent_id: int, device: str, now: datetime) -> str:
    """Sign an agent in; the token for the cookie, which is nowhere kept."""
    token = rules.make_token()
    session.add(
        AgentSession(
            agent_id=agent_id, token_hash=rules.hash_token(token), device=device[:200], created_at=now, seen_at=now
        )
    )
    session.flush()
    return token


def find_session(
    session: Session, token: str, now: datetime, *, seen: bool = True
) -> tuple[Agent, AgentSession] | None:
    """Whose session the token is; None when it ended, was revoked, or its account was.

    `seen` keeps it from being idle.
    """
    found = session.execute(
        select(Agent, AgentSession)
        .join(AgentSession, AgentSession.agent_id == Agent.id)
        .where(
            AgentSession.token_hash == rules.hash_token(token),
            AgentSession.ended_at.is_(None),
            Agent.revoked_at.is_(None),
        )
    ).one_or_none()
    if found is None or rules.is_over(found[1].created_at, found[1].seen_at, now):
        return None
    if seen and now - found[1].seen_at >= rules.SEEN_EVERY:
        found[1].seen_at = now
    return found[0], found[1]


def sessions_of(session: Session, agent_id: int, now: datetime) -> list[AgentSession]:
    """The sessions of an agent that are in force, newest first."""
    query = select(AgentSession).where(AgentSession.agent_id == agent_id, AgentSession.ended_at.is_(None))
    return [
        one
        for one in session.scalars(query.order_by(AgentSession.id.desc()))
        if not rules.is_over(one.created_at, one.seen_at, now)
    ]


def count_sessions(session: Session, now: datetime) -> dict[int, int]:
    """How many sessions each agent has in force."""
    query = (
        select(AgentSession.agent_id, func.count())
        .where(
            AgentSession.ended_at.is_(None),
            AgentSession.seen_at > now - rules.IDLE,
            AgentSession.created_at > now - rules.ABSOLUTE,
        )
        .group_by(AgentSession.agent_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def end_session(session: Session, session_id: int, now: datetime) -> None:
    """Sign one browser out."""
    session.execute(update(AgentSession).where(AgentSession.id == session_id).values(ended_at=now))


def end_sessions(session: Session, agent_id: int, now: datetime) -> None:
    """Sign an agent out everywhere, at once."""
    mine = (AgentSession.agent_id == agent_id, AgentSession.ended_at.is_(None))
    session.execute(update(AgentSession).where(*mine).values(ended_at=now))


def revoke(session: Session, agent: Agent, now: datetime) -> None:
    """Close an account and every session of it."""
    agent.revoked_at = agent.revoked_at or now
    end_sessions(session, agent.id, now)
    session.flush()


def restore(session: Session, agent: Agent) -> None:
    """Open a closed or locked account again."""
    agent.revoked_at = None
    _forgive(agent)
    session.flush()


def set_password(session: Session, agent: Agent, password: str, now: datetime) -> None:
    """Give an account another password; whoever was signed in with the old one is not any more."""
    agent.password_hash = rules.hash_password(password)
    end_sessions(session, agent.id, now)
    session.flush()


def forget_phone(session: Session, agent: Agent, now: datetime) -> None:
    """Take an account's authenticator away, as when the phone is lost: the next sign-in enrols another."""
    agent.totp_secret, agent.totp_step = None, None
    end_sessions(session, agent.id, now)
    session.flush()


def reseal(session: Session) -> int:
    """Seal every secret with today's key, after which the one before may go; how many. Raises Unreadable."""
    rows = session.scalars(select(Agent).where(Agent.totp_secret.is_not(None)).order_by(Agent.id).with_for_update())
    count = 0
    for agent in rows:
        purpose = rules.sealed_for(agent.id)
        agent.totp_secret = seal(purpose, unseal(purpose, agent.totp_secret or ""))
        count += 1
    session.flush()
    return count


def may_read(session: Session, agent_id: int, store_id: int, now: datetime) -> bool:
    """Whether an agent has said, within the hour, why the books of a store are to be opened. In either scope."""
    query = select(StoreAccess.id).where(*_is_open(agent_id, now), StoreAccess.store_id == store_id)
    return session.scalar(query.limit(1)) is not None


def open_stores(session: Session, agent_id: int, now: datetime) -> set[int]:
    """The stores whose books an agent may read."""
    return set(session.scalars(select(StoreAccess.store_id).where(*_is_open(agent_id, now))))


def _is_open(agent_id: int, now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return StoreAccess.agent_id == agent_id, StoreAccess.opened_at > now - rules.OPEN_FOR


def give_reason(session: Session, agent_id: int, store_id: int, reason: str, now: datetime) -> None:
    """Log why an agent opens a store's books, with us and in the store's own audit log; they are open for an hour.

    While they are, the same reason again is a form that was sent twice, and is not logged again.
    """
    known = select(StoreAccess.id).where(*_is_open(agent_id, now), StoreAccess.store_id == store_id)
    if session.scalar(known.where(StoreAccess.reason == reason).limit(1)) is not None:
        return
    session.add(StoreAccess(store_id=store_id, agent_id=agent_id, reason=reason, opened_at=now))
    with visit_store(session, store_id):
        audit.write(session, store_id, audit.staff(agent_id), "read_store", now=now, reason=reason)


def accesses(session: Session, limit: int = 100) -> list[tuple[StoreAccess, str, str]]:
    """Who opened which store's books and why, newest first, with the agents' and the stores' names."""
    query = (
        select(StoreAccess, Agent.name, Store.name)
        .join(Agent, Agent.id == StoreAccess.agent_id)
        .join(Store, Store.id == StoreAccess.store_id)
        .order_by(StoreAccess.id.desc())
        .limit(limit)
    )
    return [(row, agent, shop) for row, agent, shop in session.execute(query)]
