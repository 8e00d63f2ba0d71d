"""How often a shop's own name for a product was said to be one, and the entry with which it was learnt."""

from alembic import op

revision = "n4"
down_revision = "e6"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Names that are there were told outright: they count.
    op.execute("ALTER TABLE product_aliases ADD COLUMN times INTEGER NOT NULL DEFAULT 2")
    op.execute("ALTER TABLE product_aliases ADD COLUMN entry_id BIGINT REFERENCES entries (id) ON DELETE SET NULL")
    op.execute("CREATE INDEX ix_product_aliases_entry_id ON product_aliases (entry_id)")


def downgrade() -> None:
    op.execute("ALTER TABLE product_aliases DROP COLUMN times, DROP COLUMN entry_id")
