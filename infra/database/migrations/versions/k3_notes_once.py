"""A private note knows the key of the form it came by, and so is written once."""

from alembic import op

revision = "k3"
down_revision = "k2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("ALTER TABLE support_notes ADD COLUMN once text")
    run("CREATE UNIQUE INDEX uq_support_notes_once ON support_notes (case_id, once) WHERE once IS NOT NULL")


def downgrade() -> None:
    run("ALTER TABLE support_notes DROP COLUMN once")


def run(sql: str) -> None:
    op.get_bind().connection.cursor().execute(sql)
