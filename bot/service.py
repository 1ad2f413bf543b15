"""One intent, one transaction (design: the way through it). There is no second way in.

The service locks and loads the stream, asks the domain, keeps events and state, and puts effects into the
outbox and the timers; all of it in one function that commits before anything is acknowledged.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import reduce
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from bot.clock import real_now
from bot.domain import freezes as f, roster as r
from bot.domain.adhoc import as_walked
from bot.domain.events import Event
from bot.domain.evolve import evolve, fold
from bot.domain.facts import Decision, Facts, unknown
from bot.domain.identity import deployment_id, document_id
from bot.domain.intents import AcceptAmendment, Intent, OpenDeployment, Submit, TimerFired
from bot.domain.lifecycle import decide
from bot.domain.people import Person
from bot.domain.plan import Plan
from bot.domain.react import react
from bot.domain.refusals import Because, Refusal
from bot.domain.run import ROLES_TIMER
from bot.domain.state import Deployment, Proposal
from bot.domain.waiting import waiting
from bot.drafts import Draft, Drafts, read_draft
from bot.errors import Busy
from bot.keeping import Keeper, bind_again, change_freezes, change_roster
from bot.ports import Clock, DirectoryEntry, Errand, Place
from bot.second_look import second_look
from bot.side_by_side import Change, keep_locks, spot_of, told, wake_others
from bot.storage import (
    asks,
    chain,
    deployments,
    directory,
    errands,
    inbox,
    outbox,
    precedents,
    rosters,
    timers,
)
from bot.storage.effects import write_effects
from bot.storage.revisions import Revision, Revisions, keep_revision
from bot.storage.unit_of_work import Database

Result = TypeVar("Result")

ANSWER_LIVES = timedelta(minutes=30)
"""An answer to a button that comes later than this would only confuse (design, rule 3)."""

TRIES = 10
"""How often a transaction is run that lost a number to another: so many may start a document at once."""


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
class _Asked:
    """Who asked for what, under which key ("" for a timer, whose row is its key), where to answer."""

    intent: Intent
    actor: str
    key: str
    answer_in: Place | None = None
    later_in: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One intent in hand: for a deployment that is stored, or for a document's next run.

    `revised` is the other revision that the intent asks for.
    """

    deployment: str
    asked: _Asked
    revision: Revision
    stored: deployments.Stored | None = None
    document: str = ""
    run: int = 0
    revised: Draft | None = None

    @property
    def state(self) -> Deployment | None:
        """The state before; `None` where there is no deployment yet."""
        return self.stored.state if self.stored else None


