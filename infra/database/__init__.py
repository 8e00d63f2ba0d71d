"""PostgreSQL: the connection, the scopes of row-level security, migrations, and the server we start ourselves."""
