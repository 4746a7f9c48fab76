"""Files: heard in portions, imported once; mono calls and swapped channels."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    for name in ("is_mono", "is_swapped"):
        op.add_column(
            "calls", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.create_table(
        "channel_swaps",
        sa.Column("swap_id", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("is_swapped", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.call_id"]),
        sa.PrimaryKeyConstraint("swap_id"),
    )
    op.create_index("ix_channel_swaps_call_id", "channel_swaps", ["call_id"])
    op.create_table(
        "heard_portions",
        sa.Column("portion_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("done", sa.Float(), nullable=False),
        sa.Column("portion_json", sa.String(), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("portion_id"),
    )
    op.create_index("heard_portions_by_key", "heard_portions", ["key", "portion_id"])
    op.create_table(
        "imported_files",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_index("ix_imported_files_call_id", "imported_files", ["call_id"])
