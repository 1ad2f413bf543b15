"""errands of machines: what they are asked has hands of its own, so that nobody waits for their answers."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("errand") as batch_op:
        batch_op.add_column(sa.Column("of_machine", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("errand") as batch_op:
        batch_op.drop_column("of_machine")
