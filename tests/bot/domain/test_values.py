from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import intents as i
from bot.domain.approvals import asked as approvers, missing_rows
from bot.domain.events import NoteAdded, StepFinished, ValueNoted
from bot.domain.hushing import HUSHED
from bot.domain.placeholders import filled
from bot.domain.plan import Command, Plan
from bot.domain.questions import anew_question
from bot.domain.refusals import Because
from bot.domain.state import Lifecycle
from bot.domain.values import LONGEST, asked_now, needed_back
from bot.domain.waiting import Ask, waiting_for
from tests.bot.domain import plans as p
from tests.bot.domain.stories import Stage
from tests.bot.domain.test_clearance import TOMORROW

NEEDS = (
    Command(comment="Restore from backup", text="./restore.sh {backup_id}", line=0),
    Command(comment="Rollback application", text="./deploy.sh {previous_version}", line=0),
)


def plan() -> Plan:
    """The web shop's plan, whose commands lack what step 1 makes, and what no step makes."""
    return replace(p.web_shop(), rollback_commands=NEEDS)


def asked(stage: Stage) -> list[tuple[str, str]]:
    """The names that are asked for, and of whom."""
    return [
        (each.name, asked.people[0].name)
        for asked in asked_now(stage.state, stage.plan)
        for each in asked.wanted
    ]


def lacking(text: str) -> Plan:
    """The web shop's plan with this command in 6.4."""
    return replace(p.web_shop(), rollback_commands=(Command(comment="Restore", text=text, line=0),))


def backed_up(note: str = "") -> Stage:
    """Pre-deployment began, and the backup is done."""
    stage = Stage(plan()).to_pre_deployment()
    stage.at += timedelta(minutes=14)
    stage.do(i.FinishStep(step="1", note=note), p.DBA)
    return stage


def test_who_makes_a_value_is_asked_once_the_step_is_over() -> None:
    """What no step makes is asked of the lead from Begin on; before it nobody is asked."""
    assert [] == asked(Stage(plan()).to_approved())
    assert [("previous_version", p.ANA.name)] == asked(Stage(plan()).to_pre_deployment())
    assert [("backup_id", p.DBA.name), ("previous_version", p.ANA.name)] == asked(backed_up())


def test_it_waits_for_them_and_stops_nothing() -> None:
    """It stands among what waits for the owner, since the step ended; the next step is called."""
    stage = backed_up()
    waits = [each for each in waiting_for(stage.state, stage.plan, p.DBA.id) if each.ask is Ask.VALUE]
    assert [("{backup_id}", "value:backup_id:1", stage.at)] == [
        (each.subject, each.question, each.since) for each in waits
    ]
    assert "2" in stage.state.steps


def test_a_step_that_was_skipped_is_asked_about_too() -> None:
    """It was done by other means, and its value is needed all the same."""
    stage = Stage(plan()).to_pre_deployment()
    stage.do(i.SkipStep(step="1", reason="taken by the nightly job"), p.DBA)
    assert ("backup_id", p.DBA.name) in asked(stage)


def test_a_note_that_is_a_value_answers() -> None:
    """It is kept as the value; whoever is named in the plan may note it, and the last one counts."""
    stage = backed_up()
    stage.do(i.AddNote(text="Backup-ID = bk-7"), p.OMAR)
    assert (ValueNoted(at=stage.at, by=p.OMAR, name="backup_id", value="bk-7"),) == stage.last
    assert [("previous_version", p.ANA.name)] == asked(stage)
    stage.do(i.AddNote(text="backup_id=bk-8"), p.DBA)
    assert ("bk-8", p.DBA) == (stage.state.values["backup_id"].note, stage.state.values["backup_id"].by)


def test_a_form_says_what_the_value_is_of() -> None:
    """In one line; what the plan does not lack is none."""
    stage = backed_up()
    stage.do(i.AddNote(values={"backup_id": "bk-7\n"}), p.DBA)
    assert "bk-7" == stage.state.values["backup_id"].note
    refusal = stage.refused(i.AddNote(values={"tape": "bk-7"}), p.DBA)
    assert (Because.UNKNOWN, "No command of the plan lacks {tape} any more.") == (
        refusal.because,
        refusal.text,
    )
    assert Because.INCOMPLETE is stage.refused(i.AddNote(question="value:backup_id:1"), p.DBA).because


