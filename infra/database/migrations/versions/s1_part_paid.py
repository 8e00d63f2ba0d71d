"""What was paid at once of a sale on credit is kept with the sale, and read with it from the index alone."""

from alembic import op

revision = "s1"
down_revision = "f10"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of old sales nothing is known to be paid: the column comes without touching a row.
    op.execute("ALTER TABLE sales ADD COLUMN paid numeric(14, 2)")
    op.execute("DROP INDEX ix_sales_store")
    op.execute("CREATE INDEX ix_sales_store ON sales (store_id, sold_at) INCLUDE (id, kind, credit, total, paid)")


def downgrade() -> None:
    op.execute("DROP INDEX ix_sales_store")
    op.execute("ALTER TABLE sales DROP COLUMN paid")
    op.execute("CREATE INDEX ix_sales_store ON sales (store_id, sold_at) INCLUDE (id, kind, credit, total)")
