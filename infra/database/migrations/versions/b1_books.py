"""The rate of GST is kept with a sale's line; a store's sales of any period are read from two indices alone; when the
day's summary comes.

Old lines get the rate that their product has now. They are many, and partitioned: the column comes without touching a row,
each partition is filled and swept in a transaction of its own, and an upgrade that was cut short goes on where it stopped.
"""

from alembic import op
from sqlalchemy import text

revision = "b1"
down_revision = "e6"
branch_labels = None
depends_on = None

COLUMNS = """
ALTER TABLE sale_lines ADD COLUMN IF NOT EXISTS gst_percent smallint NOT NULL DEFAULT 0;
ALTER TABLE stores ADD COLUMN IF NOT EXISTS summary_at time NOT NULL DEFAULT '21:00';
"""
# The owner sees no product while row security is forced on it too. Of a partition itself there is none.
RATES = """
ALTER TABLE products NO FORCE ROW LEVEL SECURITY;
CREATE TEMPORARY TABLE gst_rates AS SELECT id, gst_percent FROM products WHERE gst_percent <> 0;
ALTER TABLE products FORCE ROW LEVEL SECURITY;
ANALYZE gst_rates;
"""
PARTITIONS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'sale_lines'::regclass ORDER BY 1"
FILL = (
    "UPDATE {partition} AS l SET gst_percent = r.gst_percent FROM gst_rates r "
    "WHERE r.id = l.product_id AND l.gst_percent <> r.gst_percent"
)
INDICES = """
DROP TABLE gst_rates;
ALTER TABLE sale_lines ALTER COLUMN gst_percent DROP DEFAULT;
ALTER TABLE stores ALTER COLUMN summary_at DROP DEFAULT;
DROP INDEX ix_sale_lines_store_id, ix_sales_store;
CREATE INDEX ix_sale_lines_store ON sale_lines (store_id, sold_at)
  INCLUDE (product_id, sale_id, quantity, amount, unit_cost, gst_percent);
CREATE INDEX ix_sales_store ON sales (store_id, sold_at) INCLUDE (id, kind, credit, total);
"""
DOWN = """
DROP INDEX ix_sale_lines_store, ix_sales_store;
CREATE INDEX ix_sales_store ON sales (store_id, sold_at);
CREATE INDEX ix_sale_lines_store_id ON sale_lines (store_id);
ALTER TABLE sale_lines DROP COLUMN gst_percent;
ALTER TABLE stores DROP COLUMN summary_at;
"""


def upgrade() -> None:
    op.execute(COLUMNS)
    op.execute(RATES)
    with op.get_context().autocommit_block():
        connection = op.get_bind()
        for partition in connection.execute(text(PARTITIONS)).scalars().all():
            if connection.execute(text(FILL.format(partition=partition))).rowcount:
                # Index-only reads want to know that all of a page is seen by everybody.
                connection.execute(text(f"VACUUM (ANALYZE) {partition}"))
    op.execute(INDICES)


def downgrade() -> None:
    op.execute(DOWN)
