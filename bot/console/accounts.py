"""Accounts, for administrators: opened, changed, closed, signed out; and who opened which shop's books. One's own page."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

import regex
from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from bot.console import PATH, pages
from bot.console.signing_in import Admin, Agent, Refused, SignedIn
from domain.agents import rules
from domain.agents import store as agents
from domain.agents.models import Agent as Account
from infra import clock
from infra.database.session import desk_session
from nlu.lexicon import languages

router = APIRouter()
Field = Annotated[str, Form(max_length=256)]
Languages = Annotated[list[str], Form()]
_EMAIL = regex.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class Typed:
    """What somebody typed into the form for an account that could not be opened: it stays in the fields."""

    email: str
    name: str
    role: str
    languages: list[str]


@router.get("/accounts")
def show_accounts(request: Request, agent: Admin) -> Response:
    """Every account, the form for another, and the log of reasons."""
    return _list(request, agent)


@router.post("/accounts")
def add_account(
    request: Request,
    agent: Admin,
    email: Field,
    name: Field,
    role: Field,
    spoken: Languages = [],  # noqa: B006
) -> Response:
    """Open an account; its password is on the page that answers, and nowhere else."""
    if not _EMAIL.fullmatch(email.strip()) or not name.strip() or role not in rules.ROLES:
        return _list(request, agent, wrong="accounts.incomplete", typed=Typed(email, name, role, spoken))
    password = rules.make_password()
    try:
        with desk_session() as session:
            agents.add(session, email, name, role, now=clock.now(), languages=_known(spoken), password=password)
    except agents.Taken:
        return _list(request, agent, wrong="accounts.taken", typed=Typed(email, name, role, spoken))
    return _list(request, agent, made=(email.strip().lower(), password))


@router.get("/accounts/{agent_id}")
def show_account(request: Request, agent: Admin, agent_id: int) -> Response:
    """One account with its sessions."""
    return _account(request, agent, agent_id)


@router.post("/accounts/{agent_id}")
def change_account(
    agent: Admin,
    agent_id: int,
    name: Field,
    role: Field,
    spoken: Languages = [],  # noqa: B006
) -> Response:
    """Change name, role and languages. Another role signs out: what it may do is decided at the next sign-in."""
    if role not in rules.ROLES or not name.strip():
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "accounts.incomplete")
    with desk_session() as session:
        account = _get(session, agent_id)
        if account.role != role:
            _not_oneself(agent, agent_id)
            agents.end_sessions(session, agent_id, clock.now())
        account.name, account.role, account.languages = name.strip(), role, _known(spoken)
    return _back(agent_id)


@router.post("/accounts/{agent_id}/revoke")
def close_account(agent: Admin, agent_id: int) -> Response:
    """Close an account and sign it out everywhere."""
    _not_oneself(agent, agent_id)
    with desk_session() as session:
        agents.revoke(session, _get(session, agent_id), clock.now())
    return _back(agent_id)


@router.post("/accounts/{agent_id}/restore")
def reopen_account(agent: Admin, agent_id: int) -> Response:
    """Open a closed or locked account again."""
    with desk_session() as session:
        agents.restore(session, _get(session, agent_id))
    return _back(agent_id)


@router.post("/accounts/{agent_id}/sign-out")
def sign_out(agent: Admin, agent_id: int) -> Response:
    """End every session of an account."""
    with desk_session() as session:
        agents.end_sessions(session, agent_id, clock.now())
    return _back(agent_id)


@router.post("/accounts/{agent_id}/password")
def renew_password(request: Request, agent: Admin, agent_id: int) -> Response:
    """Give an account a new password, shown once."""
    password = rules.make_password()
    with desk_session() as session:
        account = _get(session, agent_id)
        agents.set_password(session, account, password, clock.now())
    return _account(request, agent, agent_id, made=(account.email, password))


@router.post("/accounts/{agent_id}/phone")
def forget_phone(agent: Admin, agent_id: int) -> Response:
    """Take the authenticator away from an account whose phone was lost."""
    with desk_session() as session:
        agents.forget_phone(session, _get(session, agent_id), clock.now())
    return _back(agent_id)


@router.get("/me")
def show_me(request: Request, agent: Agent) -> Response:
    """One's own password and sessions."""
    return _me(request, agent)


@router.post("/me/password")
def change_password(request: Request, agent: Agent, old: Field, new: Field) -> Response:
    """Change one's own password, which signs out everywhere, here too. A wrong old one counts as at the sign-in."""
    why = rules.refuse_password(new)
    if why:
        return _me(request, agent, wrong=f"accounts.password_{why}")
    with desk_session() as session:
        account = _get(session, agent.agent_id)
        right = agents.confirm_password(session, account, old, clock.now())
        if right:
            agents.set_password(session, account, new, clock.now())
    if not right:
        return _me(request, agent, wrong="accounts.password_wrong")
    return RedirectResponse(f"{PATH}/login", status_code=303)


@router.post("/me/sign-out")
def sign_me_out(agent: Agent) -> Response:
    """End one's sessions in every browser."""
    with desk_session() as session:
        agents.end_sessions(session, agent.agent_id, clock.now())
    return RedirectResponse(f"{PATH}/login", status_code=303)


def _list(
    request: Request,
    agent: SignedIn,
    wrong: str | None = None,
    made: tuple[str, str] | None = None,
    typed: Typed | None = None,
) -> Response:
    now = clock.now()
    with desk_session() as session:
        return pages.show(
            request,
            agent,
            "accounts.html",
            status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
            accounts=agents.everybody(session),
            sessions=agents.count_sessions(session, now),
            log=agents.accesses(session),
            spoken=languages(),
            roles=rules.ROLES,
            wrong=wrong,
            made=made,
            typed=typed,
            now=now,
        )


def _account(request: Request, agent: SignedIn, agent_id: int, made: tuple[str, str] | None = None) -> Response:
    now = clock.now()
    with desk_session() as session:
        return pages.show(
            request,
            agent,
            "account.html",
            account=_get(session, agent_id),
            sessions=agents.sessions_of(session, agent_id, now),
            spoken=languages(),
            roles=rules.ROLES,
            made=made,
            now=now,
        )


def _me(request: Request, agent: SignedIn, wrong: str | None = None) -> Response:
    with desk_session() as session:
        return pages.show(
            request,
            agent,
            "me.html",
            status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
            sessions=agents.sessions_of(session, agent.agent_id, clock.now()),
            shortest=rules.SHORTEST_PASSWORD,
            wrong=wrong,
        )


def _get(session: Session, agent_id: int) -> Account:
    found = agents.get(session, agent_id)
    if found is None:
        raise Refused(HTTPStatus.NOT_FOUND, "refused.missing")
    return found


def _not_oneself(agent: SignedIn, agent_id: int) -> None:
    # Otherwise the last administrator could shut everybody out of this page.
    if agent.agent_id == agent_id:
        raise Refused(HTTPStatus.CONFLICT, "accounts.yourself")


def _known(spoken: list[str]) -> list[str]:
    return [language.code for language in languages() if language.code in spoken]


def _back(agent_id: int) -> Response:
    return RedirectResponse(f"{PATH}/accounts/{agent_id}", status_code=303)
