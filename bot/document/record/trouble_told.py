"""What was seen, asked, voted, decided and escalated, in one sentence an event."""

from collections.abc import Iterable, Sequence

from bot.document.record.recorded import Recorded
from bot.document.record.steps_told import Sentences, because
from bot.document.record.writing import listed, name, people, sentence, spoken
from bot.domain import events as e
from bot.domain.alerts import AlertStatus
from bot.domain.bands import measured
from bot.domain.changes_events import AnswerGiven, Changed, Checked
from bot.domain.escalation_events import Called
from bot.domain.evidence import Evidence
from bot.domain.metric_rows import Row, watched
from bot.domain.question_parts import Choice, Escalated
from bot.domain.sightings import Sighting
from bot.domain.watch import Reading, SmokeOutcome

WHY = {
    Called.ASKED: "somebody asked",
    Called.UNDECIDED: "nobody had decided",
    Called.DUE: "as 9.2 has it",
    Called.SILENCE: "nobody had acknowledged",
    Called.PASSED_ON: "it was passed on",
    Called.AGAIN: "once more, nobody had acknowledged",
    Called.STILL_OPEN: "once more, nothing was heard",
    Called.ON_CALL: "who is on call had changed",
    Called.LEFT: "who was called had left Slack",
    Called.NOBODY: "nobody of 9.2 could be called",
}
"""Why a level was called."""
WANTED = {Choice.ROLLBACK: "Roll back", Choice.CONTINUE: "Continue"}


def seen(evidence: Iterable[Evidence], told: Recorded) -> str:
    """What speaks for a rollback, since when, and what of it is over."""
    return "; ".join(
        f"{spoken(each.text, told.names)}, since {told.when(each.since)}{', is over' if each.is_over else ''}"
        for each in evidence
    )


def reading_said(reading: Reading, told: Recorded) -> str:
    """`Error Rate critical (7.2%)`."""
    row = next((each for each in watched(told.document) if each.key == reading.metric), None)
    shown = spoken(row.shown if row else reading.metric)
    said = spoken(reading.why)
    if reading.value is not None and not said:
        said = spoken(measured(row.metric.critical if row else None, reading.value))
    return f"{shown} {reading.level}{f' ({said})' if said else ''}"


def value_said(row: Row, value: float | None) -> str:
    """`7.2%`: what a row of 8.1 measured, in its unit."""
    return "no data" if value is None else spoken(measured(row.metric.critical, value))


def _before(event: e.BeforeMeasured, told: Recorded) -> str:
    rows = (row for row in watched(told.document) if row.key in event.values)
    said = (f"{spoken(row.shown)} {value_said(row, event.values[row.key])}" for row in rows)
    return f"Metrics in the hour before Begin: {', '.join(said)}"


def _asked(event: e.RollbackAsked, told: Recorded) -> str:
    return f"Roll back? {event.severity.capitalize()}, question {event.round}: {seen(event.evidence, told)}"


def _vote(event: e.VoteCast, told: Recorded) -> str:
    instead = f", for {listed(map(name, event.instead_of))}" if event.instead_of else ""
    member = f", as a member of {spoken(f'@{event.as_member_of}')}" if event.as_member_of else ""
    again = f"; ask again {told.when(event.ask_again_at)}" if event.ask_again_at else ""
    return f"Votes {WANTED[event.choice]}{instead}{member}{because(told, event.reason)}{again}"


def _declined(event: e.RollbackDeclined, told: Recorded) -> str:
    again = f"; asked again {told.when(event.ask_again_at)}" if event.ask_again_at else ""
    return f"Decided: no rollback, it goes on{because(told, event.reason)}{again}"


def _decided(event: e.RollbackDecided, told: Recorded) -> str:
    steps = ", ".join(map(spoken, event.steps))
    return f"Decided: roll back, {event.severity}{because(told, event.reason)}; steps {steps}"


def _escalated(event: e.DecisionEscalated, _told: Recorded) -> str:
    why = "those who decide disagree" if event.why is Escalated.TIE else "the time to decide is up"
    return f"Undecided, {why}: one of those who are called decides alone"


def _level(event: e.LevelCalled, told: Recorded) -> str:
    absent = f"{listed(map(spoken, event.absent))} by telephone" if event.absent else ""
    who = sentence(people(event.people) if event.people else "", absent) or "nobody new stands for it"
    unpaged = "; not paged: PagerDuty is not set up" if event.is_unpaged else ""
    return f"{spoken(event.level)} is called: {who} ({WHY[event.because]}){because(told, event.why)}{unpaged}"


def _acknowledged(event: e.CallAcknowledged, _told: Recorded) -> str:
    if event.where:
        return f"{spoken(event.level)}: {spoken(event.said_by)} takes charge, in {spoken(event.where)}"
    return f"{spoken(event.level)}: {spoken(event.for_whom) or name(event.by)} takes charge"


def _passed_on(event: e.CallPassedOn, _told: Recorded) -> str:
    return f"{spoken(event.level)}: {spoken(event.for_whom) or name(event.by)} passes it on"


def alert_said(alert: Sighting) -> str:
    """`HighErrorRate (Grafana): 7.2 %`."""
    value = f": {spoken(alert.value)}" if alert.value else ""
    return f"{spoken(alert.title)} ({alert.source.value}){value}"


