from dataclasses import replace
from datetime import timedelta

from bot.domain import events as e, intents as i
from bot.domain.people import Group, role_text
from commands.blocks.sentences import told
from commands.blocks.step_sentences import SENTENCES
from tests.bot.domain import plans as p
from tests.commands.blocks.stories import stage


def test_the_log_names_the_group_that_was_relied_on() -> None:
    """Who did it as a member of a user group is told with the group, who holds the role by name without."""
    story = stage()
    dba = role_text("DBA")
    group = Group(id="S1", handle="dba-team", members=(p.DBA.id,))
    story.roles[dba] = replace(story.roles[dba], groups=(group,))
    story.to_deploying()
    events = story.do(i.FinishStep(step="5"), p.DBA)
    told_first = told(events, story.state, story.plan)[0]
    assert "Step 5, Run database migrations, is done, as a member of @dba-team" == told_first
    events = story.do(i.FinishStep(step="6"), p.DEV)
    assert "Step 6, Deploy application, is done" == told(events, story.state, story.plan)[0]


def test_what_is_put_behind_a_follow_up_takes_no_time() -> None:
    """A step after the post-mortem is told as a follow-up, without minutes."""
    story = stage().to_rolling_back()
    add = i.AddStep(after="R7", action="Write it down", owner=p.DEV.id, minutes=10)
    events = story.do(add, p.ANA)
    expected = "Step R7a, Write it down, is added: Devi Rao, a follow-up, ad hoc after R7"
    assert expected == told(events, story.state, story.plan)[0]


def test_what_fell_with_a_reopened_step_is_said_with_it() -> None:
    """Who reopens a step reads that Go is asked anew and which item is open again."""
    story = stage().to_go()
    events = story.do(i.ReopenStep(step="4", note="the wrong page"), p.PAUL)
    reopened = told(events, story.state, story.plan)[0]
    assert reopened.startswith("Step 4, ")
    assert "is reopened: “the wrong page”; Go is asked anew" in reopened


def test_quiet_until_when() -> None:
    """Who is not reminded of a step any more is named, with the time until which, or for this attempt."""
    story = stage().to_deploying()
    quiet = e.RemindersQuieted(at=p.T0, by=p.DBA, step="5", until=p.T0 + timedelta(minutes=15))
    say = SENTENCES[e.RemindersQuieted]
    expected = "Step 5, Run database migrations: Dora Nagy is not reminded of it"
    assert f"{expected} until 23:15 CET" == say(quiet, story.state, story.plan)
    assert f"{expected} for this attempt" == say(replace(quiet, until=None), story.state, story.plan)
