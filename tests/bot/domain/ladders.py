"""Plans with levels of 9.2, and stories in which they are climbed."""

from dataclasses import replace
from datetime import timedelta

from bot.domain import events as e, intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER, next_due
from bot.domain.facts import Story
from bot.domain.ladder import Ladder
from bot.domain.people import Holders, Person
from bot.domain.plan import EscalationContact, Plan
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

MINUTE = timedelta(minutes=1)
ON_CALL = Person(id="U21", name="Oli Berg")
SECOND = Person(id="U22", name="Mia Stone")
MANAGER = Person(id="U23", name="Max Winter")
CTO = Person(id="U24", name="Jo Blake")

LEVELS = (
    ("L1", "On call", "First response"),
    ("L2", "Manager", "> 30 min issue"),
    ("L3", "CTO", "Critical outage"),
)


def row(level: str, contact: str, when: str, phone: str = "") -> EscalationContact:
    """A row of 9.2."""
    return EscalationContact(level=level, contact=contact, phone=phone, when=when, pagerduty="", line=0)


def plan_with(*rows: EscalationContact) -> Plan:
    """The web shop's plan with these rows in 9.2; the seed's three where none is given."""
    return replace(p.web_shop(), contacts=rows or tuple(row(*each) for each in LEVELS))


def stage_with(plan: Plan | None = None, **roles: Holders) -> Stage:
    """A deployment whose levels are held by one person each, or as `roles` say; its plan is deploying."""
    holders = {
        "On_call": Holders(people=(ON_CALL,)),
        "Manager": Holders(people=(MANAGER,)),
        "CTO": Holders(people=(CTO,)),
    }
    return Stage(plan or plan_with(), dict(p.roles(**{**holders, **roles}))).to_deploying()


def escalated(plan: Plan | None = None, **roles: Holders) -> Stage:
    """The same once somebody has escalated, at T-0."""
    stage = stage_with(plan, **roles)
    stage.do(i.Escalate(reason="orders are lost"), p.DBA)
    return stage


def ladder(stage: Stage) -> Ladder:
    """The open issue."""
    assert stage.state.ladder, "no issue is open"
    return stage.state.ladder


def open_in(story: Story) -> Ladder | None:
    """The open issue of a decision in the making."""
    return story.state.ladder


def passes(stage: Stage, minutes: float) -> tuple[e.Event, ...]:
    """So many minutes go by; whatever is due meanwhile happens at its time. The calls it led to."""
    until, calls = stage.at + minutes * MINUTE, []
    while (due := next_due(stage.state, stage.plan)) and due <= until:
        stage.at = max(stage.at, due)
        calls += [event for event in stage.wake(AGENDA_TIMER) if isinstance(event, e.LevelCalled)]
    stage.at = until
    return tuple(calls)


def called(events: tuple[e.Event, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """Who was called by these events, as what."""
    calls = (event for event in events if isinstance(event, e.LevelCalled))
    return [(event.level, tuple(person.name for person in event.people) + event.absent) for event in calls]
