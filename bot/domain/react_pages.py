"""What is done in PagerDuty because levels of 9.2 are called: their pages, and who is on call for them."""

from collections.abc import Iterable

from bot.domain import events as e
from bot.domain.effects import Effect, LookUpOnCall, MessageKind, PostMessage, RewriteMessages
from bot.domain.pages import is_paged, policies, recipient
from bot.domain.plan import Plan

CHANGES_PAGES = (e.LevelCalled, e.CallAcknowledged, e.IssueOver, e.SeverityChanged)
"""With these a page that rings may be acknowledged, over, or worse, and one that somebody had ring again."""


def pages_followed(events: Iterable[e.Event], plan: Plan) -> list[Effect]:
    """A level that is called is paged; whoever is on call is looked up as it begins, and before each call."""
    every = tuple(events)
    effects: list[Effect] = []
    if any(isinstance(event, e.Begun | e.IssueRaised) for event in every):
        effects += [LookUpOnCall(level=level, policy=policy) for level, policy in policies(plan).items()]
    if any(isinstance(event, CHANGES_PAGES) for event in every):
        effects.append(RewriteMessages(kind=MessageKind.PAGER))
    called = [event.level for event in every if isinstance(event, e.LevelCalled)]
    return [
        *effects,
        *(
            PostMessage(kind=MessageKind.PAGER, subject=level, to=recipient(level))
            for level in dict.fromkeys(called)
            if is_paged(plan, level)
        ),
    ]
