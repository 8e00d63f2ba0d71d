"""Tries whose outcome nobody knows, what was said in the place of what failed, and whom we wrote to outside the window."""

from alembic import op

revision = "f1"
down_revision = "m4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE outbox ADD COLUMN tried_at timestamptz")
    op.execute("ALTER TABLE outbox ADD COLUMN instead_of bigint")
    op.execute("ALTER TABLE outbox ADD COLUMN outside_window boolean NOT NULL DEFAULT false")
    op.execute("CREATE INDEX ix_outbox_instead_of ON outbox (instead_of) WHERE instead_of IS NOT NULL")
    op.execute("CREATE INDEX ix_outbox_outside_window ON outbox (sent_at) WHERE outside_window")
    op.execute("CREATE INDEX ix_outbox_dead ON outbox (id) WHERE status IN ('failed', 'undelivered')")


def downgrade() -> None:
    op.execute("DROP INDEX ix_outbox_dead")
    op.execute("DROP INDEX ix_outbox_outside_window")
    op.execute("DROP INDEX ix_outbox_instead_of")
    op.execute("ALTER TABLE outbox DROP COLUMN outside_window")
    op.execute("ALTER TABLE outbox DROP COLUMN instead_of")
    op.execute("ALTER TABLE outbox DROP COLUMN tried_at")
