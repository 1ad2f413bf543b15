"""Which metrics are drawn, and when: those that speak for a rollback as they do, and all at the end."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.domain import events as e
from bot.domain.effects import DrawChart, Effect, MessageKind, PostMessage
from bot.domain.evidence import Evidence, EvidenceKind
from bot.domain.metric_rows import watched
from bot.domain.plan import Plan
from bot.domain.questions import decision_subject
from bot.domain.state import Deployment
from bot.domain.watch import Level

BEFORE_T0 = timedelta(minutes=30)
"""So much of the time before T-0 is drawn: it tells what is new."""
LONGEST = timedelta(hours=24)
MOST_METRICS = 8
"""In one picture: on a phone it must be read."""
AT_REST = timedelta(minutes=10)
"""What was drawn for a question and is critical anew is drawn once more, unless it began so soon after."""


def charts_followed(
    state: Deployment, events: Sequence[tuple[int, e.Event]], plan: Plan, before: Deployment | None
) -> list[Effect]:
    """What is to be drawn, and what was."""
    effects: list[Effect] = []
    for number, event in events:
        if isinstance(event, e.ChartDrawn):
            effects.append(PostMessage(kind=MessageKind.CHART, subject=f"{number}"))
        elif isinstance(event, e.Completed | e.RolledBack):
            effects += _drawn(state, plan, _worst_first(state, plan), "", event.at)
        elif isinstance(event, e.RollbackAsked | e.EvidenceSeen) and state.question:
            known = before.question.evidence if before and before.question else ()
            new = [each.subject for each in _new(event.evidence, known)]
            effects += _drawn(state, plan, new, decision_subject(state.question.round), event.at)
    return effects


def _drawn(
    state: Deployment, plan: Plan, metrics: Sequence[str], about: str, end: datetime
) -> Iterator[Effect]:
    rows = {row.key for row in watched(plan)}
    shown = tuple(each for each in metrics if each in rows)[:MOST_METRICS]
    began = state.actual_t0 or (state.begun.at if state.begun else end)
    if shown:
        yield DrawChart(about=about, metrics=shown, start=max(began - BEFORE_T0, end - LONGEST), end=end)


def _new(seen: Sequence[Evidence], known: Sequence[Evidence]) -> Iterator[Evidence]:
    """The metrics that speak for the question now and did not before."""
    before = {each.subject: each for each in known if each.kind is EvidenceKind.METRIC}
    for each in seen:
        was = before.get(each.subject)
        is_back = was is not None and was.is_over and each.since - was.since >= AT_REST
        if each.kind is EvidenceKind.METRIC and not each.is_over and (was is None or is_back):
            yield each


def _worst_first(state: Deployment, plan: Plan) -> list[str]:
    """Those that are read; as the plan has them, what is not normal before the rest."""
    readings = state.watch.readings
    keys = [row.key for row in watched(plan) if row.key in readings]
    return sorted(keys, key=lambda key: readings[key].level is Level.NORMAL)
