"""what the clock brings: deployments that are open already look into their agenda at once."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

AGENDA = "agenda"
CLOSED = ("completed", "rolled back", "cancelled")

TIMER = sa.table("timer", *(sa.column(name) for name in ("deployment", "name", "due_at")))
DEPLOYMENT = sa.table("deployment", *(sa.column(name) for name in ("id", "state", "opened_at")))


def upgrade() -> None:
    column = DEPLOYMENT.c
    woken = sa.select(column.id, sa.literal(AGENDA), column.opened_at).where(column.state.not_in(CLOSED))
    op.execute(sa.insert(TIMER).from_select(["deployment", "name", "due_at"], woken))


def downgrade() -> None:
    op.execute(sa.delete(TIMER).where(TIMER.c.name == AGENDA))
