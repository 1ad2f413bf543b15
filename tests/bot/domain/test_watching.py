"""What metrics lead to: news, a rollback question, and what is over."""

from datetime import timedelta

import pytest

from bot.domain import events as e, intents as i
from bot.domain.evidence import EvidenceKind
from bot.domain.metric_rows import watched
from bot.domain.plan import Phase, Plan, Severity
from bot.domain.question_parts import Choice
from bot.domain.watch import Level, MetricRead, Sample
from bot.domain.watching import NOT_SET_UP, is_monitoring, is_told
from tests.bot.domain import machines as m, plans as p
from tests.bot.domain.stories import Stage


def question(stage: Stage) -> list[tuple[str, Severity | None, bool]]:
    """What speaks for the open question: what, how severe, whether it is over."""
    return [(each.text, each.severity, each.is_over) for each in m.evidence(stage)]


def test_a_metric_that_is_critical_for_as_long_as_the_rule_says_asks() -> None:
    """Not a second before two minutes, where the plan does not say how long; once."""
    stage = m.reads(m.passes(m.begun()), 7.2)
    since = stage.at
    assert (["MetricsRead"], []) == (m.names(stage), m.evidence(stage))
    stage.at += timedelta(minutes=2) - timedelta(seconds=1)
    assert [] == m.evidence(m.reads(stage, 7.4))
    stage.at += timedelta(seconds=1)
    m.reads(stage, 8.1)
    assert ["RollbackAsked", "VotersAsked"] == m.names(stage)
    (one,) = m.evidence(stage)
    expected = (EvidenceKind.METRIC, m.ERRORS, "Error Rate 7.2% (critical > 5%)", since, Severity.CRITICAL)
    assert expected == (one.kind, one.subject, one.text, one.since, one.severity)
    assert [] == m.names(m.reads(m.passes(stage), 9.3))


@pytest.mark.parametrize(
    ("plan", "minutes"),
    [
        (m.watching(m.metric(minutes=5)), 5),
        (m.watching(m.metric(minutes=0)), 0),
        (m.watching(triggers=(m.trigger("Error rate > 5% for 4 minutes", 4),)), 4),
        (m.watching(m.metric(minutes=1), triggers=(m.trigger("Error rate > 5% for 4 min", 4),)), 1),
        (
            m.watching(
                triggers=(m.trigger("Response time > 2 s for 4 min", 4), m.trigger("Error rate > 5%"))
            ),
            2,
        ),
    ],
)
def test_the_row_says_how_long_else_the_trigger_about_it(plan: Plan, minutes: int) -> None:
    """Both sides of it."""
    stage = m.passes(m.begun(plan))
    for _ in range(minutes):
        m.passes(m.reads(stage, 7))
        assert [] == m.evidence(stage)
    assert 1 == len(m.evidence(m.reads(stage, 7)))


def test_what_is_not_beyond_the_critical_band_asks_nothing() -> None:
    """However long; the status message shows it."""
    stage = m.begun()
    for _ in range(10):
        m.reads(m.passes(stage), 5)
    assert ([], Level.WARNING) == (m.evidence(stage), m.level(stage))


def test_a_moment_of_rest_begins_the_minutes_anew() -> None:
    """Also where it lies between two looks."""
    stage = m.reads(m.passes(m.begun()), 7)
    assert [] == m.evidence(m.reads(m.passes(stage, 3), 7, 0.5, 7))
    assert stage.at == m.reading(stage).critical_since
    assert 1 == len(m.evidence(m.reads(m.passes(stage, 2), 7)))


def test_what_was_critical_while_nobody_looked_counts_from_when_it_began() -> None:
    """The bot was away for half an hour; what is measured is read afterwards."""
    stage = m.reads(m.passes(m.begun()), 0.4)
    m.reads(m.passes(stage, 30), 0.4, 7, 7, 7)
    assert stage.at - timedelta(minutes=2) == m.reading(stage).critical_since
    assert 1 == len(m.evidence(stage))


