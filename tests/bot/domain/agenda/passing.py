"""Time passes on a stage: what is due happens at its minute, and what audiences are told is read."""

from datetime import datetime

from bot.domain import intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER, next_due
from bot.domain.notices import Notice
from bot.domain.plan import Channel, Plan
from tests.bot.domain.stories import Stage


def reaching(plan: Plan) -> Stage:
    """A stage on which audiences can be told by every way."""
    stage = Stage(plan)
    stage.ways = frozenset(Channel)
    return stage


def settle(stage: Stage) -> Stage:
    """What is due now happens."""
    while (due := next_due(stage.state, stage.plan)) and due <= stage.at:
        stage.do(i.TimerFired(timer=AGENDA_TIMER), None)
    return stage


def passes(stage: Stage, until: datetime) -> Stage:
    """The clock moves to an instant, stopping at each minute at which something is due."""
    settle(stage)
    while (due := next_due(stage.state, stage.plan)) and due <= until:
        stage.at = due
        settle(stage)
    stage.at = until
    return stage


def jumps(stage: Stage, to: datetime) -> Stage:
    """The clock moves as if nobody had been awake."""
    stage.at = to
    return settle(stage)


def said(notice: Notice) -> str:
    """`Deployment scheduled > All stakeholders: email`."""
    return f"{notice.message} > {notice.audience.name}: {', '.join(notice.ways) or 'nobody'}"


def told(stage: Stage, first: int = 0) -> list[str]:
    """What was told, in order, without the `first` notices."""
    return [said(notice) for notice in stage.state.notices[first:]]
