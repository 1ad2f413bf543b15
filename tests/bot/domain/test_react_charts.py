from dataclasses import replace
from datetime import timedelta

from bot.domain import events as e, intents as i
from bot.domain.effects import DrawChart, MessageKind, PostMessage
from bot.domain.plan import Severity
from bot.domain.question_parts import Choice
from bot.domain.questions import decision_subject
from bot.domain.react_charts import BEFORE_T0, MOST_METRICS, charts_followed
from bot.domain.state import Lifecycle
from bot.domain.watch import MetricRead, Sample
from tests.bot.domain import machines as m, plans as p
from tests.bot.domain.stories import Stage

SLOW = "Response Time"


def drawn(stage: Stage) -> list[DrawChart]:
    """What is to be drawn with the last decision."""
    return [each for each in stage.effects() if isinstance(each, DrawChart)]


def critical(stage: Stage) -> Stage:
    """The error rate is critical for two minutes."""
    m.reads(m.passes(stage), 7)
    return m.reads(m.passes(stage, 2), 7)


def test_what_speaks_for_a_rollback_is_drawn_as_it_is_asked() -> None:
    """Once, from half an hour before T-0 until now; a minute later there is nothing new to see."""
    stage = critical(m.begun())
    assert stage.state.question
    assert stage.state.actual_t0
    about, start = decision_subject(stage.state.question.round), stage.state.actual_t0 - BEFORE_T0
    assert [DrawChart(about=about, metrics=(m.ERRORS,), start=start, end=stage.at)] == drawn(stage)
    assert [] == drawn(m.reads(m.passes(stage), 9))


def test_a_metric_that_joins_the_question_is_drawn() -> None:
    """Itself alone, whatever asked; that something is over is nothing to draw."""
    stage = m.begun()
    stage.do(i.RequestRollback(severity=Severity.HIGH, reason="orders fail"), p.DEV)
    assert [] == drawn(stage)
    critical(stage)
    assert [(m.ERRORS,)] == [each.metrics for each in drawn(stage)]
    m.reads(m.passes(stage), 0.4)
    assert ([True], []) == ([each.is_over for each in m.evidence(stage)][1:], drawn(stage))


def test_what_is_back_soon_is_not_drawn_again() -> None:
    """A metric that comes and goes would fill the thread; ten minutes later it is news."""
    stage = critical(m.begun())
    m.reads(m.passes(stage), 0.4)
    critical(stage)
    assert [False] == [each.is_over for each in m.evidence(stage)]
    assert [] == drawn(stage)
    m.reads(m.passes(stage), 0.4)
    m.passes(stage, 10)
    critical(stage)
    assert [(m.ERRORS,)] == [each.metrics for each in drawn(stage)]


def test_after_continue_it_is_drawn_where_it_asks_again() -> None:
    """Each question has its picture."""
    stage = critical(m.begun())
    stage.do(i.CastVote(choice=Choice.CONTINUE, reason="the cache warms up"), p.ANA)
    assert [] == m.evidence(stage)
    m.reads(m.passes(stage), 0.4)
    critical(stage)
    assert [2] == [int(each.about.rpartition(":")[2]) for each in drawn(stage)]


def test_at_the_end_all_that_was_read_is_drawn() -> None:
    """Completed as rolled back; nothing where nobody could be asked."""
    stage = m.reads(Stage(m.watching()).to_verifying(), 0.4).walk()
    for checkpoint, person in ((1, p.ANA), (2, p.QUINN), (3, p.OMAR), (4, p.PIA)):
        stage.do(i.Confirm(wanted=f"{checkpoint}"), person)
    assert Lifecycle.COMPLETED is stage.state.state
    assert [("", (m.ERRORS,))] == [(each.about, each.metrics) for each in drawn(stage)]
    back = m.reads(Stage(m.watching()).to_rolling_back(), 7).walk(Lifecycle.ROLLED_BACK)
    assert [("", (m.ERRORS,))] == [(each.about, each.metrics) for each in drawn(back)]
    unread = Stage(m.watching()).to_rolling_back().walk(Lifecycle.ROLLED_BACK)
    assert [] == drawn(unread)


def test_a_picture_has_room_for_some() -> None:
    """What is not normal comes first, of many; rows that an amendment took away are left out."""
    rows = [replace(m.metric(), name=f"Metric {number}", line=number) for number in range(MOST_METRICS + 2)]
    stage = Stage(replace(m.watching(), metrics=tuple(rows))).to_rolling_back()
    names = [row.name for row in rows]
    values = [0.4] * MOST_METRICS + [7.0, 7.0]
    reads = [
        MetricRead(metric=name, samples=(Sample(at=stage.at, value=value),))
        for name, value in zip(names, values, strict=True)
    ]
    m.answered(stage, *reads)
    stage.walk(Lifecycle.ROLLED_BACK)
    assert [(*names[-2:], *names[: MOST_METRICS - 2])] == [each.metrics for each in drawn(stage)]
    end = e.RolledBack(at=stage.at, by=None)
    fewer = replace(m.watching(), metrics=tuple(rows[:1]))
    assert [("Metric 0",)] == [
        each.metrics
        for each in charts_followed(stage.state, [(9, end)], fewer, None)
        if isinstance(each, DrawChart)
    ]


def test_no_more_than_a_day_is_drawn() -> None:
    """A rollback that is asked for long after shows the last day."""
    stage = m.reads(Stage(m.watching()).to_rolling_back(), 0.4)
    stage.at += timedelta(days=2)
    stage.walk(Lifecycle.ROLLED_BACK)
    [each] = drawn(stage)
    assert timedelta(days=1) == each.end - each.start


def test_what_was_drawn_is_posted() -> None:
    """By the number of the event that says so."""
    stage = m.begun()
    stage.do(i.NoteChart(drawn=replace(m.DRAWN, end=stage.at)), None)
    [posted] = [each for each in stage.effects() if isinstance(each, PostMessage)]
    assert MessageKind.CHART is posted.kind
    assert isinstance(stage.events[int(posted.subject) - 1], e.ChartDrawn)
