"""A log entry in the thread: what happened, one line an event, with who and when."""

from bot.domain.events import Event
from bot.domain.state import Deployment
from bot.domain.times import clock
from bot.ports import Message
from commands.blocks import phrases as ph
from commands.blocks.kit import Content, paragraphs_of
from commands.blocks.sentences import sentences


def log(message: Message) -> Content:
    """The entry of one decision's events."""
    state, plan = message.state, message.plan
    lines = [_line(event, text, state) for event, text in sentences(message.events, state, plan)]
    return Content(text=f"{ph.brief(state)}: {lines[0]}", blocks=tuple(paragraphs_of(lines)))


def _line(event: Event, text: str, state: Deployment) -> str:
    by = f" – {ph.person_name(event.by)}" if event.by else ""
    return f"{clock(event.at, state.zone)}  {text}{by}"
