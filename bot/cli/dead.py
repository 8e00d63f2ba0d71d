"""`vyapari dead list`, `mend`, `send`, `drop`, `answer`: messages that were given up, in the hands of a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from bot.cli.input import InputError
from bot.cli.quiet import quiet_logging
from bot.cli.running import servers_in_use

group = typer.Typer(help="Messages that were given up: see, mend and send them again.", no_args_is_help=True)
Out = Annotated[int, typer.Argument(help="The number of a message out, as `list` shows it.")]
In = Annotated[int, typer.Argument(help="The number of a message in, as `list` shows it.")]


def register(app: typer.Typer) -> None:
    """Add the commands of `dead`."""
    app.add_typer(group, name="dead")


@group.command(name="list")
def list_dead(
    most: Annotated[int, typer.Option(min=1, help="How many of either kind, the latest first.")] = 20,
) -> None:
    """What no channel took, with the provider's error, and what broke its turn each time."""
    from bot import dead_letters
    from domain.conversations import store as conversations
    from infra.database.session import desk_session
    from infra.telemetry import mask_phone

    with servers_in_use(), desk_session() as session:
        unsent, set_aside = dead_letters.unsent(session, most), dead_letters.set_aside(session, most)
        for row in unsent:
            talk = conversations.get_one(session, row.conversation_id)
            to = f"{talk.channel} {mask_phone(talk.address)}"
            print(f"out {row.id}   {row.created_at:%Y-%m-%d %H:%M}   {row.kind} to {to}   {row.status}: {row.error}")
            print(f"    {_short(row.text)}")
        for heard in set_aside:
            why = (heard.trace or {}).get("error", "")
            print(f"in {heard.id}   {heard.received_at:%Y-%m-%d %H:%M}   {_short(why)}")
            print(f"    {_short(heard.body)}")
        if not unsent and not set_aside:
            print("nothing was given up")


@group.command()
def mend(number: Out, text: Annotated[str, typer.Option(help="What it shall say.")]) -> None:
    """Give a message another text, as when it was too long."""
    from bot import dead_letters

    if not text.strip():
        raise InputError("--text: must not be empty")
    _do(lambda: dead_letters.mend(number, text), number)


@group.command()
def send(number: Out) -> None:
    """Send a message again: quiet hours, window and opt-out are judged afresh."""
    from bot import dead_letters

    _do(lambda: dead_letters.send_again(number), number)


@group.command()
def drop(number: Out) -> None:
    """Take a message off the list for good."""
    from bot import dead_letters

    _do(lambda: dead_letters.let_go(number), number)


@group.command()
def answer(number: In) -> None:
    """Let a message that was set aside be answered, once what broke it is mended."""
    from bot import dead_letters

    _do(lambda: dead_letters.answer_again(number), number)


def _do(what: Callable[[], None], number: int) -> None:
    from bot.dead_letters import NotDead

    quiet_logging("dead")
    with servers_in_use():
        try:
            what()
        except NotDead:
            raise InputError(f"{number}: no message that was given up has this number") from None
    print("done")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 100 else line[:99] + "…"
