"""The section `Execution Record`: whoever reads it knows nothing of the deployment but the plan above it."""

from collections.abc import Iterator
from dataclasses import fields

from bot.document.record import deviations, outcome, smoke_told, tables, way_back
from bot.document.record.changes_told import changes
from bot.document.record.frame import TITLE
from bot.document.record.metrics_told import metrics
from bot.document.record.recorded import LONG, Recorded
from bot.document.record.telling import told_lines
from bot.document.record.writing import name, spoken, table
from bot.domain import events as e
from bot.domain.event import Event

NOT_LONG = frozenset({e.RolesBound, e.CameDue})
"""Events whose long texts nobody wrote."""


def section(told: Recorded) -> str:
    """The whole of it; parts of which there is nothing to say are left out."""
    parts = {
        "Outcome": outcome.outcome(told),
        "What did not go by the plan": deviations.deviations(told),
        "Each rollback question": way_back.questions(told),
        "The way back that was walked": way_back.walked(told),
        "What went back of 4.1 and 5": way_back.gone_back(told),
        "Whom 9.2 called": way_back.ladders(told),
        "Each step, planned and actual": tables.steps(told, told.plan.steps) if told.state.begun else "",
        "Who signed": tables.signoffs(told),
        "Who confirmed": tables.confirmations(told),
        "What came of 4.3 and 5": changes(told),
        "Results of 7.1": smoke_told.tests(told),
        "How the metrics of 8.1 stood": metrics(told),
        "Each alert": tables.alerts(told),
        "Who was told": tables.notices(told),
        "Values noted": tables.values(told),
        "Who stood for what": tables.roles(told),
        "All that happened": _happened(told),
        "In full": "\n\n".join(_in_full(told)),
        "About this section": outcome.about(told),
    }
    found = (f"### {title}\n\n{text}" for title, text in parts.items() if text)
    return "\n\n".join((f"## {TITLE}", *found))


def _happened(told: Recorded) -> str:
    rows = [(told.when(line.at), line.text, line.by) for line in told_lines(told)]
    return table(("When", "What", "Who"), rows)


def _in_full(told: Recorded) -> Iterator[str]:
    """What somebody said that has no room in a table, with its own lines."""
    for event in told.events:
        for text in _long(event):
            lines = "\n".join(f"> {spoken(line, told.names)}" for line in text.splitlines())
            yield f"{name(event.by)}, {told.when(event.at)}:\n\n{lines}"


def _long(event: Event) -> Iterator[str]:
    if type(event) in NOT_LONG:
        return
    for field in fields(event):
        value = getattr(event, field.name)
        if isinstance(value, str) and len(value) > LONG:
            yield value
    if isinstance(event, e.SmokeTestsTicked) and len(event.runs[0].result.why) > LONG:
        yield event.runs[0].result.why