LEAD = "value:previous_version+1:1"


def test_all_that_no_step_makes_is_one_question() -> None:
    """The lead answers what they know, in a form or typed; the rest is asked for still."""
    stage = Stage(lacking("{previous_version} {tape}")).to_pre_deployment()
    (question,) = asked_now(stage.state, stage.plan)
    assert LEAD == question.question
    waits = [each.subject for each in waiting_for(stage.state, stage.plan, p.ANA.id) if each.ask is Ask.VALUE]
    assert ["{previous_version}", "{tape}"] == waits
    stage.do(i.AddNote(question=LEAD, values={"tape": "T7"}), p.ANA)
    (question,) = asked_now(stage.state, stage.plan)
    assert (LEAD, ["previous_version"]) == (question.question, [each.name for each in question.wanted])
    typed = Stage(stage.plan).to_pre_deployment()
    typed.do(i.AddNote(text="previous_version=4.11.2 tape=T7"), p.ANA)
    assert {"previous_version": "4.11.2", "tape": "T7"} == {
        key: given.note for key, given in typed.state.values.items()
    }
    refusal = typed.refused(i.AddNote(text="previous_version=4.11.2 tape=T7"), p.ANA)
    assert "{previous_version} is “4.11.2” already; {tape} is “T7” already." == refusal.text


def test_two_who_answer_at_once_do_not_overwrite_each_other() -> None:
    """The second hears what was said; who means to say it anew may."""
    stage = backed_up()
    asked_as = "value:backup_id:1"
    stage.do(i.AddNote(question=asked_as, values={"backup_id": "bk-7"}), p.DBA)
    refusal = stage.refused(i.AddNote(question=asked_as, values={"backup_id": "bk-8"}), p.ANA)
    said = "{backup_id} is “bk-7”, noted by Dora Nagy at 22:16 CET. Note anew, under it, changes that."
    assert (Because.SETTLED, said.replace("22:16", "22:14")) == (refusal.because, refusal.text)
    stage.do(i.AddNote(question=anew_question(asked_as), values={"backup_id": "bk-8"}), p.ANA)
    assert "bk-8" == stage.state.values["backup_id"].note


def test_an_old_button_says_what_happened_since() -> None:
    """Its step was called anew, the run was, or it is over."""
    stage = backed_up()
    stage.do(i.ReopenStep(step="1"), p.DBA)
    old = i.AddNote(question="value:backup_id:1", values={"backup_id": "bk-7"})
    refusal = stage.refused(old, p.DBA)
    assert (Because.SETTLED, "Step 1 was called anew since: {backup_id} is asked for anew.") == (
        refusal.because,
        refusal.text,
    )
    over = Stage(plan()).to_completed()
    assert "The deployment was completed" in over.refused(old, p.DBA).text


def test_the_lead_is_asked_anew_in_another_run() -> None:
    """What was asked in the one before it is another question, and its button says so."""
    stage = Stage(plan()).to_pre_deployment()
    stage.moves(timedelta(days=1)).do(i.Reschedule(start=TOMORROW), p.ANA)
    old = i.AddNote(question="value:previous_version:1", values={"previous_version": "4.11.2"})
    assert "The deployment is in review." == stage.refused(old, p.ANA).text
    while missing := missing_rows(stage.state, stage.plan):
        stage.do(i.GiveSignOff(), approvers(stage.state, missing[0])[0])
    stage.do(i.Begin(), p.ANA)
    refusal = stage.refused(old, p.ANA)
    said = "The run was begun anew since: {previous_version} is asked for anew."
    assert (Because.SETTLED, said) == (refusal.because, refusal.text)
    (question,) = asked_now(stage.state, stage.plan)
    assert "value:previous_version:1.2" == question.question


