"""What is done outside so that the status page shows what customers are to read."""

from collections.abc import Iterable

from bot.domain import events as e
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages
from bot.domain.maintenance import turns_off, turns_on
from bot.domain.plan import Channel, Plan
from bot.domain.state import Deployment

CHANGES_IT = (
    e.ReviewReopened,
    e.Amended,
    e.NoticeEdited,
    e.StepReopened,
    e.StepAdded,
    e.UndoingBegan,
    e.PreDeploymentLeft,
    e.DeployingBegan,
    e.VerifyingBegan,
    e.Completed,
    e.Cancelled,
    e.WindowMissed,
    e.RollbackDecided,
    e.RolledBack,
    e.WindowExtended,
)
"""Events after which it may show something else; so may a step about maintenance mode that is over."""


def page_followed(state: Deployment, events: Iterable[e.Event], plan: Plan) -> list[Effect]:
    """The entry is made at the approval, and brought up to date from then on; it is one message."""
    if state.announced is None:
        return []
    every = tuple(events)
    if any(isinstance(event, e.Approved) for event in every):
        return [PostMessage(kind=MessageKind.PAGE, to=Channel.STATUS_PAGE.value)]
    changes = any(isinstance(event, CHANGES_IT) or _is_about_maintenance(event, plan) for event in every)
    return [RewriteMessages(kind=MessageKind.PAGE)] if changes else []


def _is_about_maintenance(event: e.Event, plan: Plan) -> bool:
    step = plan.step(event.step) if isinstance(event, e.StepFinished) else None
    return step is not None and (turns_on(step) or turns_off(step))
