"""A deployment: one execution of a plan, as the fold of its events. The plan itself is not in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.agenda_events import Fate
from bot.domain.changes import Changes
from bot.domain.dnd_events import Quiet
from bot.domain.ladder import Ladder
from bot.domain.monitors import Way
from bot.domain.notices import Notice
from bot.domain.people import NOBODY, ONE_ROLE, Holders, Person, everyone, holders_of, planned_text, unique
from bot.domain.question_parts import Answered, RollbackQuestion
from bot.domain.roles import role_key, role_keys
from bot.domain.sightings import Alerts
from bot.domain.state_parts import (
    AddedStep,
    Announced,
    Departure,
    Given,
    Leaving,
    PendingGo,
    Proposal,
    RollbackDecision,
    Told,
    TookBefore,
)
from bot.domain.surroundings import Span, Surroundings, Target
from bot.domain.watch import Watch

LEAD, DEV_LEAD = "Deployment Lead", "Dev Lead"
AUTHOR = "Author"
"""The document's author is bound like a role: nobody approves their own plan."""


class Lifecycle(StrEnum):
    """Where a deployment stands (design: the lifecycle)."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    APPROVED = "approved"
    PRE_DEPLOYMENT = "pre-deployment"
    DEPLOYING = "deploying"
    VERIFYING = "verifying"
    COMPLETED = "completed"
    ROLLING_BACK = "rolling back"
    ROLLED_BACK = "rolled back"
    CANCELLED = "cancelled"
    MISSED = "missed"

    @property
    def is_running(self) -> bool:
        """Whether steps are being called."""
        return self in RUNNING

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is expected of anybody."""
        return self in CLOSED


RUNNING = frozenset(
    {Lifecycle.PRE_DEPLOYMENT, Lifecycle.DEPLOYING, Lifecycle.VERIFYING, Lifecycle.ROLLING_BACK}
)
CLOSED = frozenset({Lifecycle.COMPLETED, Lifecycle.ROLLED_BACK, Lifecycle.CANCELLED})


