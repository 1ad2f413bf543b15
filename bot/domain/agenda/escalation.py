"""The ladder of 9.2 by the clock: who is due, who does not answer, who took charge and is silent."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from bot.domain import events as e
from bot.domain.agenda.item import Item, Rule
from bot.domain.escalation import call_again, call_level, climb, uncalled
from bot.domain.escalation_events import Called
from bot.domain.facts import Facts, Story
from bot.domain.ladder import Ladder
from bot.domain.plan import Plan
from bot.domain.state import Deployment

SILENT_AFTER = timedelta(minutes=5)
"""A call that nobody answered for so long leads to the next one."""
IDLE_AFTER = timedelta(minutes=15)
"""Whoever took charge, and of whom so long nothing was heard, is asked again."""
A_WEEK = timedelta(days=7)
"""However long the bot was away: who waits for help is not forgotten."""
LEVEL, SILENT, IDLE = "escalation-level", "escalation-silent", "escalation-idle"


def _due(state: Deployment, plan: Plan) -> Iterator[Item]:
    ladder = state.ladder
    if ladder is None:
        return
    for level in uncalled(state, plan):
        if level.when.after is not None and not level.when.is_critical:
            at = ladder.opened.at + level.when.after
            yield Item(subject=f"{ladder.number}:{level.name}", at=at, known=ladder.opened.at)


def silent_at(ladder: Ladder) -> datetime:
    """When the last call has been unanswered for too long (aware UTC).

    A level whose time has come and that nobody new stands for puts nothing off.
    """
    calls = (call.at for call in ladder.calls if call.rings or call.because is not Called.DUE)
    return max(calls, default=ladder.opened.at) + SILENT_AFTER


def waits_for_silence(state: Deployment, plan: Plan) -> bool:
    """Whether somebody is called next unless the last call is answered.

    Once all are called, who took charge is enough; nobody else is then called again.
    """
    ladder = state.ladder
    if ladder is None or not ladder.calls or ladder.is_answered:
        return False
    return bool(uncalled(state, plan)) or not ladder.on_it


def _silent(state: Deployment, plan: Plan) -> Iterator[Item]:
    ladder = state.ladder
    if ladder and waits_for_silence(state, plan):
        at = silent_at(ladder)
        yield Item(subject=f"{ladder.number}:{len(ladder.calls)}", at=at, known=at - SILENT_AFTER)


def _idle(state: Deployment, _plan: Plan) -> Iterator[Item]:
    ladder = state.ladder
    if ladder is None or not ladder.on_it:
        return
    heard = max(filter(None, (*(each.at for each in ladder.on_it), ladder.acted_at)))
    subject = f"{ladder.number}:{len(ladder.calls)}:{heard:%Y%m%dT%H%M%S}"
    yield Item(subject=subject, at=heard + IDLE_AFTER, known=heard)


def _call_due(state: Deployment, item: Item, facts: Facts) -> Iterable[e.Event]:
    story = Story(state)
    name = item.subject.partition(":")[2]
    for level in uncalled(state, facts.plan):
        if level.name == name:
            call_level(story, facts, level, Called.DUE)
    return story.events


def _call_silent(state: Deployment, _item: Item, facts: Facts) -> Iterable[e.Event]:
    story = Story(state)
    climb(story, facts, Called.SILENCE)
    return story.events


def _call_idle(state: Deployment, _item: Item, facts: Facts) -> Iterable[e.Event]:
    story = Story(state)
    call_again(story, facts)
    return story.events


RULES = (
    Rule(
        name=LEVEL,
        when="The age of an issue that 9.2 says for a level: `> 30 min issue`",
        what="The level is called, whoever took charge",
        items=_due,
        still_good_for=A_WEEK,
        leads_to=_call_due,
    ),
    Rule(
        name=SILENT,
        when="5 min after a level was called and nobody acknowledged",
        what="The next level is called, whatever 9.2 says of when; after the last one all of them again",
        items=_silent,
        still_good_for=A_WEEK,
        leads_to=_call_silent,
    ),
    Rule(
        name=IDLE,
        when="15 min after whoever was called was last heard of, while the issue is open",
        what="Whoever took charge is asked again",
        items=_idle,
        still_good_for=A_WEEK,
        leads_to=_call_idle,
    ),
)
