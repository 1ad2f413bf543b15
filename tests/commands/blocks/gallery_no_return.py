"""The latest start of a rollback, in every state that its messages can be in, by name."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.domain import intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.effects import MessageKind
from bot.domain.no_return import NEAR, REACHED, subject_of
from bot.ports import Message
from tests.bot.domain import plans as p
from tests.commands.blocks import stories as s

POINT = p.END - timedelta(minutes=42)


def _message(rule: str, *intents: i.Intent, before: int = 0) -> Message:
    """What was said so many minutes before the point; then the lead did this."""
    stage = s.running()
    subject = f"{rule} {subject_of(stage.state)}"
    stage.at = POINT - timedelta(minutes=before)
    stage.wake(AGENDA_TIMER)
    for intent in intents:
        stage.do(intent, p.ANA)
    return s.message(stage, MessageKind.REMINDER, subject, p.ANA.id)


def _over() -> Message:
    stage = s.stage().to_completed()
    return s.message(stage, MessageKind.REMINDER, f"{REACHED} {subject_of(stage.state)}", p.ANA.id)


SLOW = i.Extend(minutes=30, reason="the copy of the postings is slower than last night's rehearsal")
BACK = i.RequestRollback(reason=s.REASON)
NO_RETURN: Mapping[str, Callable[[], Message]] = {
    "reminder/no-return-near": lambda: _message(NEAR, before=10),
    "reminder/no-return-near-extended": lambda: _message(NEAR, SLOW, before=10),
    "reminder/no-return": lambda: _message(REACHED),
    "reminder/no-return-near-asked": lambda: _message(NEAR),
    "reminder/no-return-carried-on": lambda: _message(REACHED, i.CarryOn()),
    "reminder/no-return-extended": lambda: _message(REACHED, SLOW),
    "reminder/no-return-rolled-back": lambda: _message(REACHED, BACK),
    "reminder/no-return-over": _over,
}
