from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, strategies as st

from bot.domain import events as e, intents as i
from bot.domain.comparing import asked_before, before, is_read_anew, newly_known, of_before
from bot.domain.evolve import fold
from bot.domain.metric_rows import watched
from bot.domain.watch import Sample
from tests.bot.domain import machines as m, plans as p
from tests.bot.domain.stories import Stage


def measured_before(stage: Stage, **values: float | None) -> Stage:
    """What was measured before is reported with the next look."""
    stage.do(i.ReportMetrics(reads=(), before=values), None)
    return stage


def test_a_value_is_read_anew_after_each_step_and_t0() -> None:
    """So that the record says what it was then, and not as it became normal; once each."""
    stage = m.reads(Stage(m.watching()).to_go(), 0.4)
    known = m.reading(stage)
    assert not is_read_anew(stage.state, known)
    assert [] == m.names(m.reads(m.passes(stage), 0.5))
    stage.at = p.T0
    stage.do(i.Go(), p.ANA)
    assert not is_read_anew(stage.state, replace(known, at=stage.at))
    assert ["MetricsRead"] == m.names(m.reads(m.passes(stage), 0.6))
    assert replace(known, value=0.6, at=stage.at) == m.reading(stage)
    assert [] == m.names(m.reads(m.passes(stage), 0.7))
    stage.do(i.FinishStep(step="5"), p.DBA)
    assert ["MetricsRead"] == m.names(m.reads(m.passes(stage), 0.8))
    assert (0.8, known.since) == (m.reading(stage).value, m.reading(stage).since)


def test_what_an_earlier_version_kept_is_read_anew_once_a_step_is_over() -> None:
    """It is not known when it was read; before any step nothing is compared."""
    stage = m.reads(Stage(m.watching()).to_pre_deployment(), 0.4)
    old = replace(m.reading(stage), at=None)
    assert not is_read_anew(stage.state, old)
    stage.do(i.FinishStep(step="1"), p.DBA)
    assert is_read_anew(stage.state, old)


@given(st.lists(st.floats(-1e6, 1e6), max_size=9))
def test_one_bad_minute_does_not_move_what_was_before(values: list[float]) -> None:
    """Half of it lies on either side; nothing of nothing."""
    found = of_before([Sample(at=p.T0, value=value) for value in values])
    if found is None:
        assert [] == values
        return
    assert sum(value < found for value in values) <= len(values) / 2
    assert sum(value > found for value in values) <= len(values) / 2


@pytest.mark.parametrize(
    ("values", "expected"),
    [({}, ""), ({m.ERRORS: 0.4}, "before 0.4%"), ({m.ERRORS: None}, "no data before")],
)
def test_it_stands_beside_what_is_now(values: Mapping[str, float | None], expected: str) -> None:
    """In the row's unit, wherever the metric is said: what asks, what speaks against, the messages."""
    stage = m.begun()
    if values:
        measured_before(stage, **values)
    row = watched(stage.plan)[0]
    assert expected == before(stage.state, row)
    m.reads(m.passes(stage), 7.2)
    m.reads(m.passes(stage, 2), 7.2)
    (one,) = m.evidence(stage)
    assert f"Error Rate 7.2% (critical > 5%{', ' if expected else ''}{expected})" == one.text


def test_it_is_kept_once() -> None:
    """What is reported again is no news, nor is what no row asks for."""
    stage = measured_before(m.begun(), **{m.ERRORS: 0.4, "another": 1.0})
    assert [e.BeforeMeasured(at=stage.at, by=None, values={m.ERRORS: 0.4})] == list(stage.last)
    assert [] == list(stage.do(i.ReportMetrics(reads=(), before={m.ERRORS: 9.0}), None))
    assert {m.ORDERS: 40.0} == newly_known(stage.state, stage.plan, {m.ERRORS: 9.0, m.ORDERS: 40.0})
    assert stage.state == fold(stage.events)


def test_what_is_learnt_later_joins_the_question() -> None:
    """Whoever decides reads it, where Prometheus was away as it began."""
    stage = m.reads(m.passes(m.begun()), 7.2)
    m.reads(m.passes(stage, 2), 7.2)
    assert ["Error Rate 7.2% (critical > 5%)"] == [each.text for each in m.evidence(stage)]
    measured_before(m.passes(stage), **{m.ERRORS: 0.4})
    assert ["BeforeMeasured", "EvidenceSeen"] == m.names(stage)
    assert ["Error Rate 7.2% (critical > 5%, before 0.4%)"] == [each.text for each in m.evidence(stage)]


def test_it_is_asked_for_of_what_is_read() -> None:
    """Nobody is asked before the first answer; the hour ends as it began, however late it is read."""
    stage = m.begun()
    assert asked_before(stage.state) is None
    began = stage.state.begun
    assert began
    m.reads(m.passes(stage, 90), 0.4)
    assert began.at == asked_before(stage.state)
    assert asked_before(measured_before(stage, **{m.ERRORS: 0.4}).state) is None
    assert timedelta(minutes=90) <= stage.at - began.at