@pytest.mark.parametrize(("minutes", "ago"), [(1, 12), (2, 1)])
def test_what_was_critical_and_is_over_while_nobody_looked_is_not_forgotten(minutes: int, ago: int) -> None:
    """For as long as it is asked about: it is normal since, not all the time."""
    stage = m.reads(m.passes(m.begun()), 0.4)
    m.reads(m.passes(stage, 12), 0.4, *[7] * minutes, 0.4, 0.4)
    assert (Level.NORMAL, stage.at - timedelta(minutes=ago)) == (m.level(stage), m.reading(stage).since)
    assert [] == m.evidence(stage)
    assert [] == m.names(m.reads(m.passes(stage), 0.4))


def test_no_data_ends_nothing_and_asks_nothing() -> None:
    """It is said; what was critical before and is after, was all the time."""
    stage = m.reads(m.passes(m.begun()), 7)
    since = stage.at
    m.reads(m.passes(stage, 2))
    assert (Level.NO_DATA, since, []) == (m.level(stage), m.reading(stage).critical_since, m.evidence(stage))
    assert since == m.evidence(m.reads(m.passes(stage), 7))[0].since
    m.reads(m.passes(stage))
    assert [False] == [each.is_over for each in m.evidence(stage)]


def test_what_cannot_be_read_is_said_with_why() -> None:
    """Once, however often it is tried; another reason is news."""
    stage = m.answered(m.begun(), MetricRead(metric=m.ERRORS, unavailable="no answer"))
    since = stage.at
    assert (Level.UNAVAILABLE, "no answer") == (m.level(stage), m.reading(stage).why)
    assert [] == m.names(m.answered(m.passes(stage), MetricRead(metric=m.ERRORS, unavailable="no answer")))
    assert ["MetricsRead"] == m.names(m.answered(stage, MetricRead(metric=m.ERRORS, unavailable="refused")))
    assert since == m.reading(stage).since


def test_where_nobody_can_be_asked_nothing_is_said() -> None:
    """The rows are people's; unless somebody answered before, who is not there any more."""
    unset = MetricRead(metric=m.ERRORS, is_unset=True)
    stage = m.answered(m.begun(), unset)
    assert ({}, []) == (stage.state.watch.readings, m.names(stage))
    m.answered(m.reads(stage, 0.4), unset)
    assert (Level.UNAVAILABLE, NOT_SET_UP) == (m.level(stage), m.reading(stage).why)


def test_a_recovery_is_told_with_the_question_and_closes_nothing() -> None:
    """Once; if it returns for as long, it speaks for a rollback again."""
    stage = m.reads(m.passes(m.reads(m.begun(), 0.2), 4), 7, 7, 7)
    text = "Error Rate 7% (critical > 5%)"
    assert [(text, Severity.CRITICAL, False)] == question(stage)
    m.reads(m.passes(stage), 0.3)
    assert ["MetricsRead", "EvidenceSeen", "VotersAskedAgain"] == m.names(stage)
    assert [(text, Severity.CRITICAL, True)] == question(stage)
    assert [] == m.names(m.reads(m.passes(stage), 0.4))
    m.reads(m.passes(stage, 4), 9, 9, 9)
    assert [("Error Rate 9% (critical > 5%)", Severity.CRITICAL, False)] == question(stage)


def test_it_joins_the_question_that_is_open() -> None:
    """And raises its severity."""
    stage = m.begun()
    stage.do(i.RequestRollback(reason="pages are slow", severity=Severity.MEDIUM), p.DBA)
    m.reads(m.passes(m.reads(stage, 0.2), 4), 7, 7, 7)
    assert [EvidenceKind.PERSON, EvidenceKind.METRIC] == [each.kind for each in m.evidence(stage)]
    assert stage.state.question
    assert Severity.CRITICAL is stage.state.question.severity
    assert 1 == len([event for event in stage.events if isinstance(event, e.RollbackAsked)])


