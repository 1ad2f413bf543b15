"""Plays a deployment: intents by people at times, decided one after the other, all of them kept."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import reduce
from typing import Any

from bot.domain import intents as i
from bot.domain.adhoc import as_walked
from bot.domain.alerts import Loose
from bot.domain.answering import asked_now
from bot.domain.approvals import asked, missing_rows
from bot.domain.effects import Effect
from bot.domain.events import Event
from bot.domain.evolve import evolve, fold
from bot.domain.facts import Decision, Facts, Other, Precedent, Revised, Undelivered, Whereabouts
from bot.domain.lifecycle import decide
from bot.domain.monitors import Way, where_set_up
from bot.domain.notices import Audience
from bot.domain.people import Holders, Person, everyone
from bot.domain.plan import Channel, Plan
from bot.domain.progress import current_steps
from bot.domain.react import react
from bot.domain.refusals import Refusal
from bot.domain.run import GO_TIMER, ROLES_TIMER, WINDOW_TIMER
from bot.domain.smoke_rows import left
from bot.domain.state import Deployment, Lifecycle
from bot.domain.surroundings import Freeze, Lock
from bot.domain.watch import SmokeOutcome, SmokeResult
from tests.bot.domain import plans as p

DAY_BEFORE = p.T0 - timedelta(days=1)
HOUR_BEFORE = p.T0 - timedelta(hours=1)


def played_once(way: Callable[["Stage"], "Stage"]) -> Callable[["Stage"], "Stage"]:
    """Keeps where a way leads a fresh stage: hundreds of stories begin with it, and it is always the same."""
    kept: dict[str, Any] = {}

    def played(stage: "Stage") -> "Stage":
        if not stage.is_fresh:
            return way(stage)
        if not kept:
            kept.update(vars(way(Stage())))
        vars(stage).update(kept, roles=dict(kept["roles"]), plans=dict(kept["plans"]))
        return stage

    return played


class Stage:
    """One deployment and its clock. `at` is set by the story; `by` answers as that person.

    So are `lock`, `freezes` and `others`, what stands beside it, `loose`, the alerts of nobody, and
    `whereabouts`, who is gone; `audiences` and `ways` are whom names mean, and how they can be told.
    """

    audiences: Mapping[str, Audience] = {
        "all stakeholders": Audience(name="All stakeholders", addresses=("all@example.com",)),
        "tech team": Audience(name="Tech team", addresses=("tech@example.com",), channels=("C2",)),
        "all": Audience(name="All", addresses=("all@example.com", "tech@example.com"), channels=("C1", "C2")),
    }
    lock: Lock | None = None
    freezes: tuple[Freeze, ...] = ()
    others: tuple[Other, ...] = ()
    loose: tuple[Loose, ...] = ()
    whereabouts = Whereabouts()
    ways: frozenset[Way] = frozenset({Channel.SLACK})

    def __init__(self, plan: Plan | None = None, roles: dict[str, Holders] | None = None) -> None:
        self._plan = plan or p.web_shop()
        self.roles = roles if roles is not None else dict(p.roles())
        self.named: tuple[Person, ...] = (p.DEV,)
        self.undelivered = Undelivered()
        self.at = DAY_BEFORE
        self.events: tuple[Event, ...] = ()
        self._effects: tuple[Effect, ...] = ()
        self.history: tuple[Effect, ...] = ()
        self.last: tuple[Event, ...] = ()
        self.revised: Revised | None = None
        self.plans: dict[str, Plan] = {}
        self.precedent: Precedent | None = None
        self._state: Deployment | None = None
        self._fresh = dict(vars(self)) if plan is None and roles is None else {}

    @property
    def is_fresh(self) -> bool:
        """Whether it is the usual stage and nothing was played or changed yet."""
        return bool(self._fresh) and {**self._fresh, "_fresh": self._fresh} == vars(self)

    @property
    def plan(self) -> Plan:
        """The plan as it is walked."""
        return as_walked(self._plan, self._state) if self._state else self._plan

    @property
    def state(self) -> Deployment:
        """The deployment as it stands."""
        assert self._state, "open the deployment first"
        return self._state

    def effects(self) -> tuple[Effect, ...]:
        """What the last accepted decision leads to outside."""
        return self._effects

    def facts(self, by: Person | None) -> Facts:
        """What a decision is told now."""
        return Facts(
            now=self.at,
            actor=by,
            plan=self.plan,
            roles=self.roles,
            whereabouts=self.whereabouts,
            starters=() if self._state else everyone(self.roles),
            revised=self.revised,
            known=self.plans,
            precedent=self.precedent,
            named=self.named,
            lock=self.lock,
            freezes=self.freezes,
            others=self.others,
            loose=self.loose,
            undelivered=self.undelivered,
            audiences=self.audiences,
            ways=self.ways,
        )

    def writes(self, plan: Plan, *, errors: tuple[str, ...] = (), ticked: tuple[int, ...] = ()) -> "Stage":
        """Somebody changes the document; the next amendment asks for it."""
        text_id = f"{abs(hash(repr(plan))):016x}"
        self.revised = Revised(text_id=text_id, plan=plan, errors=errors, ticked=ticked)
        return self

    def moves(self, by: timedelta) -> "Stage":
        """The next reschedule asks for a window that is so much later."""
        window = self.plan.window
        assert window
        moved = replace(window, start=window.start + by, end=window.end + by)
        return self.writes(replace(self.plan, window=moved))

    def ask(self, intent: i.Intent, by: Person | None) -> Decision:
        """Decide an intent; accepted events and all their effects are kept."""
        if isinstance(intent, i.HandOver):
            members = (p.NED, *everyone(self.roles))
            self.named = tuple(member for member in members if member.id == intent.to)
        decision = decide(self._state, intent, self.facts(by))
        return decision if isinstance(decision, Refusal) else self.takes(decision)

    def takes(self, decision: tuple[Event, ...]) -> tuple[Event, ...]:
        """Events that were accepted, and all their effects, are kept."""
        self.last = decision
        first, before = len(self.events), self._state
        self.events = (*self.events, *decision)
        if decision:
            self._state = reduce(evolve, decision, self._state) if self._state else fold(decision)
            if self.revised and self._state.revision == self.revised.text_id:
                self._plan = self.revised.plan
            self.plans = {**self.plans, self._state.revision: self.plan}
        numbered = [(first + count, event) for count, event in enumerate(decision, start=1)]
        reaction = react(self.state, numbered, self.plan, before) if self._state else ()
        self._effects = where_set_up(reaction, self.ways)
        self.history = (*self.history, *self._effects)
        return decision

    def do(self, intent: i.Intent, by: Person | None) -> tuple[Event, ...]:
        """Decide an intent that the story counts on."""
        decision = self.ask(intent, by)
        assert not isinstance(decision, Refusal), f"{intent} by {by}: {decision.text}"
        return decision

    def refused(self, intent: i.Intent, by: Person | None) -> Refusal:
        """Decide an intent that the story expects to be refused."""
        decision = self.ask(intent, by)
        assert isinstance(decision, Refusal), f"{intent} by {by} was accepted: {decision}"
        return decision

    def open(self, by: Person = p.ANA) -> "Stage":
        """Start it."""
        opened = i.OpenDeployment(
            id="WEB-DEPLOY-041", revision="0123456789abcdef", channel="C1", plan=self.plan
        )
        self.do(opened, by)
        return self

    def wake(self, timer: str) -> tuple[Event, ...]:
        """A timer fires."""
        return self.do(i.TimerFired(timer=timer), None)

    def leaves(self, *people: Person) -> tuple[Event, ...]:
        """These are gone from Slack: nobody or others stand for what was theirs."""
        all_roles = self.whereabouts.unless_gone or self.roles
        gone = self.whereabouts.gone | {person.id for person in people}
        self.whereabouts = Whereabouts(gone=gone, unless_gone=all_roles)
        self.roles = {text: _without(holders, gone) for text, holders in all_roles.items()}
        return self.wake(ROLES_TIMER)

    def returns(self, person: Person) -> tuple[Event, ...]:
        """Somebody who was gone is back, and all are there."""
        self.roles = dict(self.whereabouts.unless_gone)
        self.whereabouts = Whereabouts()
        assert person.id in self.state.left
        return self.wake(ROLES_TIMER)

    @played_once
    def to_review(self) -> "Stage":
        """Opened by the lead and submitted by the project manager."""
        self.open()
        self.do(i.Submit(), p.PAUL)
        return self

    @played_once
    def to_approved(self) -> "Stage":
        """Every signer approves all their rows."""
        self.to_review()
        while missing := missing_rows(self.state, self.plan):
            self.do(i.GiveSignOff(), asked(self.state, missing[0])[0])
        return self

    @played_once
    def to_pre_deployment(self) -> "Stage":
        """Begun an hour before T-0, with every item ticked that Begin asks for."""
        self.to_approved()
        self.at = HOUR_BEFORE
        for item in self.plan.checklist:
            if item.done_by_step is None:
                self.do(i.TickItem(wanted=str(item.number)), p.PAUL)
        self.do(i.Begin(), p.ANA)
        return self

    def walk(self, until: Lifecycle | None = None) -> "Stage":
        """Finish the steps that are called, each in its minutes, until none is or the state is reached."""
        while (waiting := current_steps(self.state, self.plan)) and self.state.state is not until:
            first = waiting[0]
            self.at += timedelta(minutes=first.minutes or 60)
            owner = self.state.holders(first.owner)
            self.do(i.FinishStep(step=first.number), (owner.all or self.state.lead.all)[0])
            self.tests_pass()
            self.all_back()
        return self

    def all_back(self) -> None:
        """All that is asked about on the way back is back; nothing where nothing is."""
        for asked_of in asked_now(self.state, self.plan):
            if asked_of.part.is_back:
                self.do(i.ReportChanges(part=asked_of.part), asked_of.people[0])

    def tests_pass(self) -> None:
        """A machine passes what it is at of the smoke tests, people all that is left; none where none run."""
        watch = self.state.watch
        if watch.left:
            passed = dict.fromkeys(watch.left, SmokeResult(outcome=SmokeOutcome.PASSED, status=200))
            self.do(i.ReportSmokeTests(results=passed, asked=watch.asked), None)
        for row in left(self.state, self.plan) if watch.runs else ():
            self.do(
                i.TickTest(wanted=f"{row.test.number}", has_passed=True, note="seen"), self.state.everyone[0]
            )

    @played_once
    def to_go(self) -> "Stage":
        """Phase 3.1 is finished; Go is asked for."""
        return self.to_pre_deployment().walk()

    @played_once
    def to_deploying(self) -> "Stage":
        """Go was said at T-0."""
        self.to_go()
        self.at = max(self.at, p.T0)
        self.do(i.Go(), p.ANA)
        return self

    @played_once
    def to_verifying(self) -> "Stage":
        """Every step of 3.2 is done."""
        return self.to_deploying().walk(Lifecycle.VERIFYING)

    @played_once
    def to_confirming(self) -> "Stage":
        """Every step is done, what it changed is as planned; the confirmations are asked for."""
        self.to_verifying().walk()
        for open_ in asked_now(self.state, self.plan):
            self.do(i.ReportChanges(part=open_.part), open_.people[0])
        return self

    @played_once
    def to_completed(self) -> "Stage":
        """Every checkpoint is confirmed."""
        self.to_confirming()
        for checkpoint in self.plan.checkpoints:
            confirmer = {"Smoke Tests Pass": p.QUINN, "Monitoring Normal": p.OMAR, "Release Approved": p.PIA}
            self.do(i.Confirm(wanted=str(checkpoint.number)), confirmer.get(checkpoint.name, p.ANA))
        return self

    @played_once
    def to_rolling_back(self) -> "Stage":
        """A step of 3.2 runs when the lead decides to go back."""
        self.to_deploying()
        self.do(i.StartStep(step=self.plan.phases[1].steps[0].number), p.ANA)
        self.do(i.RequestRollback(reason="error rate 7 %"), p.ANA)
        return self

    @played_once
    def to_rolled_back(self) -> "Stage":
        """Every step of the way back that has a duration is done."""
        return self.to_rolling_back().walk(Lifecycle.ROLLED_BACK)

    @played_once
    def to_cancelled(self) -> "Stage":
        """Given up in pre-deployment."""
        self.to_pre_deployment()
        self.do(i.Cancel(reason="the supplier is down"), p.ANA)
        return self

    @played_once
    def to_missed(self) -> "Stage":
        """The window ended and nobody had begun."""
        self.to_approved()
        self.at = p.END
        self.wake(WINDOW_TIMER)
        return self

    def wait_for_go(self) -> "Stage":
        """The timer of an early Go fires at T-0."""
        self.at = max(self.at, self.state.planned_t0 or p.T0)
        self.wake(GO_TIMER)
        return self


def _without(holders: Holders, gone: frozenset[str]) -> Holders:
    return replace(
        holders,
        people=tuple(person for person in holders.people if person.id not in gone),
        deputies=tuple(person for person in holders.deputies if person.id not in gone),
    )


def at_state(state: Lifecycle, plan: Plan | None = None) -> Stage:
    """A deployment that stands in this state."""
    stage = Stage(plan)
    ways = {
        Lifecycle.DRAFT: stage.open,
        Lifecycle.IN_REVIEW: stage.to_review,
        Lifecycle.APPROVED: stage.to_approved,
        Lifecycle.PRE_DEPLOYMENT: stage.to_pre_deployment,
        Lifecycle.DEPLOYING: stage.to_deploying,
        Lifecycle.VERIFYING: stage.to_verifying,
        Lifecycle.COMPLETED: stage.to_completed,
        Lifecycle.ROLLING_BACK: stage.to_rolling_back,
        Lifecycle.ROLLED_BACK: stage.to_rolled_back,
        Lifecycle.CANCELLED: stage.to_cancelled,
        Lifecycle.MISSED: stage.to_missed,
    }
    return ways[state]()
