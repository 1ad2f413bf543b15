from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.document.record.metrics_told import metrics
from bot.domain.watch import Level, Reading, Said
from tests.bot.document.record.nights import Night, amid, healthy, rolled_back
from tests.bot.domain import plans as p

ERRORS = "Error Rate"


def of(*readings: Reading) -> str:
    """How these stood as deploying began, and still do."""
    told = amid()
    watch = replace(told.state.watch, readings={each.metric: each for each in readings})
    state = replace(told.state, watch=watch)
    first = next(number for number, each in enumerate(told.states, start=1) if each.actual_t0)
    known = (replace(state, actual_t0=None),) * first
    return metrics(replace(told, state=state, events=told.events[:first], states=known))


def reading(
    at: datetime | None = None, level: Level = Level.NORMAL, value: float | None = 0.4, why: str = ""
) -> Reading:
    """The error rate, as it has been since an hour before T-0."""
    return Reading(metric=ERRORS, level=level, since=p.T0 - timedelta(hours=1), value=value, at=at, why=why)


def test_what_was_before_stands_beside_what_was_at_t0_and_in_the_end() -> None:
    """Each row of 8.1 with the values of those times, and not those of when it became so."""
    said = metrics(healthy().told())
    assert "| Error Rate | 0.4% | 0.5%, normal | 0.3%, normal | 2026-12-02 00:46 CET (2026-12-01" in said
    assert "| Response Time (p95) | 231 ms | 240 ms, normal | 240 ms, normal |" in said
    assert "| Orders per minute | no data | 33, normal | 33, normal |" in said
    assert "" == metrics(Night().open().told())


def test_of_what_was_rolled_back_it_is_told_how_it_stood_as_that_was_decided() -> None:
    """Of what was live also as it was completed."""
    told = rolled_back().told()
    assert "| Error Rate | 0.4% | 0.5%, normal | 7.2%, critical | 0.6%, normal |" in metrics(told)
    live = replace(healthy().told(), state=replace(healthy().state, rollback=told.state.rollback))
    assert "| As deploying began | As it was completed | In the end |" in metrics(live)
    assert "| Error Rate | 0.4% | 0.5%, normal | 0.3%, normal | 0.3%, normal |" in metrics(live)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (reading(p.T0), "| 0.4%, normal | 0.4%, normal | 2026-12-01 23:00 CET (22:00 UTC) |"),
        (reading(p.T0 + timedelta(minutes=5)), "| 0.4%, normal | 0.4%, normal | 2026-12-01 23:05"),
        (reading(p.T0 + timedelta(minutes=6)), "| 0.4%, normal, read 23:06 CET (22:06 UTC) | 0.4%, normal |"),
        (reading(), "| 0.4%, normal, read 22:00 CET (21:00 UTC) | 0.4%, normal | 2026-12-01 22:00 CET"),
        (reading(p.T0, level=Level.NO_DATA, value=None), "| no data | no data |"),
        (
            reading(p.T0, level=Level.UNAVAILABLE, value=None, why="no *answer*"),
            "| not readable (no \\*answer\\*) | not readable (no \\*answer\\*) |",
        ),
    ],
)
def test_what_was_read_at_another_time_says_so(known: Reading, expected: str) -> None:
    """Earlier than T-0, as an earlier version kept it, or more than five minutes later."""
    assert expected in of(known)


def test_what_people_said_of_metrics_is_told() -> None:
    """Of a row that no machine measures."""
    told = amid()
    said = {3: Said(is_normal=False, by=p.OMAR, at=told.at, note="95 %")}
    state = replace(told.state, watch=replace(told.state.watch, said=said))
    found = metrics(replace(told, state=state))
    assert "| CPU Usage | not normal | “95 %” | Omar Haddad | 2026-12-01 23:00 CET (22:00 UTC) |" in found
