"""The words above a record, in every form that they can have, by name."""

from collections.abc import Callable, Mapping

from bot.domain.effects import MessageKind
from bot.ports import Message
from tests.bot.document.record.nights import HEAD, Night, healthy, rolled_back


def handed_back(night: Night) -> Message:
    """The record of a night as it stands."""
    return Message(
        kind=MessageKind.RECORD,
        subject="completed:0:0",
        to="",
        state=night.state,
        plan=night.plan,
        events=night.events,
        document=night.text,
        head=HEAD,
    )


RECORD: Mapping[str, Callable[[], Message]] = {
    "record/completed": lambda: handed_back(healthy()),
    "record/rolled-back": lambda: handed_back(rolled_back()),
}
