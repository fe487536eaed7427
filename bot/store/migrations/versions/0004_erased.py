"""Crises whose content was deleted, by when."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("crises", sa.Column("erased", sa.Text))


def downgrade() -> None:
    with op.batch_alter_table("crises") as batch:
        batch.drop_column("erased")
