"""Whether a product's stock is known is asked at every sale: an index of the movements that tell."""

from alembic import op

revision = "m4"
down_revision = "h1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE INDEX ix_stock_movements_arrivals ON stock_movements (product_id) "
        "WHERE kind IN ('count', 'purchase', 'transfer')"
    )


def downgrade() -> None:
    op.execute("DROP INDEX ix_stock_movements_arrivals")
