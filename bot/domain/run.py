"""The run: begin, go, hold, resume, cancel, and the clocks that end waiting (design: the lifecycle)."""

from collections.abc import Iterable

from bot.domain import events as e
from bot.domain.agenda.keeping import AGENDA_TIMER, keep_agenda
from bot.domain.already import already_go, being_left, said_by
from bot.domain.authority import may_start
from bot.domain.checklist import open_for_begin, open_for_go, spans
from bot.domain.clearance import frozen, go_past, not_free
from bot.domain.departures import notice_people
from bot.domain.evolve import fold
from bot.domain.facts import Decision, Facts, Story, incomplete, settled, unknown
from bot.domain.intents import Begin, Go, Hold, OpenDeployment, Resume, TimerFired
from bot.domain.neighbours import LOOKING, look_around
from bot.domain.plan import ChecklistItem, Plan
from bot.domain.progress import advance, is_over, steps_now
from bot.domain.refusals import Because, Refusal
from bot.domain.state import Deployment, Lifecycle
from bot.domain.times import day_and_clock
from bot.domain.waiting import waiting

GO_TIMER = "go"
WINDOW_TIMER = "window-ends"
ROLES_TIMER = "roles"
LATE_TIMER = "late-sign-offs"

NOT_BEGUN = (Lifecycle.DRAFT, Lifecycle.IN_REVIEW, Lifecycle.APPROVED)
"""A deployment that still stands here when its window ends has missed it."""


def open_deployment(intent: OpenDeployment, facts: Facts) -> Decision:
    """A draft from a plan, with its people bound."""
    if refusal := may_start(facts, "start it") or _cannot_hold(intent, facts):
        return refusal
    release, window = intent.plan.release, intent.plan.window
    opened = e.DeploymentOpened(
        at=facts.now,
        by=facts.actor,
        id=intent.id,
        revision=intent.revision,
        channel=intent.channel,
        release=release.name,
        version=release.version,
        service=release.service,
        environment=release.environment,
        window_start=window.start if window else None,
        window_end=window.end if window else None,
        zone=window.zone if window else "",
        ticked=intent.ticked,
        people=intent.people,
        source=intent.source,
    )
    story = Story(fold((opened,)))
    notice_people(story, facts, intent.plan, is_news=False)
    look_around(story, facts, is_told=False)
    return (opened, *story.events)


def _cannot_hold(intent: OpenDeployment, facts: Facts) -> Refusal | None:
    """Refuses people chosen in the modal who cannot act: bots, another company's, who left Slack."""
    can = {person.id for person in facts.named}
    for role, chosen in intent.people.items():
        if any(person.id not in can for person in chosen):
            return unknown(
                f"Who is chosen for “{role}” is no active member of this workspace: choose somebody else."
            )
    return None


def begin(state: Deployment, intent: Begin, facts: Facts) -> Decision:
    """Call the first step of 3.1, if nothing bars the way and all is ticked, or the lead says why not."""
    if state.window_end and facts.now >= state.window_end:
        return Refusal(
            Because.NOT_NOW,
            f"The window ended {day_and_clock(state.window_end, state.zone)}: nothing can begin in it. "
            f"`/deploy reschedule YYYY-MM-DD HH:MM` moves it; `/deploy cancel REASON` gives it up.",
        )
    if refusal := not_free(state, facts):
        return refusal
    past = go_past(state, frozen(state, facts), intent.override, facts)
    if isinstance(past, Refusal):
        return past
    missing = open_for_begin(state, facts.plan)
    story = Story(state)
    if missing and not intent.override:
        return incomplete(
            f"Not ticked yet: {_listed(missing)}. Tick with `/deploy check N`, or "
            f"`/deploy begin override REASON`."
        )
    if missing:
        what = f"checklist items {spans(item.number for item in missing)}"
        story.add(e.Overridden(at=facts.now, by=facts.actor, what=what, reason=intent.override))
    for event in past:
        story.add(event)
    look_around(story, facts, is_told=False)
    story.add(e.Begun(at=facts.now, by=facts.actor, learnt=facts.learnt))
    advance(story, facts)
    return story.events


def _listed(items: Iterable[ChecklistItem]) -> str:
    return "; ".join(f"{item.number} {item.text}" for item in items)


