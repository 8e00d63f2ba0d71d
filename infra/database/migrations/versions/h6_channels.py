"""How an outgoing message may go: as free text or only as a template, and with which list of choices."""

from alembic import op

revision = "h6"
down_revision = "h2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE outbox ADD COLUMN form text NOT NULL DEFAULT 'any'")
    op.execute("ALTER TABLE outbox ADD COLUMN rows jsonb NOT NULL DEFAULT '[]'")


def downgrade() -> None:
    op.execute("ALTER TABLE outbox DROP COLUMN rows")
    op.execute("ALTER TABLE outbox DROP COLUMN form")
