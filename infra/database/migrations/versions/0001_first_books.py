"""The first books: tables, row-level security, rights, monthly partitions."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BOOKS = (
    "products",
    "product_aliases",
    "price_changes",
    "entries",
    "stock_movements",
    "sales",
    "sale_lines",
    "customers",
    "ledger_entries",
    "suppliers",
    "purchases",
    "supplier_orders",
    "supplier_order_lines",
    "forecasts",
    "advice",
)
"""A store's books: seen in that store's scope and in no other."""

ROUTING = ("users", "conversations", "inbox", "outbox", "delivery_events", "alerts")
"""What routes mail: seen by its store, and by the desk."""

APPEND_ONLY = (
    "price_changes",
    "entries",
    "stock_movements",
    "sales",
    "sale_lines",
    "ledger_entries",
    "purchases",
    "delivery_events",
)
"""A mistake in these is put right by another row."""

PARTITIONED = ("sales", "sale_lines", "stock_movements")

FUNCTIONS = """
CREATE FUNCTION vyapari_store() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('vyapari.store_id', true), '')::bigint $$;

CREATE FUNCTION vyapari_desk() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT coalesce(current_setting('vyapari.desk', true), '') = 'on' $$;

-- Makes the partitions of a month. The program does not own the tables, so this runs with the owner's rights.
-- Rows of that month that already went to the default partition stay there: found as before, only slower.
CREATE FUNCTION vyapari_ensure_month(month date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  parent text;
  begins timestamptz := date_trunc('month', month)::timestamp AT TIME ZONE 'UTC';
  ends timestamptz := (date_trunc('month', month) + interval '1 month')::timestamp AT TIME ZONE 'UTC';
BEGIN
  FOREACH parent IN ARRAY ARRAY['sales', 'sale_lines', 'stock_movements'] LOOP
    IF to_regclass(format('%s_%s', parent, to_char(month, 'YYYY_MM'))) IS NULL THEN
      BEGIN
        EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                       format('%s_%s', parent, to_char(month, 'YYYY_MM')), parent, begins, ends);
      EXCEPTION
        WHEN check_violation THEN RAISE WARNING 'rows of % are already in the default partition of %', month, parent;
        WHEN duplicate_table THEN NULL;
      END;
    END IF;
  END LOOP;
END $$;
"""


def upgrade() -> None:
    run(Path(__file__).with_suffix(".sql").read_text())
    run(FUNCTIONS)
    for table in PARTITIONED:
        run(f"CREATE TABLE {table}_default PARTITION OF {table} DEFAULT")
    secure("stores", "id = vyapari_store() OR vyapari_desk()")
    for table in BOOKS:
        secure(table, "store_id = vyapari_store()")
    for table in ROUTING:
        secure(table, "store_id = vyapari_store() OR vyapari_desk()")
    grant()


def secure(table: str, rule: str) -> None:
    run(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    run(f"CREATE POLICY own ON {table} TO vyapari_app USING ({rule}) WITH CHECK ({rule})")


def grant() -> None:
    for table in ("stores", *BOOKS, *ROUTING):
        rights = "SELECT, INSERT" if table in APPEND_ONLY else "SELECT, INSERT, UPDATE, DELETE"
        run(f"GRANT {rights} ON {table} TO vyapari_app")
    # Training reads every store's sales, without a name or a number of anybody.
    seen = {
        "stores": "id, timezone, created_at",
        "products": "id, store_id, sku, name, brand, category, unit, pack, mrp, price, cost, shelf_life_days",
        "sale_lines": "store_id, product_id, sold_at, quantity, unit_price, amount",
        "stock_movements": "store_id, product_id, moved_at, kind, quantity",
    }
    for table, columns in seen.items():
        run(f"GRANT SELECT ({columns}) ON {table} TO vyapari_training")
        run(f"CREATE POLICY training ON {table} FOR SELECT TO vyapari_training USING (true)")


def downgrade() -> None:
    for table in reversed(tables_in_order()):
        run(f"DROP TABLE {table} CASCADE")
    run("DROP FUNCTION vyapari_ensure_month(date); DROP FUNCTION vyapari_store(); DROP FUNCTION vyapari_desk()")


def tables_in_order() -> list[str]:
    return ["stores", *ROUTING, *BOOKS]


def run(sql: str) -> None:
    # The driver's own cursor: SQLAlchemy would read the % of a format string as a parameter.
    op.get_bind().connection.cursor().execute(sql)
