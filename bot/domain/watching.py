"""What a deployment makes of metrics: what is news, and what speaks for a rollback."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain import events as e
from bot.domain.alerting import first_step_at
from bot.domain.bands import asked_after, level_of, measured
from bot.domain.comparing import before, is_read_anew, newly_known
from bot.domain.evidence import Evidence, EvidenceKind
from bot.domain.facts import Decision, Facts, Story
from bot.domain.intents import ReportMetrics
from bot.domain.maintenance import called_at, ended_at, lasts
from bot.domain.metric_rows import Row, watched
from bot.domain.plan import Metric, Plan, Severity, Step
from bot.domain.raising import raise_question
from bot.domain.state import Deployment
from bot.domain.watch import Level, MetricRead, Reading
from bot.domain.watch_ending import end_watches, over
from bot.domain.words import stemmed, stems

_MONITORING = stemmed("monitor", "monitoring")
NOT_SET_UP = "Prometheus is not set up any more"


def is_monitoring(step: Step) -> bool:
    """Whether somebody watches the metrics of 8.1 in the step."""
    return bool(stems(step.action) & _MONITORING)


def report_metrics(state: Deployment, intent: ReportMetrics, facts: Facts) -> Decision:
    """Take what is news, and ask about what has been critical for as long as the plan says.

    Where nobody can be asked nothing is said: the rows are people's.
    """
    if state.begun is None or not state.state.is_running:
        return ()
    story = Story(state)
    if values := newly_known(state, facts.plan, intent.before):
        story.add(e.BeforeMeasured(at=facts.now, by=None, values=values))
    if news := _news(state, facts.plan, intent.reads, facts.now):
        story.add(e.MetricsRead(at=facts.now, by=None, readings=news))
    seen = [*_critical(story.state, facts.plan, facts.now), *_recovered(story.state)]
    if seen:
        raise_question(story, facts, seen)
    if {row.key for row in watched(facts.plan)} <= {each.metric for each in intent.reads}:
        end_watches(story, facts)
    return story.events


def is_told(state: Deployment, plan: Plan, report: ReportMetrics, now: datetime) -> bool:
    """Whether a report may change anything: most looks find all as it was."""
    news = newly_known(state, plan, report.before) or _news(state, plan, report.reads, now)
    return bool(news or _critical(state, plan, now) or _recovered(state) or over(state, plan, now))


def _news(state: Deployment, plan: Plan, reads: Sequence[MetricRead], now: datetime) -> tuple[Reading, ...]:
    """How the metrics stand now that stood otherwise before."""
    known = state.watch.readings
    if not known and all(each.is_unset for each in reads):
        return ()
    rows = {row.key: row for row in watched(plan)}
    found = (_reading(state, plan, rows[each.metric], each, now) for each in reads if each.metric in rows)
    return tuple(each for each in found if known.get(each.metric) != each)


def _reading(state: Deployment, plan: Plan, row: Row, read: MetricRead, now: datetime) -> Reading:
    """How the metric stands now; the same as before where only the value is another, but for a time at which
    values are read anew.

    Where there was no value meanwhile, what is old is not taken to go on: nobody saw that it did. What was
    critical meanwhile, for as long as it is asked about, was not the same all the time.
    """
    known = state.watch.readings.get(row.key)
    since = known.critical_since if known else None
    if (
        known
        and since
        and not known.level.is_measured
        and read.samples
        and _is_old(state, plan, row.metric, since)
    ):
        since = None
    began, level, value, is_same = now, Level.NO_DATA, None, True
    why = NOT_SET_UP if read.is_unset else read.unavailable
    if why:
        level = Level.UNAVAILABLE
    else:
        for sample in read.samples:
            at, before = min(sample.at, now), level
            level, value = level_of(row.metric, sample.value), sample.value
            began = began if level is before else at
            if level is not Level.CRITICAL and since and at - since >= asked_after(plan, row.metric):
                is_same = False
            since = (since or at) if level is Level.CRITICAL else None
    if known and known.level is level and is_same:
        if (known.critical_since, known.why) == (since, why):
            return replace(known, value=value, at=now) if is_read_anew(state, known) else known
        began = began if level is Level.CRITICAL else known.since
    return Reading(
        metric=row.key, level=level, since=began, value=value, critical_since=since, why=why, at=now
    )


def _critical(state: Deployment, plan: Plan, now: datetime) -> list[Evidence]:
    """What has been critical for long enough, and is neither old nor what maintenance brings with it."""
    found = []
    for row in watched(plan):
        reading = state.watch.readings.get(row.key)
        since = _counts_since(state, plan, row.metric, reading) if reading else None
        if reading and since and now - since >= asked_after(plan, row.metric):
            found.append(_evidence(state, row, reading))
    return found


def _counts_since(state: Deployment, plan: Plan, metric: Metric, reading: Reading) -> datetime | None:
    """Since when it counts that the metric is critical; `None` where it does not.

    What maintenance brings with it, too little of something and the errors of its page, counts from its end.
    """
    since = reading.critical_since
    if reading.level is not Level.CRITICAL or since is None or _is_old(state, plan, metric, since):
        return None
    if is_too_little(metric) or _is_before_go(state, since):
        return None if lasts(state, plan) else max(since, ended_at(state, plan) or since)
    return since


def _is_old(state: Deployment, plan: Plan, metric: Metric, since: datetime) -> bool:
    """Whether what is critical since then began before the first step, or whoever said Go could see it.

    What began in maintenance is not: whoever said Go took it for what its page brings.
    """
    first = first_step_at(state)
    if first is None or since < first:
        return True
    return (
        not is_too_little(metric)
        and _is_before_go(state, since)
        and not _is_of_maintenance(state, plan, since)
    )


def _is_before_go(state: Deployment, since: datetime) -> bool:
    return state.go is not None and since <= state.go.at


def _is_of_maintenance(state: Deployment, plan: Plan, since: datetime) -> bool:
    called, ended = called_at(state, plan), ended_at(state, plan)
    return called is not None and called <= since and (ended is None or since < ended)


def is_too_little(metric: Metric) -> bool:
    """Whether the metric is critical where it is low, as what users do."""
    return metric.critical is not None and metric.critical.operator in {"<", "<=", "="}


def _evidence(state: Deployment, row: Row, reading: Reading) -> Evidence:
    limit = row.metric.critical
    assert limit, "it is critical by its band"
    assert reading.value is not None, "it was measured"
    value = measured(limit, reading.value)
    beside = ", ".join(filter(None, (f"critical {limit.text}", before(state, row))))
    return Evidence(
        kind=EvidenceKind.METRIC,
        subject=row.key,
        text=f"{row.shown} {value} ({beside})",
        since=reading.critical_since or reading.since,
        severity=Severity.CRITICAL,
    )


def _recovered(state: Deployment) -> list[Evidence]:
    """What spoke for a rollback and is not critical any more; it must have been measured."""
    readings = state.watch.readings
    return [
        replace(each, is_over=True)
        for each in known_of(state, EvidenceKind.METRIC)
        if (reading := readings.get(each.subject))
        and reading.level.is_measured
        and not reading.critical_since
    ]


def known_of(state: Deployment, kind: EvidenceKind) -> list[Evidence]:
    """What of a kind speaks for the open question, or for the one that was declined."""
    asked = state.question or (state.declined.question if state.declined else None)
    evidence: Sequence[Evidence] = asked.evidence if asked else ()
    return [each for each in evidence if each.kind is kind and not each.is_over]
