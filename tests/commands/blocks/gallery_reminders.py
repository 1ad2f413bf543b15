"""Reminders in every state they can be in, by name."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.domain import intents as i
from bot.domain.agenda.late import LATE
from bot.domain.agenda.review import rule_name
from bot.domain.agenda.rows import END_BACK
from bot.domain.agenda_events import key
from bot.domain.effects import MessageKind
from bot.domain.questions import end_back_question, review_question
from bot.domain.times import zone_of
from bot.ports import Message
from tests.bot.domain import plans as p
from tests.bot.domain.sections import walked_back
from tests.bot.domain.stories import Stage
from tests.commands.blocks import stories as s


def _reminder(stage: Stage, rule: str, subject: str, to: str) -> Message:
    return Message(
        kind=MessageKind.REMINDER, subject=key(rule, subject), to=to, state=stage.state, plan=stage.plan
    )


def _approval(*, is_given: bool) -> Message:
    stage = s.stage()
    stage.at = p.T0 - timedelta(hours=50)
    stage.to_review()
    stage.at = p.T0 - timedelta(hours=47)
    if is_given:
        stage.do(i.GiveSignOff(comment="sorry, late"), p.SEC)
    return _reminder(stage, rule_name(48), review_question(stage.state), p.SEC.id)


def _late(hours: int, *, is_given: bool = False) -> Message:
    """An emergency that was approved at 09:00 by two people, so many hours later."""
    stage = Stage(p.of_type("Emergency", s.web_shop()))
    stage.at = p.T0 - timedelta(hours=38)
    stage.to_review()
    for person in (p.PIA, p.SEC):
        stage.do(i.GiveSignOff(), person)
    stage.at += timedelta(hours=hours)
    if is_given:
        stage.do(i.GiveSignOff(comment="seen"), p.CARLA)
    day = stage.at.astimezone(zone_of(p.ZONE)).date()
    return _reminder(stage, LATE, f"{day} {review_question(stage.state)}", p.CARLA.id)


def _end_back(*, is_ended: bool) -> Message:
    stage = walked_back()
    if is_ended:
        stage.do(i.EndWayBack(reason="the console is down until noon"), p.ANA)
    return _reminder(stage, END_BACK, end_back_question(stage.state), p.SAM.id)


REMINDERS: Mapping[str, Callable[[], Message]] = {
    "reminder/approval": lambda: _approval(is_given=False),
    "reminder/end-back": lambda: _end_back(is_ended=False),
    "reminder/end-back-ended": lambda: _end_back(is_ended=True),
    "reminder/late": lambda: _late(25),
    "reminder/late-overdue": lambda: _late(73),
    "reminder/late-given": lambda: _late(73, is_given=True),
    "reminder/approval-given": lambda: _approval(is_given=True),
}
