"""Of several reminders of one step, each reader has one to answer."""

from datetime import timedelta

import pytest

from bot.domain import intents as i
from bot.domain.agenda.keeping import AGENDA_TIMER
from bot.domain.agenda.steps import DUE, OVERRUN, SNOOZED, UNSTARTED_LEAD, UNSTARTED_OWNER, is_reminded_anew
from bot.domain.effects import PostMessage
from bot.domain.people import Holders, Person
from tests.bot.domain import plans as p
from tests.bot.domain.agenda.test_steps import LEADS, MINUTE, Told, called, passes, running


@pytest.mark.parametrize(
    ("rule", "to", "expected"),
    [
        (UNSTARTED_OWNER, p.DBA.id, True),
        (UNSTARTED_OWNER, "", True),
        (DUE, p.DBA.id, False),
        (UNSTARTED_OWNER, p.OMAR.id, False),
    ],
)
def test_the_newest_reminder_of_each_reader_counts(rule: str, to: str, *, expected: bool) -> None:
    """Whoever was reminded to start, and then asked how it goes, has one message to answer."""
    stage = called()
    passes(stage, 3)
    stage.do(i.StartStep(step="5"), p.DBA)
    passes(stage, 16)
    sent = f"{rule} step:5:1 0"
    step = stage.plan.step("5")
    assert step
    assert sent in stage.state.came_due
    assert expected is is_reminded_anew(stage.state, step, sent, to)


@pytest.mark.parametrize(
    ("rule", "to", "expected"), [(UNSTARTED_OWNER, p.DBA.id, True), (UNSTARTED_LEAD, p.ANA.id, False)]
)
def test_a_snooze_that_is_over_counts_for_whoever_snoozed(rule: str, to: str, *, expected: bool) -> None:
    """They are reminded once more; nobody else has a newer message for it."""
    stage = called()
    passes(stage, 2)
    stage.do(i.Snooze(step="5", minutes=10), p.DBA)
    passes(stage, 13)
    step = stage.plan.step("5")
    assert step
    assert expected is is_reminded_anew(stage.state, step, f"{rule} step:5:1 0", to)


def test_what_comes_with_the_end_of_a_snooze_is_the_newest() -> None:
    """The step is due at that very minute: its owner answers that message, and no older one."""
    stage = called()
    passes(stage, 2)
    for intent in (i.StartStep(step="5"), i.Snooze(step="5", minutes=10)):
        stage.do(intent, p.DBA)
    passes(stage, 14)
    step = stage.plan.step("5")
    assert step
    sent = [each for each in stage.state.came_due if each.split(" ")[0] in {UNSTARTED_OWNER, SNOOZED, DUE}]
    assert [True, True, False] == [is_reminded_anew(stage.state, step, each, p.DBA.id) for each in sent]


@pytest.mark.parametrize(
    ("at", "minutes", "expected"),
    [
        (timedelta(), 1, [(1, SNOOZED), (2, UNSTARTED_OWNER)]),
        (timedelta(seconds=1), 1, [(2, UNSTARTED_OWNER)]),
        (timedelta(), 2, [(2, UNSTARTED_OWNER)]),
        (timedelta(seconds=1), 2, [(2, SNOOZED)]),
    ],
)
def test_a_snooze_of_a_call_ends_with_another_reminder(
    at: timedelta, minutes: int, expected: list[tuple[int, str]]
) -> None:
    """One that comes within the minute says it all; a minute later it is another."""
    stage = called()
    stage.at += at
    stage.do(i.Snooze(step="5", minutes=minutes), p.DBA)
    assert [(*each, [p.DBA.id]) for each in expected] == passes(stage, 4)


@pytest.mark.parametrize(
    ("by", "minutes", "expected"),
    [
        (p.DBA, 4, [(10, DUE, [p.DBA.id]), (15, OVERRUN, LEADS)]),
        (p.DBA, 5, [(11, SNOOZED, [p.DBA.id]), (15, OVERRUN, LEADS)]),
        (p.ANA, 8, [(10, DUE, [p.DBA.id]), (14, SNOOZED, [p.ANA.id]), (15, OVERRUN, LEADS)]),
        (p.ANA, 9, [(10, DUE, [p.DBA.id]), (15, OVERRUN, LEADS)]),
        (p.ANA, 10, [(10, DUE, [p.DBA.id]), (15, OVERRUN, [p.SAM.id]), (16, SNOOZED, [p.ANA.id])]),
    ],
)
def test_a_snooze_of_what_runs_ends_with_another_reminder(
    by: Person, minutes: int, expected: list[Told]
) -> None:
    """At the very minute the step is due, or has overrun: once to each; a minute apart there are two."""
    stage = running()
    passes(stage, 6)
    stage.do(i.Snooze(step="5", minutes=minutes), by)
    assert expected == passes(stage, 30)


def test_after_a_pause_whoever_snoozed_is_told_once_as_well() -> None:
    """What they slept through and the end of their snooze are one message, a lone lead's two as well."""
    alone = Holders(people=(p.ANA,))
    for stage, by in ((called(), p.DBA), (called(Deployment_Lead=alone, DBA=alone), p.ANA)):
        stage.do(i.Snooze(step="5", minutes=10), by)
        stage.at = p.T0 + 30 * MINUTE
        stage.wake(AGENDA_TIMER)
        posts = [each for each in stage.effects() if isinstance(each, PostMessage) and each.to == by.id]
        assert [SNOOZED] == [each.subject.split(" ")[0] for each in posts if each.subject.startswith("step-")]
