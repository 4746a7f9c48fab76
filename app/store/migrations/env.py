"""Alembic's entry. The connection, and its transaction, are the caller's (app.store.schema)."""

from alembic import context

from app.store.schema import METADATA, is_ours

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite cannot alter a column in place
    include_name=is_ours,
)
context.run_migrations()
