"""Recordings: frames, gaps, what a kill took, files kept until central has the sound."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    for name in ("last_frame", "recovered_gap_ms", "size_bytes"):
        op.add_column(
            "recordings", sa.Column(name, sa.Integer(), nullable=False, server_default="0")
        )
    op.add_column(
        "recordings", sa.Column("gaps_json", sa.String(), nullable=False, server_default="[]")
    )
    op.add_column(
        "recordings",
        sa.Column("has_segments", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("blobs", sa.Column("acked_at_ms", sa.Integer(), nullable=True))
