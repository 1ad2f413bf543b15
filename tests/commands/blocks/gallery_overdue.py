"""Reminders of steps in every state they can be in, by name."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.domain import intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER, next_due
from bot.domain.agenda.steps import DUE, OVERRUN, SNOOZED, UNSTARTED_LEAD, UNSTARTED_OWNER
from bot.domain.dnd_events import Quiet
from bot.domain.effects import MessageKind
from bot.domain.people import Holders, Person
from bot.domain.plan import TeamMember
from bot.ports import Message
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage
from tests.commands.blocks import stories as s

MINUTE = timedelta(minutes=1)


def _stage(**roles: Holders) -> Stage:
    """The DBA has a telephone and a deputy."""
    dba = TeamMember(
        role="DBA", name="Dora Nagy", contact="+49 170 1234567", responsibility="", deputy="", line=0
    )
    plan = replace(s.web_shop(), team=(dba,))
    held = {"DBA": Holders(people=(p.DBA,), deputies=(p.NED,)), **roles}
    return Stage(plan, dict(p.roles(**held)))


def _passes(stage: Stage, minutes: int) -> Stage:
    """Time passes to so many minutes after T-0; the clock does what is due."""
    end = p.T0 + minutes * MINUTE
    while (due := next_due(stage.state, stage.plan)) and due <= end:
        stage.at = max(stage.at, due)
        stage.wake(AGENDA_TIMER)
    stage.at = end
    return stage


def _reminder(stage: Stage, rule: str, to: str, step: str = "5") -> Message:
    """The first reminder of a rule that came due."""
    subject = next(each for each in stage.state.came_due if each.startswith(f"{rule} step:{step}:"))
    return Message(kind=MessageKind.REMINDER, subject=subject, to=to, state=stage.state, plan=stage.plan)


def _unstarted(to: Person, *after: i.Intent, **roles: Holders) -> Message:
    """Step 5 is called and nobody starts it; then somebody presses."""
    stage = _passes(_stage(**roles).to_deploying(), 6)
    for intent in after:
        stage.do(intent, to)
    return _reminder(stage, UNSTARTED_LEAD if to == p.ANA else UNSTARTED_OWNER, to.id)


def _overdue(to: Person, *after: i.Intent, minutes: int = 16) -> Message:
    """Step 5 runs past its end; then somebody presses."""
    stage = _stage().to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    _passes(stage, minutes)
    for intent in after:
        stage.do(intent, p.ANA if isinstance(intent, i.HandOver) else to)
    return _reminder(stage, OVERRUN if to == p.ANA else DUE, to.id)


def _undecided(to: Person) -> Message:
    """Step 6 is called and nobody starts it; then it is asked whether to roll back."""
    stage = _stage().to_deploying()
    for intent in (i.StartStep(step="5"), i.FinishStep(step="5")):
        stage.do(intent, p.DBA)
    _passes(stage, 6).do(i.RequestRollback(reason=s.REASON), p.DBA)
    return _reminder(stage, UNSTARTED_LEAD if to == p.ANA else UNSTARTED_OWNER, to.id, "6")


def _started_while_snoozed() -> Message:
    """The snooze of the call goes a minute past the step's end."""
    stage = _passes(_stage().to_deploying(), 3)
    for intent in (i.Snooze(step="5", minutes=11), i.StartStep(step="5")):
        stage.do(intent, p.DBA)
    return _reminder(_passes(stage, 16), SNOOZED, p.DBA.id)


def _reminded_again() -> Message:
    """Who was reminded of the call started, and is not done when it is due: they were asked how it goes."""
    stage = _passes(_stage().to_deploying(), 3)
    stage.do(i.StartStep(step="5"), p.DBA)
    return _reminder(_passes(stage, 16), UNSTARTED_OWNER, p.DBA.id)


def _unheard() -> Message:
    """Slack does not ring for whoever is silent."""
    message = _unstarted(p.ANA)
    quiet = {p.DBA.id: Quiet(start=p.T0, end=p.END)}
    return replace(message, state=replace(message.state, dnd=quiet))


def _going_back() -> Message:
    return _reminder(_passes(_stage().to_rolling_back(), 3), UNSTARTED_OWNER, p.DEV.id, "R2")


def _status(minutes: int, *, is_started: bool) -> Message:
    """The status message while step 5 is late."""
    stage = _stage().to_deploying()
    if is_started:
        stage.do(i.StartStep(step="5"), p.DBA)
    return s.status(_passes(stage, minutes))


HAND = i.HandOver(role="DBA", to=p.NED.id)
NOT_IN_SLACK = {"DBA": Holders(unknown=("Jane Roe (+49 170 7654321)",))}
SNOOZE, STOP = i.Snooze(step="5", minutes=10), i.StopReminding(step="5")
OVERDUE: Mapping[str, Callable[[], Message]] = {
    "reminder/step-call": lambda: _unstarted(p.DBA),
    "reminder/step-call-leads": lambda: _unstarted(p.ANA),
    "reminder/step-call-not-in-slack": lambda: _unstarted(p.ANA, **NOT_IN_SLACK),
    "reminder/step-call-put-off": lambda: _unstarted(p.DBA, i.DelayStep(step="5", minutes=10)),
    "reminder/step-call-started": lambda: _unstarted(p.DBA, i.StartStep(step="5")),
    "reminder/step-call-started-leads": lambda: _unstarted(p.ANA, i.StartStep(step="5")),
    "reminder/step-call-reminded-again": _reminded_again,
    "reminder/step-call-snoozed": lambda: _unstarted(p.DBA, SNOOZE),
    "reminder/step-call-do-not-disturb": _unheard,
    "reminder/step-call-on-hold": lambda: _unstarted(p.ANA, i.Hold(reason="the DBA is on the train")),
    "reminder/step-call-undecided": lambda: _undecided(p.DEV),
    "reminder/step-call-undecided-leads": lambda: _undecided(p.ANA),
    "reminder/step-end": lambda: _overdue(p.DBA),
    "reminder/step-end-leads": lambda: _overdue(p.ANA),
    "reminder/step-end-much-later": lambda: _overdue(p.ANA, minutes=95),
    "reminder/step-end-put-off": lambda: _overdue(p.DBA, i.DelayStep(step="5", minutes=10)),
    "reminder/step-end-stopped": lambda: _overdue(p.DBA, STOP),
    "reminder/step-end-started-while-snoozed": _started_while_snoozed,
    "reminder/step-end-done": lambda: _overdue(p.DBA, i.FinishStep(step="5")),
    "reminder/step-end-handed": lambda: _overdue(p.DBA, HAND),
    "reminder/step-end-handed-leads": lambda: _overdue(p.ANA, HAND),
    "status/deploying-not-started": lambda: _status(16, is_started=False),
    "status/deploying-overdue": lambda: _status(16, is_started=True),
    "status/deploying-overdue-too-late-back": lambda: _status(95, is_started=True),
    "status/deploying-not-started-too-late-back": lambda: _status(76, is_started=False),
    "reminder/step-end-failed": lambda: _overdue(p.DBA, i.FailStep(step="5", reason=s.REASON)),
    "reminder/step-end-rolled-back": lambda: _overdue(p.ANA, i.RequestRollback(reason="errors")),
    "reminder/step-going-back": _going_back,
}
