"""Metrics as a picture: their values over time, with limits, T-0 and steps, as SVG.

It has a light ground of its own, so that it is read in dark and light alike; nothing is told by colour alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.bands import level_of, measured
from bot.domain.plan import Band
from bot.domain.times import clock, zone_of
from bot.domain.watch import Sample
from commands.charts.canvas import (
    AMBER,
    BLUE,
    FAINT,
    GREY,
    INK,
    PATTERNS,
    PLAIN,
    RED,
    document,
    dot,
    label,
    line,
    path,
    rect,
)
from commands.charts.model import Chart, Panel, Stretch, drawn, gaps, runs
from commands.charts.scale import Scale, bounds, lanes, short, time_ticks, value_ticks
from commands.charts.text import called, fitted, shown, width

WIDTH, EDGE = 440.0, 10.0
"""Pixels: about as wide as a phone, so that the words are read there."""
LEFT, RIGHT = 58.0, WIDTH - EDGE
ALONE, BESIDE = 140.0, 88.0
"""How high one metric alone is drawn, and each of several."""
HEADER, TITLE, NAMES, BETWEEN = 24.0, 18.0, 13.0, 10.0
AXIS, BAR, BAR_ROWS = 20.0, 13.0, 3
SMALL, NORMAL = 10.0, 12.0
ROOM_FOR_NO_DATA, LONGEST_LIMIT = 48.0, 130.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """Where one metric is drawn: its own scale of values, and the scale of time, in seconds."""

    top: float
    values: Scale
    times: Scale

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.values.first

    def x(self, at: datetime) -> float:
        """Where an instant stands."""
        return self.times.at(at.timestamp())


def draw(chart: Chart) -> str:
    """The picture."""
    height = ALONE if len(chart.panels) == 1 else BESIDE
    times = Scale(low=chart.start.timestamp(), high=chart.end.timestamp(), first=LEFT, last=RIGHT)
    parts = [*_header(chart)]
    top = HEADER
    for panel in chart.panels:
        field = _field(panel, times, top + TITLE + NAMES, height)
        parts += _panel(chart, panel, field, top)
        top = field.bottom + BETWEEN
    bottom = top - BETWEEN
    parts += _time_axis(chart, times, bottom)
    bars = _bars(chart, times)
    rows = 1 + max((row or 0 for _, row in bars), default=-1)
    parts += _steps(bars, times, bottom + AXIS)
    return document(WIDTH, bottom + AXIS + rows * BAR + EDGE / 2, PATTERNS, parts)


def _header(chart: Chart) -> Iterator[str]:
    day = chart.end.astimezone(zone_of(chart.zone))
    when = f"{day:%a} {day.day} {day:%b %Y}, times in {_zones(chart)}"
    yield label(when, RIGHT, 16, SMALL, GREY, anchor="end")
    room = RIGHT - EDGE - width(when, SMALL) - EDGE
    yield label(fitted(shown(chart.title).strip(" ,"), SMALL, room), EDGE, 16, SMALL, GREY)


def _zones(chart: Chart) -> str:
    """`CET`, over a change of clocks `CET, then CEST`."""
    first, last = (f"{at.astimezone(zone_of(chart.zone)):%Z}" for at in (chart.start, chart.end))
    return first if first == last else f"{first}, then {last}"


def _field(panel: Panel, times: Scale, top: float, height: float) -> _Field:
    limits = [
        limit for band in (panel.metric.warning, panel.metric.critical) if band for limit in limits_of(band)
    ]
    before = [] if panel.before is None else [panel.before]
    low, high = bounds(map(drawn, [*(sample.value for sample in panel.samples), *limits, *before]))
    return _Field(top=top, times=times, values=Scale(low=low, high=high, first=top + height, last=top))


def limits_of(band: Band) -> list[float]:
    """The values at which a band begins or ends."""
    return [band.value] if band.upper is None else [band.value, band.upper]


def _panel(chart: Chart, panel: Panel, field: _Field, top: float) -> Iterator[str]:
    yield from _title(chart, panel, top + TITLE - 5)
    yield rect(LEFT, field.top, RIGHT - LEFT, field.bottom - field.top, PLAIN)
    yield from _zones_of(panel, field)
    yield from _value_axis(panel, field)
    for tick in time_ticks(chart.start, chart.end, chart.zone):
        yield line(field.x(tick.at), field.top, field.x(tick.at), field.bottom, FAINT)
    for left, right in _empty(chart, panel, field):
        yield rect(left, field.top, right - left, field.bottom - field.top, "url(#nothing)")
    yield from _limits(panel, field)
    yield from _marks(chart, panel, field)
    if panel.before is not None:
        y = field.values.at(drawn(panel.before))
        yield line(LEFT, y, RIGHT, y, GREY, dashes="2 3")
    for run in runs(panel, chart.start, chart.end):
        yield from _values(run, field)
    yield from _labels(chart, panel, field)


def _title(chart: Chart, panel: Panel, y: float) -> Iterator[str]:
    state = stands(chart, panel)
    yield label(state, RIGHT, y, NORMAL, INK, anchor="end", bold=True)
    room = RIGHT - EDGE - width(state, NORMAL) - 2 * EDGE
    yield label(fitted(called(panel.name, panel.number), NORMAL, room), EDGE, y, NORMAL, INK, bold=True)


def stands(chart: Chart, panel: Panel) -> str:
    """`7.2%, critical`: how it stood at the end, `no data since 23:05` where nothing was measured then."""
    if panel.why:
        return "not readable"
    if not panel.samples:
        return "no data"
    last = panel.samples[-1]
    if (last.at, chart.end) in gaps(panel, chart.start, chart.end):
        return f"no data since {_hour(chart, last.at)}"
    value = last.value
    return (
        f"{measured(panel.metric.critical or panel.metric.warning, value)}, {level_of(panel.metric, value)}"
    )


def _zones_of(panel: Panel, field: _Field) -> Iterator[str]:
    """Warning has dots, critical has stripes; the worse lies above."""
    for band, pattern in ((panel.metric.warning, "dots"), (panel.metric.critical, "stripes")):
        if band is None:
            continue
        low, high = _reach(band, field.values)
        upper, lower = field.values.at(high), field.values.at(low)
        if lower > upper:
            yield rect(LEFT, upper, RIGHT - LEFT, lower - upper, PLAIN)
            yield rect(LEFT, upper, RIGHT - LEFT, lower - upper, f"url(#{pattern})")


def _reach(band: Band, values: Scale) -> tuple[float, float]:
    """From where to where a band reaches on the axis."""
    if band.upper is not None:
        return band.value, band.upper
    if band.operator in {">", ">="}:
        return band.value, values.high
    return (values.low, band.value) if band.operator in {"<", "<="} else (band.value, band.value)


def _value_axis(panel: Panel, field: _Field) -> Iterator[str]:
    unit = panel.unit if panel.unit in {"", "%"} else f" {panel.unit}"
    for value in value_ticks(field.values.low, field.values.high):
        y = field.values.at(value)
        yield line(LEFT, y, RIGHT, y, FAINT)
        yield label(
            fitted(f"{short(value)}{unit}", SMALL, LEFT - 8),
            LEFT - 6,
            y + 3.5,
            SMALL,
            GREY,
            anchor="end",
        )


def _empty(chart: Chart, panel: Panel, field: _Field) -> list[tuple[float, float]]:
    """From where to where there is no data."""
    return [(field.x(start), field.x(end)) for start, end in gaps(panel, chart.start, chart.end)]


def _limits(panel: Panel, field: _Field) -> Iterator[str]:
    for band, _, colour, dashes in _bands(panel):
        for value in limits_of(band):
            y = field.values.at(drawn(value))
            yield line(LEFT, y, RIGHT, y, colour, dashes=dashes)


def _bands(panel: Panel) -> Iterator[tuple[Band, str, str, str]]:
    """The bands that have a limit: what they are called, in which colour, with which dashes."""
    if panel.metric.critical:
        yield panel.metric.critical, "critical", RED, ""
    if panel.metric.warning:
        yield panel.metric.warning, "warning", AMBER, "6 3"


def _labels(chart: Chart, panel: Panel, field: _Field) -> Iterator[str]:
    """Words within the field, above all that is drawn there."""
    said = f"not readable: {panel.why}" if panel.why else "no data"
    for left, right in _empty(chart, panel, field):
        if right - left >= ROOM_FOR_NO_DATA:
            words = fitted(said, SMALL, right - left - 6)
            middle = (field.top + field.bottom) / 2
            yield label(words, (left + right) / 2, middle + 3.5, SMALL, GREY, anchor="middle", halo=True)
    taken: list[tuple[float, float]] = []
    for band, name, colour, _ in _bands(panel):
        words = fitted(f"{name} {band.text}", SMALL, LONGEST_LIMIT)
        y = _beside(field.values.at(drawn(band.value)), field, below=band.operator in {"<", "<="})
        right = next((edge for at, edge in taken if abs(at - y) < SMALL), RIGHT - 4)
        taken.append((y, right - width(words, SMALL) - 10))
        yield label(words, right, y, SMALL, colour, anchor="end", halo=True)
    if panel.before is not None:
        words = f"before {measured(panel.metric.critical or panel.metric.warning, panel.before)}"
        y = _beside(field.values.at(drawn(panel.before)), field)
        yield label(words, LEFT + 4, y, SMALL, GREY, halo=True)


def _beside(y: float, field: _Field, *, below: bool = False) -> float:
    """The foot of a label above a line, or below it; on the other side where there is no room."""
    above, under = y - 4, y + SMALL + 1
    if below:
        return under if under <= field.bottom - 1 else above
    return above if above - SMALL >= field.top else under


def _marks(chart: Chart, panel: Panel, field: _Field) -> Iterator[str]:
    """T-0 and since when it is critical, named above the field."""
    marks = []
    if chart.t0 and chart.start <= chart.t0 <= chart.end:
        marks.append((field.x(chart.t0), f"T-0 {_hour(chart, chart.t0)}", INK, ""))
    if panel.critical_since and panel.critical_since <= chart.end:
        words = f"critical since {_hour(chart, panel.critical_since)}"
        marks.append((field.x(panel.critical_since), words, RED, "3 2"))
    marks.sort(reverse=True)
    if marks[1:] and marks[0][0] <= width(marks[1][1], SMALL):
        yield from _marks_at_the_left(marks[::-1], field)
        return
    free = RIGHT
    others = [*(mark[0] for mark in marks[1:]), 0.0]
    for (x, words, colour, dashes), before in zip(marks, others, strict=False):
        yield line(x, field.top - 3, x, field.bottom, colour, dashes=dashes, thick=1.5)
        long = width(words, SMALL)
        if x + 3 + long <= free:
            yield label(words, x + 3, field.top - 4, SMALL, colour)
            free = x
            continue
        # Left of its line; over it where that would be another mark's place.
        end = min(x - 3, free)
        end = end if end - long > before else free
        yield label(words, end, field.top - 4, SMALL, colour, anchor="end")
        free = min(x, end - long) - 3


def _marks_at_the_left(marks: Sequence[tuple[float, str, str, str]], field: _Field) -> Iterator[str]:
    """One name after the other, where none has room left of the second line."""
    start = marks[0][0] + 3
    for x, words, colour, dashes in marks:
        yield line(x, field.top - 3, x, field.bottom, colour, dashes=dashes, thick=1.5)
        yield label(words, start, field.top - 4, SMALL, colour)
        start += width(words, SMALL) + 3


def _hour(chart: Chart, at: datetime) -> str:
    return clock(at, chart.zone).partition(" ")[0]


def _values(run: list[Sample], field: _Field) -> Iterator[str]:
    points = [(field.x(each.at), field.values.at(drawn(each.value))) for each in run]
    if len(points) > 1:
        yield path(points, BLUE)
    yield dot(*points[-1], BLUE)


def _time_axis(chart: Chart, times: Scale, y: float) -> Iterator[str]:
    end = 0.0
    for tick in time_ticks(chart.start, chart.end, chart.zone):
        x = times.at(tick.at.timestamp())
        half = width(tick.text, SMALL) / 2
        if x - half < end:
            continue
        end = x + half + 4
        yield line(x, y, x, y + 3, GREY)
        yield label(tick.text, min(x, RIGHT - half), y + 14, SMALL, GREY, anchor="middle")


def _bars(chart: Chart, times: Scale) -> list[tuple[Stretch, int | None]]:
    """The steps that lie in the picture, each with its row."""
    within = [
        each for each in chart.steps if each.start < chart.end and (each.end or chart.end) > chart.start
    ]
    within.sort(key=lambda each: (each.start, each.name))
    places = []
    for each in within:
        first, last = _ends(each, chart, times)
        places.append((first, max(last, first + width(each.name, SMALL) + 3)))
    return [*zip([_cut(each, chart) for each in within], lanes(places, BAR_ROWS), strict=True)]


def _cut(step: Stretch, chart: Chart) -> Stretch:
    return Stretch(
        name=step.name, start=max(step.start, chart.start), end=min(step.end or chart.end, chart.end)
    )


def _ends(step: Stretch, chart: Chart, times: Scale) -> tuple[float, float]:
    cut = _cut(step, chart)
    return times.at(cut.start.timestamp()), times.at((cut.end or chart.end).timestamp())


def _steps(bars: list[tuple[Stretch, int | None]], times: Scale, top: float) -> Iterator[str]:
    """Each step from start to end with its number; what has no room of its own is a line in the last row."""
    if bars:
        yield label("steps", LEFT - 6, top + 9, SMALL, GREY, anchor="end")
    for step, row in bars:
        assert step.end, "it was cut to the picture"
        left, right = times.at(step.start.timestamp()), times.at(step.end.timestamp())
        if row is None:
            yield rect(left, top + BAR_ROWS * BAR - 3, max(right - left, 1), 2, GREY)
            continue
        y = top + row * BAR
        yield rect(left, y, max(right - left, 1.5), BAR - 3, "#cbd5e1")
        yield line(left, y - 1, left, y + BAR - 2, GREY)
        yield label(step.name, left + 2, y + 9, SMALL - 1, INK)
