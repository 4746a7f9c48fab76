"""How good the sound of a call was, minute by minute."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column(
        "calls", sa.Column("sound_json", sa.String(), nullable=False, server_default="[]")
    )
