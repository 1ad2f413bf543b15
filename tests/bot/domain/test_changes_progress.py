from bot.domain import intents as i
from bot.domain.changes import Answer, Changes
from tests.bot.domain import plans as p
from tests.bot.domain.sections import configuration, data, deployed, failed, migrated, ok


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
