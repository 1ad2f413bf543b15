"""The tables (design: Tables). SQLModel declares them; statements are SQLAlchemy Core over `*_table`.

Instants are aware UTC in Python and stored without a zone. Names of constraints follow one convention, so
that a migration can name them. No string annotations here: SQLModel reads the annotations at run time.
"""

from datetime import UTC, datetime
from typing import cast

from sqlalchemy import DateTime, Dialect, Index, MetaData, Table, TypeDecorator, UniqueConstraint, false
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored as UTC without a zone; a naive one is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """To the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant must say its zone: {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """From the database."""
        return value.replace(tzinfo=UTC) if value is not None else None


def instant(*, index: bool = False) -> datetime:
    """A column that holds an instant."""
    return cast("datetime", Field(sa_type=Instant, index=index))


class PlanRevision(SQLModel, table=True):
    """A plan as known by the hash of its text, with what was parsed from it and the check's findings.

    `errors` stop `submit`; `warnings` are how many there are.
    """

    __tablename__ = "plan_revision"
    id: str = Field(primary_key=True)
    text: str
    plan: str
    errors: str
    warnings: int
    kept_at: datetime = instant()


class DeploymentRow(SQLModel, table=True):
    """A deployment: columns to query by, the folded state as JSON, and where its chain of events ends.

    `target` is the key of service and environment; `approved_at` to `ended_at` are its `figures.Moments`.
    """

    __tablename__ = "deployment"
    __table_args__ = (
        UniqueConstraint("document_key", "run"),
        Index("ix_deployment_target_state", "target", "state"),
        Index("ix_deployment_state_window_start", "state", "window_start"),
    )
    id: str = Field(primary_key=True)
    document_key: str
    run: int
    state: str = Field(index=True)
    service: str
    environment: str
    target: str
    channel: str = Field(index=True)
    window_start: datetime | None = instant()
    window_end: datetime | None = instant()
    revision: str = Field(foreign_key="plan_revision.id")
    opened_at: datetime = instant()
    approved_at: datetime | None = instant()
    deployed_at: datetime | None = instant()
    live_at: datetime | None = instant()
    troubled_at: datetime | None = instant()
    restored_at: datetime | None = instant()
    ended_at: datetime | None = instant(index=True)
    body: str
    event_head: str
    event_count: int


class EventRow(SQLModel, table=True):
    """One accepted fact; append-only, one chain for each stream: deployment, roster, freezes, lock."""

    __tablename__ = "event"
    stream: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    name: str
    version: int
    at: datetime = instant()
    body: str
    previous: str
    hash: str


class InboxRow(SQLModel, table=True):
    """An intent that was handled, by its key, and what became of it."""

    __tablename__ = "inbox"
    key: str = Field(primary_key=True)
    stream: str
    at: datetime = instant(index=True)
    outcome: str


class MessageRow(SQLModel, table=True):
    """One Slack copy of a message: what it is about, where it is, what it shows.

    `channel` is "" until a direct conversation is opened, `ts` until it is posted; `shown` is the
    fingerprint of what was delivered last; `mark` travels with a post and finds it again
    (`bot.postmarks`); `deleted` is how often somebody deleted it.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("deployment", "kind", "subject", "recipient"),
        Index("ix_message_place", "channel", "ts"),
    )
    id: int | None = Field(default=None, primary_key=True)
    deployment: str = Field(foreign_key="deployment.id")
    kind: str
    subject: str
    recipient: str
    channel: str
    ts: str
    shown: str
    mark: str
    deleted: int = 0


class LaneRow(SQLModel, table=True):
    """One destination of one deployment: when it is next due, and who is delivering into it (real time).

    `blocked` is why nothing can be said there now, "" where it can.
    """

    __tablename__ = "lane"
    __table_args__ = (Index("ix_lane_lease_until_due_at", "lease_until", "due_at"),)
    key: str = Field(primary_key=True)
    due_at: datetime | None = instant()
    lease_until: datetime | None = instant()
    token: str
    failures: int
    blocked: str = ""


class OutboxRow(SQLModel, table=True):
    """Something to deliver in a lane, in the order of ids.

    A `message` is to be brought up to date (posted, or edited if what it shows has changed); where it is
    `None` the row is an `answer` for one person. `generation` counts the changes asked for; a delivery
    settles only the one it has seen. `doubtful`: a post or an edit may have arrived though no answer
    came. `dead` is why it cannot be delivered.
    """

    __tablename__ = "outbox"
    __table_args__ = (UniqueConstraint("message"),)
    id: int | None = Field(default=None, primary_key=True)
    lane: str = Field(index=True)
    message: int | None = Field(default=None, foreign_key="message.id")
    answer: str
    generation: int
    doubtful: bool
    written_at: datetime = instant()
    expires_at: datetime | None = instant()
    dead: str | None = Field(default=None, index=True)


