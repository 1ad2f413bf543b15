"""Which alerts ask for a rollback."""

from dataclasses import replace

import pytest

from bot.domain import events as e, intents as i
from bot.domain.alarming import MOST
from bot.domain.evidence import Evidence
from bot.domain.plan import RollbackTrigger, Severity
from bot.domain.question_parts import Choice
from tests.bot.domain import plans as p
from tests.bot.domain.monitors import alert, expecting, fires, heard, later, resolves
from tests.bot.domain.stories import Stage


def begun(stage: Stage | None = None) -> Stage:
    """Step 5, the first of 3.2, runs since T-0."""
    stage = (stage or Stage()).to_deploying()
    stage.do(i.StartStep(step="5"), p.DBA)
    return later(stage)


def evidence(stage: Stage) -> list[Evidence]:
    """What speaks for the open question."""
    return list(stage.state.question.evidence) if stage.state.question else []


def names(stage: Stage) -> list[str]:
    """The events of the last decision."""
    return [type(event).__name__ for event in stage.last]


def test_a_new_alert_asks() -> None:
    """With what it says, since when, and during which step; the one alike once more asks nothing more."""
    stage = fires(begun(), "HighErrorRate", severity=Severity.CRITICAL)
    (one,) = evidence(stage)
    expected = ("HighErrorRate", "HighErrorRate, during step 5", stage.at, Severity.CRITICAL)
    assert expected == (one.subject, one.text, one.since, one.severity)
    assert ["AlertsReported", "RollbackAsked", "VotersAsked"] == names(stage)
    heard(stage, alert("HighErrorRate", stage.at, severity=Severity.CRITICAL))
    assert [] == names(stage)


def test_another_alert_joins() -> None:
    """There is one question."""
    stage = fires(later(fires(begun(), "HighErrorRate")), "QueueIsLong")
    assert ["HighErrorRate", "QueueIsLong"] == [each.subject for each in evidence(stage)]
    assert 1 == len([event for event in stage.events if isinstance(event, e.RollbackAsked)])


def test_an_alert_that_is_over_is_no_evidence_any_more() -> None:
    """It is noted with the question, which stays open: people settle it, now by one press, and hear so."""
    stage = resolves(later(fires(begun(), "HighErrorRate")), "HighErrorRate")
    assert [True] == [each.is_over for each in evidence(stage)]
    assert ["AlertsReported", "EvidenceSeen", "VotersAskedAgain"] == names(stage)


def test_one_that_worsens_raises_the_severity() -> None:
    """From what was proposed for it first."""
    stage = fires(begun(), "HighErrorRate")
    assert [Severity.MEDIUM] == [each.severity for each in evidence(stage)]
    worse = alert("HighErrorRate", stage.at, severity=Severity.CRITICAL, changed=later(stage).at)
    heard(stage, worse)
    assert stage.state.question
    assert Severity.CRITICAL is stage.state.question.severity


def test_nothing_is_asked_before_there_is_anything_to_roll_back() -> None:
    """What fires when Go is said was seen; what fires after it asks once the first step is begun."""
    stage = Stage().to_pre_deployment()
    stage.do(i.FinishStep(step="1"), p.DBA)
    fires(later(stage), "BeforeGo").walk()
    stage.at = p.T0
    stage.do(i.Go(), p.ANA)
    fires(later(stage), "AfterGo")
    assert [] == evidence(stage)
    stage.do(i.StartStep(step="5"), p.DBA)
    assert ["AfterGo"] == [each.subject for each in evidence(stage)]


def test_old_ones_ask_only_once_they_worsen() -> None:
    """Before that they are shown and no more."""
    stage = heard(Stage().to_pre_deployment(), alert("Disk", p.T0.replace(hour=8))).walk()
    stage.at = p.T0
    stage.do(i.Go(), p.ANA)
    stage.do(i.StartStep(step="5"), p.DBA)
    assert [] == evidence(stage)
    later(stage)
    heard(stage, alert("Disk", p.T0.replace(hour=8), changed=stage.at, severity=Severity.HIGH))
    assert ["Disk"] == [each.subject for each in evidence(stage)]


@pytest.mark.parametrize("ends", [i.FinishStep(step="5"), i.FailStep(step="5", reason="lock")])
def test_what_a_step_expected_asks_once_it_ended(ends: i.Intent) -> None:
    """If it fires still; the next step is not called before that is answered."""
    stage = begun(Stage(expecting(p.web_shop(), s5="LockWaits")))
    fires(stage, "LockWaits")
    assert [] == evidence(stage)
    later(stage).do(ends, p.DBA)
    assert "LockWaits" in [each.subject for each in evidence(stage)]
    assert "6" not in stage.state.steps


