"""The escalation of 9.2: an issue is raised, and one level after the other is called for it."""

from collections.abc import Iterable
from dataclasses import replace

from bot.domain import events as e
from bot.domain.escalation_events import Called
from bot.domain.facts import Facts, Story
from bot.domain.ladder import Ladder
from bot.domain.levels import Level, Standing, deputies, lead, levels, standing, standing_now
from bot.domain.monitors import Monitor
from bot.domain.pages import policies
from bot.domain.people import Person
from bot.domain.plan import Plan
from bot.domain.state import LEAD, Deployment


def raise_issue(story: Story, facts: Facts, why: str, about: str = "") -> None:
    """Open an issue, or join the open one. The levels are called that the plan calls at once.

    `about` is what it is over with (`settle_issue`); "" where only somebody's word ends it.
    """
    ladder = story.state.ladder
    if ladder and about in ladder.about:
        return
    _raise(story, facts, why, about)
    for level in uncalled(story.state, facts.plan):
        if level.when.after is not None and not level.when.after and not level.when.is_critical:
            call_level(story, facts, level, Called.DUE)
    ladder = story.state.ladder
    if ladder and ladder.calls and not ladder.last_ring:
        climb(story, facts, Called.SILENCE)


def raise_failure(story: Story, facts: Facts, why: str, about: str) -> None:
    """The same of what cannot wait: where nothing rings anybody at once, the first level is called.

    Whoever has the open issue is asked again, unless one of them says so; where nobody has it the clock runs,
    and one failure after the other does not ring all of 9.2 within a minute.
    """
    before = story.state.ladder
    if before and about in before.about:
        _raise(story, facts, why, about)
    else:
        raise_issue(story, facts, why, about)
    if story.state.ladder and not story.state.ladder.last_ring:
        climb(story, facts, Called.DUE)
    elif before and before.on_it and not _is_known(before, facts):
        call_again(story, facts, why)


def _is_known(ladder: Ladder, facts: Facts) -> bool:
    """Whether somebody who has it says so."""
    return facts.actor is not None and any(answer.who == facts.actor.id for answer in ladder.on_it)


def call_next(story: Story, facts: Facts, why: str, about: str = "", because: Called = Called.ASKED) -> None:
    """Call the next level not called yet, for an issue that is opened where none is; after the last, all."""
    if story.state.ladder is None:
        _raise(story, facts, why, about)
        why = ""
    climb(story, facts, because, why)


def settle_issue(story: Story, facts: Facts, about: str, why: str) -> None:
    """What an issue was about is settled: it is over, unless it is about something else as well."""
    if story.state.ladder and about in story.state.ladder.about:
        story.add(e.IssueOver(at=facts.now, by=facts.actor, why=why, about=about))


def _raise(story: Story, facts: Facts, why: str, about: str) -> None:
    ladder = story.state.ladder
    number = ladder.number if ladder else len(story.state.ladders) + 1
    story.add(e.IssueRaised(at=facts.now, by=facts.actor, number=number, why=why, about=about))


def uncalled(state: Deployment, plan: Plan) -> tuple[Level, ...]:
    """The levels that were not called for the open issue, in the plan's order."""
    called = state.ladder.levels if state.ladder else ()
    return tuple(level for level in levels(plan) if level.name not in called)


def climb(story: Story, facts: Facts, because: Called, why: str = "") -> None:
    """Call the next level for which somebody new stands; where there is none, all of them again.

    The clock does not call all of them again while somebody has it.
    """
    for level in uncalled(story.state, facts.plan):
        if call_level(story, facts, level, because, why):
            return
    ladder = story.state.ladder
    if because in {Called.ASKED, Called.UNDECIDED} or not (ladder and ladder.on_it):
        call_all(story, facts, why)


def call_level(story: Story, facts: Facts, level: Level, because: Called, why: str = "") -> bool:
    """Call those of a level who were not called for this issue; whether there is anybody."""
    return _call(story, facts, standing(story.state, level), because, why)


def _call(
    story: Story, facts: Facts, found: Standing, because: Called, why: str = "", *, again: bool = False
) -> bool:
    """Call them; without `again` only those who were not called for this issue. Whether that is anybody."""
    ladder = story.state.ladder
    assert ladder, "levels are called for an issue"
    absent = tuple(label for label in found.absent if again or label not in ladder.absent)
    event = e.LevelCalled(
        at=facts.now,
        by=facts.actor,
        level=found.level,
        people=found.people if again else ladder.new(found.people),
        absent=absent,
        through=tuple(person.id for person in story.state.lead.all) if absent else (),
        because=because,
        why=why,
        is_unpaged=found.level in policies(facts.plan) and Monitor.PAGERDUTY not in facts.ways,
    )
    story.add(event)
    return bool(event.people or event.absent)


