from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain import events as e, intents as i
from bot.domain.evidence import EvidenceKind
from bot.domain.evolve import fold
from bot.domain.people import Person
from bot.domain.plan import Severity
from bot.domain.question_parts import Choice
from bot.domain.refusals import Because
from bot.domain.vouching import monitoring, watchers
from bot.domain.watch import MetricRead
from tests.bot.domain import machines as m, plans as p
from tests.bot.domain.stories import Stage

NORMAL = i.SayMetric(wanted="disk", is_normal=True)
ODD = i.SayMetric(wanted="disk", is_normal=False, note="95 % full")


def confirming() -> Stage:
    """One row has a query, two have none; all steps are over."""
    return Stage(m.watching(m.metric(), m.by_hand(), m.by_hand("Queue"))).to_confirming()


def test_it_is_kept_with_who_said_it_and_what_they_saw() -> None:
    """By number, words or its whole name."""
    stage = confirming()
    for wanted, note in (("2", "45 %"), ("disk", "46 %"), ("“Disk Space”", "47 %")):
        stage.do(i.SayMetric(wanted=wanted, is_normal=True, note=note), p.OMAR)
        assert [
            e.MetricSaid(at=stage.at, by=p.OMAR, row=2, name="Disk Space", is_normal=True, note=note)
        ] == list(stage.last)
    assert stage.state == fold(stage.events)


def test_without_a_row_all_that_are_left_are_normal() -> None:
    """Each is kept by itself; then nothing is left."""
    stage = confirming()
    stage.do(i.SayMetric(is_normal=True), p.OMAR)
    assert [2, 3] == [each.row for each in stage.last if isinstance(each, e.MetricSaid)]
    assert Because.SETTLED is stage.refused(i.SayMetric(is_normal=True), p.OMAR).because


@pytest.mark.parametrize("by", [p.ANA, p.SAM])
def test_the_lead_says_it_for_who_watches(by: Person) -> None:
    """Both names are kept."""
    stage = confirming()
    (said,) = stage.do(NORMAL, by)
    assert isinstance(said, e.MetricSaid)
    assert (by, "Omar Haddad") == (said.by, said.for_whom)


@pytest.mark.parametrize("by", [p.DBA, p.QUINN])
def test_nobody_else_says_it(by: Person) -> None:
    """They hear who does."""
    refusal = confirming().refused(NORMAL, by)
    assert Because.NOT_YOURS is refusal.because
    assert "the role “Ops”: ask Omar Haddad" in refusal.text


def test_who_says_it_where_the_plan_has_no_checkpoint_or_no_step() -> None:
    """The owner of the monitoring step, else the lead."""
    plan = replace(confirming().plan, checkpoints=())
    stage = Stage(plan).to_verifying()
    assert monitoring(plan) is None
    assert (p.OMAR,) == watchers(stage.state, plan).all
    assert "the role “Ops”" in stage.refused(NORMAL, p.DBA).text
    small = Stage(replace(p.small(), metrics=(m.by_hand(),))).to_verifying()
    without = replace(small.plan, checkpoints=())
    assert small.state.lead.all == watchers(small.state, without).all


def test_what_is_not_normal_says_what_was_seen() -> None:
    """And which row."""
    stage = confirming()
    assert "What did you see?" in stage.refused(replace(ODD, note=" "), p.OMAR).text
    assert (
        "Which row of 8.1? There are: 1 Error Rate; 2 Disk"
        in stage.refused(replace(ODD, wanted=""), p.OMAR).text
    )


@pytest.mark.parametrize(
    ("wanted", "words"),
    [("zebra", "Nothing is called “zebra”"), ("9", "no number 9"), ("0", "There is no number 0")],
)
def test_a_row_that_is_not_there(wanted: str, words: str) -> None:
    """Those that are there are named."""
    refusal = confirming().refused(i.SayMetric(wanted=wanted, is_normal=True), p.OMAR)
    assert Because.UNKNOWN is refusal.because
    assert words in refusal.text
    assert "There are: 1 Error Rate; 2 Disk Space; 3 Queue" in refusal.text


def test_what_is_measured_need_not_be_said() -> None:
    """Unless it cannot be measured now, or nobody is there to measure anything."""
    say = i.SayMetric(wanted="1", is_normal=True)
    measured = m.reads(confirming(), 7.2)
    refusal = measured.refused(say, p.OMAR)
    assert (Because.NOT_NOW, "Error Rate is measured: it is critical. Nobody need say how it stands.") == (
        refusal.because,
        refusal.text,
    )
    m.answered(measured, MetricRead(metric=m.ERRORS))
    assert ["MetricSaid"] == [type(each).__name__ for each in measured.do(say, p.OMAR)]
    assert ["MetricSaid"] == [type(each).__name__ for each in confirming().do(say, p.OMAR)]


def test_the_same_said_again_is_settled() -> None:
    """Something else is not: it may get worse, or somebody looked again."""
    stage = confirming()
    stage.do(NORMAL, p.OMAR)
    refusal = stage.refused(NORMAL, p.ANA)
    assert Because.SETTLED is refusal.because
    assert "Disk Space is normal already, by Omar Haddad at 00:39 CET." == refusal.text
    stage.do(replace(NORMAL, note="45 %"), p.OMAR)
    stage.do(ODD, p.OMAR)
    assert "is not normal already" in stage.refused(ODD, p.OMAR).text


def test_what_is_not_normal_asks_about_a_rollback() -> None:
    """High, or as 6.1 has it; it joins an open question, and is over once it is normal."""
    stage = confirming()
    since = stage.at
    stage.do(ODD, p.OMAR)
    (one,) = m.evidence(stage)
    assert (EvidenceKind.METRIC, "Disk Space is not normal: 95 % full", since, Severity.HIGH) == (
        one.kind,
        one.text,
        one.since,
        one.severity,
    )
    m.passes(stage).do(i.SayMetric(wanted="queue", is_normal=False, note="it grows"), p.OMAR)
    m.passes(stage).do(replace(ODD, note="97 % full"), p.OMAR)
    assert [
        ("Disk Space is not normal: 97 % full", since),
        ("Queue is not normal: it grows", since + timedelta(minutes=1)),
    ] == [(each.text, each.since) for each in m.evidence(stage)]
    stage.do(NORMAL, p.OMAR)
    assert [True, False] == [each.is_over for each in m.evidence(stage)]


def test_after_continue_it_asks_only_where_it_is_back() -> None:
    """As anything that speaks for a rollback."""
    stage = confirming()
    stage.do(ODD, p.OMAR)
    stage.do(i.CastVote(choice=Choice.CONTINUE, reason="old logs"), p.ANA)
    stage.do(i.CastVote(choice=Choice.CONTINUE, reason="old logs"), p.LEE)
    assert stage.state.question is None
    stage.do(NORMAL, p.OMAR)
    m.passes(stage).do(ODD, p.OMAR)
    assert [stage.at] == [each.since for each in m.evidence(stage)]
