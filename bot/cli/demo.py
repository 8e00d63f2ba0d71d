"""`vyapari demo`: demo stores with a year behind them."""

from __future__ import annotations

import sys
import time
from typing import Annotated

import typer

from bot.cli.input import InputError
from bot.cli.running import servers_in_use
from infra.settings import settings


def register(app: typer.Typer) -> None:
    """Add `demo`."""
    app.command()(demo)


def demo(
    stores: Annotated[int, typer.Option(min=1, max=10_000, help="How many demo stores there shall be.")] = 1,
    days: Annotated[int, typer.Option(min=30, max=730, help="Days of sales behind them.")] = 365,
) -> None:
    """Fill demo stores (owners +919800000001, +919800000002, …) with a catalogue, stock, customers and sales."""
    from analytics.nightly import run_store
    from bot.rekeying import rekey_everybody
    from domain.demo.fill import fill_missing
    from infra.database import migrate
    from infra.telemetry import configure_logging

    if settings().production:
        raise InputError("demo: there are no demo stores where VYAPARI_ENV=production")
    configure_logging("demo")
    began = time.monotonic()
    with servers_in_use():
        migrate.upgrade()
        filled = fill_missing(stores, days)
        rekey_everybody()
        for number, store_id in enumerate(filled, start=1):
            # So that "what should I reorder?" has an answer before the first night.
            run_store(store_id)
            print(f"advice for demo store {number} of {len(filled)} is ready", file=sys.stderr, flush=True)
    seconds = time.monotonic() - began
    print(f"demo stores: {len(filled)} filled in {seconds:.0f} s, {stores - len(filled)} there before", flush=True)


def stores_exist() -> bool:
    """True when the database has any store at all."""
    from sqlalchemy import select

    from domain.models import Store
    from infra.database.session import desk_session

    with desk_session() as session:
        return session.scalar(select(Store.id).limit(1)) is not None
