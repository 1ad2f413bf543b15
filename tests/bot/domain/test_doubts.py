from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.domain import intents as i
from bot.domain.doubts import doubts
from bot.domain.events import Completed, Confirmed, Overridden
from bot.domain.evolve import fold
from bot.domain.people import Holders, Person
from bot.domain.plan import CheckpointKind
from bot.domain.question_parts import Choice
from bot.domain.refusals import Because
from bot.domain.watch import MetricRead
from tests.bot.domain import machines as m, plans as p, sections
from tests.bot.domain.stories import Stage

MONITORING = 3
SAY = "; `/deploy metric WEB-DEPLOY-041 1 normal` says that it is well"
WHY = "the probe is wrong, the shop is fine"


def confirming(*values: float, why: str = "") -> Stage:
    """All steps are over; the error rate is as it was read last."""
    stage = Stage(m.watching()).to_confirming()
    m.reads(stage, 30.0, name=m.ORDERS)
    if why:
        return m.answered(stage, MetricRead(metric=m.ERRORS, unavailable=why))
    return m.reads(stage, *values) if values else m.answered(stage, MetricRead(metric=m.ERRORS))


def against(stage: Stage, kind: CheckpointKind = CheckpointKind.MONITORING) -> list[tuple[str, str]]:
    """What speaks against a checkpoint."""
    checkpoint = next(each for each in stage.plan.checkpoints if each.kind is kind)
    return [(doubt.text, doubt.name) for doubt in doubts(stage.state, stage.plan, checkpoint)]


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        (lambda: confirming(0.4), []),
        (lambda: confirming(5.0), []),
        (
            lambda: confirming(5.01),
            [("Error Rate is critical since 00:39 CET: 5.01% (limit > 5%)", "Error Rate critical 5.01%")],
        ),
        (confirming, [(f"Error Rate: no data since 00:39 CET{SAY}", "Error Rate no data")]),
        (
            lambda: confirming(why="Prometheus did not answer"),
            [
                (
                    f"Error Rate: not readable since 00:39 CET (Prometheus did not answer){SAY}",
                    "Error Rate not readable",
                )
            ],
        ),
        (lambda: Stage(m.watching()).to_confirming(), []),
    ],
    ids=["normal", "a warning", "critical", "no data", "not readable", "nobody measures"],
)
def test_what_speaks_against_monitoring_normal(
    stage: Callable[[], Stage], expected: list[tuple[str, str]]
) -> None:
    """What is critical, from its limit on, and what nobody knows; a warning is the confirmer's to weigh."""
    found = stage()
    assert expected == against(found)
    assert [] == against(found, CheckpointKind.SMOKE_TESTS)


def test_it_is_not_confirmed_past_what_is_critical() -> None:
    """Its confirmer hears what speaks against it, and who goes past it how."""
    stage = confirming(7.2)
    refusal = stage.refused(i.Confirm(wanted="monitoring"), p.OMAR)
    assert Because.INCOMPLETE is refusal.because
    assert (
        "Monitoring Normal cannot be confirmed yet:\n"
        "• Error Rate is critical since 00:39 CET: 7.2% (limit > 5%)\n"
        "The Deployment Lead or the lead's deputy goes past it with a reason: "
        "`/deploy confirm WEB-DEPLOY-041 3 override REASON`."
    ) == refusal.text


def test_it_is_confirmed_once_it_is_better() -> None:
    """As any other."""
    stage = m.reads(m.passes(confirming(7.2)), 0.4)
    confirmed, *_ = stage.do(i.Confirm(wanted="monitoring"), p.OMAR)
    assert isinstance(confirmed, Confirmed)
    assert "" == confirmed.for_whom


