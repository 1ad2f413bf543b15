from dataclasses import replace

from bot.domain.agenda.reminded import reminded
from bot.domain.agenda_events import Fate
from bot.domain.effects import MessageKind, RewriteMessages
from tests.bot.domain.stories import Stage

KEPT = {
    "approval-48h review:a:1": Fate.LATE,
    "approval-24h review:a:2": Fate.ON_TIME,
    "approval-4h review:a:2": Fate.FOLDED,
    "nudge step:5:1": Fate.ON_TIME,
}


def test_what_was_sent_is_brought_up_to_date() -> None:
    """Of the rules and the subject that are asked for; what was not sent is nowhere to be changed."""
    state = replace(Stage().open().state, came_due=KEPT)
    both, newest = ([*KEPT][:2], [[*KEPT][1]])
    for subject, keys in (("", both), ("review:a:2", newest)):
        expected = [RewriteMessages(kind=MessageKind.REMINDER, subject=key) for key in keys]
        assert expected == reminded(state, "approval", subject)
