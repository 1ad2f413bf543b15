from dataclasses import replace

from bot.domain import intents as i
from bot.domain.by_people import of_people, said_of, unsaid
from bot.domain.watch import MetricRead
from tests.bot.domain import machines as m, plans as p
from tests.bot.domain.stories import Stage


def confirming() -> Stage:
    """Two rows have a query, two have none; all steps are over."""
    return Stage(m.watching(m.metric(), m.by_hand("Disk"), m.orders(), m.by_hand("Queue"))).to_confirming()


def left(stage: Stage) -> list[str]:
    """Of which rows nobody said anything."""
    return [row.shown for row in unsaid(stage.state, stage.plan)]


def test_rows_without_a_query_are_peoples() -> None:
    """In the plan's order; what a machine could measure is nobody's, also where none is set up."""
    stage = confirming()
    assert ["Disk", "Queue"] == left(stage)
    assert ["Disk", "Queue"] == left(m.reads(stage, 0.4))


def test_what_cannot_be_measured_now_is_peoples_too() -> None:
    """Until it can be again."""
    stage = m.answered(confirming(), MetricRead(metric=m.ERRORS, unavailable="no answer"))
    m.answered(stage, MetricRead(metric=m.ORDERS))
    assert ["Error Rate", "Disk", "Orders per minute", "Queue"] == left(stage)
    m.reads(stage, 7.2)
    assert ["Disk", "Orders per minute", "Queue"] == left(stage)


def test_what_was_said_is_left_no_more() -> None:
    """Whether it is normal or not."""
    stage = confirming()
    stage.do(i.SayMetric(wanted="disk", is_normal=True, note="45 %"), p.OMAR)
    assert ["Queue"] == left(stage)
    row = of_people(stage.state, stage.plan)[0]
    said = said_of(stage.state, stage.plan, row)
    assert said
    assert (True, p.OMAR, stage.at, "45 %") == (said.is_normal, said.by, said.at, said.note)


def test_what_was_said_before_the_monitoring_began_is_of_another_time() -> None:
    """It counts from the minute of its start on."""
    stage = Stage(confirming().plan).to_verifying()
    stage.do(i.SayMetric(wanted="disk", is_normal=True), p.OMAR)
    row = of_people(stage.state, stage.plan)[0]
    assert said_of(stage.state, stage.plan, row) is None
    while stage.state.steps.get("14") is None:
        stage.do(i.FinishStep(step=next(iter(_called(stage)))), p.ANA)
    m.passes(stage)
    stage.do(i.SayMetric(wanted="disk", is_normal=True, note="again"), p.OMAR)
    m.passes(stage).do(i.StartStep(step="14"), p.ANA)
    assert said_of(stage.state, stage.plan, row) is None
    stage.do(i.SayMetric(wanted="disk", is_normal=True, note="at its start"), p.OMAR)
    assert said_of(stage.state, stage.plan, row)


def _called(stage: Stage) -> list[str]:
    return [number for number, each in stage.state.steps.items() if not each.status.is_over]


def test_without_a_monitoring_step_it_counts_from_verifying_on() -> None:
    """Nothing is there that it could wait for."""
    stage = Stage(replace(p.small(), metrics=(m.by_hand(),))).to_verifying()
    assert ["Disk Space"] == left(stage)
    stage.do(i.SayMetric(wanted="1", is_normal=True), p.ANA)
    assert [] == left(stage)