class StepStatus(StrEnum):
    """How far a step is; a step that is not in the state waits."""

    CALLED = "called"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"

    @property
    def is_over(self) -> bool:
        """Whether the next step may be called."""
        return self in {StepStatus.DONE, StepStatus.SKIPPED}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepProgress:
    """One step's attempt. `by` is whoever pressed last; `on_behalf` says that it was not the owner,
    `for_whom` which owner it was ("" where that is not known). The times are those at which it happened.

    Each call has an attempt of its own; `first` is the one from which on only failures led to another; a
    press that was taken back is no try. `told_at` is when the last of it was said. `put_off_to` is the end
    that somebody asked for, `delays` how often. `late_at` is when the clock last found it not as far as it
    should be. `quiet` are those (by user id) who want no reminder before a time, or none at all (`None`).
    """

    status: StepStatus
    attempt: int
    called_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    by: Person | None = None
    on_behalf: bool = False
    note: str = ""
    first: int = 1
    for_whom: str = ""
    told_at: datetime | None = None
    put_off_to: datetime | None = None
    delays: int = 0
    late_at: datetime | None = None
    quiet: Mapping[str, datetime | None] = field(default_factory=dict)

    @property
    def tries(self) -> int:
        """Which try at doing it this is, from 1."""
        return self.attempt - self.first + 1

    @property
    def was_begun(self) -> bool:
        """Whether somebody began with it, in this try or in one that failed, whatever became of it."""
        return self.started_at is not None or self.tries > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """The folded state. Rounds count what is asked again, so that an old button names an old question.

    `named` are the people chosen at the start for roles that nobody filled, by the role's text key; they
    are kept to bind the roles anew. `reopened` counts the times that a review's questions were asked anew
    without a submit. `revised` is the last amendment or moved window since the submit, `amenders` are
    those whose words are in the plan. `approved` names for each row the revision that was approved last,
    also where that approval fell; `since` says what changed since, where it must be given again. `late`
    are the rows of an emergency that are still to be given, by `late_due`. `called_off` are steps that
    are not called any more, with the attempts they had. `handed` are those who took a role over, by
    `roles.role_key`, and `handed_at` when that was last; they come before all others. `lead_seen` is when
    the lead or a deputy of the lead last did something, or the lead's role was handed over. `meant` is
    which user or group (an id) each written person was found to be, "" where nobody is, by
    `binding.lookup_key`: from then on a changed name changes nothing. `called` is by the same key what
    they were last said to be called, where that is not what the plan writes. `departures` are in the
    order in which people left. `resumed_at` is when the last hold ended. `came_due` is what became of
    each item of the agenda whose time has come, by rule and subject; `notices` is what audiences were
    told, `edited` what rows of 9.1 say in place of the plan's words; `failing` are the ways that do not
    work now, `missed` are addresses that a mail did not reach, each with why. `announced` is what the
    status page was told first; `None` where it was told nothing.

    `approved_at` is when the last approval came in. `acted_at` is when anything but the agenda last happened,
    `settled_at` since when the plan is approved for its window. `on` is who said that they will be there, by
    id, in the round `on_round`; one begins when the window moves far from `on_t0`, its start when the round
    began. `told` is by id who was told when their steps begin, `told_before` who was in a round before.
    `released` is by id since when nothing needed somebody any more; what came for them later needs them anew.
    `dnd` is by id when Slack is next quiet for somebody, as read at `dnd_read_at` for this round; `dnd_named`
    are those who were named for it, each time's together, as `round:id`. `ladders` are the issues for which
    levels of 9.2 were called, the last may be open; `on_call` is by level who was last read to be on call;
    `alerts` is what monitors said, `watch` what metrics and smoke tests did. `values` is what
    placeholders in commands stand for (the note), by `value_events.key_of`. `changes` is what came of
    sections 4 and 5, `learnt` what past runs took, as known at Begin. `happened` is how many events there are
    that a timeline tells.

    `question` is the rollback question that is open, `answers` what became of those before it.
    """

    id: str
    state: Lifecycle
    revision: str
    channel: str
    release: str
    version: str
    service: str
    environment: str
    window_start: datetime | None
    window_end: datetime | None
    zone: str
    opened: Given
    named: Mapping[str, tuple[Person, ...]] = field(default_factory=dict)
    roles: Mapping[str, Holders] = field(default_factory=dict)
    handed: Mapping[str, Person] = field(default_factory=dict)
    handed_at: Mapping[str, datetime] = field(default_factory=dict)
    lead_seen: datetime | None = None
    meant: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)
    departures: tuple[Departure, ...] = ()
    submitted: Given | None = None
    review_round: int = 0
    rejected: Given | None = None
    checks: Mapping[int, Given] = field(default_factory=dict)
    signoffs: Mapping[int, Given] = field(default_factory=dict)
    begun: Given | None = None
    overridden: tuple[Given, ...] = ()
    go_asked: bool = False
    go_round: int = 0
    go: PendingGo | None = None
    actual_t0: datetime | None = None
    verifying_at: datetime | None = None
    steps: Mapping[str, StepProgress] = field(default_factory=dict)
    called_off: Mapping[str, int] = field(default_factory=dict)
    added: tuple[AddedStep, ...] = ()
    hold: Given | None = None
    holds: int = 0
    resumed_at: datetime | None = None
    leaving: Leaving | None = None
    question: RollbackQuestion | None = None
    answers: tuple[Answered, ...] = ()
    rollback: RollbackDecision | None = None
    locked: Given | None = None
    unlocked: Given | None = None
    surroundings: Surroundings = field(default_factory=Surroundings)
    confirmations_asked: tuple[int, ...] = ()
    confirmations: Mapping[int, Given] = field(default_factory=dict)
    confirmation_rounds: Mapping[int, int] = field(default_factory=dict)
    ended: Given | None = None
    source: str = ""
    reopened: int = 0
    proposal: Proposal | None = None
    proposals: int = 0
    revised: Given | None = None
    amenders: tuple[Person, ...] = ()
    approved: Mapping[int, str] = field(default_factory=dict)
    since: Mapping[int, str] = field(default_factory=dict)
    withdrawn: Mapping[int, Given] = field(default_factory=dict)
    late: tuple[int, ...] = ()
    late_due: datetime | None = None
    came_due: Mapping[str, Fate] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    announced: Announced | None = None
    extended: tuple[Given, ...] = ()
    carried_on: Mapping[str, Given] = field(default_factory=dict)
    acted_at: datetime | None = None
    approved_at: datetime | None = None
    settled_at: datetime | None = None
    on_round: int = 0
    on_t0: datetime | None = None
    on: Mapping[str, datetime] = field(default_factory=dict)
    told: Mapping[str, Told] = field(default_factory=dict)
    told_before: tuple[str, ...] = ()
    released: Mapping[str, datetime] = field(default_factory=dict)
    failing: tuple[Way, ...] = ()
    missed: Mapping[str, str] = field(default_factory=dict)
    edited: Mapping[int, str] = field(default_factory=dict)
    dnd: Mapping[str, Quiet] = field(default_factory=dict)
    dnd_read_at: datetime | None = None
    dnd_named: tuple[tuple[str, ...], ...] = ()
    ladders: tuple[Ladder, ...] = ()
    on_call: Mapping[str, tuple[Person, ...]] = field(default_factory=dict)
    on_call_strangers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    alerts: Alerts = field(default_factory=Alerts)
    watch: Watch = field(default_factory=Watch)
    values: Mapping[str, Given] = field(default_factory=dict)
    changes: Changes = field(default_factory=Changes)
    learnt: tuple[TookBefore, ...] = ()
    happened: int = 0

    @property
    def way_back(self) -> "Leaving | RollbackDecision | None":
        """The walk through steps of 6.3 that is under way, or was."""
        return self.rollback or self.leaving

    @property
    def ladder(self) -> Ladder | None:
        """The issue for which levels of 9.2 are called now."""
        last = self.ladders[-1] if self.ladders else None
        return last if last and last.over is None else None

    @property
    def declined(self) -> Answered | None:
        """The rollback that was declined last, while it is to be asked about again."""
        last = self.answers[-1] if self.answers else None
        return last if last and last.ask_again_at else None

    @property
    def target(self) -> Target:
        """What it is deployed to."""
        return Target(service=self.service, environment=self.environment)

    @property
    def window(self) -> Span:
        """From planned T-0 until before the window's end."""
        return self.window_start, self.window_end

    @property
    def name(self) -> str:
        """What is released: `Web shop 4.12.0`; the id where the plan does not say."""
        return f"{self.release} {self.version}".strip() or self.id

    @property
    def title(self) -> str:
        """What people call it: `Web shop 4.12.0, production`."""
        return f"{self.name}, {self.environment}"

    def holders(self, role: str) -> Holders:
        """Who stands for a role or person as the plan, or an added step, writes it."""
        holders = holders_of(self.roles, role)
        if holders != NOBODY:
            return holders
        return next((self._owners(added) for added in self.added if added.step.owner == role), NOBODY)

    @property
    def one_roles(self) -> frozenset[str]:
        """The keys of roles that read like several, and that only the start or the roster fills."""
        return frozenset(text.removeprefix(ONE_ROLE) for text in self.roles if text.startswith(ONE_ROLE))

    def as_planned(self, role: str) -> Holders:
        """Who stands for a role by the plan, the start and the roster, whoever took it over."""
        return self.roles.get(planned_text(role)) or self.holders(role)

    def _owners(self, added: AddedStep) -> Holders:
        """Whoever took an added step over, else its owners, without those who left."""
        taken_over = self.handed.get(role_key(added.step.owner))
        people = added.people if taken_over is None or taken_over.id in self.left else (taken_over,)
        return Holders(people=tuple(person for person in people if person.id not in self.left))

    @property
    def left(self) -> Mapping[str, Departure]:
        """Those who left Slack and are not back, by their id."""
        return {each.person.id: each for each in self.departures if each.returned_at is None}

    def who_left(self, role: str) -> tuple[Person, ...]:
        """Those who stood for a role, left Slack and are not back."""
        keys = set(role_keys(role))
        return tuple(
            each.person
            for each in self.left.values()
            if any(keys & set(role_keys(held)) for held in each.roles)
        )

    @property
    def lead(self) -> Holders:
        """The Deployment Lead and the lead's deputies."""
        return self.roles.get(LEAD.casefold(), NOBODY)

    @property
    def everyone(self) -> tuple[Person, ...]:
        """Everybody named in the plan (also where somebody else took over), filling a role, owning a step."""
        owners = (person for added in self.added for person in self._owners(added).people)
        return unique((*everyone(self.roles), *owners))

    @property
    def on_duty(self) -> tuple[Person, ...]:
        """Those on call, and those called for the open issue, whether or not the plan names them."""
        called = self.ladder.people if self.ladder else ()
        return unique((*called, *(person for people in self.on_call.values() for person in people)))

    @property
    def planned_t0(self) -> datetime | None:
        """The window's start."""
        return self.window_start
