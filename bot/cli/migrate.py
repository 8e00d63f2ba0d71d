"""`vyapari migrate`: the database in its newest form."""

from __future__ import annotations

import typer

from bot.cli.running import servers_in_use


def register(app: typer.Typer) -> None:
    """Add `migrate`."""
    app.command(name="migrate")(run_migrations)


def run_migrations() -> None:
    """Bring the database to the newest form, as the owner of its tables (DATABASE_ADMIN_URL)."""
    from bot.rekeying import rekey_everybody
    from infra.database import migrate

    with servers_in_use():
        migrate.upgrade()
        rekey_everybody()
    print("the database is in its newest form")
