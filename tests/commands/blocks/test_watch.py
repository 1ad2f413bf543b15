"""What people read of metrics and smoke tests."""

from dataclasses import replace

from bot.domain import events as e, intents as i
from bot.domain.metric_rows import watched
from bot.domain.watch import Drawn, MetricRead
from commands.blocks.sentences import sentence
from commands.blocks.watch import metrics, watch
from tests.bot.domain import machines as m, plans as p
from tests.bot.domain.stories import Stage


def said(stage: Stage) -> str:
    """The part of the status message about metrics, also behind smoke tests."""
    return watch(stage.state, stage.plan).removeprefix("smoke tests 2/2").removeprefix("; ")


def told(stage: Stage) -> str:
    """The last decision's first event, in a sentence."""
    return sentence(stage.last[0], stage.state, stage.plan)


def test_where_no_machine_says_anything_nothing_is_said() -> None:
    """Nothing is taken for normal."""
    assert "" == said(m.begun())


def test_what_is_normal_is_counted() -> None:
    """While it goes on; in the message that says how it ended, as it stood then."""
    stage = m.reads(Stage(m.watching()).to_verifying(), 0.4)
    assert "metrics: 1 of 1 normal" == said(stage)
    stage.walk()
    for checkpoint, person in ((1, p.ANA), (2, p.QUINN), (3, p.OMAR), (4, p.PIA)):
        stage.do(i.Confirm(wanted=f"{checkpoint}"), person)
    assert ("", "Metrics: 1 of 1 normal") == (said(stage), metrics(stage.state, stage.plan))


def test_what_is_not_normal_has_its_name_the_worst_first() -> None:
    """With what was measured, or why nothing was, and since when."""
    metrics = (*(m.metric(name) for name in ("CPU", "Disk", m.ERRORS)), m.orders())
    stage = m.passes(m.begun(m.watching(*metrics)))
    m.answered(stage, MetricRead(metric="Disk", unavailable="no *answer*"), MetricRead(metric="CPU"))
    m.reads(m.reads(stage, 7.25), 12, name=m.ORDERS)
    expected = (
        "metrics: 0 of 4 normal, Error Rate critical (7.25%) since 23:01, "
        "Disk not readable (no ∗answer∗) since 23:01, CPU no data since 23:01 and 1 more"
    )
    assert expected == said(stage)
    assert "Metrics: Orders per minute warning (12)" == told(stage)


def test_what_is_the_same_of_several_is_said_once() -> None:
    """Prometheus is away: in one go, however many rows there are, and what is critical is seen beside it."""
    names = ("CPU", "Disk", "Queue", "Errors", "Memory")
    stage = m.passes(m.begun(m.watching(*(m.metric(name) for name in (*names, m.ERRORS)))))
    m.reads(stage, 7.25)
    away = "Prometheus had an error of its own"
    m.answered(stage, *(MetricRead(metric=name, unavailable=away) for name in names[:2]))
    two = f"CPU and Disk not readable ({away})"
    assert f"metrics: 0 of 3 normal, Error Rate critical (7.25%) since 23:01, {two} since 23:01" == said(
        stage
    )
    assert f"Metrics: {two}" == told(stage)
    m.answered(stage, *(MetricRead(metric=name, unavailable=away) for name in names))
    many = f"CPU, Disk, Queue and 2 more not readable ({away})"
    assert f"metrics: 0 of 6 normal, Error Rate critical (7.25%) since 23:01, {many} since 23:01" == said(
        stage
    )
    assert f"Metrics: Queue, Errors and Memory not readable ({away})" == told(stage)


def test_of_many_that_differ_the_first_are_named() -> None:
    """And of how many rows more there is something to say."""
    names = ("CPU", "Disk", "Queue", "Errors", "Memory")
    stage = m.passes(m.begun(m.watching(*(m.metric(name) for name in names))))
    why = ("slow", "odd", "gone", "dear", "dear")
    reads = zip(names, why, strict=True)
    m.answered(stage, *(MetricRead(metric=name, unavailable=each) for name, each in reads))
    assert said(stage).endswith("Queue not readable (gone) since 23:01 and 2 more")


