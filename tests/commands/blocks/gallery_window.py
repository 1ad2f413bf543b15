"""The window's end, in every state that its offer can be in, by name."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.domain import intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.agenda.window import EXTEND, MISSED
from bot.domain.agenda_events import key
from bot.domain.effects import MessageKind
from bot.ports import Message
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage
from tests.commands.blocks import stories as s

SUBJECT = f"{p.END:%Y-%m-%dT%H:%MZ}"


def _near_the_end(stage: Stage) -> Stage:
    stage.at = p.END - timedelta(minutes=15)
    stage.wake(AGENDA_TIMER)
    return stage


def _message(stage: Stage) -> Message:
    return Message(
        kind=MessageKind.REMINDER,
        subject=key(EXTEND, SUBJECT),
        to=p.ANA.id,
        state=stage.state,
        plan=stage.plan,
    )


def _running(*intents: i.Intent) -> Message:
    stage = s.running()
    stage.at += timedelta(minutes=48)
    stage.do(i.FinishStep(step="5"), p.DBA)
    _near_the_end(stage)
    for intent in intents:
        stage.do(intent, p.ANA)
    return _message(stage)


def _completed() -> Message:
    stage = _near_the_end(s.stage().to_confirming())
    for number, who in (("1", p.ANA), ("2", p.QUINN), ("3", p.OMAR), ("4", p.PIA)):
        stage.do(i.Confirm(wanted=number), who)
    return _message(stage)


def _missed(stage: Stage) -> Message:
    return s.message(stage, MessageKind.REMINDER, key(MISSED, SUBJECT), p.ANA.id)


def _rescheduled() -> Stage:
    stage = s.stage().to_missed()
    later = timedelta(days=2)
    stage.moves(later).do(i.Reschedule(start=(p.T0 + later).replace(tzinfo=None)), p.ANA)
    return stage


def _cancelled() -> Stage:
    stage = s.stage().to_missed()
    stage.do(i.Cancel(reason="another quarter"), p.ANA)
    return stage


SLOW = i.Extend(minutes=30, reason="the copy of the postings is slower than last night's rehearsal")
BACK = i.RequestRollback(reason=s.REASON)
WINDOW: Mapping[str, Callable[[], Message]] = {
    "reminder/window": _running,
    "reminder/window-on-hold": lambda: _running(i.Hold(reason="the network team looks")),
    "reminder/window-back": lambda: _running(BACK),
    "reminder/window-extended": lambda: _running(SLOW),
    "reminder/missed": lambda: _missed(s.stage().to_missed()),
    "reminder/missed-rescheduled": lambda: _missed(_rescheduled()),
    "reminder/missed-cancelled": lambda: _missed(_cancelled()),
    "reminder/window-completed": _completed,
}
