"""`vyapari api-key add`, `list`, `revoke`: the keys by which programs write into a store's books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.input import InputError, check_phone
from bot.cli.running import servers_in_use

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from domain.models import User

group = typer.Typer(help="Keys of the API, by which programs write into a store's books.", no_args_is_help=True)
Phone = Annotated[str, typer.Option(help="The number of its owner or a helper.")]


def register(app: typer.Typer) -> None:
    """Add `api-key add`, `api-key list` and `api-key revoke`."""
    app.add_typer(group, name="api-key")


@group.command()
def add(
    phone: Phone,
    name: Annotated[str, typer.Option(help="What the program is called.")] = "point of sale",
) -> None:
    """Make a key. It writes in the name of the person with this phone, who can undo from the chat what it wrote."""
    from domain.access import store as access
    from infra import clock
    from infra.database.session import desk_session

    number = check_phone(phone)
    if not name.strip():
        raise InputError("--name: must not be empty")
    with servers_in_use(), desk_session() as session:
        made = access.add_key(session, _member(session, number), name.strip(), clock.now())
    print(f"key: {made.token}")
    print(f"signing key, for signed receipts only: {made.signing_key}")
    print("Neither is shown again.")


@group.command(name="list")
def list_keys(phone: Phone) -> None:
    """The keys of a store, by their prefixes."""
    from domain.access import store as access
    from infra.database.session import desk_session

    number = check_phone(phone)
    with servers_in_use(), desk_session() as session:
        for key in access.keys(session, _member(session, number).store_id):
            state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else "in force"
            print(f"{key.prefix}   {key.created_at:%Y-%m-%d}   {state}   {key.name}")


@group.command()
def revoke(phone: Phone, prefix: Annotated[str, typer.Option(help="The key's, as `list` shows it.")]) -> None:
    """Make a key worthless at once."""
    from domain.access import store as access
    from infra import clock
    from infra.database.session import desk_session

    number = check_phone(phone)
    with servers_in_use(), desk_session() as session:
        if not access.revoke_key(session, _member(session, number).store_id, prefix, clock.now()):
            raise InputError(f"--prefix: the store of {number} has no key {prefix!r} in force")
    print(f"{prefix} is revoked")


def _member(session: Session, phone: str) -> User:
    from domain.stores import store as stores

    members = stores.find_members(session, phone)
    if not members:
        raise InputError(f"--phone: no store knows {phone}")
    return members[0]
