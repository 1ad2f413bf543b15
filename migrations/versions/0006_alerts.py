"""alerts: what monitors' webhooks bring is kept before anybody looks at it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("alert", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=True),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("raw", sa.String(), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.Column("deployment", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("delivery", name=op.f("uq_alert_delivery")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("alert") as batch_op:
        batch_op.create_index("ix_alert_taken_id", ["taken", "id"], unique=False)
        batch_op.create_index("ix_alert_deployment_received_at", ["deployment", "received_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_alert"), ["alert"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_received_at"), ["received_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_why"), ["why"], unique=False)


def downgrade() -> None:
    op.drop_table("alert")
