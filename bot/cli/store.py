"""`vyapari store show`, `store add`: a shop as it stands, and a new one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from bot.cli.input import InputError, check_phone
from bot.cli.running import servers_in_use

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from domain.models import Conversation, User

group = typer.Typer(help="Shops: as they stand, and new ones.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add `store show` and `store add`."""
    app.add_typer(group, name="store")


@group.command()
def show(
    phone: Annotated[str, typer.Option(help="The number of its owner or a helper.")],
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
) -> None:
    """A store as it stands: stock, prices, today's sales, balances, and what the chat with this phone waits for."""
    number = check_phone(phone)
    with servers_in_use():
        found = read(number)
    if as_json:
        fields = ("products", "today", "balances", "question", "mode")
        print(json.dumps({name: found[name] for name in fields}, ensure_ascii=False))
        return
    print(f"{found['name']}, {found['place']}".rstrip(", "))
    for product in found["products"]:
        sold = found["today"].get(product["sku"])
        today = f"   today {sold['quantity']} for {sold['amount']}" if sold else ""
        print(f"  {product['sku']:<28} stock {product['stock']:>9}   price {product['price']:>9}{today}")
    for name, amount in found["balances"].items():
        print(f"  {name:<28} owes {amount:>10}")
    print(f"chat: {found['mode']}, {'a question is open' if found['question'] else 'no open question'}")


@group.command()
def add(
    name: Annotated[str, typer.Option(help="What the shop is called.")],
    phone: Annotated[str, typer.Option(help="The owner's number.")],
    owner: Annotated[str, typer.Option(help="The owner's name.")],
    place: Annotated[str, typer.Option(help="Where it is.")] = "",
    timezone: Annotated[str, typer.Option(help="Its clock, an IANA name.")] = "Asia/Kolkata",
    language: Annotated[
        str, typer.Option(help="Fixed for the replies: hi, hi-Latn. As the owner writes, unless given.")
    ] = "",
) -> None:
    """Add a shop and its owner, who may write at once."""
    from bot.dialogue.language import split_tag
    from bot.replies.texts import has_language
    from domain.stores import store as stores
    from infra import clock
    from infra.database.session import desk_session

    number = check_phone(phone)
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise InputError(f"--timezone: {timezone!r} is no IANA time zone, such as Asia/Kolkata") from None
    if not name.strip() or not owner.strip():
        raise InputError("--name, --owner: must not be empty")
    if language and not has_language(*split_tag(language)):
        raise InputError(f"--language: there are no replies in {language!r}; hi, hi-Latn, ta and the like are known")
    with servers_in_use(), desk_session() as session:
        now = clock.now()
        made = stores.add(session, name.strip(), place.strip(), number, owner.strip(), timezone=timezone, now=now)
        if language:
            stores.set_language(session, stores.members(session, made.id)[0].id, language)
        print(f"store {made.id}: {made.name}, {number}")


def read(phone: str) -> dict[str, Any]:
    """The store of `phone` in the form of interfaces (`store show --json`), with its name and place.

    Raises InputError for a number that no store knows.
    """
    from bot.dialogue.state import asked_of
    from domain.stores import store as stores
    from domain.stores.snapshot import snapshot
    from infra import clock
    from infra.database.session import desk_session, store_session

    with desk_session() as session:
        user, conversation = _find(session, phone)
    with store_session(user.store_id) as session:
        store = stores.get(session, user.store_id)
        return {
            "name": store.name,
            "place": store.place,
            **snapshot(session, store.id, clock.now()),
            "question": asked_of(conversation.question) if conversation else None,
            "mode": conversation.mode if conversation else "bot",
        }


def _find(session: Session, phone: str) -> tuple[User, Conversation | None]:
    """The user of a number, and the conversation in which they wrote last."""
    from sqlalchemy import select

    from domain.models import Conversation
    from domain.stores import store as stores

    members = stores.find_members(session, phone)
    if not members:
        raise InputError(f"--phone: no store knows {phone}")
    latest = Conversation.last_inbound_at.desc().nulls_last()
    conversations = session.scalars(select(Conversation).where(Conversation.address == phone).order_by(latest))
    return members[0], conversations.first()