def test_what_a_step_would_have_made_that_did_not_end_is_asked_for_at_the_decision() -> None:
    """Of its owner, where the way back needs it; nobody is asked for what nobody needs."""
    commands = {
        "Rollback database migrations": "./down.sh {migrations_log}",
        "Rollback application": "./deploy.sh {application_tag}",
        "In a last resort": "./give-up.sh {caches_report} {migrations_file}",
    }
    needs = tuple(Command(comment=comment, text=text, line=0) for comment, text in commands.items())
    stage = Stage(replace(p.web_shop(), rollback_commands=needs)).to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    assert [] == asked(stage)
    stage.do(i.RequestRollback(reason="error rate 7 %"), p.ANA)
    first, second = asked_now(stage.state, stage.plan)
    assert ("value:migrations_log+1:1", stage.at, (p.DBA,)) == (first.question, first.since, first.people)
    assert ["migrations_log", "migrations_file"] == [each.name for each in first.wanted]
    assert [("application_tag", p.DEV.name)] == [(each.name, second.people[0].name) for each in second.wanted]
    needed = needed_back(stage.state, stage.plan)
    assert {"migrations_log": ["R3"], "migrations_file": [], "application_tag": ["R2"]} == {
        key: [step.number for step in steps] for key, steps in needed.items()
    }
    stage.do(i.AddNote(question=first.question, values={"migrations_log": "5.log"}), p.ANA)
    stage.do(i.FinishStep(step="R2"), p.DEV)
    assert [("migrations_file", p.DBA.name)] == asked(stage)


def test_the_same_value_again_is_known() -> None:
    """Nothing is noted twice."""
    stage = backed_up()
    stage.do(i.AddNote(text="backup_id=bk-7"), p.DBA)
    refusal = stage.refused(i.AddNote(text="backup_id=bk-7"), p.DBA)
    assert (Because.SETTLED, "{backup_id} is “bk-7” already.") == (refusal.because, refusal.text)


def test_a_value_has_its_length() -> None:
    """200 characters are taken, one more is not."""
    stage = backed_up()
    refusal = stage.refused(i.AddNote(text=f"backup_id={'x' * (LONGEST + 1)}"), p.DBA)
    assert (Because.INCOMPLETE, True) == (refusal.because, "has 200 at most" in refusal.text)
    stage.do(i.AddNote(text=f"backup_id={'x' * LONGEST}"), p.DBA)
    assert "x" * LONGEST == stage.state.values["backup_id"].note


def test_done_says_it_by_the_way() -> None:
    """The note stays the step's, and nobody is asked; what is too long is not taken."""
    stage = backed_up("3 minutes, backup_id=bk-7")
    done, noted = stage.last[:2] if isinstance(stage.last[0], StepFinished) else stage.last[1:3]
    assert isinstance(done, StepFinished)
    assert ("3 minutes, backup_id=bk-7", True) == (done.note, isinstance(noted, ValueNoted))
    assert "bk-7" == stage.state.values["backup_id"].note
    assert [("previous_version", p.ANA.name)] == asked(stage)
    assert {} == backed_up(f"backup_id={'x' * (LONGEST + 1)}").state.values


def test_a_reopened_step_is_asked_about_anew() -> None:
    """Its value may be another now: while it runs nobody is asked, afterwards by another question."""
    stage = backed_up()
    stage.do(i.ReopenStep(step="1"), p.DBA)
    assert [("previous_version", p.ANA.name)] == asked(stage)
    stage.do(i.FinishStep(step="1"), p.DBA)
    assert "value:backup_id:2" == asked_now(stage.state, stage.plan)[0].question


@pytest.mark.parametrize("again", [i.ReopenStep(step="1"), i.RetryStep(step="1")])
def test_what_an_earlier_attempt_made_does_not_count(again: i.Intent) -> None:
    """Neither reopened nor tried again: a truncated backup's id must not get into the restore command."""
    stage = Stage(plan()).to_pre_deployment()
    stage.do(i.AddNote(text="backup_id=bk-7"), p.DBA)
    stage.do(i.AddNote(text="previous_version=4.11.2"), p.ANA)
    first = i.FinishStep(step="1") if isinstance(again, i.ReopenStep) else i.FailStep(step="1", reason="full")
    stage.do(first, p.DBA)
    stage.do(again, p.DBA)
    assert ["previous_version"] == list(stage.state.values)
    stage.do(i.FinishStep(step="1", note="taken anew"), p.DBA)
    assert [("backup_id", p.DBA.name)] == asked(stage)
    assert "value:backup_id:2" == asked_now(stage.state, stage.plan)[0].question


def test_a_run_begins_without_values() -> None:
    """What was noted before Begin is of another day, as of a run that was left: it is asked for anew."""
    stage = Stage(plan()).to_approved()
    stage.do(i.AddNote(text="previous_version=4.11.2"), p.ANA)
    stage.do(i.Begin(override="all is briefed"), p.ANA)
    assert {} == stage.state.values
    assert [("previous_version", p.ANA.name)] == asked(stage)


