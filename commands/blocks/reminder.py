"""Reminders: what the agenda has to say when its time comes, one function for each rule."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.domain.agenda.item import rule_and_subject
from bot.domain.agenda.review import HOURS_BEFORE, rule_name
from bot.domain.agenda.steps import REMINDING
from bot.domain.react_notices import UNTOLD
from bot.ports import Message
from commands.blocks import presence
from commands.blocks.kit import Content, small
from commands.blocks.notice import untold
from commands.blocks.overdue import overdue
from commands.blocks.review import review


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


REMINDERS: Mapping[str, Callable[[Message], Content]] = {
    **{rule_name(hours): _approval(hours) for hours in HOURS_BEFORE},
    **presence.REMINDERS,
    **dict.fromkeys(REMINDING, overdue),
    UNTOLD: untold,
}
