"""everything else of a night: deleted messages, blocked places, errands, locks, freezes, targets."""

from urllib.parse import quote

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
    op.create_table(
        "lock",
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("event_head", sa.String(), nullable=False),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("target", name=op.f("pk_lock")),
    )
    with op.batch_alter_table("lock", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lock_locked"), ["locked"], unique=False)

    op.create_table(
        "freeze",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("event_head", sa.String(), nullable=False),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_freeze")),
    )
    with op.batch_alter_table("deployment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("target", sa.String(), nullable=False, server_default=""))
    _fill_targets()
    with op.batch_alter_table("deployment", schema=None) as batch_op:
        batch_op.alter_column("target", server_default=None)
        batch_op.create_index("ix_deployment_target_state", ["target", "state"], unique=False)
        batch_op.create_index("ix_deployment_state_window_start", ["state", "window_start"], unique=False)


def _fill_targets() -> None:
    """Deployments of an earlier version have service and environment only as they were written."""
    columns = [sa.column(name, sa.String()) for name in ("id", "service", "environment", "target")]
    deployment = sa.table("deployment", *columns)
    connection = op.get_bind()
    for row in connection.execute(sa.select(deployment)).all():
        words = (" ".join(part.split()).casefold() for part in (row.service, row.environment))
        target = "/".join(quote(part, safe=" ") for part in words)
        connection.execute(sa.update(deployment).where(deployment.c.id == row.id).values(target=target))


def downgrade() -> None:

    with op.batch_alter_table("deployment", schema=None) as batch_op:
        batch_op.drop_index("ix_deployment_state_window_start")
        batch_op.drop_index("ix_deployment_target_state")
        batch_op.drop_column("target")

    op.drop_table("freeze")
    with op.batch_alter_table("lock", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lock_locked"))

    op.drop_table("lock")
    with op.batch_alter_table("errand", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_errand_due_at"))

    op.drop_table("errand")
    with op.batch_alter_table("lane", schema=None) as batch_op:
        batch_op.drop_column("blocked")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_column("deleted")
