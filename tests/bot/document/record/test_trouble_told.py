from dataclasses import replace

import pytest

from bot.document.record import trouble_told as t
from bot.domain import events as e
from bot.domain.alerts import AlertSource, AlertStatus
from bot.domain.changes_events import Changed, Checked
from bot.domain.escalation_events import Called
from bot.domain.evidence import Evidence, EvidenceKind
from bot.domain.plan import Severity
from bot.domain.question_parts import Choice, Escalated
from bot.domain.sightings import Sighting
from bot.domain.watch import Drawn, Level, Reading, SmokeOutcome, SmokeResult, SmokeRun
from tests.bot.document.record.nights import amid
from tests.bot.domain import plans as p

AT = p.T0
SEEN = Evidence(kind=EvidenceKind.PERSON, subject="U1", text="orders are lost", since=AT)
ALERT = Sighting(
    key="k",
    source=AlertSource.GRAFANA,
    title="HighErrorRate",
    status=AlertStatus.FIRING,
    fired_at=AT,
    changed_at=AT,
    noted_at=AT,
    why="label",
    value="7.2%",
)
READING = Reading(metric="Error Rate", level=Level.CRITICAL, since=AT, value=7.2)
RUN = SmokeRun(number=1, name="Homepage loads", result=SmokeResult(outcome=SmokeOutcome.PASSED))
FAILED = replace(RUN, result=SmokeResult(outcome=SmokeOutcome.FAILED, why="no token"))
VOTE = e.VoteCast(at=AT, by=p.SAM, choice=Choice.CONTINUE, reason="warming up", ask_again_at=AT)
CALL = e.LevelCalled(at=AT, by=None, level="L1", people=(p.OMAR,), because=Called.ASKED, why="lost")

