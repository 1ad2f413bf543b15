"""Reminders: what the agenda has to say when its time comes, one function for each rule."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from bot.domain import approvals
from bot.domain.agenda.item import rule_and_subject
from bot.domain.agenda.late import LATE, is_overdue, question_of
from bot.domain.agenda.question import REMINDING as QUESTION_RULES
from bot.domain.agenda.review import HOURS_BEFORE, rule_name
from bot.domain.agenda.rows import END_BACK
from bot.domain.agenda.steps import REMINDING
from bot.domain.ending_back import waits_for_rows
from bot.domain.people import Person
from bot.domain.react_notices import UNTOLD
from bot.domain.times import day_and_clock
from bot.ports import Message
from commands.blocks import dnd, no_return, presence, question, upcoming, window
from commands.blocks.kit import Content, small
from commands.blocks.notice import untold
from commands.blocks.overdue import overdue
from commands.blocks.review import review
from commands.blocks.rows import ending_back


def reminder(message: Message) -> Content:
    """The reminder of an item, as its question stands now."""
    rule, subject = rule_and_subject(message.subject)
    return REMINDERS[rule](replace(message, subject=subject))


def _approval(hours: int) -> Callable[[Message], Content]:
    """An approver's request once more, under how long there is left."""

    def approval(message: Message) -> Content:
        request = review(message)
        said = f"Reminder, {hours} h before the window"
        return Content(text=f"Reminder: {request.text}", blocks=(small(said), *request.blocks))

    return approval


def _late(message: Message) -> Content:
    """An emergency's late approver is asked once more; how late it is stands above."""
    state = message.state
    request = review(replace(message, subject=question_of(message.subject)))
    due = day_and_clock(state.late_due, state.zone) if state.late_due else ""
    said = "Reminder: this emergency needs your approval afterwards"
    rows = approvals.rows_of(state, message.plan, Person(id=message.to, name=""))
    if message.to and not any(row.number in state.late for row in rows):
        said = "Reminder of an approval that was given afterwards"
    elif due:
        said = f"🔴 Overdue since {due}" if is_overdue(state, message.subject) else f"{said}, by {due}"
    return Content(text=f"Reminder: {request.text}", blocks=(small(said), *request.blocks))


def _end_back(message: Message) -> Content:
    """The end of the way back is asked about once more; that it ended reads as in its first message."""
    asked = ending_back(message)
    if not waits_for_rows(message.state, message.plan):
        return asked
    return Content(text=f"Reminder: {asked.text}", blocks=asked.blocks)


REMINDERS: Mapping[str, Callable[[Message], Content]] = {
    **{rule_name(hours): _approval(hours) for hours in HOURS_BEFORE},
    LATE: _late,
    **presence.REMINDERS,
    **dnd.REMINDERS,
    END_BACK: _end_back,
    **{rule: partial(overdue, rule) for rule in REMINDING},
    UNTOLD: untold,
    **upcoming.REMINDERS,
    **window.REMINDERS,
    **no_return.REMINDERS,
    **{rule: partial(question.reminder, rule) for rule in QUESTION_RULES},
}