@pytest.mark.parametrize("by", [p.ANA, p.SAM])
def test_the_lead_goes_past_it_with_a_reason(by: Person) -> None:
    """Confirmed in place of its confirmer: the record has both names, and what it went past."""
    stage = confirming(7.2)
    past, confirmed, *_ = stage.do(i.Confirm(wanted="monitoring", override=WHY), by)
    assert isinstance(past, Overridden)
    assert ("Monitoring Normal, Error Rate critical 7.2%", WHY) == (past.what, past.reason)
    assert isinstance(confirmed, Confirmed)
    assert (by, "Omar Haddad") == (confirmed.by, confirmed.for_whom)
    assert "for Omar Haddad" == stage.state.confirmations[MONITORING].note
    assert stage.state == fold(stage.events)


def test_without_words_a_reason_is_for_what_something_speaks_against() -> None:
    """Not for what the lead confirms anyway."""
    stage = confirming(7.2)
    stage.do(i.Confirm(override=WHY), p.ANA)
    assert {MONITORING} == set(stage.state.confirmations)


def test_a_lead_who_is_the_confirmer_is_named_once() -> None:
    """It is their own."""
    stage = Stage(m.watching(), roles=dict(p.roles(Ops=Holders(people=(p.ANA,))))).to_confirming()
    m.reads(stage, 7.2)
    _, confirmed, *_ = stage.do(i.Confirm(wanted="3", override=WHY), p.ANA)
    assert isinstance(confirmed, Confirmed)
    assert "" == confirmed.for_whom


@pytest.mark.parametrize("by", [p.OMAR, p.QUINN])
def test_nobody_else_goes_past_it(by: Person) -> None:
    """Not with a reason either."""
    refusal = confirming(7.2).refused(i.Confirm(wanted="3", override=WHY), by)
    assert Because.NOT_YOURS is refusal.because
    assert "Ana" in refusal.text or "confirmed by the role" in refusal.text


def test_where_nothing_speaks_against_it_it_is_its_confirmers() -> None:
    """A reason makes it nobody else's, and goes past nothing."""
    stage = confirming(0.4)
    assert Because.NOT_YOURS is stage.refused(i.Confirm(wanted="3", override=WHY), p.ANA).because
    confirmed, *_ = stage.do(i.Confirm(wanted="3", override=WHY), p.OMAR)
    assert isinstance(confirmed, Confirmed)
    assert () == stage.state.overridden


def test_the_last_one_completes_all_the_same() -> None:
    """It counts as any other."""
    stage = confirming(7.2)
    for wanted, by in (("1", p.ANA), ("2", p.QUINN)):
        stage.do(i.Confirm(wanted=wanted), by)
    stage.do(i.Confirm(wanted="3", override=WHY), p.ANA)
    assert isinstance(stage.do(i.Confirm(), p.PIA)[-1], Completed)


def test_a_persons_word_stands_for_what_no_machine_measures() -> None:
    """Each row without a query needs one; a word that all is not well speaks against it."""
    stage = Stage(m.watching(m.metric(), m.by_hand())).to_confirming()
    m.reads(stage, 0.4)
    text = (
        "Disk Space: nobody said how it stands; `/deploy metric WEB-DEPLOY-041 2 normal` says that it is well"
    )
    assert [(text, "Disk Space not said")] == against(stage)
    stage.do(i.SayMetric(wanted="2", is_normal=True), p.OMAR)
    assert [] == against(stage)
    stage.do(i.SayMetric(wanted="2", is_normal=False, note="95 % full"), p.OMAR)
    text = "Disk Space is not normal, Omar Haddad at 00:39 CET: 95 % full"
    assert [(text, "Disk Space not normal")] == against(stage)


@pytest.mark.parametrize("why", ["", "no answer"])
def test_a_persons_word_stands_for_what_cannot_be_measured_now(why: str) -> None:
    """Not for what is measured after it."""
    stage = m.answered(
        Stage(m.watching(m.metric())).to_confirming(), MetricRead(metric=m.ERRORS, unavailable=why)
    )
    assert 1 == len(against(stage))
    stage.do(i.SayMetric(wanted="1", is_normal=True, note="the dashboard says 0.3 %"), p.OMAR)
    assert [] == against(stage)
    m.reads(m.passes(stage), 7.2)
    assert ["Error Rate critical 7.2%"] == [name for _, name in against(stage)]


