"""What a picture of metrics shows, in words: for whoever does not see it."""

from collections.abc import Iterator
from datetime import datetime

from bot.domain.bands import measured
from bot.domain.times import clock
from commands.charts.model import Chart, Panel, gaps
from commands.charts.svg import stands
from commands.charts.text import explained

GAPS = 3
LONGEST = 1_900
"""Characters: Slack takes 2,000."""


def words(chart: Chart) -> str:
    """A sentence for each metric; what does not fit any more is counted."""
    begins, ends = clock(chart.start, chart.zone), clock(chart.end, chart.zone)
    said = f"{begins} to {ends}{f', T-0 {clock(chart.t0, chart.zone)}' if chart.t0 else ''}."
    for number, panel in enumerate(chart.panels):
        name = explained(panel.name, panel.number)
        sentence = f" {name}: {'; '.join(_facts(chart, panel))}."
        if len(said) + len(sentence) > LONGEST:
            return f"{said} And {len(chart.panels) - number} more."
        said += sentence
    return said


def _facts(chart: Chart, panel: Panel) -> Iterator[str]:
    limit = panel.metric.critical or panel.metric.warning
    yield f"not readable, {panel.why}" if panel.why else stands(chart, panel)
    if panel.metric.critical:
        yield f"critical is {panel.metric.critical.text}"
    if panel.critical_since:
        yield f"critical since {_hour(chart, panel.critical_since)}"
    if panel.before is not None:
        yield f"before {measured(limit, panel.before)}"
    if panel.samples:
        for name, extreme in (("lowest", min), ("highest", max)):
            found = extreme(panel.samples, key=lambda each: each.value)
            yield f"{name} {measured(limit, found.value)} at {_hour(chart, found.at)}"
        empty = [
            f"{_hour(chart, start)}–{_hour(chart, end)}" for start, end in gaps(panel, chart.start, chart.end)
        ]
        if empty:
            yield f"no data {', '.join(empty[:GAPS])}{' and more' if len(empty) > GAPS else ''}"


def _hour(chart: Chart, at: datetime) -> str:
    return clock(at, chart.zone).partition(" ")[0]
