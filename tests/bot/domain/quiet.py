"""Do Not Disturb on a stage: Slack's answer, and the quiet hours of a story."""

from datetime import datetime, timedelta

from bot.domain import intents as i
from bot.domain.dnd_events import Quiet
from bot.domain.effects import Effect, PostMessage
from bot.domain.people import Person
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

MINUTE = timedelta(minutes=1)
TEAM = (p.DBA, p.DEV, p.PAUL, p.QUINN, p.OMAR, p.ANA, p.PIA)
"""Who has to act in the web shop's plan."""


def hours(start: datetime, minutes: float) -> Quiet:
    """So many minutes of quiet."""
    return Quiet(start=start, end=start + minutes * MINUTE)


NIGHT = hours(p.T0 - 60 * MINUTE, 600)
"""What Slack sets for everybody: from 22:00 to 08:00."""


def answered(stage: Stage, **quiet: Quiet) -> Stage:
    """Slack says of the whole team when it is quiet for each, by their id; for the others never."""
    stage.do(i.NoteDnd(asked=tuple(person.id for person in (*TEAM, p.NED, p.SAM)), quiet=quiet), None)
    return stage


def quiet_for(*people: Person, during: Quiet = NIGHT) -> dict[str, Quiet]:
    """The same quiet hours for several, by id."""
    return {person.id: during for person in people}


def begun(stage: Stage) -> Stage:
    """An approved one is begun an hour before the window."""
    stage.at = p.T0 - 60 * MINUTE
    for number in ("1", "3"):
        stage.do(i.TickItem(wanted=number), p.PAUL)
    stage.do(i.Begin(), p.ANA)
    return stage


def told(stage: Stage, first: int = 0) -> list[str]:
    """`dnd-lead U01`: what was said because of Do Not Disturb, and to whom."""
    return [_said(each) for each in stage.history[first:] if _is_about_it(each)]


def _is_about_it(effect: Effect) -> bool:
    return isinstance(effect, PostMessage) and effect.subject.startswith("dnd-")


def _said(effect: Effect) -> str:
    assert isinstance(effect, PostMessage)
    return f"{effect.subject.partition(' ')[0]} {effect.to}".strip()
