"""Whose turn it is soon, in every state it can be in, by name."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.domain import intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.agenda.upcoming import SOON, TIME_MOVED
from bot.domain.agenda_events import key
from bot.domain.effects import MessageKind
from bot.domain.people import Holders, Person
from bot.ports import Message
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage
from tests.commands.blocks.gallery_presence import asked

MINUTE = timedelta(minutes=1)


def _deploying(**changed: Holders) -> Stage:
    stage = asked(None, **changed)
    stage.at = p.T0 - 60 * MINUTE
    stage.do(i.Begin(override="known"), p.ANA)
    stage.walk()
    for item in ("1", "3"):
        stage.do(i.TickItem(wanted=item), p.ANA)
    stage.at = p.T0
    stage.wake(AGENDA_TIMER)
    stage.do(i.Go(), p.ANA)
    stage.wake(AGENDA_TIMER)
    return stage


def _late() -> Stage:
    stage = _deploying()
    stage.at += 25 * MINUTE
    stage.do(i.FinishStep(step="5"), p.DBA)
    stage.wake(AGENDA_TIMER)
    return stage


def _message(stage: Stage, rule: str, subject: str, to: str) -> Message:
    return Message(
        kind=MessageKind.REMINDER, subject=key(rule, subject), to=to, state=stage.state, plan=stage.plan
    )


def _before_begin() -> Message:
    stage = asked()
    stage.at = p.T0 - 70 * MINUTE
    stage.wake(AGENDA_TIMER)
    return _message(stage, SOON, "0:1", p.DBA.id)


def _long() -> Message:
    message = _message(_deploying(), SOON, "0:6", p.DEV.id)
    name = "Roll the new containers of all services out to every node of the green stack " * 3
    phases = tuple(
        replace(phase, steps=tuple(replace(step, action=name) for step in phase.steps))
        for phase in message.plan.phases
    )
    return replace(message, plan=replace(message.plan, phases=phases))


def _moved_window() -> Message:
    stage = asked()
    stage.moves(timedelta(days=2))
    stage.do(i.Reschedule(start=(p.T0 + timedelta(days=2)).replace(tzinfo=None)), p.ANA)
    return _message(stage, SOON, "0:1", p.DBA.id)


def _since(*pressed: tuple[i.Intent, Person]) -> Message:
    """Devi was told that step 6 comes; then this happened."""
    stage = _deploying()
    for intent, by in pressed:
        stage.at += MINUTE
        stage.do(intent, by)
    return _message(stage, SOON, "0:6", p.DEV.id)


def _while_late(*pressed: tuple[i.Intent, Person], minutes: int) -> Message:
    """The same, and the clock found what is before it late."""
    stage = _deploying()
    for intent, by in pressed:
        stage.do(intent, by)
    for _ in range(minutes):
        stage.at += MINUTE
        stage.wake(AGENDA_TIMER)
    return _message(stage, SOON, "0:6", p.DEV.id)


DONE_BEFORE = (i.FinishStep(step="5"), p.DBA)
HOLD, BACK = (i.Hold(reason="the disk is slow"), p.ANA), (i.RequestRollback(reason="errors"), p.ANA)
BO = Holders(unknown=("Bo Berg (+49 170 7654321)",))
UPCOMING: Mapping[str, Callable[[], Message]] = {
    "reminder/step-soon": lambda: _message(_deploying(), SOON, "0:6", p.DEV.id),
    "reminder/step-soon-before-begin": _before_begin,
    "reminder/step-soon-long": _long,
    "reminder/step-soon-telephone": lambda: _message(_deploying(DevOps=BO), SOON, "0:6", p.ANA.id),
    "reminder/step-soon-moved-window": _moved_window,
    "reminder/step-soon-unstarted-before": lambda: _while_late(minutes=8),
    "reminder/step-soon-late-before": lambda: _while_late((i.StartStep(step="5"), p.DBA), minutes=15),
    "reminder/step-soon-on-hold": lambda: _since(HOLD),
    "reminder/step-soon-called": lambda: _since(DONE_BEFORE),
    "reminder/step-soon-rolled-back": lambda: _since((i.StartStep(step="5"), p.DBA), BACK),
    "reminder/step-soon-told-anew": lambda: _while_late((i.StartStep(step="5"), p.DBA), minutes=25),
    "reminder/step-moved": lambda: _message(_late(), TIME_MOVED, f"{p.OMAR.id}:1:11", p.OMAR.id),
}
