"""Signing in and out: address and password, then for administrators a code; or another provider's word."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

import segno
from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from bot.console import PATH, attempts, pages, providers, signing_in, words
from bot.console.contract import NotProven
from bot.console.signing_in import LOGIN_COOKIE, Agent, NotSignedIn, Refused
from domain.agents import rules
from domain.agents import store as agents
from infra import clock
from infra.database.session import desk_session
from infra.sealing import Unreadable, seal, unseal
from infra.telemetry import log

router = APIRouter()
Field = Annotated[str, Form(max_length=256)]


@router.get("/login")
def show_login(request: Request) -> Response:
    """The form, or the way to the provider that signs in here."""
    return _form(request)


@router.post("/login")
def log_in(request: Request, email: Field, password: Field) -> Response:
    """Check address and password. An administrator goes on to the code, everybody else is in."""
    if providers.elsewhere() is not None:
        raise Refused(HTTPStatus.FORBIDDEN, "refused.role")
    if attempts.too_many(request):
        return _form(request, "login.too_many", HTTPStatus.TOO_MANY_REQUESTS, email)
    with desk_session() as session:
        agent = agents.check_password(session, email, password, clock.now())
    if agent is None:
        log().warning("sign-in refused", step="password")
        return _form(request, "login.wrong", HTTPStatus.UNAUTHORIZED, email)
    if not rules.needs_code(agent.role):
        return _enter(request, agent.id)
    name = attempts.cookie_of(request)
    attempts.keep(name, {"agent": agent.id, "secret": None if agent.totp_secret else _make_sealed(agent.id)})
    return RedirectResponse(f"{PATH}/login/code", status_code=303)


@router.get("/login/code")
def show_code(request: Request) -> Response:
    """The field for the code; for an account without a phone also the QR code that enrols one."""
    return _code_form(request)


@router.post("/login/code")
def check_code(request: Request, code: Field) -> Response:
    """Check the code, which with the password signs in."""
    if attempts.too_many(request):
        return _code_form(request, "login.too_many", HTTPStatus.TOO_MANY_REQUESTS)
    kept = attempts.read(attempts.cookie_of(request))
    if "agent" not in kept:
        raise NotSignedIn
    try:
        with desk_session() as session:
            right = agents.check_code(session, kept["agent"], code, clock.now(), enrolling=kept["secret"])
    except Unreadable as error:
        log().error("support is needed: a code generator's secret can't be read", why=str(error))
        raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "refused.key") from None
    if not right:
        log().warning("sign-in refused", step="code", agent=kept["agent"])
        return _code_form(request, "login.wrong_code", HTTPStatus.UNAUTHORIZED)
    return _enter(request, kept["agent"])


@router.get("/login/elsewhere")
def go_elsewhere(request: Request) -> Response:
    """Send the browser to the provider that signs in here."""
    provider = providers.elsewhere()
    if provider is None:
        raise NotSignedIn
    name = attempts.cookie_of(request)
    try:
        address, kept = provider.begin()
    except NotProven as error:
        log().warning("sign-in refused", step="provider", why=str(error))
        return _form(request, "login.not_proven", HTTPStatus.SERVICE_UNAVAILABLE)
    attempts.keep(name, kept)
    response = RedirectResponse(address, status_code=303)
    attempts.set_cookie(response, name)
    return response


@router.get("/login/back")
def come_back(request: Request) -> Response:
    """Where the provider sends the browser back to, with its answer."""
    provider = providers.elsewhere()
    kept = attempts.take(attempts.cookie_of(request))
    if provider is None or not kept:
        raise NotSignedIn
    try:
        email = provider.finish(dict(request.query_params), kept)
    except NotProven as error:
        log().warning("sign-in refused", step="provider", why=str(error))
        return _form(request, "login.not_proven", HTTPStatus.UNAUTHORIZED)
    with desk_session() as session:
        agent = agents.find(session, email)
        known = agent is not None and agent.revoked_at is None
    if agent is None or not known:
        return _form(request, "login.unknown", HTTPStatus.FORBIDDEN)
    return _enter(request, agent.id)


@router.post("/logout")
def log_out(agent: Agent) -> Response:
    """End this browser's session."""
    with desk_session() as session:
        agents.end_session(session, agent.session_id, clock.now())
    response = RedirectResponse(f"{PATH}/login", status_code=303)
    signing_in.forget_cookie(response)
    return response


@router.post("/language")
def choose_language(request: Request, agent: Agent, language: Field) -> Response:
    """Have the pages in another language from now on."""
    if language in words.LANGUAGES:
        with desk_session() as session:
            account = agents.get(session, agent.agent_id)
            assert account is not None
            account.interface = language
    return RedirectResponse(f"{PATH}/", status_code=303)


def _form(request: Request, wrong: str | None = None, status: int = HTTPStatus.OK, email: str = "") -> Response:
    name = attempts.cookie_of(request)
    provider = providers.elsewhere()
    page = pages.show(
        request,
        None,
        "login.html",
        status=status,
        wrong=wrong,
        email=email,
        login_csrf=rules.csrf_of(name),
        provider=provider.name if provider else None,
    )
    attempts.set_cookie(page, name)
    return page


def _code_form(request: Request, wrong: str | None = None, status: int = HTTPStatus.OK) -> Response:
    name = attempts.cookie_of(request)
    kept = attempts.read(name)
    if "agent" not in kept:
        return RedirectResponse(f"{PATH}/login", status_code=303)
    picture = secret = None
    if kept["secret"]:
        secret = unseal(rules.sealed_for(kept["agent"]), kept["secret"])
        with desk_session() as session:
            agent = agents.get(session, kept["agent"])
        assert agent is not None
        address = rules.enrolment_address(secret, agent.email)
        picture = segno.make(address, error="m").svg_data_uri(scale=4, border=2)
    return pages.show(
        request,
        None,
        "code.html",
        status=status,
        wrong=wrong,
        login_csrf=rules.csrf_of(name),
        picture=picture,
        secret=secret,
    )


def _make_sealed(agent_id: int) -> str:
    """A new secret for an account's code generator, sealed: it waits outside of the database for its first code."""
    return seal(rules.sealed_for(agent_id), rules.make_secret())


def _enter(request: Request, agent_id: int) -> Response:
    """Sign in: a fresh session, whatever cookie the browser came with."""
    attempts.take(attempts.cookie_of(request))
    with desk_session() as session:
        token = agents.open_session(session, agent_id, request.headers.get("User-Agent", ""), clock.now())
    log().info("signed in", agent=agent_id)
    response = RedirectResponse(f"{PATH}/", status_code=303)
    signing_in.set_cookie(response, token)
    response.delete_cookie(LOGIN_COOKIE, path=f"{PATH}/login")
    return response
