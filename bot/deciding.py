"""What becomes of one intent, within the transaction that keeps it (design: the way through it).

The stream is loaded, the domain asked, events and state are kept, and effects put into the outbox and the
timers. Whoever calls commits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import reduce

import structlog
from sqlalchemy import Connection

from bot.clock import real_now
from bot.domain.adhoc import as_walked
from bot.domain.agenda.item import LATE_AFTER
from bot.domain.agenda.keeping import AGENDA_TIMER, next_due
from bot.domain.effects import Effect
from bot.domain.events import Event
from bot.domain.evolve import evolve, fold
from bot.domain.facts import Decision, Facts, Undelivered, Whereabouts, unknown
from bot.domain.identity import deployment_id, document_id
from bot.domain.intents import (
    AcceptAmendment,
    AttachAlert,
    Intent,
    OpenDeployment,
    Resend,
    SendNotice,
    Submit,
    TellAndFinish,
    TimerFired,
)
from bot.domain.lifecycle import decide
from bot.domain.looking import looks
from bot.domain.monitors import Way, where_set_up
from bot.domain.people import Person
from bot.domain.plan import Plan
from bot.domain.react import react
from bot.domain.refusals import Because, Refusal
from bot.domain.run import ROLES_TIMER
from bot.domain.state import Deployment, Lifecycle
from bot.domain.state_parts import Proposal
from bot.domain.waiting import waiting
from bot.drafts import Draft
from bot.errors import Busy, TMinusError
from bot.metrics import Metrics, Where
from bot.ports import Clock, Place
from bot.second_look import second_look
from bot.side_by_side import Change, keep_locks, spot_of, told, wake_others
from bot.storage import (
    alerts,
    asks,
    chain,
    dead_letters,
    deployments,
    directory,
    inbox,
    outbox,
    precedents,
    rosters,
    timers,
)
from bot.storage.audiences import audiences
from bot.storage.effects import write_effects
from bot.storage.revisions import Revision, Revisions, keep_revision
from bot.storage.trouble import is_trouble
from bot.storage.unit_of_work import savepoint
from bot.waking import Waking

ANSWER_LIVES = timedelta(minutes=30)
"""An answer to a button that comes later than this would only confuse (design, rule 3)."""
TYPED_AGAIN = timedelta(minutes=10)
"""Whoever starts the same once more within this time had no answer: nobody wants two of one night."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an intent; the same again for the same key.

    `state` and `plan` are as they are now; `None` where there is no such deployment.
    """

    refusal: Refusal | None = None
    events: tuple[Event, ...] = ()
    state: Deployment | None = None
    plan: Plan | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What `start` needs: the filled-in text, its file's name without ending, and where it was typed.

    `people` are Slack user ids chosen for roles that nobody fills, by the role's text. `source` is the name
    under which the document is found again to be amended, "" where it was dropped in.
    """

    text: str
    stem: str
    channel: str
    source: str = ""
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asked for what, under which key ("" for a timer, whose row is its key), where to answer."""

    intent: Intent
    actor: str
    key: str
    answer_in: Place | None = None
    later_in: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One intent in hand: for a deployment that is stored, or for a document's next run.

    `revised` is the other revision that the intent asks for. `is_behind`: what the clock should have brought
    before it could not be carried out.
    """

    deployment: str
    asked: Asked
    revision: Revision
    stored: deployments.Stored | None = None
    document: str = ""
    run: int = 0
    revised: Draft | None = None
    is_behind: bool = False

    @property
    def state(self) -> Deployment | None:
        """The state before; `None` where there is no deployment yet."""
        return self.stored.state if self.stored else None


WAKING = Asked(intent=TimerFired(timer=AGENDA_TIMER), actor="", key="")


