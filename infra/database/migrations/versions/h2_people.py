"""People: consent and reminders, orders to suppliers and what came of them, licences, other shops' prices, feedback."""

from pathlib import Path

from alembic import op

revision = "h2"
down_revision = "h4"
branch_labels = None
depends_on = None

BOOKS = ("order_receipts", "competitor_prices", "licences", "feedback")
"""All of them append-only: a mistake is put right by another row, or by the reversal of its entry."""


KEEPER = """
DO $$ DECLARE name text; BEGIN
  FOR name IN
    SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'store_id'
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
      AND NOT a.attisdropped
      AND NOT EXISTS (SELECT FROM pg_policies p WHERE p.tablename = c.relname AND p.policyname = 'keeper')
  LOOP
    EXECUTE format('CREATE POLICY keeper ON %I TO CURRENT_USER USING (store_id = vyapari_store())', name);
  END LOOP;
END $$;
"""
"""What lets the functions of erasure (h3) reach every table of a store, those that came after them too."""


def upgrade() -> None:
    run(Path(__file__).with_suffix(".sql").read_text())
    for table in BOOKS:
        run(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        rule = "store_id = vyapari_store()"
        run(f"CREATE POLICY own ON {table} TO vyapari_app USING ({rule}) WITH CHECK ({rule})")
        run(f"GRANT SELECT, INSERT ON {table} TO vyapari_app")
    run(KEEPER)


def downgrade() -> None:
    for table in BOOKS:
        run(f"DROP TABLE {table}")
    for table, columns in {
        "supplier_orders": ("number", "entry_id"),
        "suppliers": ("keyed_by", "stated_lead_days", "minimum_order"),
        "customers": ("keyed_by", "consent_at", "opted_out_at", "reminded_at"),
        "stores": ("upi_id", "muted_alerts"),
    }.items():
        run(f"ALTER TABLE {table} " + ", ".join(f"DROP COLUMN {column}" for column in columns))


def run(sql: str) -> None:
    op.get_bind().connection.cursor().execute(sql)