def test_what_was_expected_and_is_over_asks_nothing() -> None:
    """It ended with its step."""
    stage = begun(Stage(expecting(p.web_shop(), s5="LockWaits")))
    resolves(later(fires(stage, "LockWaits")), "LockWaits")
    later(stage).do(i.FinishStep(step="5"), p.DBA)
    assert ([], "6") == (evidence(stage), list(stage.state.steps)[-1])


def test_after_continue_only_what_is_new_or_worse_asks_again() -> None:
    """The same alert does not, with whatever happens next."""
    stage = fires(begun(), "HighErrorRate", severity=Severity.CRITICAL)
    stage.do(i.CastVote(choice=Choice.CONTINUE, reason="the cache warms up"), p.ANA)
    assert [] == evidence(stage)
    later(stage).do(i.FinishStep(step="5"), p.DBA)
    assert ([], "6") == (evidence(stage), list(stage.state.steps)[-1])
    fires(later(stage), "PaymentsFail")
    assert ["HighErrorRate", "PaymentsFail"] == sorted(each.subject for each in evidence(stage))


def test_a_storm_is_one_question() -> None:
    """Of so many alerts; one more joins only where it is worse than all of them."""
    stage = begun()
    heard(stage, *(alert(f"PodDown-{n}", stage.at) for n in range(60)))
    assert MOST == len(evidence(stage))
    fires(later(stage), "PodDown-61")
    assert (MOST, ["AlertsReported"]) == (len(evidence(stage)), names(stage))
    fires(later(stage), "PaymentsFail", severity=Severity.CRITICAL)
    assert "PaymentsFail" == evidence(stage)[-1].subject


def test_what_is_over_takes_no_room() -> None:
    """What fires once a storm is over joins, though nothing is worse than the storm was."""
    stage = begun()
    storm = [f"PodDown-{n}" for n in range(MOST)]
    fires(stage, *storm, severity=Severity.CRITICAL)
    resolves(later(stage), *storm)
    fires(later(stage), "PaymentsFail", severity=Severity.CRITICAL)
    assert ["PaymentsFail"] == [each.subject for each in evidence(stage) if not each.is_over]


def test_all_of_a_storm_that_ends_at_once_is_over() -> None:
    """Also what is not remembered any more, of more than fifty."""
    first, then = ([f"Pod-{n}" for n in numbers] for numbers in (range(59), range(60, 80)))
    stage = fires(begun(), *first)
    fires(later(stage), "PaymentsFail", severity=Severity.CRITICAL)
    fires(later(stage), *then)
    resolves(later(stage), *first, "PaymentsFail", *then)
    assert [] == [each.subject for each in evidence(stage) if not each.is_over]


def test_after_continue_what_is_new_asks_however_large_the_storm_was() -> None:
    """What was beyond the room when it was decided does not; nor as those before it are over."""
    stage = begun()
    storm = [f"PodDown-{n}" for n in range(MOST + 5)]
    fires(stage, *storm, severity=Severity.CRITICAL)
    stage.do(i.CastVote(choice=Choice.CONTINUE, reason="the pods come back"), p.ANA)
    resolves(later(stage), storm[0])
    assert [] == evidence(stage)
    fires(later(stage), "PaymentsFail")
    assert "PaymentsFail" in [each.subject for each in evidence(stage)]


@pytest.mark.parametrize(
    ("title", "severity"),
    [
        ("CheckoutPaymentsFailing", Severity.HIGH),
        ("OrdersLost", Severity.CRITICAL),
        ("PodRestarted", Severity.MEDIUM),
    ],
)
def test_the_triggers_say_how_bad_it_is(title: str, severity: Severity) -> None:
    """By the words in an alert's name, where neither its monitor nor 8.1 does."""
    texts = ("Checkout or payments fail", "Orders are lost")
    triggers = tuple(RollbackTrigger(text=text, line=0) for text in texts)
    stage = fires(begun(Stage(replace(p.web_shop(), triggers=triggers))), title)
    assert [severity] == [each.severity for each in evidence(stage)]


def test_on_the_way_back_nothing_is_asked() -> None:
    """It is decided already."""
    stage = fires(Stage().to_rolling_back(), "HighErrorRate")
    assert (None, ["AlertsReported"]) == (stage.state.question, names(stage))


def test_what_is_live_can_still_ask() -> None:
    """For as long as it can be rolled back."""
    stage = fires(later(Stage().to_completed(), 60 * 24), "HighErrorRate")
    assert ["HighErrorRate"] == [each.subject for each in evidence(stage)]
    late = fires(later(Stage().to_completed(), 60 * 24 + 1), "HighErrorRate")
    assert [] == evidence(late)