DRAWN = Drawn(about="", metrics=("Error Rate",), start=AT, end=AT, words="Error Rate 0.4% to 7.2%")
CHART = e.ChartDrawn(at=AT, by=None, drawn=DRAWN)
DATA = e.DataValidated(
    at=AT,
    by=p.DBA,
    step="5",
    on_behalf=False,
    for_whom="",
    as_member_of="dba",
    rows=(
        Checked(number=1, name="Token table exists", holds=True, result=""),
        Checked(number=3, name="Seeded", holds=False, result="2 | 3"),
    ),
)
CONFIGURATION = e.ConfigurationConfirmed(
    at=AT,
    by=p.ANA,
    step="6",
    on_behalf=True,
    for_whom="Devi Rao",
    as_member_of="",
    rows=(Changed(name="SESSION_TTL", is_flag=False, holds=True, result=""),),
)


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            e.RollbackAsked(at=AT, by=None, round=1, severity=Severity.HIGH, evidence=(SEEN,)),
            "Roll back? High, question 1: orders are lost, since 2026-12-01 23:00 CET (22:00 UTC)",
        ),
        (
            e.EvidenceSeen(at=AT, by=None, evidence=(replace(SEEN, is_over=True),)),
            "Seen: orders are lost, since 2026-12-01 23:00 CET (22:00 UTC), is over",
        ),
        (VOTE, "Votes Continue: “warming up”; ask again 2026-12-01 23:00 CET (22:00 UTC)"),
        (
            replace(VOTE, choice=Choice.ROLLBACK, instead_of=(p.ANA,), as_member_of="l1", ask_again_at=None),
            "Votes Roll back, for Ana Ruiz, as a member of @l1: “warming up”",
        ),
        (
            e.SeverityChanged(at=AT, by=p.ANA, severity=Severity.HIGH, was=Severity.MEDIUM, reason=""),
            "Severity high, it was medium",
        ),
        (
            e.DecisionEscalated(at=AT, by=None, why=Escalated.TIE),
            "Undecided, those who decide disagree: one of those who are called decides alone",
        ),
        (
            e.DecisionEscalated(at=AT, by=None, why=Escalated.TIME_IS_UP),
            "Undecided, the time to decide is up: one of those who are called decides alone",
        ),
        (
            e.RollbackDeclined(at=AT, by=p.ANA, reason="fine", ask_again_at=AT),
            "Decided: no rollback, it goes on: “fine”; asked again 2026-12-01 23:00 CET (22:00 UTC)",
        ),
        (e.RollbackDeclined(at=AT, by=p.ANA, reason=""), "Decided: no rollback, it goes on"),
        (
            e.RollbackDecided(at=AT, by=p.ANA, severity=Severity.HIGH, reason="lost", steps=("R2", "R3")),
            "Decided: roll back, high: “lost”; steps R2, R3",
        ),
        (
            e.QuestionFellAway(at=AT, by=None, step="5"),
            "Not asked any more: step 5, Run database migrations, is over",
        ),
        (e.QuestionNotRepeated(at=AT, by=None), "Not asked again: nothing that spoke for a rollback holds"),
        (e.IssueRaised(at=AT, by=p.DBA, number=1, why="lost"), "Escalated: “lost”"),
        (CALL, "L1 is called: Omar Haddad (somebody asked): “lost”"),
        (
            replace(CALL, people=(), absent=("Zora (+49)",), why="", is_unpaged=True),
            "L1 is called: Zora (+49) by telephone (somebody asked); not paged: PagerDuty is not set up",
        ),
        (replace(CALL, people=(), why=""), "L1 is called: nobody new stands for it (somebody asked)"),
        (e.CallAcknowledged(at=AT, by=p.OMAR, level="L1"), "L1: Omar Haddad takes charge"),
        (e.CallAcknowledged(at=AT, by=p.ANA, level="L1", for_whom="Zora"), "L1: Zora takes charge"),
        (
            e.CallAcknowledged(at=AT, by=None, level="L1", where="PagerDuty", said_by="Oli"),
            "L1: Oli takes charge, in PagerDuty",
        ),
        (e.CallPassedOn(at=AT, by=p.OMAR, level="L1"), "L1: Omar Haddad passes it on"),
        (e.IssueOver(at=AT, by=None, why="mended"), "Stand down: “mended”"),
        (
            e.OnCallNoted(at=AT, by=None, level="L1", people=(p.OMAR,), strangers=("Oli",)),
            "On call for L1: Omar Haddad and Oli",
        ),
        (e.AlertsReported(at=AT, by=None, alerts=(ALERT,)), "Alerts fire: HighErrorRate (Grafana): 7.2%"),
        (
            e.AlertsReported(at=AT, by=None, alerts=(replace(ALERT, status=AlertStatus.RESOLVED),), more=2),
            "2 more fire; Alerts over: HighErrorRate (Grafana): 7.2%",
        ),
        (e.AlertsReported(at=AT, by=None, alerts=(replace(ALERT, is_old=True),)), ""),
        (
            e.AlertAttached(at=AT, by=p.ANA, alert=replace(ALERT, value=""), number=3),
            "Tied by hand: HighErrorRate (Grafana)",
        ),
        (e.SmokeTestsAsked(at=AT, by=None, asked=1, runs=1, rows=(1, 3)), "Smoke tests begin: rows 1 and 3"),
        (e.SmokeTestsAsked(at=AT, by=None, asked=1, runs=1, rows=()), "Smoke tests begin: rows none"),
        (e.SmokeTestSent(at=AT, by=None, number=2, name="Login"), "Smoke test 2, Login, is sent"),
        (
            e.SmokeTestsTicked(at=AT, by=p.QUINN, runs=(replace(FAILED, by=p.QUINN, machine=RUN.result),)),
            "Smoke tests said to have failed: 1 Homepage loads: “no token”; a machine said passed",
        ),
        (
            e.SmokeTestsTicked(
                at=AT, by=p.QUINN, runs=(replace(RUN, number=0, name="suite"),), is_suite=True
            ),
            "Smoke tests said to have passed: suite",
        ),
        (
            e.SmokeTestsLeft(at=AT, by=p.QUINN, step="10", rows=(2, 4)),
            "Smoke tests that have not passed as step 10, Run smoke tests, is done: rows 2 and 4",
        ),
        (e.MetricsRead(at=AT, by=None, readings=(READING,)), "Metrics: Error Rate critical (7.2%)"),
        (
            e.MetricsRead(at=AT, by=None, readings=(replace(READING, metric="Gone", why="no answer"),)),
            "Metrics: Gone critical (no answer)",
        ),
        (
            e.MetricsRead(at=AT, by=None, readings=(replace(READING, level=Level.NO_DATA, value=None),)),
            "Metrics: Error Rate no data",
        ),
        (
            e.BeforeMeasured(at=AT, by=None, values={READING.metric: 0.4, "Gone": None}),
            "Metrics in the hour before Begin: Error Rate 0.4%",
        ),
        (
            e.MetricSaid(at=AT, by=p.OMAR, row=2, name="Disk Space", is_normal=True),
            "Disk Space is normal, said by hand",
        ),
        (
            e.MetricSaid(
                at=AT, by=p.ANA, row=2, name="Disk", is_normal=False, note="95 %", for_whom="Omar Haddad"
            ),
            "Disk is not normal, said by hand for Omar Haddad: “95 %”",
        ),
        (CHART, "A chart was drawn: Error Rate 0.4% to 7.2%"),
        (DATA, "Data of 4.3: Token table exists as expected; Seeded not as expected (2 \\| 3), as a mem"),
        (CONFIGURATION, "Configuration of 5: SESSION_TTL changed, for Devi Rao"),
        (
            e.SmokeTestsRun(at=AT, by=None, runs=(RUN, FAILED), asked_at=AT),
            "Smoke tests: 1 of 2 passed; Homepage loads: failed, no token",
        ),
    ],
)
def test_each_event_of_trouble_is_a_sentence(event: e.Event, expected: str) -> None:
    """Who was called and why, who voted what for whom, what was seen and what of it is over."""
    said = t.SENTENCES[type(event)](event, amid())
    assert said.startswith(expected)
    assert bool(expected) is bool(said)
