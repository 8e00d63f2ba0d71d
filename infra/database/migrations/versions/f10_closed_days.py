"""Training reads on which days a shop was closed: no event's teller, and no day that it was told on."""

from alembic import op

revision = "f10"
down_revision = "f4"
branch_labels = None
depends_on = None

READ = {"local_events": "id, store_id, kind, first_day, last_day", "local_event_removals": "store_id, event_id"}


def upgrade() -> None:
    for table, columns in READ.items():
        op.execute(f"GRANT SELECT ({columns}) ON {table} TO vyapari_training")
        op.execute(f"CREATE POLICY training ON {table} FOR SELECT TO vyapari_training USING (true)")


def downgrade() -> None:
    for table, columns in READ.items():
        op.execute(f"DROP POLICY training ON {table}")
        op.execute(f"REVOKE SELECT ({columns}) ON {table} FROM vyapari_training")
