"""What monitors hear of a deployment: that it begins, ends, is taken back."""

from collections.abc import Sequence

from bot.domain import events as e
from bot.domain.annotations import Part, subject_of
from bot.domain.effects import Effect, MessageKind, PostMessage, RewriteMessages
from bot.domain.monitors import Monitor, grafana_dashboards
from bot.domain.plan import Plan

BEGINS: dict[type[e.Event], Part] = {e.DeployingBegan: Part.DEPLOYMENT, e.RollbackDecided: Part.ROLLBACK}
"""What a span on the dashboards begins with."""
ENDS = (e.Completed, e.RollbackDecided, e.RolledBack)
"""What one ends with."""


def changes_told(events: Sequence[tuple[int, e.Event]], plan: Plan) -> list[Effect]:
    """One change for each of these events, and a span on each dashboard; where 8.2 names none, on all."""
    effects: list[Effect] = []
    for number, event in events:
        part = BEGINS.get(type(event))
        if part or isinstance(event, ENDS):
            change = PostMessage(kind=MessageKind.CHANGE, subject=str(number), to=Monitor.PAGERDUTY.value)
            effects.append(change)
        if isinstance(event, ENDS):
            effects.append(RewriteMessages(kind=MessageKind.ANNOTATION))
        if part:
            effects += [
                PostMessage(
                    kind=MessageKind.ANNOTATION, subject=subject_of(part, uid), to=Monitor.GRAFANA.value
                )
                for uid in grafana_dashboards(plan) or ("",)
            ]
    return effects
