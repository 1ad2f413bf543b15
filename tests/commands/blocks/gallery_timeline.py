"""The timeline of a rollback, in every form that it can have, by name."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.domain import intents as i
from bot.domain.effects import MessageKind
from bot.domain.people import NOBODY
from bot.ports import Message
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage
from tests.commands.blocks import stories as s


def page(stage: Stage, subject: str, to: str = "") -> Message:
    """One page, with all that happened."""
    message = s.message(stage, MessageKind.TIMELINE, subject, to)
    return replace(message, events=tuple(stage.events))


def _taken_on() -> Stage:
    stage = s.stage().to_rolled_back()
    stage.do(i.StartStep(step="R7"), p.LEE)
    return stage


def _ownerless() -> Message:
    message = page(s.stage().to_rolled_back(), "1/1:99")
    roles = dict.fromkeys(message.state.roles, NOBODY)
    return replace(message, state=replace(message.state, roles=roles))


TIMELINE: Mapping[str, Callable[[], Message]] = {
    "timeline/of-the-lead": lambda: page(s.stage().to_rolled_back(), "1/1:99", p.ANA.id),
    "timeline/in-the-thread": lambda: page(s.stage().to_rolled_back(), "1/2:130"),
    "timeline/its-second-page": lambda: page(s.stage().to_rolled_back(), "2/2:130", p.ANA.id),
    "timeline/taken-on": lambda: page(_taken_on(), "1/1:100", p.LEE.id),
    "timeline/of-nobody": _ownerless,
}
