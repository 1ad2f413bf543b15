from dataclasses import replace

from bot.document.record import tables as t
from bot.domain import events as e, intents as i
from bot.domain.deliveries import DeliveryNews
from bot.domain.plan import Channel
from bot.domain.question_parts import Choice
from tests.bot.document.record.nights import MINUTE, Night, amid, approved, deploying, healthy, rolled_back
from tests.bot.domain import plans as p


def test_steps_have_planned_beside_actual() -> None:
    """By whom, for whom, how often, and what was said; what was added stands where it was put."""
    said = t.steps(healthy().told(), healthy().plan.steps)
    assert (
        "| 6 | Deploy application v4.12.0 to green | DevOps (Devi Rao) | 23:10–23:25 CET (22:10–22:25 UTC) | "
        "23:12–23:34 CET (22:12–22:34 UTC) | ✅ done | 1 | Devi Rao | +10 min “the image is pulled slowly” |"
    ) in said
    assert "| 7a | Drain the old sessions (ad hoc, added by Ana Ruiz) | Devi Rao | 4 min |" in said
    assert "| 1 | Ana Ruiz, for Devi Rao | “by phone” |" in said


def test_each_try_of_a_step_is_told() -> None:
    """Why it failed, was reopened, was skipped; one that is called or runs has no result yet."""
    night = deploying()
    night.do(i.FailStep(step="5", reason="lock timeout"), p.DBA)
    for who in (p.ANA, p.LEE):
        night.do(i.CastVote(choice=Choice.CONTINUE, reason="again"), who)
    night.do(i.RetryStep(step="5", note="with a longer timeout"), p.DBA)
    night.do(i.StartStep(step="5", note="once more"), p.DBA)
    said = t.steps(night.told(), night.plan.steps)
    tries = "failed 23:00 CET (22:00 UTC): “lock timeout”; again: “with a longer timeout”; “once more”"
    assert f"| running | 2 | Dora Nagy | {tries} |" in said
    night.at += MINUTE
    night.do(i.FinishStep(step="5"), p.DBA)
    night.do(i.ReopenStep(step="5", note="too early"), p.DBA)
    night.do(i.SkipStep(step="5", reason="by hand"), p.DBA)
    said = t.steps(night.told(), night.plan.steps)
    assert "“once more”; reopened by Dora Nagy “too early”; skipped: “by hand”" in said
    assert "| ⏭️ skipped |" in said
    assert "| called |" in said


def test_sign_offs_have_their_revision_and_what_they_cover() -> None:
    """What is missing is said so; before a submit nothing is."""
    said = t.signoffs(healthy().told())
    assert (
        "| Security Sign-off | Security Lead | 4 and 5 | Sefa Yilmaz | 2026-11-30 23:19 CET (22:19 UTC) |"
        in said
    )
    assert f"`{healthy().state.revision[:12]}`" in said
    night = Night().open()
    assert "not given" not in t.signoffs(night.told())
    night.do(i.Submit(), p.TESS)
    assert "| **not given** |" in t.signoffs(night.told())
    night.do(i.RejectSignOff(wanted="2", reason="no key"), p.SEC)
    assert "| rejected by Sefa Yilmaz | 2026-11-30 23:00 CET (22:00 UTC) | “no key” |" in t.signoffs(
        night.told()
    )


def test_confirmations_are_those_that_were_asked_for() -> None:
    """Before that there is no table."""
    assert "| Release Approved | Pia Moreau | 2026-12-02 00:50 CET" in t.confirmations(healthy().told())
    assert "" == t.confirmations(amid())
    told = healthy().told()
    asked = replace(told, state=replace(told.state, confirmations={}))
    assert "| Release Approved | **not confirmed** |" in t.confirmations(asked)
    given = told.state.confirmations[2].at
    lead = e.Confirmed(at=given, by=p.ANA, checkpoint=2, name="Smoke Tests Pass", for_whom="Quinn Adler")
    assert ", for Quinn Adler | 2026-12-02 00:48" in t.confirmations(
        replace(told, events=(lead,), states=told.states[-1:])
    )


def test_notices_are_told_with_what_became_of_them() -> None:
    """To whom, when, how; edited, undelivered, not sent and why."""
    night = approved()
    night.do(i.EditNotice(wanted="2 It begins | soon"), p.ANA)
    night.do(i.SendNotice(wanted="2"), p.ANA)
    missed = {"a@example.com": "mailbox full"}
    report = i.ReportDelivery(way=Channel.EMAIL, news=DeliveryNews.MISSED, notice=1, missed=missed)
    night.do(report, None)
    said = t.notices(night.told())
    assert (
        "“It begins \\| soon” | 2026-11-30 23:54 CET (22:54 UTC) | slack | Ana Ruiz | edited by Ana Ruiz"
        in said
    )
    assert "by email did not reach a@example.com (mailbox full)" in said
    assert "| row 4 (T-0) | All | “Deployment in progress” | – | **not sent** | – | not due yet |" in said
    assert "| its time did not come |" in t.notices(rolled_back().told())
    assert "| rolled back |" in t.notices(rolled_back().told())
    assert "" == t.notices(Night().open().told())


def test_a_row_that_came_due_and_was_not_told_says_so() -> None:
    """What was skipped while the bot was away."""
    night = deploying()
    night.at = p.END
    night.wake("agenda")
    told = night.told()
    skipped = [event for event in told.events if isinstance(event, e.CameDue) and "row:" in event.subject]
    assert skipped
    assert t.notices(told)


def test_values_are_told() -> None:
    """What was noted, by whom and when; nothing where nothing was."""
    assert "| `{backup_id}` | `bk-20261201-7` | Dora Nagy | 2026-12-01 22:12 CET" in t.values(
        healthy().told()
    )
    draft = Night().open().told()
    assert ("", "") == (t.values(draft), t.alerts(draft))


def test_alerts_are_told_with_whether_they_counted() -> None:
    """Old, expected, tied by hand; beyond fifty they are counted."""
    told = rolled_back().told()
    (known,) = told.state.alerts.known.values()
    row = "| HighErrorRate (Grafana): 7.2% | high | 2026-12-01 23:17 CET (22:17 UTC) | still fires |"
    assert f"{row} yes | label service=web-shop |" in t.alerts(told)
    old = e.AlertAttached(
        at=told.at, by=p.ANA, number=1, alert=replace(known, key="a", by=p.ANA, is_old=True)
    )
    hoped = replace(known, key="b", expected=("7",), over_at=told.at)
    many = tuple(replace(known, key=f"many{number}") for number in range(60))
    reported = e.AlertsReported(at=told.at, by=None, alerts=(hoped, *many))
    said = t.alerts(replace(told, events=(old, reported)))
    assert "| still fires | no: known before | tied by Ana Ruiz |" in said
    assert "| no: expected by step 7 |" in said
    assert said.endswith("Besides, 13 more were counted.")


def test_roles_are_told_with_ids_and_since_when() -> None:
    """A role that was handed over has both."""
    said = t.roles(rolled_back().told())
    handed = "Devi Rao (U03); from 2026-12-01 23:17 CET (22:17 UTC) Ned Holm (U14)"
    assert f"| DevOps Engineer | Devi Rao (@dev) | {handed} |" in said
