"""The messages of a deployment beside which much stands, and of one that holds or held a lock."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.domain import intents as i
from bot.domain.neighbours import SURROUNDINGS_TIMER
from bot.domain.state import Lifecycle
from bot.ports import Message
from tests.bot.domain import around as a, plans as p
from tests.bot.domain.stories import Stage
from tests.commands.blocks import stories as s


def _beside(story: Stage) -> Stage:
    """Under a lock and a freeze, beside another of the shop's that runs, and others of that night."""
    runs = replace(a.RIVAL, runs=True, start=p.T0 - 4 * a.HOUR, end=p.T0 - 2 * a.HOUR)
    strangers = (a.other(f"Team {n}", people=()) for n in range(3))
    story.lock, story.freezes = a.lock(), (a.freeze(3),)
    story.others = (runs, a.other(), *strangers)
    story.wake(SURROUNDINGS_TIMER)
    return story


def _alone_again() -> Stage:
    story = _beside(s.stage().to_review())
    story.lock, story.freezes, story.others = None, (), ()
    story.wake(SURROUNDINGS_TIMER)
    return story


def _rejected() -> Stage:
    story = s.stage().to_review()
    story.do(i.RejectSignOff(reason="section 4 has no way back"), p.SEC)
    return story


def _released() -> Stage:
    story = s.stage().to_rolled_back()
    story.do(i.Unlock(reason="the migration is mended"), p.SAM)
    return story


def _told(story: Stage) -> Message:
    return s.log(story, *story.last)


BESIDE: Mapping[str, Callable[[], Message]] = {
    "status/draft-beside": lambda: s.status(_beside(s.stage().open())),
    "status/draft-rejected-beside": lambda: s.status(_beside(_rejected())),
    "status/in-review-beside": lambda: s.status(_beside(s.stage().to_review())),
    "status/approved-beside": lambda: s.status(_beside(s.stage().to_approved())),
    "status/deploying-beside": lambda: s.status(_beside(s.stage().to_deploying())),
    "status/rolled-back-released": lambda: s.status(_released()),
    "review/asked-beside": lambda: s.review(_beside(s.stage().to_review()), p.SEC.id),
    "go/asked-beside": lambda: s.go(_beside(s.stage().to_go())),
    "ending/rolled-back-released": lambda: s.ending(_released(), Lifecycle.ROLLED_BACK),
    "log/beside": lambda: _told(_beside(s.stage().to_review())),
    "log/alone-again": lambda: _told(_alone_again()),
    "log/released": lambda: _told(_released()),
}
