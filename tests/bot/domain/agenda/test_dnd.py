from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain import events as e, intents as i
from bot.domain.agenda.dnd import READ, RULES, SLIPPED, was_looked_up
from bot.domain.agenda.presence import user_of
from bot.domain.agenda_events import Fate
from bot.domain.effects import LookUpDnd
from bot.domain.people import Holders
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.agenda.passing import jumps, passes, settle
from tests.bot.domain.quiet import MINUTE, NIGHT, TEAM, answered, begun, hours, quiet_for, told
from tests.bot.domain.stories import Stage, at_state

HOUR = 60 * MINUTE
BY_NAME = {rule.name: rule for rule in RULES}


def approved(hours_before: float = 30, **changed: Holders) -> Stage:
    """Approved so many hours before the window."""
    stage = Stage(roles=dict(p.roles(**changed)))
    stage.at = p.T0 - hours_before * HOUR
    return stage.to_approved()


def due(stage: Stage, rule: str) -> dict[str, datetime]:
    """What is due when by a rule, by subject."""
    return {user_of(item.subject): item.due for item in BY_NAME[rule].items(stage.state, stage.plan)}


def asked(stage: Stage, first: int = 0) -> list[tuple[str, ...]]:
    """Of whom Slack was asked, in order."""
    return [each.people for each in stage.history[first:] if isinstance(each, LookUpDnd)]


def test_it_is_looked_up_twice() -> None:
    """Two hours before and a quarter of an hour before, of everybody who has to act."""
    stage = approved()
    assert {"120": p.T0 - 2 * HOUR, "15": p.T0 - 15 * MINUTE} == due(stage, READ)
    everybody = tuple(person.id for person in TEAM)
    passes(stage, p.T0 - 2 * HOUR - MINUTE)
    assert ([], False) == (asked(stage), was_looked_up(stage.state))
    passes(stage, p.T0 - 2 * HOUR)
    assert ([everybody], True) == (asked(stage), was_looked_up(stage.state))
    passes(stage, p.T0 - 16 * MINUTE)
    assert [everybody] == asked(stage)
    passes(stage, p.T0)
    assert [everybody, everybody] == asked(stage)


@pytest.mark.parametrize(("before", "times"), [(1.5, 2), (0.1, 1)])
def test_what_is_approved_late_is_looked_up_at_once(before: float, times: int) -> None:
    """Then the first reading comes with the approval; where it is late for both, one is enough."""
    stage = settle(approved(before))
    assert 1 == len(asked(stage))
    assert times == len(asked(passes(stage, p.T0)))


def test_a_pause_leaves_one_reading() -> None:
    """Of two that were missed the later is made up for, and a reading that is of no use is dropped."""
    stage = passes(approved(), p.T0 - 3 * HOUR)
    assert 1 == len(asked(jumps(stage, p.T0 - 5 * MINUTE)))
    fates = [event.fate for event in stage.events if isinstance(event, e.CameDue) and event.rule == READ]
    assert {Fate.FOLDED, Fate.LATE} == set(fates)
    late = passes(approved(), p.T0 - 3 * HOUR)
    assert [] == asked(jumps(late, p.T0 + 3 * HOUR))


@pytest.mark.parametrize("state", [Lifecycle.IN_REVIEW, Lifecycle.CANCELLED, Lifecycle.ROLLING_BACK])
def test_nothing_is_looked_up_where_nobody_is_called_by_the_plan(state: Lifecycle) -> None:
    """Nor in a plan without a window, nor where nobody is in Slack."""
    assert {} == due(at_state(state), READ)
    assert {} == due(Stage(replace(p.web_shop(), window=None)).to_approved(), READ)
    stage = approved()
    nobody = replace(stage.state, roles={})
    assert [] == BY_NAME[READ].says(nobody, "0:120", stage.plan)


def test_who_is_quiet_when_wanted_is_named_at_once() -> None:
    """The lead hears it once, they themselves do directly, and once more only who was not named."""
    stage = passes(approved(), p.T0 - 2 * HOUR)
    answered(stage, **quiet_for(p.DBA, p.DEV))
    assert ["dnd-lead U01", "dnd-own U04", "dnd-own U03"] == told(stage)
    assert [(p.DBA, p.DEV)] == [event.people for event in stage.events if isinstance(event, e.DndNamed)]
    first = len(stage.history)
    passes(stage, p.T0 - 15 * MINUTE)
    settle(answered(stage, **quiet_for(p.DBA, p.DEV, p.QUINN)))
    assert ["dnd-lead U01", "dnd-own U06"] == told(stage, first)


def test_who_is_quiet_at_other_minutes_is_not_named() -> None:
    """Nothing is said, and nothing waits."""
    stage = passes(approved(), p.T0 - 2 * HOUR)
    settle(answered(stage, **quiet_for(p.DBA, during=hours(p.T0 + 10 * MINUTE, 600))))
    assert ([], {}) == (told(stage), due(stage, SLIPPED))


def test_a_slip_into_quiet_hours_is_told() -> None:
    """When the forecast moves somebody's step there, the lead and they hear of it."""
    stage = passes(approved(), p.T0 - 2 * HOUR)
    settle(answered(stage, **quiet_for(p.QUINN, during=hours(p.T0 + 45 * MINUTE, 600))))
    begun(stage).walk()
    stage.at = p.T0
    stage.do(i.Go(), p.ANA)
    settle(stage)
    assert [] == told(stage)
    stage.at = p.T0 + 20 * MINUTE
    stage.do(i.FinishStep(step="5"), p.DBA)
    assert ["dnd-lead U01", "dnd-own U06"] == told(settle(stage))


def test_a_slip_is_not_told_on_hold() -> None:
    """Nobody is called then; when it goes on it is."""
    stage = at_state(Lifecycle.DEPLOYING)
    settle(answered(stage, **quiet_for(p.QUINN, during=hours(p.T0 + 45 * MINUTE, 600))))
    stage.do(i.Hold(reason="slow"), p.ANA)
    stage.at = p.T0 + 20 * MINUTE
    stage.do(i.FinishStep(step="5"), p.DBA)
    assert [] == told(settle(stage))
    stage.do(i.Resume(), p.ANA)
    assert ["dnd-lead U01", "dnd-own U06"] == told(settle(stage))


def test_another_window_is_looked_up_anew() -> None:
    """What was known for the one before is forgotten; a small move keeps it."""
    stage = passes(approved(), p.T0 - 2 * HOUR)
    settle(answered(stage, **quiet_for(p.DBA)))
    stage.moves(10 * MINUTE).do(i.Reschedule(start=(p.T0 + 10 * MINUTE).replace(tzinfo=None)), p.ANA)
    assert {p.DBA.id: NIGHT} == stage.state.dnd
    stage.moves(timedelta(days=1)).do(
        i.Reschedule(start=(p.T0 + timedelta(days=1, minutes=10)).replace(tzinfo=None)), p.ANA
    )
    assert ({}, False) == (stage.state.dnd, was_looked_up(stage.state))
    for person in (p.OMAR, p.CARLA):
        stage.do(i.GiveSignOff(), person)
    first = len(stage.history)
    passes(stage, p.T0 + timedelta(days=1))
    settle(answered(stage, **quiet_for(p.DBA, during=hours(stage.at, 600))))
    assert ["dnd-lead U01", "dnd-own U04"] == told(stage, first)
