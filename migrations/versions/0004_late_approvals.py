"""late approvals: what an emergency still lacks is chased also where it was completed before that was so."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

AGENDA = "agenda"
COMPLETED = "completed"

TIMER = sa.table("timer", *(sa.column(name) for name in ("deployment", "name", "due_at")))
DEPLOYMENT = sa.table("deployment", *(sa.column(name) for name in ("id", "state", "body", "opened_at")))


def upgrade() -> None:
    connection, row, timer = op.get_bind(), DEPLOYMENT.c, TIMER.c
    has_timer = sa.exists().where(timer.deployment == row.id, timer.name == AGENDA)
    found = connection.execute(
        sa.select(row.id, row.body, row.opened_at).where(row.state == COMPLETED, ~has_timer)
    )
    woken = [
        {"deployment": each.id, "name": AGENDA, "due_at": each.opened_at}
        for each in found
        if json.loads(each.body).get("late")
    ]
    if woken:
        connection.execute(sa.insert(TIMER), woken)


def downgrade() -> None:
    """A timer that finds nothing to do changes nothing: those that were set may stay."""
