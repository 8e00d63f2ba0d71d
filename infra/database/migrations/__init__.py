"""Migrations: plain SQL in order, run by Alembic as the owner of the tables."""
