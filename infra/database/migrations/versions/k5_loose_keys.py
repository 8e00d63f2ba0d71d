"""Customers are found by a looser key of their names too, to be asked about; `bot.rekeying` fills it in."""

from alembic import op

revision = "k5"
down_revision = "s1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run("ALTER TABLE customers ADD COLUMN loose_key text NOT NULL DEFAULT ''")
    run("ALTER TABLE customers ALTER COLUMN loose_key DROP DEFAULT")


def downgrade() -> None:
    run("ALTER TABLE customers DROP COLUMN loose_key")


def run(sql: str) -> None:
    op.get_bind().connection.cursor().execute(sql)
