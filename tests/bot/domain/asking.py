"""A rollback question that is open, for tests: who asks, how bad, and what people do about it."""

from dataclasses import replace
from datetime import timedelta

from bot.domain import intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.events import Event
from bot.domain.evidence import Evidence, EvidenceKind
from bot.domain.facts import Story
from bot.domain.people import Person
from bot.domain.plan import DecisionRule, EscalationContact, Plan, Severity
from bot.domain.question_parts import Choice, RollbackQuestion
from bot.domain.raising import raise_question
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage

MINUTE = timedelta(minutes=1)
WHY = "error rate 7 %"
ROLLBACK = i.CastVote(choice=Choice.ROLLBACK)
CONTINUE = i.CastVote(choice=Choice.CONTINUE, reason="the cache warms up")
DISK = Evidence(
    kind=EvidenceKind.ALERT, subject="disk", text="disk full", since=p.T0, severity=Severity.MEDIUM
)


def rule(severity: Severity, maker: str, minutes: int | None) -> DecisionRule:
    """A row of 6.2."""
    return DecisionRule(
        severity=severity,
        severity_text=severity.value,
        decision_maker=maker,
        minutes=minutes,
        minutes_text="",
        line=0,
    )


def contact(level: str, who: str) -> EscalationContact:
    """A row of 9.2, whose turn comes when nobody decides."""
    return EscalationContact(level=level, contact=who, phone="", when="If unresolved", pagerduty="", line=0)


def with_levels(plan: Plan | None = None) -> Plan:
    """The web shop's plan with a first level: Omar."""
    return replace(plan or p.web_shop(), contacts=(contact("L1", "Ops Manager"),))


def begun(plan: Plan | None = None) -> Stage:
    """Step 5, the first of 3.2, runs since T-0."""
    stage = Stage(plan).to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    return stage


def asked(
    severity: Severity = Severity.HIGH,
    by: Person = p.DEV,
    plan: Plan | None = None,
    *,
    on: tuple[Person, ...] = (),
) -> Stage:
    """Somebody who decides nothing asks for a rollback while step 5 runs; `on` are those who said so."""
    stage = begun(plan)
    for person in on:
        stage.do(i.SayOn(), person)
    stage.do(i.RequestRollback(severity=severity, reason=WHY), by)
    return stage


def question(stage: Stage) -> RollbackQuestion:
    """The one that is open."""
    assert stage.state.question, "a question is open"
    return stage.state.question


def passes(stage: Stage, minutes: float) -> tuple[Event, ...]:
    """So many minutes later the agenda wakes it."""
    stage.at += minutes * MINUTE
    return stage.wake(AGENDA_TIMER)


def raised(stage: Stage, *evidence: Evidence) -> tuple[Event, ...]:
    """What raising this leads to, as a monitor would."""
    story = Story(stage.state)
    raise_question(story, stage.facts(None), evidence)
    return story.events


def kinds(events: tuple[Event, ...]) -> str:
    """The names of events, in order."""
    return " ".join(type(event).__name__ for event in events)