def test_what_is_normal_may_have_its_value_with_what_was_before() -> None:
    """Where somebody decides by it: behind what is not normal, the first with when it was read."""
    plan = m.watching(*(m.metric(name) for name in ("CPU", "Disk", m.ERRORS)), m.orders())
    stage = m.passes(m.begun(plan))
    stage.do(i.ReportMetrics(reads=(), before={"CPU": 0.3, "Disk": None}), None)
    for name, value in (("CPU", 0.4), ("Disk", 0.5), (m.ORDERS, 30.0)):
        m.reads(stage, value, name=name)
    normal = "at 23:01 CPU 0.4% (before 0.3%), Disk 0.5% (no data before)"
    expected = f"Metrics: 3 of 3 normal, {normal}, Orders per minute 30"
    assert expected == metrics(stage.state, stage.plan, values=True)
    m.reads(stage, 7.25)
    expected = f"Metrics: 3 of 4 normal, Error Rate critical (7.25%) since 23:01, {normal} and 1 more"
    assert expected == metrics(stage.state, stage.plan, values=True)


def test_what_an_earlier_version_kept_is_counted_alone() -> None:
    """Nobody knows when it was read."""
    stage = m.reads(m.passes(m.begun()), 0.4)
    readings = {m.ERRORS: replace(m.reading(stage), at=None)}
    state = replace(stage.state, watch=replace(stage.state.watch, readings=readings))
    assert "Metrics: 1 of 1 normal" == metrics(state, stage.plan, values=True)


def test_what_was_before_stands_beside_what_is_now() -> None:
    """Where it is known, with the value."""
    stage = m.begun()
    stage.do(i.ReportMetrics(reads=(), before={m.ERRORS: 0.4, m.ORDERS: None}), None)
    assert (
        "Metrics in the hour before Begin: Error Rate before 0.4%, Orders per minute no data before"
    ) == told(stage)
    m.reads(m.reads(m.passes(stage), 7.25), 12, name=m.ORDERS)
    assert (
        "metrics: 0 of 2 normal, Error Rate critical (7.25%, before 0.4%) since 23:01, "
        "Orders per minute warning (12, no data before) since 23:01"
    ) == said(stage)


def test_what_people_say_is_counted_and_named_with_the_rest() -> None:
    """Of rows without a query, and in place of what cannot be measured now."""
    stage = Stage(m.watching(m.metric(), m.by_hand(), m.by_hand("Queue"))).to_confirming()
    assert "" == said(stage)
    stage.do(i.SayMetric(wanted="disk", is_normal=True, note="45 %"), p.OMAR)
    assert ("metrics: 1 of 1 normal", "Disk Space is normal, said by hand: “45 %”") == (
        said(stage),
        told(stage),
    )
    m.answered(stage, MetricRead(metric=m.ERRORS, unavailable="no answer"))
    stage.do(i.SayMetric(wanted="1", is_normal=True), p.ANA)
    assert "Error Rate is normal, said by hand for Omar Haddad" == told(stage)
    assert (
        "metrics: 1 of 2 normal, Error Rate not readable (no answer, normal, says Ana Ruiz) since 00:39"
    ) == said(stage)
    stage.do(i.SayMetric(wanted="queue", is_normal=False, note="it grows"), p.OMAR)
    assert "metrics: 1 of 3 normal, Queue not normal since 00:39, Error Rate not readable" in said(stage)


def test_rows_of_one_name_are_told_apart() -> None:
    """By what only their queries name, with the value in the unit of their own bands."""
    north = m.metric(query='errors{shop="north"}')
    south = replace(north, query='errors{shop="south"}', critical=m.band(">", 50, "ms"))
    stage = m.passes(m.begun(m.watching(north, south)))
    m.reads(stage, 70, name=watched(stage.plan)[1].key)
    assert "metrics: 0 of 1 normal, Error Rate (south) critical (70 ms) since 23:01" == said(stage)
    assert "Metrics: Error Rate (south) critical (70 ms)" == told(stage)


def test_of_a_long_name_what_tells_it_apart_is_kept() -> None:
    """Though the name is cut."""
    rows = [m.metric("Errors of the payment provider's gateway, " * 3, f'e{{at="{at}"}}') for at in "ns"]
    stage = m.passes(m.begun(m.watching(*rows)))
    m.reads(stage, 7, name=watched(stage.plan)[1].key)
    assert "… (s) critical (7%) since 23:01" in said(stage)


def test_that_a_chart_is_drawn_is_told_with_what_it_shows() -> None:
    """By the rows' names; of rows that an amended plan does not have any more nothing is said."""
    stage = m.reads(Stage(m.watching()).to_verifying(), 0.4)
    row = watched(stage.plan)[0]

    def drawn(*metrics: str) -> str:
        chart = Drawn(about="", metrics=metrics, start=p.T0, end=p.END, words="0.4%")
        return sentence(e.ChartDrawn(at=p.T0, by=None, drawn=chart), stage.state, stage.plan)

    assert f"A chart of {row.shown} is drawn" == drawn(row.key, "gone")
    assert "A chart of metrics is drawn" == drawn("gone")