def test_after_continue_the_same_asks_no_more() -> None:
    """Until its minute; another metric does, at once."""
    stage = m.reads(m.passes(m.reads(m.begun(m.watching(m.metric(), m.metric("CPU"))), 0.2), 4), 7, 7, 7)
    stage.do(i.CastVote(choice=Choice.CONTINUE, reason="the cache warms up"), p.ANA)
    m.reads(m.passes(stage), 8)
    assert ([], []) == (m.names(stage), m.evidence(stage))
    m.reads(m.passes(m.reads(stage, 0.2, name="CPU"), 4), 7, 7, 7, name="CPU")
    assert [m.ERRORS, "CPU"] == [each.subject for each in m.evidence(stage)]
    stage.do(i.CastVote(choice=Choice.CONTINUE, reason="it ends"), p.ANA)
    m.reads(m.passes(stage), 0.2)
    assert [True, False] == [each.is_over for each in stage.state.answers[-1].question.evidence]


def test_what_was_critical_before_the_first_step_or_when_go_was_said_is_old() -> None:
    """Until it was normal once; what became critical after Go is new."""
    stage = m.reads(Stage(m.watching()).to_pre_deployment(), 7)
    stage.walk()
    stage.at = p.T0
    stage.do(i.Go(), p.ANA)
    stage.do(i.StartStep(step="5"), p.DBA)
    assert [] == m.evidence(m.reads(m.passes(stage, 9), 7))
    m.reads(m.passes(m.reads(m.passes(stage), 0.5), 4), 7, 7, 7)
    assert [m.ERRORS] == [each.subject for each in m.evidence(stage)]


@pytest.mark.parametrize("ago", [0, 1])
def test_what_was_critical_when_go_was_said_is_old_by_its_minute(ago: int) -> None:
    """One that became critical with Go is; a minute later it is not."""
    stage = m.begun()
    m.reads(m.passes(stage, 4), *(9.0,) * (5 - ago))
    assert ago == len(m.evidence(stage))


def test_too_little_of_something_is_what_maintenance_brings() -> None:
    """It counts from the end of maintenance, which step 3 began and step 12 ends."""
    stage = m.reads(m.passes(m.begun()), 1, name=m.ORDERS)
    assert [] == m.evidence(m.reads(m.passes(stage, 9), 1, name=m.ORDERS))
    for number in range(5, 13):
        stage.do(i.FinishStep(step=f"{number}"), p.ANA)
    m.reads(stage, 1, name=m.ORDERS)
    assert [] == m.evidence(stage)
    m.reads(m.passes(stage, 2), 1, name=m.ORDERS)
    assert ["Orders per minute 1 (critical < 5)"] == [each.text for each in m.evidence(stage)]


def test_too_much_of_something_asks_in_maintenance_too() -> None:
    """An error is one, whoever sees it."""
    assert 1 == len(m.evidence(m.reads(m.passes(m.reads(m.begun(), 0.1), 4), 9, 9, 9)))


def before_go(plan: Plan | None = None, *, until: int = 3) -> Stage:
    """The steps of 3.1 up to this one are done, each a minute after the one before."""
    stage = Stage(plan or m.watching()).to_pre_deployment()
    for number in range(1, until + 1):
        m.passes(stage).do(i.FinishStep(step=f"{number}"), p.ANA)
    return stage


def deployed(stage: Stage) -> Stage:
    """Go was said at T-0, and step 5 is begun."""
    stage.walk()
    stage.at = p.T0
    stage.do(i.Go(), p.ANA)
    stage.do(i.StartStep(step="5"), p.DBA)
    return stage


def test_what_is_old_does_not_go_on_after_no_data() -> None:
    """Critical before Go, then nothing to see: what is critical after Go is new, from the first value on."""
    stage = m.reads(m.passes(before_go(until=1)), 7)
    m.reads(m.passes(stage))
    deployed(stage)
    m.reads(m.passes(stage, 30), 9)
    assert (stage.at, []) == (m.reading(stage).critical_since, m.evidence(stage))
    assert [m.ERRORS] == [each.subject for each in m.evidence(m.reads(m.passes(stage, 2), 9))]


def test_errors_of_the_maintenance_page_ask_where_they_outlast_it() -> None:
    """They began with it, before Go: neither old, nor asked about while its end is under way."""
    stage = deployed(m.reads(m.passes(before_go()), 40))
    for number in range(5, 12):
        stage.do(i.FinishStep(step=f"{number}"), p.ANA)
    m.reads(m.passes(stage, 9), 40)
    stage.do(i.StartStep(step="12"), p.ANA)
    m.reads(m.passes(stage, 2), 40)
    stage.do(i.FinishStep(step="12"), p.ANA)
    m.reads(m.passes(stage), 40)
    assert [] == m.evidence(stage)
    assert [m.ERRORS] == [each.subject for each in m.evidence(m.reads(m.passes(stage), 40))]


