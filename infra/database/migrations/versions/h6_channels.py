"""Whether an outgoing message may go as free text, or only as a template."""

from alembic import op

revision = "h6"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE outbox ADD COLUMN form text NOT NULL DEFAULT 'any'")


def downgrade() -> None:
    op.execute("ALTER TABLE outbox DROP COLUMN form")