def _alerts(event: e.AlertsReported, _told: Recorded) -> str:
    """Those that fire and were not known before the run; what is over is told, too."""
    fires = [alert_said(each) for each in event.alerts if each.is_live and not each.is_old]
    over = [alert_said(each) for each in event.alerts if each.status is AlertStatus.RESOLVED]
    return sentence(
        f"Alerts fire: {', '.join(fires)}" if fires else "",
        f"{event.more} more fire" if event.more else "",
        f"Alerts over: {', '.join(over)}" if over else "",
    )


def rows_said(numbers: Sequence[int]) -> str:
    """`row 4`, `rows 1, 2 and 5`."""
    found = listed(map(str, numbers)) if numbers else "none"
    return f"row {found}" if len(numbers) == 1 else f"rows {found}"


def _tests(event: e.SmokeTestsRun, _told: Recorded) -> str:
    passed = [run for run in event.runs if run.result.outcome is SmokeOutcome.PASSED]
    others = [
        f"{spoken(run.name)}: {run.result.outcome}{f', {spoken(run.result.why)}' if run.result.why else ''}"
        for run in event.runs
        if run not in passed
    ]
    return sentence(f"Smoke tests: {len(passed)} of {len(event.runs)} passed", *others)


def _ticked(event: e.SmokeTestsTicked, told: Recorded) -> str:
    """What somebody said of rows, and what a machine says beside it."""
    first = event.runs[0]
    named = ", ".join(f"{run.number} {spoken(run.name)}".removeprefix("0 ") for run in event.runs)
    machine = f"; a machine said {first.machine.outcome}" if first.machine else ""
    return (
        f"Smoke tests said to have {first.result.outcome}: {named}{because(told, first.result.why)}{machine}"
    )


def _answer(row: Checked | Changed, how: tuple[str, str]) -> str:
    result = f" ({spoken(row.result)})" if row.result else ""
    return f"{spoken(row.name)} {how[0] if row.holds else how[1]}{result}"


def _answers(event: AnswerGiven, how: tuple[str, str]) -> str:
    """Each row of 4 or 5, whether it is as it should be, and what was seen."""
    rows = (_answer(row, how) for row in event.rows)
    whose = f", for {spoken(event.for_whom)}" if event.on_behalf and event.for_whom else ""
    member = f", as a member of {spoken(f'@{event.as_member_of}')}" if event.as_member_of else ""
    return f"{'; '.join(rows)}{whose}{member}"


SENTENCES: Sentences = {
    e.RollbackAsked: _asked,
    e.EvidenceSeen: lambda event, told: f"Seen: {seen(event.evidence, told)}",
    e.VoteCast: _vote,
    e.SeverityChanged: lambda event, told: (
        f"Severity {event.severity}, it was {event.was}{because(told, event.reason)}"
    ),
    e.DecisionEscalated: _escalated,
    e.RollbackDeclined: _declined,
    e.RollbackDecided: _decided,
    e.QuestionFellAway: lambda event, told: f"Not asked any more: {told.step(event.step)}, is over",
    e.QuestionNotRepeated: lambda _event, _told: "Not asked again: nothing that spoke for a rollback holds",
    e.IssueRaised: lambda event, told: f"Escalated{because(told, event.why)}",
    e.LevelCalled: _level,
    e.CallAcknowledged: _acknowledged,
    e.CallPassedOn: _passed_on,
    e.IssueOver: lambda event, told: f"Stand down{because(told, event.why)}",
    e.OnCallNoted: lambda event, _: (
        f"On call for {spoken(event.level)}: "
        f"{listed((*map(name, event.people), *map(spoken, event.strangers)))}"
    ),
    e.AlertsReported: _alerts,
    e.AlertAttached: lambda event, _: f"Tied by hand: {alert_said(event.alert)}",
    e.MetricsRead: lambda event, told: (
        f"Metrics: {', '.join(reading_said(each, told) for each in event.readings)}"
    ),
    e.BeforeMeasured: _before,
    e.MetricSaid: lambda event, told: (
        f"{spoken(event.name)} is {'normal' if event.is_normal else 'not normal'}, said by hand"
        f"{f' for {spoken(event.for_whom)}' if event.for_whom else ''}{because(told, event.note)}"
    ),
    e.SmokeTestsAsked: lambda event, _: f"Smoke tests begin: {rows_said(event.rows)}",
    e.SmokeTestSent: lambda event, _: f"Smoke test {event.number}, {spoken(event.name)}, is sent",
    e.ChartDrawn: lambda event, _: f"A chart was drawn: {spoken(event.drawn.words)}",
    e.DataValidated: lambda event, _: f"Data of 4.3: {_answers(event, ('as expected', 'not as expected'))}",
    e.ConfigurationConfirmed: lambda event, _: (
        f"Configuration of 5: {_answers(event, ('changed', 'not changed'))}"
    ),
    e.MigrationsReversed: lambda event, _: f"Migrations of 4.1: {_answers(event, ('back', 'not back'))}",
    e.ConfigurationRestored: lambda event, _: f"Configuration of 5: {_answers(event, ('back', 'not back'))}",
    e.SmokeTestsRun: _tests,
    e.SmokeTestsTicked: _ticked,
    e.SmokeTestsLeft: lambda event, told: (
        f"Smoke tests that have not passed as {told.step(event.step)}, is done: {rows_said(event.rows)}"
    ),
}
