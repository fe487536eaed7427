"""The log, what Slack was told of it, and the workspace's settings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "entries",
        sa.Column("crisis_id", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("data", sa.JSON(none_as_null=True)),
        sa.Column("salt", sa.Text),
        sa.Column("data_digest", sa.Text, nullable=False),
        sa.Column("prev", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    op.create_table(
        "crises",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("channel", sa.Text),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.Column("opened_at", sa.Text, nullable=False),
    )
    op.create_index("crises_by_channel", "crises", ["team", "channel"])
    op.create_index("crises_by_state", "crises", ["team", "closed", "opened_at"])
    op.create_table(
        "requests",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("crisis_id", sa.Text, nullable=False),
    )
    op.create_table(
        "deliveries",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("crisis_id", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("progress", sa.JSON, nullable=False),
    )
    op.create_index("deliveries_by_crisis", "deliveries", ["crisis_id", "status"])
    op.create_index("deliveries_by_status", "deliveries", ["status"])
    op.create_table(
        "surfaces",
        sa.Column("crisis_id", sa.Text, primary_key=True),
        sa.Column("surface", sa.Text, primary_key=True),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("ts", sa.Text),
        sa.Column("digest", sa.Text),
        sa.Column("seq", sa.Integer, nullable=False),
    )
    op.create_table(
        "settings",
        sa.Column("team", sa.Text, primary_key=True),
        sa.Column("data", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    for table in ("settings", "surfaces", "deliveries", "requests", "crises", "entries"):
        op.drop_table(table)
