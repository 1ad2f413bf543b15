"""What people may press in small plans, and the plans: for walks through all that can become of them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain import intents as i
from bot.domain.people import Person
from bot.domain.plan import Phase, Severity
from bot.domain.question_parts import Choice
from bot.domain.run import GO_TIMER, WINDOW_TIMER
from bot.domain.step_notices import notifies
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

PRE, DEPLOY, POST = Phase.PRE_DEPLOYMENT, Phase.DEPLOYMENT, Phase.POST_DEPLOYMENT
NO_CHECKPOINTS = replace(p.small(), checkpoints=())
ONLY_POST_MORTEM = p.phase_of(Phase.ROLLBACK, (("R1", "Post-mortem", "All", None),))
PLANS = {
    "small": p.small(),
    "with maintenance": p.maintenance(),
    "all with maintenance": replace(p.maintenance(), phases=(*p.maintenance().phases, *p.small().phases[1:])),
    "without 3.1": p.without_steps(p.small(), PRE),
    "without 3.2": p.without_steps(p.small(), DEPLOY),
    "without 3.3": p.without_steps(p.small(), POST),
    "without checkpoints": NO_CHECKPOINTS,
    "only 3.1": p.without_steps(NO_CHECKPOINTS, DEPLOY, POST),
    "only what notifies": replace(
        p.without_steps(NO_CHECKPOINTS, PRE, DEPLOY, POST),
        phases=(p.phase_of(POST, (("3", "Notify tech team", "PM", 5),), offset=30),),
    ),
    "only 3.2": p.without_steps(NO_CHECKPOINTS, PRE, POST),
    "only follow-ups back": replace(p.small(), rollback=ONLY_POST_MORTEM),
    "without 6.3": replace(p.small(), rollback=None),
    "without window": replace(p.small(), window=None),
}
LOCAL = datetime(2026, 12, 2, 23, 0)  # noqa: DTZ001 - a local time of the plan's zone


Presses = Callable[[Stage], Iterator[tuple[i.Intent, Person | None]]]


def presses(stage: Stage) -> Iterator[tuple[i.Intent, Person | None]]:
    """All that can be asked for in a small plan, each by somebody who may."""
    yield i.Submit(), p.PAUL
    yield i.GiveSignOff(), p.PIA
    yield i.RejectSignOff(reason="untested"), p.PIA
    yield i.TickItem(wanted="1"), p.DBA
    yield i.SayOn(), p.DBA
    yield i.Extend(minutes=30, reason="slow"), p.ANA
    yield i.Begin(override="it is known"), p.ANA
    yield i.Go(), p.ANA
    yield i.Go(at_once=True), p.ANA
    yield i.Hold(reason="slow"), p.DBA
    yield i.Resume(), p.ANA
    yield i.Cancel(reason="supplier"), p.ANA
    yield i.AddNote(text="the replica lags"), p.DBA
    yield i.RequestRollback(severity=Severity.CRITICAL, reason="errors"), p.ANA
    yield i.RequestRollback(severity=Severity.MEDIUM, reason="errors"), p.DBA
    yield i.CastVote(choice=Choice.ROLLBACK), p.ANA
    yield i.CastVote(choice=Choice.CONTINUE, reason="it is the cache"), p.SAM
    yield i.Confirm(wanted="1"), p.QUINN
    for timer in (GO_TIMER, WINDOW_TIMER):
        yield i.TimerFired(timer=timer), None
    for step in (*stage.plan.steps, *stage.plan.rollback_steps):
        yield i.StartStep(step=step.number), p.ANA
        yield i.FinishStep(step=step.number), p.ANA
        if notifies(step):
            yield i.TellAndFinish(step=step.number), p.ANA
        yield i.FailStep(step=step.number, reason="disk"), p.ANA
        yield i.SkipStep(step=step.number, reason="by hand"), p.ANA
        yield i.RetryStep(step=step.number), p.ANA
        yield i.ReopenStep(step=step.number), p.ANA
        yield i.RestoreFromBackup(step=step.number), p.ANA
        yield i.AddStep(after=step.number, action="Flush the queue", owner="U03", minutes=5), p.ANA


RELEASE, ROW = "another type of deployment", "a sign-off less"
"""What the walks change in a document, as the text of an amendment."""


def changed(stage: Stage, intent: i.Intent) -> Stage:
    """The stage with the revision that the intent asks for."""
    plan, window = stage.plan, stage.plan.window
    if isinstance(intent, i.Reschedule) and window:
        stage.moves(timedelta(days=1 if window.start == p.T0 else -1))
    elif isinstance(intent, i.Reschedule) or (isinstance(intent, i.Amend) and intent.text == RELEASE):
        other = "Canary" if plan.release.deployment_type == "Blue-Green" else "Blue-Green"
        stage.writes(replace(plan, release=replace(plan.release, deployment_type=other)))
    elif isinstance(intent, i.Amend):
        stage.writes(replace(plan, signoffs=plan.signoffs[:1]))
    return stage


def revising(stage: Stage) -> Iterator[tuple[i.Intent, Person | None]]:
    """All that changes a plan and its approvals before it is begun; one of one step is begun, too."""
    yield i.Submit(), p.PAUL
    yield i.GiveSignOff(), p.PIA
    yield i.GiveSignOff(), p.LEE
    yield i.GiveSignOff(), p.OMAR
    yield i.Reschedule(start=LOCAL), p.ANA
    if len(stage.plan.steps) == 1:
        yield i.Begin(override="it is known"), p.ANA
        for number in ("1", "R1"):
            yield i.FinishStep(step=number), p.ANA
            yield i.SkipStep(step=number, reason="by hand"), p.ANA
        return
    yield i.RejectSignOff(reason="untested"), p.PIA
    yield i.WithdrawSignOff(), p.PIA
    yield i.Amend(text=RELEASE), p.ANA
    yield i.Amend(text=ROW), p.ANA
    yield i.AcceptAmendment(), p.ANA
    yield i.TimerFired(timer=WINDOW_TIMER), None
