"""looks at metrics: of each deployment one at a time, and one that waits, with hands of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("errand") as batch_op:
        batch_op.add_column(sa.Column("looks_at", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("errand") as batch_op:
        batch_op.drop_column("looks_at")
