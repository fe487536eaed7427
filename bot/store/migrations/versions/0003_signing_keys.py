"""The keys with which the app signs the heads of its chains."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signing_keys",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("public", sa.Text, nullable=False),
        sa.Column("since", sa.Text, nullable=False),
        sa.Column("endorsed_by", sa.Text),
        sa.Column("endorsement", sa.Text),
        sa.Column("secret", sa.Text),
    )


def downgrade() -> None:
    op.drop_table("signing_keys")
