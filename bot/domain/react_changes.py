"""What monitors hear of a deployment: that it begins, ends, is taken back; and what they are asked."""

from collections.abc import Sequence

from bot.domain import events as e
from bot.domain.annotations import Part, subject_of
from bot.domain.effects import Effect, LookUpFiring, MessageKind, PostMessage, RewriteMessages
from bot.domain.monitors import Monitor, grafana_dashboards, pagerduty_services
from bot.domain.plan import Plan
from bot.domain.state import Deployment

BEGINS: dict[type[e.Event], Part] = {e.DeployingBegan: Part.DEPLOYMENT, e.RollbackDecided: Part.ROLLBACK}
"""What a span on the dashboards begins with."""
ENDS = (e.Completed, e.RollbackDecided, e.RolledBack)
"""What one ends with."""


def changes_told(state: Deployment, events: Sequence[tuple[int, e.Event]], plan: Plan) -> list[Effect]:
    """One change for each of these events, and a span on each dashboard; where 8.2 names none, on all.

    As it is begun they are asked what fires already.
    """
    effects: list[Effect] = []
    for number, event in events:
        if isinstance(event, e.Begun):
            effects.append(LookUpFiring(services=pagerduty_services(plan)))
        part, ends = BEGINS.get(type(event)), _ends(state, event)
        if part or ends:
            change = PostMessage(kind=MessageKind.CHANGE, subject=str(number), to=Monitor.PAGERDUTY.value)
            effects.append(change)
        if ends:
            effects.append(RewriteMessages(kind=MessageKind.ANNOTATION))
        if part:
            effects += [
                PostMessage(
                    kind=MessageKind.ANNOTATION, subject=subject_of(part, uid), to=Monitor.GRAFANA.value
                )
                for uid in grafana_dashboards(plan) or ("",)
            ]
    return effects


def _ends(state: Deployment, event: e.Event) -> bool:
    """Whether something that was told to begin is over: after Go it may be cancelled as well."""
    return isinstance(event, ENDS) or (isinstance(event, e.Cancelled) and state.actual_t0 is not None)
