import json
from dataclasses import replace

import pytest

from bot.domain import events as e, intents as i
from bot.domain.evolve import _apply, evolve, fold
from bot.domain.people import Group, Holders
from bot.domain.plan import Severity
from bot.domain.state import Lifecycle
from bot.storage.codec import decode_event, encode
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage, at_state


@pytest.mark.parametrize("state", Lifecycle)
def test_fold_of_all_events_is_the_state(state: Lifecycle) -> None:
    """The events of a deployment, folded again, give the state it stands in."""
    stage = at_state(state)
    assert stage.state == fold(stage.events)


def test_every_event_has_its_fold() -> None:
    """No event is without a rule that folds it, but for the first, which opens."""
    events = {each for each in vars(e).values() if isinstance(each, type) and issubclass(each, e.Event)}
    assert events - {e.Event, e.DeploymentOpened} == set(_apply.registry) - {object}


def test_unknown_event_is_an_error_of_ours() -> None:
    """An event that nothing folds fails loudly."""
    with pytest.raises(TypeError, match="no rule folds Event"):
        evolve(Stage().open().state, e.Event(at=p.T0, by=None))


def test_fold_begins_with_the_opening() -> None:
    """A stream that does not begin with the opening is no deployment's."""
    with pytest.raises(TypeError, match="begins with DeploymentOpened, not Begun"):
        fold([e.Begun(at=p.T0, by=p.ANA)])


@pytest.mark.parametrize(
    "event",
    [
        e.GoGiven(at=p.T0, by=None, effective_at=p.T0),
        e.RollbackDecided(at=p.T0, by=None, severity=Severity.HIGH, reason="x", steps=()),
    ],
)
def test_a_clock_decides_nothing(event: e.Event) -> None:
    """Neither a Go nor a rollback comes from a clock."""
    with pytest.raises(ValueError, match="by a person"):
        evolve(at_state(Lifecycle.PRE_DEPLOYMENT).state, event)


def test_retry_forgets_the_failed_attempt() -> None:
    """A retried step is as new: its times and note are the new attempt's."""
    stage = at_state(Lifecycle.DEPLOYING)
    stage.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    stage.do(i.RetryStep(step="5"), p.DBA)
    progress = stage.state.steps["5"]
    assert (2, None, None, "") == (progress.attempt, progress.started_at, progress.ended_at, progress.note)


def test_what_was_written_before_is_folded_as_it_was_then() -> None:
    """A role that was handed over kept its groups, and nobody kept who added a step and why."""
    crew = Group(id="S1", handle="dba-team", members=(p.DBA.id,))
    stage = Stage(roles=dict(p.roles(DBA=Holders(people=(p.DBA,), groups=(crew,))))).to_deploying()
    handed = e.RoleHanded(at=p.T0, by=p.ANA, role="DBA", to=p.NED, was=(p.DBA,))
    assert (crew,) == evolve(stage.state, handed).holders("DBA").groups
    assert () == evolve(stage.state, replace(handed, leaves_groups=True)).holders("DBA").groups
    stage.do(i.AddStep(after="5", action="Flush the queue", owner="U03", minutes=7), p.ANA)
    event = next(event for event in stage.last if isinstance(event, e.StepAdded))
    assert stage.state.added[0].given
    stored = json.loads(encode(event))
    del stored["reason"]
    old = decode_event("StepAdded", 1, json.dumps(stored))
    assert evolve(at_state(Lifecycle.DEPLOYING).state, old).added[0].given is None