def call_all(story: Story, facts: Facts, why: str = "") -> None:
    """Call everybody of all levels again, each person once; the lead where nobody stands for any.

    Whoever was called at this very instant is not called twice: after a pause several clocks are due at once.
    """
    ladder = story.state.ladder
    assert ladder, "levels are called for an issue"
    now = [call for call in ladder.calls if call.at == facts.now]
    rung = {person.id for call in now for person in call.people}
    rung |= {label for call in now for label in call.absent}
    for name in ladder.levels:
        found = standing_now(story.state, facts.plan, name)
        people = tuple(each for each in found.people if each.id not in rung)
        absent = tuple(label for label in found.absent if label not in rung)
        if people or absent:
            called = replace(found, people=people, absent=absent)
            _call(story, facts, called, Called.AGAIN, why, again=True)
            rung |= {*(person.id for person in people), *absent}
    if not rung:
        because = Called.AGAIN if LEAD in ladder.levels else Called.NOBODY
        _call(story, facts, lead(story.state), because, why, again=True)


def call_again(story: Story, facts: Facts, why: str = "") -> None:
    """Ask those again who took charge; where none of them is there any more, everybody."""
    ladder = story.state.ladder
    assert ladder, "somebody took charge of an issue"
    for name in dict.fromkeys(answer.level for answer in ladder.on_it):
        who = {answer.who for answer in ladder.on_it if answer.level == name and not answer.where}
        here = standing_now(story.state, facts.plan, name)
        # Deputies who stood in took charge, too, and so did whoever was on call before.
        there = tuple(each for each in ladder.people if each.id in who)
        people = there if who else here.people
        absent = tuple(label for label in here.absent if not who or label in who)
        _call(story, facts, replace(here, people=people, absent=absent), Called.STILL_OPEN, why, again=True)
    if story.state.ladder and story.state.ladder.last_ring == ladder.last_ring:
        call_all(story, facts, why)


def call_instead(story: Story, facts: Facts, name: str, because: Called = Called.PASSED_ON) -> None:
    """Call somebody else than those of a level, where nobody has it and none of them is still asked."""
    ladder = story.state.ladder
    assert ladder, "somebody was called for an issue"
    if ladder.on_it:
        return
    same = {person.id for call in ladder.calls_of(name) for person in call.people}
    labels = {label for call in ladder.calls_of(name) for label in call.absent}
    if any(person.id in same for person in ladder.asked) or labels & set(ladder.to_telephone):
        return
    level = next((level for level in levels(facts.plan) if level.name == name), None)
    if level and _call_stand_ins(story, facts, level, because):
        return
    for following in uncalled(story.state, facts.plan):
        if call_level(story, facts, following, because):
            return
    _ask_lead(story, facts, because)


def _call_stand_ins(story: Story, facts: Facts, level: Level, because: Called) -> bool:
    """Those who stand for a level in place of who left it, else its deputies; whether there is anybody."""
    ladder = story.state.ladder
    assert ladder, "somebody was called for an issue"
    now = standing(story.state, level)
    if because is Called.LEFT and (ladder.new(now.people) or set(now.absent) - set(ladder.absent)):
        return _call(story, facts, now, because)
    stand_ins = ladder.new(deputies(story.state, level))
    return bool(stand_ins) and _call(story, facts, Standing(level=level.name, people=stand_ins), because)


def call_for_who_left(story: Story, facts: Facts, left: Iterable[Person]) -> None:
    """Somebody else is called at once where whoever was called, or had it, has no account any more."""
    ladder = story.state.ladder
    fell_out = [person for person in left if ladder and ladder.is_called(person)]
    for level in dict.fromkeys(ladder.level_of(person.id) for person in fell_out if ladder):
        call_instead(story, facts, level, Called.LEFT)


def _ask_lead(story: Story, facts: Facts, because: Called) -> None:
    """Where everybody passed it on, the lead hears of it, once; the clock then asks all of them again."""
    ladder = story.state.ladder
    assert ladder, "somebody was called for an issue"
    if not ladder.asked and not ladder.to_telephone and ladder.new(lead(story.state).people):
        _call(story, facts, lead(story.state), because)


def call_also(story: Story, facts: Facts, level: str, people: tuple[Person, ...]) -> None:
    """Call those of a level of whom was only now heard that they are on call."""
    _call(story, facts, Standing(level=level, people=people), Called.ON_CALL)


def with_issue_over(state: Deployment, events: tuple[e.Event, ...], facts: Facts) -> tuple[e.Event, ...]:
    """The events of a decision; what ends the deployment ends what levels were called for."""
    ending = next((event for event in events if isinstance(event, ENDINGS)), None)
    story = Story(state)
    for event in events if ending and state.ladders else ():
        story.add(event)
    if ending and story.state.ladder and story.state.question is None:
        over = e.IssueOver(at=facts.now, by=ending.by, why=f"the deployment is {story.state.state}")
        return (*events, over)
    return events


ENDINGS = (e.Completed, e.RolledBack, e.Cancelled)
"""With these nothing is left to be done about an issue."""
