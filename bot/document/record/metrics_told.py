"""How the metrics of 8.1 stood: before, as deploying began, and in the end, beside each other; "" without."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.document.record.recorded import Recorded
from bot.document.record.trouble_told import value_said
from bot.document.record.writing import hours, name, spoken, table
from bot.domain import events as e
from bot.domain.metric_rows import Row, watched
from bot.domain.state import Deployment
from bot.domain.watch import Reading

SOON = timedelta(minutes=5)
"""What was read so soon before a moment, or after it, is how it stood then."""
_MOMENTS = ("As deploying began", "As it was completed", "As a rollback was decided")
Readings = Mapping[str, Reading]


def metrics(told: Recorded) -> str:
    """What was measured, row by row; then what people said of those that no machine measures."""
    return "\n\n".join(filter(None, (_measured(told), _by_hand(told))))


def _measured(told: Recorded) -> str:
    heads = ("Metric", "In the hour before Begin", *_MOMENTS, "In the end", "Read", "So since")
    watch, moments = told.state.watch, _moments(told)
    rows = [
        (
            spoken(row.shown),
            value_said(row, watch.before[row.key]) if row.key in watch.before else "",
            *(_as_of(at, row, found.get(row.key), told) for at, found in moments),
            _stood(row, reading),
            told.when(_read_at(reading)),
            told.when(reading.since),
        )
        for row in watched(told.document)
        if (reading := watch.readings.get(row.key))
    ]
    return table(heads, rows)


def _moments(told: Recorded) -> tuple[tuple[datetime | None, Readings], ...]:
    """How they stood as deploying began, as it was completed where it was rolled back later, and as that was
    decided; each with its time.
    """
    is_back = told.state.rollback is not None
    return (
        (told.state.actual_t0, _as_it_began(told)),
        _last(told, e.Completed) if is_back else (None, {}),
        _last(told, e.RollbackDecided),
    )


def _as_it_began(told: Recorded) -> Readings:
    """The first that was read of all after T-0; what was known at T-0, where nothing was."""
    found: Readings = {}
    for event, state in zip(told.events, told.states, strict=True):
        if isinstance(event, e.DeployingBegan):
            found = state.watch.readings
        elif isinstance(event, e.MetricsRead) and _is_of_t0(state):
            return state.watch.readings
    return found


def _is_of_t0(state: Deployment) -> bool:
    began, readings = state.actual_t0, state.watch.readings.values()
    return began is not None and all(_read_at(each) >= began for each in readings)


def _last(told: Recorded, kind: type[e.Event]) -> tuple[datetime | None, Readings]:
    """What was known as this happened last."""
    stood = zip(reversed(told.events), reversed(told.states), strict=True)
    return next(((ev.at, state.watch.readings) for ev, state in stood if isinstance(ev, kind)), (None, {}))


def _as_of(moment: datetime | None, row: Row, reading: Reading | None, told: Recorded) -> str:
    """With when it was read, where that is another time."""
    if reading is None or moment is None:
        return ""
    at = _read_at(reading)
    other = "" if abs(at - moment) <= SOON else f", read {hours(None, at, told.state.zone)}"
    return f"{_stood(row, reading)}{other}"


def _read_at(reading: Reading) -> datetime:
    """When it was read; of what an earlier version kept, since when it was so."""
    return reading.at or reading.since


def _stood(row: Row, reading: Reading) -> str:
    """`7.2%, critical`; `not readable (no answer)`."""
    if reading.level.is_measured:
        return f"{value_said(row, reading.value)}, {reading.level}"
    return f"{reading.level} ({spoken(reading.why)})" if reading.why else f"{reading.level}"


def _by_hand(told: Recorded) -> str:
    rows = [
        (
            spoken(row.name),
            "normal" if said.is_normal else "not normal",
            told.words(said.note),
            name(said.by),
            told.when(said.at),
        )
        for number, said in told.state.watch.said.items()
        for row in told.document.metrics[number - 1 : number]
    ]
    return table(("By hand", "Is", "What was seen", "By", "When"), rows)
