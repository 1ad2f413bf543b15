"""Keeps the agenda: what is due is carried out, each item once; and the one timer that wakes a deployment.

Nothing that is to come is stored: it is reckoned from the state, so what moves a window, a step or a sign-off
moves all that hangs on it.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.agenda.item import LATE_AFTER, Item, Rule
from bot.domain.agenda.table import TABLE
from bot.domain.agenda_events import CameDue, CaughtUp, Fate, key
from bot.domain.effects import ClearTimer, Effect, SetTimer
from bot.domain.facts import Facts, Story
from bot.domain.plan import Plan
from bot.domain.remembering import remembered
from bot.domain.state import Deployment

AGENDA_TIMER = "agenda"
AWAY_AFTER = timedelta(minutes=5)
"""What is later than this was missed: the thread is told that the bot was away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An item and the rule that it stands under."""

    rule: Rule
    item: Item


@remembered
def agenda(state: Deployment, plan: Plan) -> tuple[Entry, ...]:
    """Everything that is still to be done by the clock, in the order of the table."""
    return tuple(
        Entry(rule=rule, item=item)
        for rule in TABLE
        for item in rule.items(state, plan)
        if key(rule.name, item.subject) not in state.came_due
    )


def next_due(state: Deployment, plan: Plan) -> datetime | None:
    """When the deployment is to be woken (aware UTC)."""
    return min((entry.item.due for entry in agenda(state, plan)), default=None)


def waking(due: datetime | None) -> tuple[Effect, ...]:
    """The timer set to what is due next (aware UTC), or cleared where nothing is to come."""
    return (SetTimer(name=AGENDA_TIMER, due=due) if due else ClearTimer(name=AGENDA_TIMER),)


def keep_agenda(story: Story, facts: Facts) -> None:
    """Carry out what is due, the earliest first; each may settle or bring forth others."""
    fates: dict[str, Counter[Fate]] = {}
    missed: list[datetime] = []
    while entry := _first_due(story.state, facts):
        rule, item = entry.rule, entry.item
        fate = _fate(entry, story.state, facts)
        due = item.due
        story.add(CameDue(at=facts.now, by=None, rule=rule.name, subject=item.subject, due_at=due, fate=fate))
        if fate.is_carried_out:
            for event in rule.leads_to(story.state, item, facts):
                story.add(event)
        if rule.is_missed and facts.now - due > AWAY_AFTER:
            missed.append(due)
            fates.setdefault(rule.name, Counter())[fate] += 1
    if missed:
        counted = {rule: dict(counts) for rule, counts in fates.items()}
        story.add(CaughtUp(at=facts.now, by=None, since=min(missed), fates=counted))


def _first_due(state: Deployment, facts: Facts) -> Entry | None:
    due = [entry for entry in agenda(state, facts.plan) if entry.item.due <= facts.now]
    return min(due, key=lambda entry: (entry.item.due, entry.item.at), default=None)


def _fate(entry: Entry, state: Deployment, facts: Facts) -> Fate:
    rule, item = entry.rule, entry.item
    late = facts.now - item.due
    if any(_stands_for(other, entry) for other in agenda(state, facts.plan) if other.item.due <= facts.now):
        return Fate.FOLDED
    if late > rule.still_good_for or (item.until and facts.now >= item.until):
        return Fate.SKIPPED
    return Fate.LATE if late > LATE_AFTER else Fate.ON_TIME


def _stands_for(other: Entry, entry: Entry) -> bool:
    """Whether another one of the same ladder is due as well, and later."""
    return (
        bool(entry.rule.ladder)
        and (other.rule.ladder, _rung(other.item)) == (entry.rule.ladder, _rung(entry.item))
        and (other.item.at, other.item.due) > (entry.item.at, entry.item.due)
    )


def _rung(item: Item) -> str:
    return item.rung or item.subject
