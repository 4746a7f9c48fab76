"""Alembic's entry. The connection, and its transaction, are the caller's (central.schema)."""

from alembic import context

from central.tables import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    compare_type=True,
)
context.run_migrations()
