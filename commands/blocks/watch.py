"""What machines say of a release: a part of the status message, and what is told. All are mrkdwn."""

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
    odd = [_named(state, plan, each) for level in WORST_FIRST for each in readings if each.level is level]
    odd = [*(words for words in said if words), *odd]
    count = len(readings) + len(said)
    normal = f"{count - len(odd)} of {count} normal"
    shown = [*odd, *_normal(state, plan)] if values else odd
    named = f", {ph.listed(shown, SHOWN)}" if shown else ""
    return f"{'metrics' if amid else 'Metrics'}: {normal}{named}"


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


def _named(state: Deployment, plan: Plan, reading: Reading) -> str:
    since = reading.critical_since if reading.level is Level.CRITICAL else reading.since
    return f"{_words(state, plan, reading)} since {ph.hour(state, since or reading.since)}"


def _words(state: Deployment, plan: Plan, reading: Reading) -> str:
    """`Error Rate critical (7.2%, before 0.4%)`, `CPU Usage not readable (no answer)`."""
    row = next((each for each in watched(plan) if each.key == reading.metric), None)
    value = reading.value
    said = "" if value is None else measured(row.metric.critical if row else None, value)
    beside = before(state, row) if row and said else ""
    why = ", ".join(
        filter(None, (plain(reading.why, NAME), said, beside, _by_hand(state, plan, row, reading)))
    )
    named = _in_short(row) if row else plain(reading.metric, NAME)
    return f"{named} {reading.level}{f' ({why})' if why else ''}"


def _by_hand(state: Deployment, plan: Plan, row: Row | None, reading: Reading) -> str:
    """`normal, says Omar Haddad`: somebody's word, where it stands for what is not measured."""
    said = said_of(state, plan, row) if row and not reading.level.is_measured else None
    return f"{'' if said.is_normal else 'not '}normal, says {ph.person_name(said.by)}" if said else ""


def _in_short(row: Row) -> str:
    """A long name is cut, never what tells it from others."""
    apart = f" ({plain(row.apart, ph.BRIEF)})" if row.apart else ""
    return f"{plain(row.metric.name, NAME)}{apart}"


def _read(event: e.MetricsRead, state: Deployment, plan: Plan) -> str:
    return f"Metrics: {ph.listed([_words(state, plan, each) for each in event.readings], ph.ROWS_SHOWN)}"


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
