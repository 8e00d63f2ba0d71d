"""The secrets of code generators, plain until now, are sealed."""

from collections.abc import Callable

from alembic import op

from infra.sealing import seal, unseal

revision = "k2"
down_revision = "f2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    change(seal)


def downgrade() -> None:
    change(unseal)


def change(make: Callable[[str, str], str]) -> None:
    # The owner sees no row while row security is forced on it too.
    cursor = op.get_bind().connection.cursor()
    cursor.execute("ALTER TABLE agents NO FORCE ROW LEVEL SECURITY")
    rows = cursor.execute("SELECT id, totp_secret FROM agents WHERE totp_secret IS NOT NULL").fetchall()
    for number, secret in rows:
        cursor.execute("UPDATE agents SET totp_secret = %s WHERE id = %s", (make(f"totp:{number}", secret), number))
    cursor.execute("ALTER TABLE agents FORCE ROW LEVEL SECURITY")