class Service:
    """Handles intents. `wake` is called after each commit: there may be something to deliver or to time.

    `everybody_is_admin` is the demo's: no workspace admin is at hand there.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        wake: Callable[[], None],
        everybody_is_admin: bool = False,
    ) -> None:
        self._database = database
        self._clock = clock
        self._wake = wake
        self._everybody_is_admin = everybody_is_admin
        self._revisions = Revisions()
        self._drafts = Drafts(database)

    async def handle(
        self,
        intent: Intent,
        *,
        deployment: str,
        actor: str,
        key: str,
        answer_in: Place | None = None,
        later_in: Place | None = None,
    ) -> Outcome:
        """Handle an intent of a Slack user (`actor`, an id) for a deployment, once for each `key`.

        A refusal is told in `answer_in`, to the actor alone, where it is given; else the caller tells it.
        In `later_in` they hear what came of reading user groups again; without it none is read again.
        Errors: `Busy`, `Transient`.
        """
        asked = _Asked(intent=intent, actor=actor, key=key, answer_in=answer_in, later_in=later_in)
        draft = await self._drafts.draft(intent, deployment)
        return await self._commit(lambda connection: self._handle(connection, deployment, asked, draft))

    async def start(self, start: Start, *, actor: str, key: str) -> Outcome:
        """Open a deployment from a document; its findings stop `submit`, never this."""
        draft = await read_draft(start.text)
        revision = draft.revision

        def work(connection: Connection) -> Outcome:
            if handled := inbox.seen(connection, key):
                return self._again(connection, handled)
            keep_revision(connection, revision, self._clock.now())
            document_name = document_id(revision.plan.document_id, start.stem)
            run = deployments.next_run(connection, document_name)
            intent = OpenDeployment(
                id=deployment_id(document_name, run),
                revision=revision.id,
                channel=start.channel,
                plan=revision.plan,
                ticked=draft.ticked,
                source=start.source,
                people=directory.chosen(connection, start.people),
            )
            asked = _Asked(intent=intent, actor=actor, key=key)
            case = _Case(
                deployment=intent.id, asked=asked, revision=revision, document=document_name, run=run
            )
            facts = self._facts(connection, case, intent.people)
            return self._conclude(connection, case, decide(None, intent, facts))

        return await self._commit(work)

    async def fire(self, due: timers.Due) -> Outcome | None:
        """Wake a deployment for a due timer, once; `None` when somebody else did or it was set anew."""

        def work(connection: Connection) -> Outcome | None:
            # The deployment first, as everywhere: whoever changes its timers holds it already.
            deployments.load(connection, due.deployment, lock=True)
            if not timers.take(connection, due, self._clock.now()):
                return None
            asked = _Asked(intent=TimerFired(timer=due.name), actor="", key="")
            return self._handle(connection, due.deployment, asked)

        return await self._commit(work)

    async def set_role(
        self, role: str, people: Sequence[str], deputies: Sequence[str], *, actor: str, key: str
    ) -> Refusal | r.Roster:
        """Say who stands for a role (ids of users or groups); open deployments take it over at once."""
        intent = r.SetRole(role=role, people=tuple(people), deputies=tuple(deputies))

        return await self._commit(
            lambda c: change_roster(c, intent, self._keeper(c, actor, key), self._clock.now())
        )

    async def freeze(self, intent: f.FreezeIntent, *, actor: str, key: str) -> Refusal | f.Freezes:
        """Set or end a change freeze; deployments whose window it touches look around at once."""
        return await self._commit(
            lambda c: change_freezes(c, intent, self._keeper(c, actor, key), self._clock.now())
        )

    def _keeper(self, connection: Connection, actor: str, key: str) -> Keeper:
        is_admin = self._everybody_is_admin or directory.is_admin(connection, actor)
        return Keeper(user=actor, is_admin=is_admin, key=key)

    async def note_directory(self, entries: Sequence[DirectoryEntry]) -> None:
        """Keep what is known of people, groups and channels; open deployments take changes over.

        What is known already costs no write: hourly, that is nearly everybody.
        """

        def work(connection: Connection) -> None:
            if directory.keep(connection, entries, real_now()):
                bind_again(connection, self._clock.now())

        if await self._database.read(lambda connection: directory.news(connection, entries)):
            await self._commit(work)

    async def channel_is_back(self, channel: str) -> None:
        """The bot can speak in a channel again: what waited for it is delivered. Errors: `Transient`."""
        await self._commit(lambda connection: outbox.channel_is_back(connection, channel, real_now()))

    async def answer(self, user: str, place: Place, text: str, body: str, *, key: str) -> None:
        """Tell one person something where they are, once for each `key`; for what has no acknowledgement.

        Errors: `Busy`, `Transient`.
        """
        answer = outbox.Answer(deployment="", user=user, place=place, text=text, body=body)
        await self._once(key, lambda connection, now: _write_answer(connection, answer, now))

    async def send_on(self, errand: Errand, told: str, *, key: str) -> None:
        """Keep an errand, once for each `key`, and tell who asked that it is under way (`told`, plain).

        Errors: `Busy`, `Transient`.
        """
        answer = outbox.Answer(deployment="", user=errand.user, place=errand.place, text=told)

        def work(connection: Connection, now: datetime) -> None:
            errands.write(connection, errand, now)
            _write_answer(connection, answer, now)

        await self._once(key, work)

    async def _once(self, key: str, write: Callable[[Connection, datetime], None]) -> None:
        """Write something that changes no deployment, once for each `key`."""

        def work(connection: Connection) -> None:
            if not inbox.seen(connection, key):
                write(connection, real_now())
                self._note(connection, key, "", None, ())

        await self._commit(work)

    async def _commit(self, work: Callable[[Connection], Result], tries: int = TRIES) -> Result:
        try:
            result = await self._database.write(work)
        except IntegrityError:
            # The same key, or the same document's next run, came in twice at this very moment: the other
            # one is committed now, and what it became is the answer.
            if tries == 1:
                raise
            return await self._commit(work, tries - 1)
        self._wake()
        return result

    def _handle(
        self, connection: Connection, deployment: str, asked: _Asked, draft: Draft | None = None
    ) -> Outcome:
        stored = deployments.load(connection, deployment, lock=True)
        if stored is None:
            return Outcome(refusal=unknown(f"There is no deployment {deployment}."))
        if asked.key and (handled := inbox.seen(connection, asked.key)):
            return self._again(connection, handled)
        revision = self._revisions.load(connection, stored.state.revision)
        if draft and draft.base != revision.id:
            raise Busy("the plan changed at this very moment")
        if isinstance(asked.intent, AcceptAmendment) and stored.state.proposal:
            draft = self._proposed(connection, stored.state.proposal)
        case = _Case(deployment=deployment, asked=asked, revision=revision, stored=stored, revised=draft)
        facts = self._facts(connection, case, stored.state.named)
        decision = decide(stored.state, asked.intent, facts)
        if isinstance(decision, Refusal) and decision.because is Because.NOT_YOURS and asked.later_in:
            decision = second_look(connection, stored.state, asked.intent, facts, asked.later_in) or decision
        return self._conclude(connection, case, decision)

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
        handed = case.state.handed if case.state else {}
        facts = Facts(
            now=self._clock.now(),
            actor=directory.person(connection, case.asked.actor) if case.asked.actor else None,
            plan=as_walked(plan, case.state) if case.state else plan,
            errors=case.revision.errors,
            roles=rosters.bound_roles(connection, bound, named, handed) if binds or draft else {},
            starters=rosters.starters(connection, plan) if isinstance(intent, OpenDeployment) else (),
            revised=draft.facts if draft else None,
            known=self._revisions.plans(connection, approved),
            precedent=precedents.precedent(connection, self._revisions, case.deployment, bound)
            if draft or isinstance(intent, Submit)
            else None,
            named=directory.named(connection, intent),
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
        plan_before = plan
        if case.revised and decision:
            keep_revision(connection, case.revised.revision, now)
        if case.revised and after.revision == case.revised.revision.id:
            plan = case.revised.revision.plan
        walked = as_walked(plan, after)
        if case.stored is None:
            deployments.add(connection, after, case.document, case.run, now)
        end = case.stored.end if case.stored else chain.START
        numbered = deployments.save(connection, after, end, decision) if decision else ()
        effects = react(after, numbered, walked)
        keep_locks(connection, after, effects)
        walked_before = as_walked(plan_before, before) if before else plan_before
        change = Change(before=before, plan_before=walked_before, after=after, plan=walked, events=decision)
        wake_others(connection, change, now)
        write_effects(connection, after, effects, real_now())
        waited = waiting(before, walked_before) if before else ()
        asks.update_asks(connection, case.deployment, waited, waiting(after, walked), now)
        self._note(connection, case.asked.key, case.deployment, None, numbered)
        return Outcome(events=decision, state=after, plan=walked)

    def _tell(self, connection: Connection, case: _Case, refusal: Refusal) -> None:
        asked = case.asked
        if place := asked.answer_in:
            answer = outbox.Answer(
                deployment=case.deployment, user=asked.actor, place=place, text=refusal.text
            )
            _write_answer(connection, answer, real_now())

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


def _write_answer(connection: Connection, answer: outbox.Answer, now: datetime) -> None:
    outbox.write_answer(connection, answer, now, now + ANSWER_LIVES)
