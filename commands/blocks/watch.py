"""What machines say of a release: a part of the status message, and what is told. All are mrkdwn."""

from collections.abc import Sequence

from bot.domain import events as e
from bot.domain.bands import measured
from bot.domain.by_people import said_of
from bot.domain.comparing import before, in_words
from bot.domain.metric_rows import Row, unwatched, watched
from bot.domain.plan import Plan
from bot.domain.state import Deployment
from bot.domain.watch import Level, Reading, SmokeOutcome, SmokeRun
from commands.blocks import phrases as ph
from commands.blocks.mrkdwn import NAME, plain
from commands.blocks.sentence_parts import Sentences, as_member, because, for_whom

SHOWN = 3
WORST_FIRST = (Level.CRITICAL, Level.UNAVAILABLE, Level.NO_DATA, Level.WARNING)
"""The levels that have a name said with them; what is normal is counted."""


def watch(state: Deployment, plan: Plan) -> str:
    """`smoke tests 4/5; metrics: 4 of 4 normal`; "" where no machine says anything."""
    return ph.sentence(_tests(state), metrics(state, plan, amid=True) if state.state.is_running else "")


def _tests(state: Deployment) -> str:
    runs = state.watch.tests
    if not runs:
        return ""
    return f"smoke tests {len(_of(runs, SmokeOutcome.PASSED))}/{len(runs)}{_but(runs)}"


def _but(runs: Sequence[SmokeRun]) -> str:
    """`, the maintenance page answered 2, not run 1`; "" where neither is so."""
    masked, left = (len(_of(runs, each)) for each in (SmokeOutcome.MAINTENANCE, SmokeOutcome.NOT_RUN))
    page = f", the maintenance page answered {masked}" if masked else ""
    return f"{page}, not run {left}" if left else page


def _of(runs: Sequence[SmokeRun], outcome: SmokeOutcome) -> list[SmokeRun]:
    return [run for run in runs if run.result.outcome is outcome]


def metrics(state: Deployment, plan: Plan, *, amid: bool = False) -> str:
    """`Metrics: 3 of 4 normal, Error Rate no data since 23:14`; "" where none is watched.

    Once it has ended, how they stood then. `amid`: in a sentence.
    """
    readings = state.watch.readings.values()
    said = _said(state, plan)
    if not (readings or said):
        return ""
    odd = [_named(state, plan, each) for level in WORST_FIRST for each in readings if each.level is level]
    odd = [*(words for words in said if words), *odd]
    count = len(readings) + len(said)
    normal = f"{count - len(odd)} of {count} normal"
    named = f", {ph.listed(odd, SHOWN)}" if odd else ""
    return f"{'metrics' if amid else 'Metrics'}: {normal}{named}"


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


def _odd(run: SmokeRun) -> str:
    """`Checkout failed (HTTP 500, 2310 ms): the answer holds no token`, `Checkout not run: …`."""
    result = run.result
    is_known = result.status is None or f"{result.status}" in result.why
    status = "" if is_known else f"HTTP {result.status}"
    took = "" if result.milliseconds is None else f"{result.milliseconds} ms"
    figures = ", ".join(filter(None, (status, took)))
    why = f": {plain(result.why, NAME)}" if result.why else ""
    return f"{plain(run.name, NAME)} {result.outcome}{f' ({figures})' if figures else ''}{why}"


def _run(event: e.SmokeTestsRun, _state: Deployment, _plan: Plan) -> str:
    """How many passed, and what did not, with why."""
    odd = (*_of(event.runs, SmokeOutcome.FAILED), *_of(event.runs, SmokeOutcome.NOT_RUN))
    named = ph.listed([_odd(run) for run in odd], ph.ROWS_SHOWN)
    passed = f"Smoke tests: {len(_of(event.runs, SmokeOutcome.PASSED))} of {len(event.runs)} passed"
    return f"{passed}{_but(event.runs)}{'; ' if odd else ''}{named}"


SENTENCES: Sentences = {
    e.BeforeMeasured: _measured_before,
    e.MetricSaid: _metric_said,
    e.MetricsRead: _read,
    e.SmokeTestsRun: _run,
}
