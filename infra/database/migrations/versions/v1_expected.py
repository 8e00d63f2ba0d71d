"""What a retailer expects of a local event; training reads it, for some close the shop."""

from alembic import op

revision = "v1"
down_revision = "k5"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE local_events ADD COLUMN expected text")
    op.execute("GRANT SELECT (expected) ON local_events TO vyapari_training")


def downgrade() -> None:
    op.execute("ALTER TABLE local_events DROP COLUMN expected")
