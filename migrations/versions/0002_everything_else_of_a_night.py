"""everything else of a night: messages that were deleted, places where nothing can be said, errands."""

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
    op.create_table(
        "errand",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_errand")),
    )
    with op.batch_alter_table("errand", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_errand_due_at"), ["due_at"], unique=False)


def downgrade() -> None:

    with op.batch_alter_table("errand", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_errand_due_at"))

    op.drop_table("errand")
    with op.batch_alter_table("lane", schema=None) as batch_op:
        batch_op.drop_column("blocked")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_column("deleted")
