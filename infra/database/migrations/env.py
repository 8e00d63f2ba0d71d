"""Alembic's entry: runs the migrations over the connection that infra.database.migrate hands it."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, transaction_per_migration=True, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
