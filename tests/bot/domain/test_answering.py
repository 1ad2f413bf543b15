from dataclasses import replace

import pytest

from bot.domain import events as e, intents as i
from bot.domain.answering import LONGEST, asked_now, left_open, may_correct, not_holding
from bot.domain.changes import Part
from bot.domain.changes_events import Changed, Checked
from bot.domain.changes_intents import Said
from bot.domain.evidence import EvidenceKind
from bot.domain.people import Holders
from bot.domain.plan import Severity
from bot.domain.question_parts import Choice
from bot.domain.refusals import Because
from bot.domain.state import Lifecycle
from bot.domain.waiting import Ask, waiting_for
from tests.bot.domain import machines as m, plans as p
from tests.bot.domain.sections import (
    CONFIGURATION,
    DATA,
    RESTORED,
    REVERSED,
    all_said,
    back_until,
    changing,
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
from tests.bot.domain.stories import Stage, at_state


def asked(stage: Stage) -> list[tuple[str, str]]:
    """The open questions and their rows."""
    now = asked_now(stage.state, stage.plan)
    return [(each.question, " ".join(row.mark for row in each.rows)) for each in now]


def test_the_owner_is_asked_as_the_step_ends() -> None:
    """One question for all rows of a part; it waits for the owner, and for nobody else."""
    stage = Stage(changing()).to_deploying()
    assert [] == asked(stage)
    stage.do(i.FinishStep(step="5"), p.DBA)
    assert [(DATA, "V1 V2")] == asked(stage)
    stage.do(i.SkipStep(step="6", reason="it was done by hand"), p.DEV)
    assert [(DATA, "V1 V2"), (CONFIGURATION, "C1 C2 C3")] == asked(stage)
    waits = {
        person.name: [(each.ask, each.subject) for each in waiting_for(stage.state, stage.plan, person.id)]
        for person in (p.DBA, p.DEV, p.ANA)
    }
    step = (Ask.STEP, "7 Update load balancer")
    assert {
        p.DBA.name: [(Ask.DATA, "V1 V2")],
        p.DEV.name: [step, (Ask.CONFIGURATION, "C1 C2 C3")],
        p.ANA.name: [],
    } == waits


def test_without_an_owner_in_slack_the_lead_is_asked() -> None:
    """Somebody has to know."""
    stage = Stage(changing(), roles=dict(p.roles(DBA=Holders(unknown=("Dora, +49 1",))))).to_deploying()
    stage.do(i.FinishStep(step="5"), p.ANA)
    assert [(p.ANA,)] == [each.people for each in asked_now(stage.state, stage.plan)]


@pytest.mark.parametrize("state", Lifecycle)
def test_it_is_asked_while_it_goes_forward(state: Lifecycle) -> None:
    """Neither before the steps, nor on the way back, nor once it is complete."""
    stage = at_state(state, changing())
    questions = [question for question, _ in asked(stage)]
    assert ([DATA, CONFIGURATION] if state is Lifecycle.VERIFYING else []) == questions


def test_what_matches_is_noted_with_what_was_seen() -> None:
    """Row by row; what is left is asked for still, and the rest can be said at once."""
    stage = migrated()
    events = stage.do(data(ok(2, "12")), p.DBA)
    row = Checked(number=2, name="carts", holds=True, result="12")
    noted = e.DataValidated(
        at=stage.at, by=p.DBA, step="5", on_behalf=False, for_whom="", as_member_of="", rows=(row,)
    )
    assert (noted,) == events
    assert [(DATA, "V1")] == asked(stage)
    stage.do(data(question=DATA), p.DBA)
    assert [] == asked(stage)
    assert ("", "12") == tuple(stage.state.changes.validations[number].result for number in (1, 2))


def test_a_change_is_confirmed_or_said_not_to_be() -> None:
    """It asks nobody for a rollback."""
    stage = deployed()
    (noted,) = stage.do(configuration(failed(3, "the console is down")), p.DEV)
    assert isinstance(noted, e.ConfigurationConfirmed)
    row = Changed(name="express", is_flag=True, holds=False, result="the console is down")
    assert ((row,), None) == (noted.rows, stage.state.question)
    assert ["C3"] == [each.mark for each in not_holding(stage.state, stage.plan)]


@pytest.mark.parametrize(
    ("triggers", "severity"),
    [
        ((), Severity.HIGH),
        (("Error rate > 5%",), Severity.HIGH),
        (("Database integrity issues",), Severity.CRITICAL),
    ],
)
def test_what_does_not_match_asks_whether_to_roll_back(triggers: tuple[str, ...], severity: Severity) -> None:
    """High, or as 6.1 has it where that speaks of the database's integrity."""
    stage = migrated(*triggers)
    stage.do(data(failed(1, "0")), p.DBA)
    question = stage.state.question
    assert question
    (evidence,) = question.evidence
    assert (severity, EvidenceKind.DATA, "V1") == (question.severity, evidence.kind, evidence.subject)
    assert "database integrity: V1, orders, is “0”, expected > 0" == evidence.text


def test_what_is_corrected_speaks_for_a_rollback_no_more() -> None:
    """Both answers are kept in the events; what is wrong once more keeps its beginning."""
    stage = migrated()
    stage.do(data(failed(1, "0")), p.DBA)
    began = stage.at
    stage.at = p.END
    stage.do(data(failed(1, "1")), p.DBA)
    assert [(True, began)] == [("“1”" in each.text, each.since) for each in m.evidence(stage)]
    stage.do(data(ok(1, "12")), p.DBA)
    assert [True] == [each.is_over for each in m.evidence(stage)]
    said = [event.rows[0].result for event in stage.events if isinstance(event, e.DataValidated)]
    assert ["0", "1", "12"] == said


def test_after_continue_the_same_does_not_ask_again() -> None:
    """Another row that does not match does."""
    stage = migrated()
    stage.do(data(failed(1)), p.DBA)
    stage.do(i.CastVote(choice=Choice.CONTINUE, reason="the copy runs yet"), p.ANA)
    stage.do(i.CastVote(choice=Choice.CONTINUE, reason="the copy runs yet"), p.LEE)
    assert stage.state.question is None
    stage.do(data(failed(1, "2")), p.DBA)
    assert stage.state.question is None
    stage.do(data(failed(2)), p.DBA)
    assert stage.state.question


def test_the_lead_answers_on_behalf_of_the_owner() -> None:
    """Both names are kept."""
    stage = migrated()
    (noted,) = stage.do(data(ok(1)), p.SAM)
    assert isinstance(noted, e.DataValidated)
    assert (p.SAM, True, "Dora Nagy") == (noted.by, noted.on_behalf, noted.for_whom)


def test_whoever_may_not_hears_who_may() -> None:
    """The owner of the step, and the lead."""
    refusal = migrated().refused(data(ok(1)), p.QUINN)
    assert Because.NOT_YOURS is refusal.because
    assert "is Dora Nagy's: only they or, on their behalf, Ana Ruiz or Sam Ito" in refusal.text


def test_nothing_is_said_twice() -> None:
    """A second press hears what stands; two who answer at once do not overwrite each other."""
    stage = migrated()
    stage.do(data(ok(1, "12"), question=DATA), p.DBA)
    second = stage.refused(data(ok(1, "12"), question=DATA), p.DBA)
    assert (Because.SETTLED, "V1, orders, matches, “12”, noted by you at 23:00 CET.") == (
        second.because,
        second.text,
    )
    other = stage.refused(data(failed(1, "0"), question=DATA), p.ANA)
    assert "matches, “12”, noted by Dora Nagy at 23:00 CET. Note anew, under it, changes that." in other.text
    stage.do(data(failed(1, "0"), question=f"{DATA}.anew"), p.ANA)
    assert "0" == stage.state.changes.validations[1].result
    stage.do(data(ok(2)), p.DBA)
    assert "V2, carts, matches, noted by you" in stage.refused(data(question=DATA), p.DBA).text


@pytest.mark.parametrize(("said", "is_asked"), [(ok(1, "12"), False), (failed(1, "0"), True)])
def test_what_was_seen_is_more_than_one_press_for_all(said: Said, is_asked: bool) -> None:
    """Whoever filled in the form while somebody pressed All match is not turned away with what they found."""
    stage = migrated()
    stage.do(data(question=DATA), p.ANA)
    stage.do(data(said, question=DATA), p.DBA)
    answer = stage.state.changes.validations[1]
    assert (said.holds, said.result, p.DBA) == (answer.holds, answer.result, answer.by)
    assert is_asked is (stage.state.question is not None)


def test_a_step_that_is_done_anew_is_asked_about_anew() -> None:
    """An old button says so."""
    stage = migrated()
    stage.do(data(ok(1)), p.DBA)
    stage.do(i.ReopenStep(step="5"), p.DBA)
    assert "is not over" in stage.refused(data(ok(1)), p.DBA).text
    stage.do(i.FinishStep(step="5"), p.DBA)
    assert [("data:5:2", "V1 V2")] == asked(stage)
    old = stage.refused(data(ok(1), question=DATA), p.DBA)
    assert (Because.SETTLED, True) == (old.because, "answer the newer call" in old.text)


@pytest.mark.parametrize(
    ("said", "because", "words"),
    [
        (data(ok(7)), Because.UNKNOWN, "Section 4.3 of the plan has no V7: it has V1 to V2."),
        (data(failed(1, "")), Because.INCOMPLETE, "V1, orders: What was found instead?"),
        (data(ok(1, "x" * (LONGEST + 1))), Because.INCOMPLETE, "that is 201 characters, 200 are kept"),
        (configuration(), Because.NOT_NOW, "Step 6, Deploy application, is not over: the configuration"),
    ],
)
def test_what_cannot_be_taken_says_why(said: i.ReportChanges, because: Because, words: str) -> None:
    """And what to do; nothing of it is kept."""
    stage = migrated()
    refusal = stage.refused(said, p.ANA)
    assert (because, True) == (refusal.because, words in refusal.text), refusal.text
    assert {} == stage.state.changes.validations


def test_a_result_of_the_longest_length_is_kept() -> None:
    """One character less than too many."""
    stage = migrated()
    stage.do(data(ok(1, "x" * LONGEST)), p.DBA)
    assert LONGEST == len(stage.state.changes.validations[1].result)


def test_what_was_not_changed_says_why() -> None:
    """The old value is not restored where nothing was changed, so it must be known."""
    stage = deployed()
    assert (
        "C1, API_VERSION: Why was it not changed?" in stage.refused(configuration(failed(1, "")), p.DEV).text
    )
    alone = Stage(replace(changing(), variables=(), validations=())).to_verifying()
    assert "it has C1 alone" in alone.refused(configuration(ok(2)), p.DEV).text
    assert "Section 4.3 of the plan asks for nothing" in alone.refused(data(ok(1)), p.DBA).text


def test_a_secret_in_a_result_is_not_kept() -> None:
    """As in all that people write."""
    stage = migrated()
    stage.do(data(ok(1, "token=abc123def")), p.DBA)
    assert "token=«hidden»" == stage.state.changes.validations[1].result


def test_once_it_is_complete_what_was_said_stands() -> None:
    """Until then it may be corrected."""
    stage = all_said(Stage(changing()).to_verifying().walk())
    assert may_correct(stage.state, stage.plan, Part.DATA)
    stage.do(data(ok(1, "13")), p.DBA)
    stage.do(i.Confirm(wanted="1"), p.ANA)
    assert not may_correct(stage.state, stage.plan, Part.DATA)
    refusal = stage.refused(data(ok(1, "14")), p.DBA)
    assert "confirmed as complete, by Ana Ruiz at" in refusal.text
    assert () == left_open(stage.state, stage.plan)


def test_what_is_open_is_known_by_its_marks() -> None:
    """Of both parts, once their steps are over."""
    stage = deployed()
    stage.do(data(ok(1)), p.DBA)
    stage.do(configuration(ok(1), ok(2)), p.DEV)
    assert ["V2", "C3"] == [row.mark for row in left_open(stage.state, stage.plan)]


def test_nothing_is_asked_while_pre_deployment_is_undone() -> None:
    """What was changed before Go is taken back."""
    plan = changing()
    first, *others = plan.phases
    steps = (*first.steps[:-1], replace(first.steps[-1], action="Set environment variables"))
    stage = Stage(replace(plan, phases=(replace(first, steps=steps), *others))).to_go()
    assert [("config:4:1", "C1 C2 C3")] == asked(stage)
    stage.do(i.Cancel(reason="the supplier is down"), p.ANA)
    assert [] == asked(stage)


def test_what_goes_back_is_asked_about_as_its_step_begins() -> None:
    """Of whoever takes it back; only what had arrived, and what of it nobody said anything of."""
    stage = back_until("R3")
    assert [] == asked(stage)
    stage.do(i.StartStep(step="R3"), p.DBA)
    assert [(REVERSED, "M1")] == asked(stage)
    stage.do(i.FinishStep(step="R3"), p.DBA)
    stage.do(i.SkipStep(step="R4", reason="done in the console"), p.DEV)
    assert [(REVERSED, "M1"), (RESTORED, "C1 C2")] == asked(stage)
    waits = {
        person.name: [each.ask for each in waiting_for(stage.state, stage.plan, person.id)]
        for person in (p.DBA, p.DEV)
    }
    assert {p.DBA.name: [Ask.REVERSED], p.DEV.name: [Ask.RESTORED]} == waits


def test_what_is_back_is_noted_row_by_row() -> None:
    """Migrations by their numbers, variables and flags by their names; it asks nobody for a rollback."""
    stage = walked_back()
    (noted,) = stage.do(reversed_(failed(1, "the table is locked")), p.DBA)
    assert isinstance(noted, e.MigrationsReversed)
    assert ("R3", (Checked(number=1, name="V1.sql", holds=False, result="the table is locked"),)) == (
        noted.step,
        noted.rows,
    )
    (noted,) = stage.do(restored(failed(2, "still 2"), question=RESTORED), p.ANA)
    assert isinstance(noted, e.ConfigurationRestored)
    row = Changed(name="TTL", is_flag=False, holds=False, result="still 2")
    assert ((row,), "Devi Rao", None) == (noted.rows, noted.for_whom, stage.state.question)
    assert {} == stage.state.changes.validations


def test_what_is_typed_of_5_on_the_way_back_is_about_what_is_restored() -> None:
    """Nobody need know that the bot keeps the two apart."""
    stage = walked_back()
    (noted,) = stage.do(configuration(ok(1)), p.DEV)
    assert isinstance(noted, e.ConfigurationRestored)
    assert "C1, API_VERSION, is back, noted by you" in stage.refused(configuration(ok(1)), p.DEV).text
    stage.do(configuration(failed(1, "2")), p.DEV)
    assert "2" == stage.state.changes.variables_back["API_VERSION"].result
    assert stage.state.changes.variables["API_VERSION"].holds


def test_it_is_rolled_back_once_all_is_back() -> None:
    """The last answer ends it, and the post-mortem is called; from then on what was said stands."""
    stage = walked_back()
    stage.do(reversed_(question=REVERSED), p.DBA)
    stage.do(restored(ok(1), failed(2, "still 2")), p.DEV)
    assert Lifecycle.ROLLING_BACK is stage.state.state
    assert may_correct(stage.state, stage.plan, Part.RESTORED)
    events = stage.do(restored(ok(2), question=f"{RESTORED}.anew"), p.DEV)
    assert ["ConfigurationRestored", "RolledBack", "StepCalled"] == [type(each).__name__ for each in events]
    assert not may_correct(stage.state, stage.plan, Part.RESTORED)
    assert Because.NOT_NOW is stage.refused(restored(failed(2)), p.DEV).because


@pytest.mark.parametrize(
    ("said", "because", "words"),
    [
        (reversed_(), Because.NOT_NOW, "Step R3, Rollback database, is not begun: it is asked then whether"),
        (reversed_(ok(2)), Because.UNKNOWN, "M2 of section 4.1 is nothing that goes back in this rollback"),
        (configuration(ok(3)), Because.UNKNOWN, "C3 of section 5 is nothing that goes back in this rollback"),
        (data(), Because.SETTLED, "A rollback was decided, by you at"),
        (configuration(question=CONFIGURATION), Because.SETTLED, "A rollback was decided by you"),
    ],
)
def test_what_cannot_be_said_on_the_way_back_says_why(
    said: i.ReportChanges, because: Because, words: str
) -> None:
    """Too early, of what never arrived, or of what is over."""
    refusal = went_back().refused(said, p.ANA)
    assert (because, True) == (refusal.because, words in refusal.text), refusal.text


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (reversed_(failed(1, "")), "M1, V1.sql: What is there instead? `/deploy check M1 failed TEXT`."),
        (configuration(failed(1, "")), "C1, API_VERSION: What is it instead?"),
    ],
)
def test_what_is_not_back_says_what_it_is(said: i.ReportChanges, words: str) -> None:
    """The record has the actual value beside the old one."""
    refusal = walked_back().refused(said, p.ANA)
    assert (Because.INCOMPLETE, True) == (refusal.because, words in refusal.text), refusal.text


def test_without_a_rollback_nothing_goes_back() -> None:
    """Nor where the rollback takes back nothing of the section."""
    assert "no rollback was decided" in deployed().refused(reversed_(ok(1)), p.DBA).text
    stage = Stage(changing()).to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(reason="it hangs"), p.ANA)
    assert "Nothing of section 5 goes back" in stage.refused(configuration(), p.DEV).text


def test_a_step_back_that_is_done_anew_is_asked_about_anew() -> None:
    """Its answers fall with it, and an old button says so."""
    stage = back_until("R3")
    stage.do(i.StartStep(step="R3"), p.DBA)
    stage.do(reversed_(question=REVERSED), p.DBA)
    stage.do(i.FailStep(step="R3", reason="it is locked"), p.DBA)
    stage.do(i.RetryStep(step="R3"), p.DBA)
    assert [] == asked(stage)
    assert "answer the newer call" in stage.refused(reversed_(question=REVERSED), p.DBA).text
    stage.do(i.StartStep(step="R3"), p.DBA)
    assert [("reversed:R3:2", "M1")] == asked(stage)
