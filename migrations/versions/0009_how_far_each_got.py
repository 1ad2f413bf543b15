"""how far each got: when a deployment was approved, deployed, live, in trouble, and when it ended.

The states are folded anew after the migrations, which fills the columns of what is there.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENTS = ("approved_at", "deployed_at", "live_at", "troubled_at", "restored_at", "ended_at")
INDEX = "ix_deployment_ended_at"


def upgrade() -> None:
    # Before the long text: SQLite reads through all that lies before a column.
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("deployment", recreate="always" if is_sqlite else "never") as batch_op:
        for name in MOMENTS:
            column = sa.Column(name, sa.DateTime(), nullable=True)
            batch_op.add_column(column, insert_before="body" if is_sqlite else None)
        batch_op.create_index(INDEX, ["ended_at"])


def downgrade() -> None:
    with op.batch_alter_table("deployment") as batch_op:
        batch_op.drop_index(INDEX)
        for name in reversed(MOMENTS):
            batch_op.drop_column(name)
