"""Plans that change, and other kinds of change: stories for the gallery."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain import intents as i
from bot.domain.facts import Precedent
from bot.ports import Message
from tests.bot.domain import plans as p
from tests.bot.domain.sections import all_said
from tests.bot.domain.stories import Stage
from tests.commands.blocks import stories as s


def proposed() -> Stage:
    """A changed document is shown: a script more, a flag less."""
    story = s.stage().to_approved()
    plan = story.plan
    script = replace(plan.migrations[0], script="V041_4_orders_index.sql")
    story.writes(replace(plan, migrations=(*plan.migrations, script), flags=()))
    story.do(i.Amend(text="changed"), p.ANA)
    return story


def proposed_early() -> Stage:
    """It is shown while only Security has approved, whom it concerns."""
    story = s.stage().to_review()
    story.do(i.GiveSignOff(), p.SEC)
    story.writes(replace(story.plan, flags=()))
    story.do(i.Amend(text="changed"), p.ANA)
    return story


def shown_anew() -> Stage:
    """The document changed once more."""
    story = proposed()
    story.writes(replace(story.plan, variables=()))
    story.do(i.Amend(text="changed once more"), p.SAM)
    return story


def amended() -> Stage:
    """The changed document was taken."""
    story = proposed()
    story.do(i.AcceptAmendment(), p.ANA)
    return story


def marks_alone() -> Stage:
    """A document in which only a box was ticked."""
    story = s.stage().to_approved().writes(s.web_shop(), ticked=(1,))
    story.do(i.Amend(text="ticked"), p.ANA)
    return story


def begun_with_a_proposal() -> Stage:
    """Begun while a changed document was shown."""
    story = proposed()
    story.do(i.Begin(override="the list is in the ticket"), p.ANA)
    return story


def moved() -> Stage:
    """The window moved by two days."""
    story = s.stage().to_approved().moves(timedelta(days=2))
    story.do(i.Reschedule(start=datetime(2026, 12, 3, 23, 0)), p.ANA)  # noqa: DTZ001 - local
    return story


def withdrawn() -> Stage:
    """Security took the approval back."""
    story = s.stage().to_approved()
    story.do(i.WithdrawSignOff(wanted="Security a hole in the login"), p.SEC)
    return story


def emergency() -> Stage:
    """An emergency that one person approved."""
    story = Stage(p.of_type("Emergency", s.web_shop())).to_review()
    story.do(i.GiveSignOff(), p.SEC)
    return story


def emergency_approved() -> Stage:
    """An emergency that two people approved."""
    story = emergency()
    story.do(i.GiveSignOff(), p.OMAR)
    return story


def overdue() -> Stage:
    """An emergency whose rest is overdue."""
    story = emergency_approved()
    story.do(i.Begin(override="the list is in the ticket"), p.ANA)
    assert story.state.late_due
    story.at = story.state.late_due
    story.wake("late-sign-offs")
    return story


def completed_late() -> Stage:
    """An emergency that is live, and lacks what was to be given afterwards."""
    story = emergency_approved()
    story.do(i.Begin(override="the list is in the ticket"), p.ANA)
    story.walk()
    story.do(i.Go(at_once=True), p.ANA)
    story.walk()
    all_said(story)
    for checkpoint, person in (("1", p.ANA), ("2", p.QUINN), ("3", p.OMAR), ("4", p.PIA)):
        story.do(i.Confirm(wanted=checkpoint), person)
    return story


def standard(until: str) -> Stage:
    """A standard change after a run that CAB approved."""
    plan = p.of_type(f"Standard until {until}", s.web_shop())
    story = Stage(plan)
    story.precedent = Precedent(
        deployment="WEB-DEPLOY-040", plan=plan, given_by=p.CARLA, given_at=p.T0 - timedelta(days=7)
    )
    return story.to_review()


def before(story: Stage, message: Message) -> Message:
    """A message that was sent before, with the story as it stands now."""
    return replace(message, state=story.state, plan=story.plan)
