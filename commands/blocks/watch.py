"""What machines say of a release: a part of the status message, and what is told. All are mrkdwn."""

from collections.abc import Iterable, Sequence

from bot.domain import events as e
from bot.domain.bands import measured
from bot.domain.by_people import said_of
from bot.domain.comparing import before, in_words
from bot.domain.metric_rows import Row, unwatched, watched
from bot.domain.plan import Plan
from bot.domain.state import Deployment
from bot.domain.watch import Level, Reading
from commands.blocks import phrases as ph
from commands.blocks.mrkdwn import NAME, plain
from commands.blocks.sentence_parts import Sentences, as_member, because, for_whom
from commands.blocks.smoke_sentences import in_a_line

SHOWN = 3
WORST_FIRST = (Level.CRITICAL, Level.UNAVAILABLE, Level.NO_DATA, Level.WARNING)
"""The levels that have a name said with them; what is normal is counted."""


def watch(state: Deployment, plan: Plan) -> str:
    """`smoke tests 4/5; metrics: 4 of 4 normal`; "" where no machine says anything."""
    return ph.sentence(
        in_a_line(state, plan), metrics(state, plan, amid=True) if state.state.is_running else ""
    )


def metrics(state: Deployment, plan: Plan, *, amid: bool = False, values: bool = False) -> str:
    """`Metrics: 3 of 4 normal, Error Rate no data since 23:14`; "" where none is watched.

    Once it has ended, how they stood then. `amid`: in a sentence. `values`: what is normal has its value,
    too, and what it was before.
    """
    readings = state.watch.readings.values()
    said = _said(state, plan)
    if not (readings or said):
        return ""
    machines = [each for level in WORST_FIRST for each in readings if each.level is level]
    people = [words for words in said if words]
    count, odd = len(readings) + len(said), len(people) + len(machines)
    alike = _alike(state, plan, machines, since=True)
    shown = [*((words, 1) for words in people), *alike]
    shown += [(words, 1) for words in _normal(state, plan)] if values else []
    named = f", {_listed(shown, SHOWN)}" if shown else ""
    return f"{'metrics' if amid else 'Metrics'}: {count - odd} of {count} normal{named}"


def _alike(
    state: Deployment, plan: Plan, readings: Iterable[Reading], *, since: bool
) -> list[tuple[str, int]]:
    """`CPU and Disk not readable (no answer) since 23:14`: what is the same of several is said once.

    Each with of how many rows it is said.
    """
    names: dict[str, list[str]] = {}
    for each in readings:
        began = each.critical_since if each.level is Level.CRITICAL else each.since
        when = f" since {ph.hour(state, began or each.since)}" if since else ""
        name, words = _words(state, plan, each)
        names.setdefault(f"{words}{when}", []).append(name)
    return [(f"{_together(of)} {words}", len(of)) for words, of in names.items()]


def _together(names: Sequence[str]) -> str:
    """`CPU, Disk and Queue`; of more than that the first ones, and how many there are."""
    if len(names) > SHOWN:
        return ph.listed(names, SHOWN)
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _listed(shown: Sequence[tuple[str, int]], most: int) -> str:
    """The first of them, and of how many rows more there is something to say."""
    more = sum(rows for _, rows in shown[most:])
    words = ", ".join(words for words, _ in shown[:most])
    return f"{words} and {more} more" if more else words


def _normal(state: Deployment, plan: Plan) -> list[str]:
    """`at 00:46 Error Rate 0.3% (before 0.4%)`: what is normal, the first with when it was read."""
    found: list[str] = []
    for row in watched(plan):
        reading = state.watch.readings.get(row.key)
        if reading and reading.at and reading.level is Level.NORMAL and reading.value is not None:
            at = "" if found else f"at {ph.hour(state, reading.at)} "
            beside = f" ({said})" if (said := before(state, row)) else ""
            found.append(f"{at}{_in_short(row)} {measured(row.metric.critical, reading.value)}{beside}")
    return found


def _said(state: Deployment, plan: Plan) -> list[str]:
    """What people said of the rows without a query: "" of each that is normal, else in words."""
    said = ((row, state.watch.said.get(row.number)) for row in unwatched(plan))
    return [
        "" if each.is_normal else f"{_in_short(row)} not normal since {ph.hour(state, each.at)}"
        for row, each in said
        if each
    ]


def _words(state: Deployment, plan: Plan, reading: Reading) -> tuple[str, str]:
    """`Error Rate` and `critical (7.2%, before 0.4%)`, `CPU Usage` and `not readable (no answer)`."""
    row = next((each for each in watched(plan) if each.key == reading.metric), None)
    value = reading.value
    said = "" if value is None else measured(row.metric.critical if row else None, value)
    beside = before(state, row) if row and said else ""
    why = ", ".join(
        filter(None, (plain(reading.why, NAME), said, beside, _by_hand(state, plan, row, reading)))
    )
    named = _in_short(row) if row else plain(reading.metric, NAME)
    return named, f"{reading.level}{f' ({why})' if why else ''}"


def _by_hand(state: Deployment, plan: Plan, row: Row | None, reading: Reading) -> str:
    """`normal, says Omar Haddad`: somebody's word, where it stands for what is not measured."""
    said = said_of(state, plan, row) if row and not reading.level.is_measured else None
    return f"{'' if said.is_normal else 'not '}normal, says {ph.person_name(said.by)}" if said else ""


def _in_short(row: Row) -> str:
    """A long name is cut, never what tells it from others."""
    apart = f" ({plain(row.apart, ph.BRIEF)})" if row.apart else ""
    return f"{plain(row.metric.name, NAME)}{apart}"


def _read(event: e.MetricsRead, state: Deployment, plan: Plan) -> str:
    return f"Metrics: {_listed(_alike(state, plan, event.readings, since=False), ph.ROWS_SHOWN)}"


def _measured_before(event: e.BeforeMeasured, _state: Deployment, plan: Plan) -> str:
    rows = [row for row in watched(plan) if row.key in event.values]
    said = [f"{plain(row.shown, NAME)} {in_words(row, event.values[row.key])}" for row in rows]
    return f"Metrics in the hour before Begin: {ph.listed(said, ph.ROWS_SHOWN)}"


def _metric_said(event: e.MetricSaid, _state: Deployment, _plan: Plan) -> str:
    how = "normal" if event.is_normal else "not normal"
    whose = f"{for_whom(event)}{as_member(event)}"
    return f"{plain(event.name, NAME)} is {how}, said by hand{whose}{because(event.note)}"


def _drawn(event: e.ChartDrawn, _state: Deployment, plan: Plan) -> str:
    shown = {row.key: row.shown for row in watched(plan)}
    names = [plain(shown[key], NAME) for key in event.drawn.metrics if key in shown]
    return f"A chart of {ph.listed(names, ph.ROWS_SHOWN) or 'metrics'} is drawn"


SENTENCES: Sentences = {
    e.ChartDrawn: _drawn,
    e.BeforeMeasured: _measured_before,
    e.MetricSaid: _metric_said,
    e.MetricsRead: _read,
}