def test_errors_of_before_maintenance_stay_old() -> None:
    """Whoever said Go saw them, and they are not what the page brings."""
    stage = deployed(m.reads(m.passes(before_go(until=1)), 40))
    for number in range(5, 13):
        stage.do(i.FinishStep(step=f"{number}"), p.ANA)
    assert [] == m.evidence(m.reads(m.passes(stage, 9), 40))


def test_nothing_is_asked_before_there_is_anything_to_roll_back() -> None:
    """It asks with the look after step 5 began."""
    stage = m.reads(m.passes(Stage(m.watching()).to_deploying()), 9)
    assert [] == m.evidence(m.reads(m.passes(stage, 5), 9))
    stage.do(i.StartStep(step="5"), p.DBA)
    assert 1 == len(m.evidence(m.reads(stage, 9)))


def test_what_is_read_of_no_watched_row_is_no_news() -> None:
    """Rows without a query are people's."""
    assert [] == m.names(m.reads(m.begun(m.watching(m.metric(query=""), m.metric("CPU"))), 9))


def test_what_may_change_nothing_need_not_be_told() -> None:
    """A value within its band; told is what differs, is critical for long enough, or is over."""

    def told(value: float) -> bool:
        read = MetricRead(metric=m.ERRORS, samples=(Sample(at=stage.at, value=value),))
        return is_told(stage.state, stage.plan, i.ReportMetrics(reads=(read,)), stage.at)

    stage = m.begun()
    assert told(0.4)
    m.passes(m.reads(stage, 0.4))
    assert (False, True) == (told(0.6), told(7))
    m.passes(m.reads(stage, 7))
    assert not told(8)
    m.passes(stage)
    assert told(8)
    m.passes(m.reads(stage, 8))
    assert told(0.4)


def test_rows_of_one_name_are_watched_each_by_itself() -> None:
    """One asks, in its own name, and is over by itself; the other stays normal."""
    shops = ('errors{shop="north"}', 'errors{shop="south"}')
    stage = m.begun(m.watching(*(m.metric(query=each, minutes=0) for each in shops)))
    north, south = (row.key for row in watched(stage.plan))
    m.reads(m.reads(m.passes(stage), 0.4, name=north), 7.2, name=south)
    assert [("Error Rate (south) 7.2% (critical > 5%)", Severity.CRITICAL, False)] == question(stage)
    assert (Level.NORMAL, Level.CRITICAL) == (m.level(stage, north), m.level(stage, south))
    m.reads(m.passes(stage), 8, name=north)
    assert ["Error Rate (south) 7.2% (critical > 5%)", "Error Rate (north) 8% (critical > 5%)"] == [
        text for text, _, _ in question(stage)
    ]
    m.reads(m.passes(stage), 0.4, name=south)
    assert [True, False] == [is_over for _, _, is_over in question(stage)]


def test_begin_forgets_what_was_said_before() -> None:
    """A second start is a new watch."""
    stage = m.tested(m.reads(m.begun(), 0.5), m.PASSED)
    assert (1, 1) == (len(stage.state.watch.readings), len(stage.state.watch.tests))
    stage.takes((e.Begun(at=stage.at, by=p.ANA),))
    assert ({}, ()) == (stage.state.watch.readings, stage.state.watch.tests)


@pytest.mark.parametrize(
    ("action", "monitors"),
    [
        ("Run smoke tests", False),
        ("Monitor for 30 min", True),
        ("Verify monitoring/alerts", True),
        ("Clear caches", False),
    ],
)
def test_a_step_is_known_by_its_words(action: str, monitors: bool) -> None:
    """In which somebody watches the metrics of 8."""
    assert monitors == is_monitoring(p.step("1", action, "QA", 5, Phase.POST_DEPLOYMENT))
