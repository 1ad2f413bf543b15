from datetime import datetime, timedelta

from bot.domain import events as e, intents as i
from commands.blocks.review_sentences import SENTENCES
from commands.blocks.sentences import told
from tests.bot.domain import plans as p
from tests.commands.blocks.stories import stage


def test_a_moved_draft_says_nothing_of_approvals() -> None:
    """Where nobody approved yet, nothing is said to stand; where somebody did, it is."""
    draft, reviewed = stage().open(), stage().to_review()
    reviewed.do(i.GiveSignOff(), p.SEC)
    move = i.Reschedule(start=datetime(2026, 12, 3, 23, 0))  # noqa: DTZ001 - a local time
    said = []
    for story in (draft, reviewed):
        events = story.moves(timedelta(days=2)).do(move, p.ANA)
        said.append(told(events, story.state, story.plan)[0])
    assert [
        "Rescheduled to Thu 3 Dec 23:00 CET",
        "Rescheduled to Thu 3 Dec 23:00 CET; every approval stands",
    ] == said


def test_an_emergency_names_what_it_still_lacks() -> None:
    """An approval with late rows says which and until when; a whole one says that all is given."""
    story = stage().to_approved()
    say = SENTENCES[e.Approved]
    whole = e.Approved(at=p.T0, by=None)
    assert "Approved: every sign-off is given" == say(whole, story.state, story.plan)
    late = e.Approved(at=p.T0, by=None, late=(1, 2), late_due=p.END)
    first, second = (row.label for row in story.plan.signoffs[:2])
    expected = f"Approved as an emergency; still to be given by Wed 2 Dec 01:00 CET: {first}, {second}"
    assert expected == say(late, story.state, story.plan)