def test_what_sections_4_and_5_changed_speaks_against_completion() -> None:
    """What is not as planned, and what nobody answered; nothing once it is confirmed, in spite of it."""
    stage = Stage(sections.changing()).to_verifying().walk()
    stage.do(sections.data(sections.ok(1)), p.DBA)
    stage.do(sections.configuration(sections.ok(1), sections.ok(2), sections.failed(3, "it is down")), p.DEV)
    expected = [
        ("C3, express, is not changed: “it is down”", "C3 express not as planned"),
        ("V2 of section 4.3 not answered yet: ask Dora Nagy", "V2 not answered"),
    ]
    assert expected == against(stage, CheckpointKind.DEPLOYMENT)
    assert [] == against(stage, CheckpointKind.SMOKE_TESTS)
    assert Because.INCOMPLETE is stage.refused(i.Confirm(wanted="1"), p.ANA).because
    events = stage.do(i.Confirm(wanted="1", override="it is switched on tomorrow"), p.ANA)
    assert [Overridden, Overridden, Confirmed] == [type(event) for event in events]
    assert [] == against(stage, CheckpointKind.DEPLOYMENT)


def test_where_nobody_is_left_to_answer_it_says_how_somebody_is_named() -> None:
    """The owner has no Slack, and the lead has left it."""
    stage = sections.deployed()
    nobody = replace(stage.state, roles=dict.fromkeys(stage.state.roles, Holders()))
    complete = next(each for each in stage.plan.checkpoints if each.kind is CheckpointKind.DEPLOYMENT)
    first, _ = doubts(nobody, stage.plan, complete)
    who = "nobody in Slack stands for “DBA” yet, `/deploy roster DBA @who` names somebody"
    assert f"V1 V2 of section 4.3 not answered yet: {who}" == first.text


def test_smoke_tests_pass_only_once_all_have() -> None:
    """It says which have not, and why; past them goes the lead alone, with a reason that is kept for each."""
    stage = Stage(replace(m.testing(), smoke_commands=m.with_suite().smoke_commands)).to_verifying()
    stage.do(i.StartStep(step="10"), p.QUINN)
    stage.do(i.ReportSmokeTests(results={1: m.PASSED, 3: m.MASKED}, asked=1), None)
    stage.do(i.TickTest(wanted="suite", has_passed=False, note="1 of 118"), p.QUINN)
    for voter in (p.ANA, p.LEE):
        stage.do(i.CastVote(choice=Choice.CONTINUE, reason="it is known"), voter)
    stage.do(i.FinishStep(step="10"), p.QUINN)
    assert [
        ("smoke test 2 Login works runs on a press",) * 2,
        ("smoke test 3 Product listing the maintenance page answered",) * 2,
        (
            "smoke test 4 Invoice looks right to tick by hand (`/deploy smoke 4 passed`)",
            "smoke test 4 Invoice looks right to tick by hand",
        ),
        ("the smoke test suite of 7.2 failed: 1 of 118", "the smoke test suite of 7.2 failed"),
    ] == against(stage, CheckpointKind.SMOKE_TESTS)
    refusal = stage.refused(i.Confirm(wanted="smoke"), p.QUINN)
    assert (Because.INCOMPLETE, True) == (refusal.because, "override REASON" in refusal.text)
    events = stage.do(i.Confirm(wanted="smoke", override="looked at by hand"), p.ANA)
    assert 4 == len([each for each in events if isinstance(each, Overridden)])


def test_nothing_speaks_against_smoke_tests_that_all_passed() -> None:
    """The machine's, and those that people ticked."""
    stage = Stage(m.testing()).to_verifying()
    stage.do(i.StartStep(step="10"), p.QUINN)
    stage.tests_pass()
    assert [] == against(stage, CheckpointKind.SMOKE_TESTS)
