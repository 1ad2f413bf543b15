"""everything else of a night: messages that were deleted, places where nothing can be said."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("deleted", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.alter_column("deleted", server_default=None)
    with op.batch_alter_table("lane", schema=None) as batch_op:
        batch_op.add_column(sa.Column("blocked", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("lane", schema=None) as batch_op:
        batch_op.alter_column("blocked", server_default=None)


def downgrade() -> None:

    with op.batch_alter_table("lane", schema=None) as batch_op:
        batch_op.drop_column("blocked")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_column("deleted")
