from bot.domain import intents as i
from bot.domain.changes import Answer, Changes
from tests.bot.domain import plans as p
from tests.bot.domain.sections import (
    back_until,
    configuration,
    data,
    deployed,
    failed,
    migrated,
    ok,
    restored,
    reversed_,
    walked_back,
    went_back,
)


def test_the_last_answer_counts() -> None:
    """By whom, when, after which step, and for whom it was said."""
    stage = migrated()
    stage.do(data(failed(1)), p.DBA)
    stage.do(data(ok(1, "12")), p.ANA)
    answer = Answer(holds=True, result="12", by=p.ANA, at=stage.at, step="5", for_whom="Dora Nagy")
    assert {1: answer} == stage.state.changes.validations


def test_variables_and_flags_are_kept_by_their_names() -> None:
    """A flag may be called as a variable is."""
    stage = deployed()
    stage.do(configuration(ok(1), failed(3, "the console is down")), p.DEV)
    changes = stage.state.changes
    assert ({"API_VERSION": True}, {"express": False}) == (
        {name: each.holds for name, each in changes.variables.items()},
        {name: each.holds for name, each in changes.flags.items()},
    )
    assert ("the console is down", "") == (changes.flags["express"].result, changes.flags["express"].for_whom)


def test_what_a_step_did_that_is_done_anew_is_forgotten() -> None:
    """What was said after another step stands."""
    stage = migrated()
    stage.do(data(ok(1), ok(2)), p.DBA)
    stage.do(i.ReopenStep(step="5"), p.DBA)
    assert Changes() == stage.state.changes
    stage.do(i.FinishStep(step="5"), p.DBA)
    stage.do(data(ok(1), ok(2)), p.DBA)
    stage.do(i.FailStep(step="6", reason="the image is gone"), p.DEV)
    stage.do(i.RetryStep(step="6"), p.DEV)
    assert [1, 2] == list(stage.state.changes.validations)


def test_what_is_back_is_kept_beside_what_was_changed() -> None:
    """By number and by name; what somebody said on the way forward stands."""
    stage = walked_back()
    stage.do(reversed_(ok(1, "V0 is the last")), p.ANA)
    stage.do(restored(failed(2, "still 2")), p.DEV)
    changes, at = stage.state.changes, stage.at
    back = Answer(holds=True, result="V0 is the last", by=p.ANA, at=at, step="R3", for_whom="Dora Nagy")
    differs = Answer(holds=False, result="still 2", by=p.DEV, at=at, step="R4")
    assert ({1: back}, {"TTL": differs}, {}) == (changes.reversed, changes.variables_back, changes.flags_back)
    assert ["API_VERSION"] == list(changes.variables)


def test_a_flag_is_kept_apart_from_variables() -> None:
    """Also on the way back, and it is forgotten as its step is done anew."""
    stage = back_until("R4", went_back(ok(3)))
    stage.do(i.StartStep(step="R4"), p.DEV)
    stage.do(restored(ok(3)), p.DEV)
    assert ["express"] == list(stage.state.changes.flags_back)
    stage.do(i.FailStep(step="R4", reason="the console is down"), p.DEV)
    stage.do(i.RetryStep(step="R4"), p.DEV)
    assert {} == stage.state.changes.flags_back
    assert ["express"] == list(stage.state.changes.flags)
