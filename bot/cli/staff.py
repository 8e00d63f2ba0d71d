"""`vyapari staff add`, `list`, `revoke`, `forget-phone`, `reseal`: accounts of support's console."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import regex
import typer

from bot.cli.input import InputError
from bot.cli.running import servers_in_use

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from domain.agents.models import Agent

group = typer.Typer(help="Accounts of support's console, at /console.", no_args_is_help=True)
Email = Annotated[str, typer.Option(help="The address that signs in.")]
_EMAIL = regex.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]+")


def register(app: typer.Typer) -> None:
    """Add the group `staff`."""
    app.add_typer(group, name="staff")


@group.command()
def add(
    email: Email,
    name: Annotated[str, typer.Option(help="What retailers read when this person answers.")],
    role: Annotated[str, typer.Option(help="agent, lead or admin.")] = "agent",
    languages: Annotated[str, typer.Option(help="Spoken, for the round robin: hi,ta")] = "",
    ask_password: Annotated[bool, typer.Option(help="Ask for the password rather than make one.")] = False,
) -> None:
    """Open an account. Its password is printed once; an administrator enrols a phone at the first sign-in."""
    from domain.agents import rules
    from domain.agents import store as agents
    from infra import clock
    from infra.database.session import desk_session

    if not _EMAIL.fullmatch(email.strip()):
        raise InputError(f"--email: {email!r} is no address of mail")
    if not name.strip():
        raise InputError("--name: must not be empty")
    if role not in rules.ROLES:
        raise InputError(f"--role: {role!r} is none of {', '.join(rules.ROLES)}")
    spoken = check_languages(languages)
    password = _ask() if ask_password else rules.make_password()
    with servers_in_use(), desk_session() as session:
        try:
            agents.add(session, email, name, role, now=clock.now(), languages=spoken, password=password)
        except agents.Taken:
            raise InputError(f"--email: {email.strip().lower()} has an account already") from None
    if not ask_password:
        print(f"password: {password}")
        print("It is not shown again.")


@group.command(name="list")
def list_accounts() -> None:
    """Every account, with its role."""
    from domain.agents import store as agents
    from infra.database.session import desk_session

    with servers_in_use(), desk_session() as session:
        for agent in agents.everybody(session):
            state = f"revoked {agent.revoked_at:%Y-%m-%d}" if agent.revoked_at else "in force"
            print(f"{agent.email}   {agent.role}   {','.join(agent.languages) or '-'}   {state}   {agent.name}")


@group.command()
def revoke(email: Email) -> None:
    """Close an account and sign it out everywhere, at once."""
    from domain.agents import store as agents
    from infra import clock
    from infra.database.session import desk_session

    with servers_in_use(), desk_session() as session:
        agents.revoke(session, _find(session, email), clock.now())
    print(f"{email} is revoked")


@group.command()
def forget_phone(email: Email) -> None:
    """Take the code generator away from an account: its next sign-in enrols another phone."""
    from domain.agents import store as agents
    from infra import clock
    from infra.database.session import desk_session

    with servers_in_use(), desk_session() as session:
        agents.forget_phone(session, _find(session, email), clock.now())
    print(f"{email} enrols a phone at the next sign-in")


@group.command()
def reseal() -> None:
    """Seal the secrets of code generators with today's SECRETS_KEY, after which SECRETS_KEY_SECONDARY may go."""
    from domain.agents import store as agents
    from infra.database.session import desk_session
    from infra.sealing import Unreadable

    with servers_in_use(), desk_session() as session:
        try:
            count = agents.reseal(session)
        except Unreadable as error:
            raise InputError(f"{error}: set it as SECRETS_KEY_SECONDARY; nothing was changed") from None
    print(f"{count} sealed anew")


def check_languages(text: str) -> list[str]:
    """The codes of a list such as `hi,ta`, each one that the assistant speaks. Raises InputError."""
    from bot.replies.texts import languages

    known = {tag.split("-")[0] for tag in languages()}
    spoken = [code.strip() for code in text.split(",") if code.strip()]
    for code in spoken:
        if code not in known:
            raise InputError(f"--languages: {code!r} is none of {', '.join(sorted(known))}")
    return spoken


def _find(session: Session, email: str) -> Agent:
    """The account of an address. Raises InputError."""
    from domain.agents import store as agents

    agent = agents.find(session, email)
    if agent is None:
        raise InputError(f"--email: nobody has an account by {email}")
    return agent


def _ask() -> str:
    from domain.agents import rules

    password: str = typer.prompt("password", hide_input=True, confirmation_prompt=True)
    if rules.refuse_password(password):
        raise InputError(f"the password must have {rules.SHORTEST_PASSWORD} characters at least, not all alike")
    return password