def go(state: Deployment, intent: Go, facts: Facts) -> Decision:
    """Deploying begins now or at the planned T-0, whichever is later; `go now` at once."""
    if refusal := _not_go(state, intent, facts):
        return refusal
    planned = state.window_start or facts.now
    effective = facts.now if intent.at_once else max(facts.now, planned)
    story = Story(state)
    story.add(e.GoGiven(at=facts.now, by=facts.actor, effective_at=effective))
    _deploy_if_due(story, facts)
    return story.events


def _not_go(state: Deployment, intent: Go, facts: Facts) -> Refusal | None:
    if state.leaving:
        return settled(being_left(state, facts.actor))
    if state.go and not intent.at_once:
        return settled(already_go(state, facts.actor))
    if state.hold:
        held = said_by(state.hold, facts.actor, state)
        return Refusal(
            Because.NOT_NOW, f"The deployment is on hold, {held}: {state.hold.note}. Resume it first."
        )
    left = [step for step in steps_now(state, facts.plan) if not is_over(state, step)]
    if left:
        steps = ", ".join(f"{step.number} {step.action}" for step in left)
        return incomplete(f"Pre-deployment is not finished: {steps}.")
    if missing := open_for_go(state, facts.plan):
        return incomplete(f"Not ticked yet: {_listed(missing)}. Tick with `/deploy check N`.")
    if state.window_end and facts.now >= state.window_end and not intent.at_once:
        return Refusal(
            Because.NOT_NOW,
            f"The window ended {day_and_clock(state.window_end, state.zone)}. `/deploy go now` deploys all "
            f"the same; `/deploy cancel REASON` gives it up.",
        )
    return None


def _deploy_if_due(story: Story, facts: Facts) -> None:
    pending = story.state.go
    waits = story.state.state is Lifecycle.PRE_DEPLOYMENT and not story.state.hold
    if waits and pending and pending.effective_at <= facts.now:
        story.add(e.DeployingBegan(at=facts.now, by=None))
        advance(story, facts)


def hold(state: Deployment, intent: Hold, facts: Facts) -> Decision:
    """Call nobody new; what runs runs on."""
    if state.leaving:
        return settled(being_left(state, facts.actor))
    if state.hold:
        return settled(f"Already on hold, {said_by(state.hold, facts.actor, state)}: {state.hold.note}.")
    if not intent.reason:
        return incomplete("Why? `/deploy hold REASON`: everybody who waits will read it.")
    return (e.Held(at=facts.now, by=facts.actor, reason=intent.reason),)


def resume(state: Deployment, _intent: Resume, facts: Facts) -> Decision:
    """Go on: a pending Go takes effect if its time has come, the next step is called."""
    if not state.hold:
        return Refusal(Because.NOT_NOW, "Nothing is on hold.")
    story = Story(state)
    story.add(e.Resumed(at=facts.now, by=facts.actor))
    _deploy_if_due(story, facts)
    advance(story, facts)
    return story.events


def _is_anybody_needed(state: Deployment, plan: Plan) -> bool:
    """Whether it is not over, or is and still waits for somebody, be it to release its lock."""
    holds_lock = state.locked is not None and state.unlocked is None
    return not state.state.is_closed or holds_lock or bool(waiting(state, plan))


def timer_fired(state: Deployment, intent: TimerFired, facts: Facts) -> Decision:
    """A clock: what it was set for happens, or nothing when that is settled."""
    story = Story(state)
    if intent.timer == GO_TIMER:
        _deploy_if_due(story, facts)
    elif intent.timer == WINDOW_TIMER and state.state in NOT_BEGUN:
        if state.window_end and facts.now >= state.window_end:
            story.add(e.WindowMissed(at=facts.now, by=None))
    elif intent.timer == ROLES_TIMER and _is_anybody_needed(state, facts.plan):
        notice_people(story, facts, facts.plan)
    elif intent.timer == LATE_TIMER and state.late and state.late_due and facts.now >= state.late_due:
        story.add(e.SignOffsOverdue(at=facts.now, by=None, rows=state.late))
    elif intent.timer == AGENDA_TIMER:
        # Both may be due at one instant, and whoever is told something then reads what Go led to.
        _deploy_if_due(story, facts)
        keep_agenda(story, facts)
    elif intent.timer in LOOKING:
        look_around(story, facts, is_told=True)
    return story.events