def test_a_secret_is_neither_asked_for_nor_kept() -> None:
    """A note of it is refused; said with Done it is hidden, for the step is done all the same."""
    command = Command(comment="", text="curl -H {api_token} {backup_id}", line=0)
    stage = Stage(replace(p.web_shop(), rollback_commands=(command,))).to_pre_deployment()
    assert "a secret" in stage.refused(i.AddNote(text="api_token=x"), p.ANA).text
    assert "a secret" in stage.refused(i.AddNote(text="backup_id=Bearer abc"), p.ANA).text
    stage.do(i.FinishStep(step="1", note="ok, api_token: x"), p.DBA)
    assert [f"ok, api_token: {HUSHED}"] == [
        event.note for event in stage.last if isinstance(event, StepFinished)
    ]
    assert ({}, [("backup_id", p.DBA.name)]) == (stage.state.values, asked(stage))


def test_what_the_house_calls_a_secret_is_none_to_note_either() -> None:
    """Its names count as those that sound so, also for what was noted before they did."""
    command = Command(comment="", text="./hash.sh {shop_salt} {backup_id}", line=0)
    plan = replace(p.web_shop(), rollback_commands=(command,))
    before = Stage(plan).to_pre_deployment()
    before.do(i.AddNote(text="shop_salt=abc"), p.ANA)
    named = replace(plan, secret_names=("SHOP_SALT",))
    r3 = plan.step("R3")
    assert r3
    assert "./hash.sh {shop_salt} {backup_id}" == filled(before.state, named, r3, command).text
    stage = Stage(named).to_pre_deployment()
    assert [] == asked(stage)
    assert "a secret" in stage.refused(i.AddNote(text="shop_salt=abc"), p.ANA).text
    assert {} == stage.state.values


def test_what_was_hidden_is_no_value() -> None:
    """A backup's address is not noted without its password: nobody could restore from it."""
    stage = backed_up(f"backup_id={HUSHED}")
    assert {} == stage.state.values
    assert "a secret" in stage.refused(i.AddNote(text=f"backup_id=x{HUSHED}"), p.DBA).text


def test_that_there_is_no_value_is_none() -> None:
    """As a note it is kept, and asked for still; in the form it is refused."""
    stage = backed_up("backup_id: TBD")
    stage.do(i.AddNote(text="backup_id: not known yet"), p.DBA)
    assert isinstance(stage.last[0], NoteAdded)
    assert ("backup_id", p.DBA.name) in asked(stage)
    refusal = stage.refused(i.AddNote(values={"backup_id": "TBD"}), p.DBA)
    assert (Because.INCOMPLETE, "That says no value of {backup_id}.") == (refusal.because, refusal.text)


def test_a_later_step_does_not_overwrite_what_is_noted() -> None:
    """Its note is about something else; the step that makes the value may."""
    stage = backed_up("backup_id=bk-7")
    stage.do(i.FinishStep(step="2", note="the old backup_id=bk-6 is gone"), p.DEV)
    assert "bk-7" == stage.state.values["backup_id"].note
    again = Stage(plan()).to_pre_deployment()
    again.do(i.AddNote(text="backup_id=bk-7"), p.DBA)
    again.do(i.FinishStep(step="1", note="backup_id=bk-8"), p.DBA)
    assert "bk-8" == again.state.values["backup_id"].note


def test_other_notes_stay_notes() -> None:
    """Also where a plan's commands lack something."""
    stage = backed_up()
    stage.do(i.AddNote(text="the backup took long: 14 min"), p.DBA)
    assert isinstance(stage.last[0], NoteAdded)


def test_nobody_is_asked_once_it_is_over_or_given_up() -> None:
    """On the way back they are."""
    rolling = Stage(plan()).to_rolling_back()
    assert ("backup_id", p.DBA.name) in asked(rolling)
    assert [] == asked(Stage(plan()).to_completed())
    stage = Stage(plan()).to_deploying()
    stage.do(i.Cancel(reason="not tonight"), p.ANA)
    assert [] == asked(stage)
    assert Lifecycle.PRE_DEPLOYMENT is stage.state.state
