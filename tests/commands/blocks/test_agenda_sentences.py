from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import events as e
from bot.domain.agenda.notifications import BEFORE
from bot.domain.agenda.table import RULES
from bot.domain.agenda_events import Fate
from bot.domain.notices import Audience, NoticeKind
from bot.domain.plan import Channel
from bot.domain.questions import told_row
from commands.blocks.agenda_sentences import SENTENCES
from tests.bot.domain import plans as p
from tests.commands.blocks.stories import stage

GIVEN = e.NoticeGiven(
    at=p.T0,
    by=None,
    number=1,
    kind=NoticeKind.PLANNED,
    about=told_row(1),
    message="Deployment scheduled",
    audience=Audience(name="All stakeholders", addresses=("all@example.com",)),
    ways=(Channel.EMAIL, Channel.SLACK),
)


def said(event: e.Event) -> str:
    """The event's sentence in the middle of a plan with a communication plan."""
    story = stage().to_deploying()
    return SENTENCES[type(event)](event, story.state, p.announced())


def test_who_was_told_by_which_ways() -> None:
    """The ways are named, what did not work beside them; that nobody was told is said, late with why."""
    assert "Deployment scheduled: All stakeholders told by email and in Slack" == said(GIVEN)
    untold = replace(GIVEN, ways=(), failings=("email is not set up: not sent",))
    expected = "Deployment scheduled: All stakeholders not told (email is not set up)"
    assert expected == said(untold)
    partly = replace(GIVEN, ways=(Channel.SLACK,), failings=untold.failings)
    expected = "Deployment scheduled: All stakeholders told in Slack (email is not set up: not sent)"
    assert expected == said(partly)
    late = replace(GIVEN, ways=(Channel.EMAIL,), is_late=True, late_because="approved late")
    assert "Deployment scheduled: All stakeholders told by email, late (approved late)" == said(late)


def test_what_came_due_goes_by_its_rule_or_by_its_row() -> None:
    """A notice that was not given names its audience and its minute; anything else what its rule is for."""
    due = e.CameDue(at=p.T0, by=None, rule=BEFORE, subject=told_row(1), due_at=p.T0, fate=Fate.SKIPPED)
    expected = "Deployment scheduled: All stakeholders not told, it was due Tue 1 Dec 23:00 CET: skipped"
    assert expected == said(due)
    gone = replace(due, subject=told_row(99))
    assert f"{RULES[BEFORE].what}: skipped" == said(gone)


def test_an_edited_row_is_told_by_what_the_plan_says() -> None:
    """The plan's words name it; a row that an amendment took away goes by its number."""
    edited = e.NoticeEdited(at=p.T0, by=p.ANA, row=2, message="In an hour")
    assert "Deployment starting soon will say: “In an hour”" == said(edited)
    assert "notice 99 will say: “In an hour”" == said(replace(edited, row=99))


def test_words_of_the_end_wait_for_it() -> None:
    """Whoever writes them before T+done reads that, and because of which word; at T+done nothing waits."""
    edited = e.NoticeEdited(at=p.T0, by=p.ANA, row=2, message="The move is done")
    expected = "Deployment starting soon will say: “The move is done”; it waits for the last confirmation"
    assert f"{expected}, because of “done”" == said(edited)
    assert said(replace(edited, row=4)).endswith("will say: “The move is done”")


def test_what_was_missed_is_counted_by_what_became_of_it() -> None:
    """Fates of several rules are added up; what nothing became of is not named."""
    fates = {"a": {Fate.LATE: 1, Fate.FOLDED: 2}, "b": {Fate.LATE: 2}}
    caught_up = e.CaughtUp(at=p.T0, by=None, since=p.T0, fates=fates)
    expected = "I was away since 23:00 CET. What was due meanwhile: 3 sent late, 2 folded into a later one"
    assert expected == said(caught_up)


@pytest.mark.parametrize(("minutes", "since"), [(59, "23:00 CET"), (60, "Tue 1 Dec 23:00 CET")])
def test_a_pause_that_began_on_another_day_names_it(minutes: int, since: str) -> None:
    """From midnight of the plan's zone on, a clock alone would be of today."""
    fates = {"a": {Fate.LATE: 1}}
    at = p.T0 + timedelta(minutes=minutes)
    assert said(e.CaughtUp(at=at, by=None, since=p.T0, fates=fates)).startswith(f"I was away since {since}.")