class Deciding:
    """Decides intents with what a transaction's connection shows."""

    def __init__(self, clock: Clock, ways: frozenset[Way], metrics: Metrics, revisions: Revisions) -> None:
        self._clock = clock
        self._ways = ways
        self._metrics = metrics
        self._log = structlog.get_logger(__name__)
        self._revisions = revisions
        self._waking = Waking()

    def open(self, connection: Connection, start: Start, draft: Draft, actor: str, key: str) -> Outcome:
        """Open a deployment from a document's draft, as the document's next run."""
        if handled := inbox.seen(connection, key):
            return self._again(connection, handled)
        revision = draft.revision
        keep_revision(connection, revision, self._clock.now())
        document = document_id(revision.plan.document_id, start.stem)
        people = directory.chosen(connection, start.people)
        last = deployments.last_run(connection, document)
        if last and self._is_typed_again(last, start, revision, actor, people):
            handled = inbox.Handled(stream=last.id, refusal=None, events=(chain.FIRST,))
            inbox.keep(connection, key, handled, real_now())
            return self._again(connection, handled)
        run = deployments.next_run(connection, document)
        intent = OpenDeployment(
            id=deployment_id(document, run),
            revision=revision.id,
            channel=start.channel,
            plan=revision.plan,
            ticked=draft.ticked,
            source=start.source,
            people=people,
        )
        asked = Asked(intent=intent, actor=actor, key=key)
        case = _Case(deployment=intent.id, asked=asked, revision=revision, document=document, run=run)
        facts = self._facts(connection, case, intent.people)
        return self._conclude(connection, case, decide(None, intent, facts))

    def _is_typed_again(
        self,
        last: Deployment,
        start: Start,
        revision: Revision,
        actor: str,
        people: Mapping[str, tuple[Person, ...]],
    ) -> bool:
        """Whether the last run is what this start asks for: the answer to the first one was lost."""
        by = last.opened.by
        return (
            last.state is Lifecycle.DRAFT
            and by is not None
            and (by.id, start.channel, revision.id, people)
            == (actor, last.channel, last.revision, last.named)
            and self._clock.now() - last.opened.at <= TYPED_AGAIN
        )

    def handle(
        self, connection: Connection, deployment: str, asked: Asked, draft: Draft | None = None
    ) -> Outcome:
        """Decide an intent for a deployment, once for each key.

        `draft` is what a changed document was read into. Errors: `Busy` when the plan is no longer the one
        that the draft was compared with.
        """
        stored = deployments.load(connection, deployment, lock=True)
        if stored is None:
            return Outcome(refusal=unknown(f"There is no deployment {deployment}."))
        if asked.key and (handled := inbox.seen(connection, asked.key)):
            return self._again(connection, handled)
        revision = self._revisions.load(connection, stored.state.revision)
        if draft and draft.base != revision.id:
            raise Busy("the plan changed at this very moment")
        is_behind = not _is_woken(asked.intent) and self._is_behind(connection, stored)
        if is_behind and self._catches_up(connection, stored):
            return self.handle(connection, deployment, asked, draft)
        if isinstance(asked.intent, AcceptAmendment) and stored.state.proposal:
            draft = self._proposed(connection, stored.state.proposal)
        case = _Case(
            deployment=deployment,
            asked=asked,
            revision=revision,
            stored=stored,
            revised=draft,
            is_behind=is_behind,
        )
        facts = self._facts(connection, case, stored.state.named)
        decision = decide(stored.state, asked.intent, facts)
        if isinstance(decision, Refusal) and decision.because is Because.NOT_YOURS and asked.later_in:
            decision = second_look(connection, stored.state, asked.intent, facts, asked.later_in) or decision
        return self._conclude(connection, case, decision)

    def _is_behind(self, connection: Connection, stored: deployments.Stored) -> bool:
        """Whether the clock should have woken the deployment before now."""
        due = self._waking.set_with(
            stored.end.head, lambda: timers.set_to(connection, stored.state.id, AGENDA_TIMER)
        )
        return due is not None and self._clock.now() - due > LATE_AFTER

    def _catches_up(self, connection: Connection, stored: deployments.Stored) -> bool:
        """Carry out what was missed: after something new it would count as asked for only now.

        False where it cannot be: then nothing came of it, and the timer is left as it is for the sweeper.
        Errors: `TMinusError`, and that of a driver whose database is busy or away.
        """
        try:
            with savepoint(connection):
                timers.clear_timer(connection, stored.state.id, AGENDA_TIMER)
                self.handle(connection, stored.state.id, WAKING)
        except TMinusError:
            raise
        except Exception as error:
            # A rule that breaks must not keep people from acting.
            if is_trouble(error):
                raise
            self._broke()
            # Whoever fires timers may have put it off since.
            self._waking.forget(stored.end.head)
            return False
        return True

    def _broke(self) -> None:
        error_id = self._metrics.unexpected(Where.TIMERS)
        self._log.exception("deciding: unexpected error, it goes on without the agenda", error_id=error_id)

    def _proposed(self, connection: Connection, proposal: Proposal) -> Draft:
        """The changed document that was shown, as it was kept then."""
        return Draft(revision=self._revisions.load(connection, proposal.revision), ticked=proposal.ticked)

    def _facts(self, connection: Connection, case: _Case, named: Mapping[str, tuple[Person, ...]]) -> Facts:
        intent, plan = case.asked.intent, case.revision.plan
        draft = case.revised
        binds = isinstance(intent, OpenDeployment | Submit) or (
            isinstance(intent, TimerFired) and intent.timer == ROLES_TIMER
        )
        bound = draft.revision.plan if draft else plan
        approved = case.state.approved.values() if draft and case.state else ()
        binding = rosters.bound(connection, bound, named, case.state) if binds or draft else None
        user = case.asked.actor
        actor, has_left = directory.actor(connection, user) if user else (None, False)
        facts = Facts(
            now=self._clock.now(),
            actor=actor,
            actor_left=has_left,
            plan=as_walked(plan, case.state) if case.state else plan,
            errors=case.revision.errors,
            roles=binding.roles if binding else {},
            whereabouts=binding.whereabouts if binding else Whereabouts(),
            starters=rosters.starters(connection, plan) if isinstance(intent, OpenDeployment) else (),
            revised=draft.facts if draft else None,
            known=self._revisions.plans(connection, approved),
            precedent=precedents.precedent(connection, self._revisions, case.deployment, bound)
            if draft or isinstance(intent, Submit)
            else None,
            learnt=precedents.to_keep(connection, self._revisions, case.state, intent, plan),
            named=directory.named(connection, intent),
            undelivered=dead_letters.undelivered(connection, case.state, real_now())
            if isinstance(intent, Resend) and case.state
            else Undelivered(),
            ways=self._ways,
            loose=alerts.loose(connection, real_now(), self._clock.shown_at)
            if isinstance(intent, AttachAlert)
            else (),
            audiences=audiences(connection, plan, case.state)
            if case.state and tells_audiences(intent)
            else {},
        )
        spot = spot_of(case.deployment, case.state, bound if draft or case.state is None else None)
        return told(connection, facts, intent, spot, self._revisions)

    def _conclude(self, connection: Connection, case: _Case, decision: Decision) -> Outcome:
        """Keep what was decided, write its effects, and note the key."""
        before, plan, now = case.state, case.revision.plan, self._clock.now()
        if isinstance(decision, Refusal):
            self._note(connection, case.asked.key, case.deployment, decision, ())
            self._tell(connection, case, decision)
            return Outcome(refusal=decision, state=before, plan=plan)
        after = reduce(evolve, decision, before) if before else fold(decision)
        if case.revised and decision:
            keep_revision(connection, case.revised.revision, now)
        if case.revised and after.revision == case.revised.revision.id:
            plan = case.revised.revision.plan
        walked = as_walked(plan, after)
        if case.stored is None:
            deployments.add(connection, after, case.document, case.run, now)
        end = case.stored.end if case.stored else chain.START
        saved = chain.Appended((), end)
        if decision:
            is_of_today = case.stored is None or case.stored.is_of_today
            saved = deployments.save(connection, after, end, decision, is_of_today=is_of_today)
        reaction = where_set_up(react(after, saved.events, walked, before), self._ways)
        effects = (*reaction, *looks(after, case.asked.intent, now))
        keep_locks(connection, after, effects)
        walked_before = as_walked(case.revision.plan, before) if before else case.revision.plan
        change = Change(before=before, plan_before=walked_before, after=after, plan=walked, events=decision)
        wake_others(connection, change, now)
        woken = () if case.is_behind else self._woken(case, after, walked, (end.head, saved.end.head))
        write_effects(connection, after, (*effects, *woken), real_now())
        waited = waiting(before, walked_before) if before else ()
        asks.update_asks(connection, case.deployment, waited, waiting(after, walked), now)
        self._note(connection, case.asked.key, case.deployment, None, saved.events)
        return Outcome(events=decision, state=after, plan=walked)

    def _woken(self, case: _Case, after: Deployment, plan: Plan, heads: tuple[str, str]) -> Sequence[Effect]:
        """What sets the timer; where a rule breaks it is tried again at once by whoever fires timers."""
        has_fired = _is_woken(case.asked.intent)
        try:
            due = next_due(after, plan)
        except Exception:
            if has_fired:
                raise
            self._broke()
            due = self._clock.now()
        return self._waking.effects(due, before=heads[0], after=heads[1], has_fired=has_fired)

    def _tell(self, connection: Connection, case: _Case, refusal: Refusal) -> None:
        asked = case.asked
        if place := asked.answer_in:
            now = real_now()
            answer = outbox.Answer(
                deployment=case.deployment, user=asked.actor, place=place, text=refusal.text
            )
            outbox.write_answer(connection, answer, now, now + ANSWER_LIVES)

    def _note(
        self,
        connection: Connection,
        key: str,
        stream: str,
        refusal: Refusal | None,
        numbered: Sequence[tuple[int, Event]],
    ) -> None:
        if key:
            numbers = tuple(number for number, _ in numbered)
            handled = inbox.Handled(stream=stream, refusal=refusal, events=numbers)
            inbox.keep(connection, key, handled, real_now())

    def _again(self, connection: Connection, handled: inbox.Handled) -> Outcome:
        """The same answer as the first time, with the state as it is now."""
        stored = deployments.load(connection, handled.stream)
        rows = chain.read(connection, handled.stream, handled.events) if handled.events else ()
        events = tuple(row.event for row in rows)
        if stored is None:
            return Outcome(refusal=handled.refusal)
        plan = self._revisions.load(connection, stored.state.revision).plan
        walked = as_walked(plan, stored.state)
        return Outcome(refusal=handled.refusal, events=events, state=stored.state, plan=walked)


def _is_woken(intent: Intent) -> bool:
    """Whether the deployment's own timer brought the intent."""
    return isinstance(intent, TimerFired) and intent.timer == AGENDA_TIMER


def tells_audiences(intent: Intent) -> bool:
    """Whether a decision about the intent may tell audiences something."""
    return isinstance(intent, SendNotice | TellAndFinish) or _is_woken(intent)