class ErrandRow(SQLModel, table=True):
    """A question to the outside, until what came of it is told (real time).

    `due_at` is when it can be claimed: while somebody has it, the end of their lease. `of_machine`: nobody
    waits for the answer, and it may take long. `looks_at` is the deployment whose metrics it reads, or "".
    """

    __tablename__ = "errand"
    id: str = Field(primary_key=True)
    body: str
    written_at: datetime = instant()
    due_at: datetime = instant(index=True)
    token: str
    failures: int
    of_machine: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    looks_at: str = Field(default="", sa_column_kwargs={"server_default": ""})


class TimerRow(SQLModel, table=True):
    """When a deployment is to be woken (the plan's clock), and by which name."""

    __tablename__ = "timer"
    __table_args__ = (UniqueConstraint("deployment", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    deployment: str = Field(foreign_key="deployment.id")
    name: str
    due_at: datetime = instant(index=True)


class AskRow(SQLModel, table=True):
    """Who is waited for, for which question, since when (the plan's clock)."""

    __tablename__ = "ask"
    deployment: str = Field(primary_key=True, foreign_key="deployment.id")
    question: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    person: str = Field(primary_key=True, index=True)
    since: datetime = instant()


class AlertRow(SQLModel, table=True):
    """One report of a monitor's, as a webhook brought it; `delivery` is the same if it brings it again.

    `body` is the alert, "" where the report is of none or was not understood: `why` says so. `alert`,
    `status` and `changed_at` are the alert's own, `received_at` is real time, `raw` the beginning of what was
    sent.
    `taken`: nobody has to look at it any more. `deployment` is what it concerns, "" for none, and `reason`
    why; `others` are the ids of more that it concerns, one in each line. No id is used twice, also after rows
    were removed.
    """

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("delivery"),
        Index("ix_alert_taken_id", "taken", "id"),
        Index("ix_alert_deployment_received_at", "deployment", "received_at"),
        {"sqlite_autoincrement": True},
    )
    id: int | None = Field(default=None, primary_key=True)
    source: str
    delivery: str
    alert: str = Field(index=True)
    status: str
    changed_at: datetime | None = instant()
    received_at: datetime = instant(index=True)
    body: str
    why: str = Field(index=True)
    raw: str
    taken: bool
    deployment: str
    reason: str
    others: str = Field(sa_column_kwargs={"server_default": ""})


class RosterRow(SQLModel, table=True):
    """The roster, folded, and where its chain of events ends: one row, named as its stream."""

    __tablename__ = "roster"
    id: str = Field(primary_key=True)
    body: str
    event_head: str
    event_count: int


class LockRow(SQLModel, table=True):
    """The lock of a target (its key), folded, and where its chain of events ends.

    The row is there as soon as somebody plans a deployment of the target; whoever holds it decides alone.
    """

    __tablename__ = "lock"
    target: str = Field(primary_key=True)
    locked: bool = Field(index=True)
    body: str
    event_head: str
    event_count: int


class FreezeRow(SQLModel, table=True):
    """The freezes, folded, and where their chain of events ends: one row, named as its stream."""

    __tablename__ = "freeze"
    id: str = Field(primary_key=True)
    body: str
    event_head: str
    event_count: int


class DirectoryRow(SQLModel, table=True):
    """A person, user group or channel of the workspace as last read. The `*_key` columns are case-folded."""

    __tablename__ = "directory"
    __table_args__ = (Index("ix_directory_kind_handle_key", "kind", "handle_key"),)
    id: str = Field(primary_key=True)
    kind: str
    handle: str
    handle_key: str
    name: str
    name_key: str = Field(index=True)
    email: str = Field(index=True)
    timezone: str
    active: bool
    admin: bool
    members: str
    read_at: datetime = instant()


class ClockRow(SQLModel, table=True):
    """Where the plan's clock was set; one row at most, none where it shows real time."""

    __tablename__ = "clock"
    id: int = Field(primary_key=True)
    plan: datetime = instant()
    real: datetime = instant()
    speed: float


def _table(cls: type[SQLModel]) -> Table:
    return metadata.tables[str(cls.__tablename__)]


plan_table = _table(PlanRevision)
deployment_table = _table(DeploymentRow)
event_table = _table(EventRow)
inbox_table = _table(InboxRow)
message_table = _table(MessageRow)
lane_table = _table(LaneRow)
outbox_table = _table(OutboxRow)
errand_table = _table(ErrandRow)
timer_table = _table(TimerRow)
ask_table = _table(AskRow)
alert_table = _table(AlertRow)
roster_table = _table(RosterRow)
lock_table = _table(LockRow)
freeze_table = _table(FreezeRow)
directory_table = _table(DirectoryRow)
clock_table = _table(ClockRow)
