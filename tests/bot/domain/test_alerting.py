"""What a deployment makes of the alerts that it hears of."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, strategies as st

from bot.domain import events as e, intents as i
from bot.domain.alerting import change_before, first_step_at, note_baseline, step_at
from bot.domain.alerts import Alert, AlertSource, AlertStatus, Loose, Matched
from bot.domain.facts import Facts
from bot.domain.plan import Severity
from bot.domain.refusals import Because, Refusal
from bot.domain.sightings import LIVE_KEPT, Sighting
from bot.domain.state import Lifecycle
from tests.bot.domain import plans as p
from tests.bot.domain.monitors import EVENTS, FIRING, RESOLVED, WHY, alert, fires, heard, later, resolves
from tests.bot.domain.quiet import begun
from tests.bot.domain.stories import Stage, at_state

MINUTE = timedelta(minutes=1)


def known(stage: Stage, key: str = "HighErrorRate") -> Sighting:
    """How the deployment has an alert."""
    return stage.state.alerts.known[key]


def is_old(stage: Stage, key: str = "HighErrorRate") -> bool:
    """Whether nobody is asked about it."""
    return known(stage, key).is_old


def news(stage: Stage) -> list[str]:
    """The events of the last decision."""
    return [type(event).__name__ for event in stage.last]


def test_an_alert_is_joined_to_what_was_going_on() -> None:
    """The step that ran when it fired, and the last that had changed anything; the reason of the match."""
    stage = Stage().to_deploying()
    stage.do(i.FinishStep(step="5"), p.DBA)
    later(stage, 2).do(i.StartStep(step="6"), p.DEV)
    heard(later(stage), alert("HighErrorRate", stage.at, severity=Severity.HIGH))
    expected = ("6", "5", WHY, False, None, Severity.HIGH)
    found = known(stage)
    assert expected == (found.step, found.change, found.why, found.is_old, found.by, found.severity)
    before = alert("Slow", stage.at - 2 * MINUTE)
    heard(stage, before)
    assert ("", "5") == (known(stage, "Slow").step, known(stage, "Slow").change)


def test_what_was_going_on_when_it_fired_stays() -> None:
    """Later reports of it come during other steps."""
    stage = Stage().to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    fired = later(stage).at
    heard(stage, alert(at=fired))
    stage.do(i.FinishStep(step="5"), p.DBA)
    heard(later(stage), alert(at=fired, changed=stage.at, status=AlertStatus.ACKNOWLEDGED))
    found = known(stage)
    assert ("5", fired, AlertStatus.ACKNOWLEDGED) == (found.step, found.noted_at, found.status)


def test_a_clock_that_runs_ahead_is_cut_to_now() -> None:
    """Nothing fires in the future."""
    stage = heard(Stage().to_deploying(), alert(at=p.T0 + 60 * MINUTE))
    assert stage.at == known(stage).fired_at


@pytest.mark.parametrize("state", [each for each in Lifecycle if each is not Lifecycle.DRAFT])
def test_every_state_hears(state: Lifecycle) -> None:
    """And does not change by itself; what is deployed is asked about."""
    stage = at_state(state)
    fires(stage, "HighErrorRate")
    assert (state, EVENTS[f"ReportAlerts {state}"].split()) == (stage.state.state, news(stage))


@pytest.mark.parametrize("status", AlertStatus)
def test_a_report_that_comes_twice_is_no_news(status: AlertStatus) -> None:
    """Whatever it says."""
    one = alert(status=status)
    stage = heard(Stage().to_deploying(), one)
    assert ["AlertsReported"] == news(stage)
    heard(stage, one)
    assert [] == news(stage)


@given(st.permutations(range(4)), st.sets(st.integers(0, 3)))
def test_the_last_change_holds_in_whatever_order(order: list[int], again: set[int]) -> None:
    """One by one or at once, some of them twice."""
    statuses = (FIRING, AlertStatus.ACKNOWLEDGED, FIRING, RESOLVED)
    reports = [alert(changed=p.T0 + n * MINUTE, status=status) for n, status in enumerate(statuses)]
    stage = Stage().to_deploying()
    for number in (*order, *again):
        heard(stage, reports[number])
    at_once = heard(Stage().to_deploying(), *(reports[number] for number in (*order, *again)))
    assert RESOLVED is known(stage).status
    assert RESOLVED is known(at_once).status


def test_of_one_instant_the_end_holds() -> None:
    """A sender may give its firing and its resolving one time."""
    stage = heard(Stage().to_deploying(), alert(status=RESOLVED))
    heard(stage, alert())
    assert RESOLVED is known(stage).status


def test_the_answer_to_our_own_page_is_no_alert() -> None:
    """It is known by its key."""
    page = alert(source=AlertSource.PAGERDUTY, incident_key="tminus:WEB-DEPLOY-041:L1")
    stage = heard(Stage().to_deploying(), page)
    assert ([], {}) == (news(stage), dict(stage.state.alerts.known))


def test_what_fired_before_the_first_step_is_old() -> None:
    """To the instant at which that was begun, however late it is reported."""
    stage = Stage().to_approved()
    fires(stage, "Disk")
    assert is_old(stage, "Disk")
    stage = Stage().to_pre_deployment()
    fires(stage, "Memory")
    later(stage).do(i.StartStep(step="1"), p.DBA)
    began = stage.at
    heard(later(stage), alert("Late", began - MINUTE), alert("New", began))
    assert [True, True, False] == [is_old(stage, key) for key in ("Memory", "Late", "New")]
    assert began == first_step_at(stage.state)


def test_a_first_step_that_failed_was_begun() -> None:
    """Also while it is called again."""
    stage = Stage().to_pre_deployment()
    assert first_step_at(stage.state) is None
    stage.do(i.FailStep(step="1", reason="disk"), p.DBA)
    later(stage).do(i.RetryStep(step="1"), p.DBA)
    assert stage.at == first_step_at(stage.state)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (alert(changed=p.T0 + MINUTE, severity=Severity.HIGH), True),
        (alert(changed=p.T0 + MINUTE, severity=Severity.MEDIUM), True),
        (alert(changed=p.T0 + MINUTE), True),
        (alert(changed=p.T0 + MINUTE, severity=Severity.CRITICAL), False),
        (alert(changed=p.T0 + MINUTE, status=RESOLVED), True),
    ],
)
def test_what_worsens_is_old_no_more(changed: Alert, expected: bool) -> None:
    """Only where its severity goes up: to the same, or a lower one, it stays old."""
    before = replace(alert(at=p.T0 - 300 * MINUTE), severity=Severity.HIGH)
    stage = heard(
        heard(Stage().to_pre_deployment(), before).walk(), replace(changed, fired_at=before.fired_at)
    )
    assert expected is is_old(stage)


def test_what_is_not_graded_counts_as_medium() -> None:
    """A severity that comes to be known later worsens it only where it is more than that."""
    stage = heard(Stage().to_pre_deployment(), alert("A"), alert("B")).walk()
    changed = p.T0 + MINUTE
    heard(
        stage,
        alert("A", changed=changed, severity=Severity.MEDIUM),
        alert("B", changed=changed, severity=Severity.HIGH),
    )
    assert [True, False] == [is_old(stage, key) for key in "AB"]


def test_what_returns_is_old_no_more() -> None:
    """It was over for a while; before anything was done, that says nothing."""
    stage = Stage().to_pre_deployment()
    for status, minute in ((FIRING, 0), (RESOLVED, 1), (FIRING, 2)):
        heard(stage, alert(at=p.T0 - 300 * MINUTE, changed=stage.at + minute * MINUTE, status=status))
    assert is_old(stage)
    stage.walk()
    for status, minute in ((RESOLVED, 300), (FIRING, 301)):
        heard(stage, alert(at=p.T0 - 300 * MINUTE, changed=stage.at + minute * MINUTE, status=status))
    assert not is_old(stage)


def test_whoever_says_go_saw_what_fires() -> None:
    """It is old from then on, but for what a step expected: that has still to end in time."""
    stage = Stage().to_pre_deployment()
    stage.do(i.FinishStep(step="1"), p.DBA)
    fires(stage, "HighErrorRate")
    assert not is_old(stage)
    stage.walk()
    assert not is_old(stage)
    stage.do(i.Go(), p.ANA)
    assert is_old(stage)


def test_beyond_a_hundred_they_are_counted() -> None:
    """The worst are kept whole, the state stays small; those that are over are counted off."""
    stage = Stage().to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    heard(stage, *(alert(f"A{n}", stage.at) for n in range(LIVE_KEPT)))
    assert (LIVE_KEPT, 0) == (len(stage.state.alerts.live), stage.state.alerts.beyond)
    heard(stage, alert("Worst", stage.at, severity=Severity.CRITICAL), alert("B", stage.at))
    assert (LIVE_KEPT, 2) == (len(stage.state.alerts.live), stage.state.alerts.beyond)
    assert "Worst" == stage.state.alerts.live[0].title
    gone = [key for key in ("A0", "B", "A99") if key not in stage.state.alerts.known]
    assert gone
    resolves(later(stage), *gone)
    assert 2 - len(gone) == stage.state.alerts.beyond
    resolves(later(stage), "Unheard", "of", "at all")
    assert 0 == stage.state.alerts.beyond


def test_the_baseline_is_asked_for_at_begin() -> None:
    """What fires is reported with it; who was asked is kept, also where nothing does; once for each Begin."""
    asked = (AlertSource.PAGERDUTY, AlertSource.GRAFANA)
    disk = (Matched(alert=alert("Disk", p.T0 - 3000 * MINUTE), why=WHY),)
    stage = Stage().to_approved()
    stage.do(i.NoteBaseline(alerts=disk, asked=asked), None)
    assert [] == news(stage)
    begun(stage)
    stage.do(i.NoteBaseline(alerts=disk, asked=asked), None)
    assert ["AlertsReported", "BaselineRead"] == news(stage)
    assert (True, asked) == (is_old(stage, "Disk"), stage.state.alerts.asked)
    stage.do(i.NoteBaseline(alerts=disk, asked=asked), None)
    assert [] == news(stage)


def test_whoever_answers_late_joins_those_who_were_asked() -> None:
    """Once, and nobody is forgotten who does not answer again; a new beginning asks anew."""
    pagerduty, grafana = AlertSource.PAGERDUTY, AlertSource.GRAFANA
    stage = Stage().to_approved()
    begun(stage)
    noted = []
    for answered in ((grafana,), (pagerduty,), (grafana,), (grafana, pagerduty)):
        stage.do(i.NoteBaseline(alerts=(), asked=answered), None)
        noted += news(stage)
    assert ["BaselineRead", "BaselineRead"] == noted
    assert (pagerduty, grafana) == stage.state.alerts.asked
    assert stage.state.begun
    again = replace(stage.state, begun=replace(stage.state.begun, at=stage.at + MINUTE))
    answer = i.NoteBaseline(alerts=(), asked=(grafana,))
    anew = note_baseline(again, answer, later(stage, 2).facts(None))
    assert (e.BaselineRead(at=stage.at, by=None, asked=(grafana,)),) == anew


def test_a_baseline_that_is_late_asks_only_of_what_is_new() -> None:
    """By when it fired; what was over before it came is no news."""
    stage = Stage().to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    resolves(later(stage, 2), "Queue")
    over, since = known(stage, "Queue"), len(stage.events)
    fired = (p.T0 - 3000 * MINUTE, stage.at, over.fired_at)
    said = (alert(title, at) for title, at in zip(("Disk", "Slow", "Queue"), fired, strict=True))
    late = tuple(Matched(alert=each, why=WHY) for each in said)
    later(stage).do(i.NoteBaseline(alerts=late, asked=(AlertSource.PAGERDUTY,)), None)
    assert (True, False, False) == (
        is_old(stage, "Disk"),
        is_old(stage, "Slow"),
        known(stage, "Queue").is_live,
    )
    asked = [each for event in stage.events[since:] for each in getattr(event, "evidence", ())]
    assert ["Slow"] == [each.subject for each in asked]


LOOSE = (
    Loose(number=7, alert=alert("Disk full", p.T0), why="no plan under way names anything in it"),
    Loose(number=12, alert=alert("Disk slow", p.T0)),
    Loose(number=31, alert=alert("Queue is long", p.T0)),
    Loose(number=32, alert=alert("Certificate ends", p.T0)),
)


def tied(wanted: str, loose: tuple[Loose, ...] = LOOSE) -> Stage | Refusal:
    """The lead ties an alert."""
    stage = Stage().to_deploying()
    stage.loose = loose
    answer = stage.ask(i.AttachAlert(wanted=wanted), p.ANA)
    return answer if isinstance(answer, Refusal) else stage


@pytest.mark.parametrize(
    ("wanted", "title"),
    [
        ("7", "Disk full"),
        ("#12", "Disk slow"),
        ("disk f", "Disk full"),
        ("disk full", "Disk full"),
        ('"Disk slow"', "Disk slow"),
        ("is long", "Queue is long"),
        ("QUEUE", "Queue is long"),
    ],
)
def test_an_alert_is_tied_by_hand(wanted: str, title: str) -> None:
    """By its number, by words that its title begins with or holds; the reason says who did it."""
    stage = tied(wanted)
    assert isinstance(stage, Stage)
    (event,) = (event for event in stage.last)
    assert isinstance(event, e.AlertAttached)
    assert (title, "tied by hand", p.ANA) == (event.alert.title, event.alert.why, event.alert.by)
    assert title in stage.state.alerts.known


@pytest.mark.parametrize(
    ("wanted", "because", "text"),
    [
        ("", Because.INCOMPLETE, "Which one?"),
        ("8", Because.UNKNOWN, "No alert without a deployment has the number 8"),
        ("disk", Because.UNKNOWN, "“disk” could be several of them: say its number"),
        ("cpu", Because.UNKNOWN, "None is called “cpu”"),
    ],
)
def test_what_is_not_there_cannot_be_tied(wanted: str, because: Because, text: str) -> None:
    """Whoever asks hears what there is."""
    refusal = tied(wanted)
    assert isinstance(refusal, Refusal)
    assert (because, True) == (refusal.because, text in refusal.text)
    there = "7 Disk full; 12 Disk slow; 31 Queue is long, and 1 more: `/deploy alerts` lists them."
    assert refusal.text.endswith(f"Without a deployment are: {there}")


def test_where_none_is_loose_none_can_be_tied() -> None:
    """It is said that there are none."""
    refusal = tied("7", ())
    assert isinstance(refusal, Refusal)
    assert refusal.text.endswith("there is nothing to tie.")


def test_between_steps_nothing_runs() -> None:
    """Nor is anything changed before the first of 3.2."""
    stage = Stage().to_pre_deployment()
    facts = Facts(now=stage.at, actor=None, plan=stage.plan)
    assert "" == step_at(stage.state, stage.at)
    stage.do(i.FinishStep(step="1"), p.DBA)
    assert ("", "") == (step_at(stage.state, stage.at), change_before(stage.state, facts, stage.at))
