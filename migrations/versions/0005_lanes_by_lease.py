"""lanes by lease: those that are free and due are found beside any number of others that are due as well."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("lane") as batch_op:
        batch_op.drop_index(batch_op.f("ix_lane_due_at"))
        batch_op.create_index("ix_lane_lease_until_due_at", ["lease_until", "due_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("lane") as batch_op:
        batch_op.drop_index("ix_lane_lease_until_due_at")
        batch_op.create_index(batch_op.f("ix_lane_due_at"), ["due_at"], unique=False)
