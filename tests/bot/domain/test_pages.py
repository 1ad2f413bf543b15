from dataclasses import replace

import pytest

from bot.domain import intents as i
from bot.domain.pages import (
    KEY_LENGTH,
    Page,
    PageStatus,
    is_paged,
    page,
    page_key,
    paged_level,
    policies,
    recipient,
)
from bot.domain.plan import EscalationContact, Plan, Severity
from tests.bot.domain import ladders as la, plans as p
from tests.bot.domain.stories import Stage


def contact(level: str, name: str, when: str, policy: str) -> EscalationContact:
    """A row of 9.2 with the column `PagerDuty`."""
    return replace(la.row(level, name, when), pagerduty=policy)


def paging(l1: str = "PWEBL1", l2: str = " PWEBL2 ", l3: str = "") -> Plan:
    """The seed's levels with these policies."""
    named = zip(la.LEVELS, (l1, l2, l3), strict=True)
    return la.plan_with(*(contact(*level, policy) for level, policy in named))


TWO_ROWS = la.plan_with(contact("L1", "a", "", ""), contact("L1", "b", "", "P1"))


def shown(stage: Stage, level: str = "L1") -> Page:
    """A level's page as it stands."""
    return page(stage.state, stage.plan, level)


def test_a_key_is_of_one_deployment_and_level() -> None:
    """And tells both again; keys of others are nobody's page."""
    assert "tminus:WEB-DEPLOY-041.2:L1" == page_key("WEB-DEPLOY-041.2", "L1")
    assert ("WEB-DEPLOY-041.2", "L1") == paged_level("tminus:WEB-DEPLOY-041.2:L1")
    assert ("WEB-DEPLOY-041", "L1: night") == paged_level(page_key("WEB-DEPLOY-041", "L1: night"))


def test_long_names_have_keys_of_their_own() -> None:
    """As long as PagerDuty takes them, and what a key says has the same key; a shorter one stays as it is."""
    night, day = (page_key("WEB-DEPLOY-041", f"{'L' * 300} {when}") for when in ("night", "day"))
    assert (KEY_LENGTH, KEY_LENGTH) == (len(night), len(day))
    assert night != day
    assert night == page_key(*(paged_level(night) or ("", "")))
    fits = "L" * (KEY_LENGTH - len(page_key("WEB", "")))
    assert ("WEB", fits) == paged_level(page_key("WEB", fits))
    assert page_key("WEB", f"{fits}L") != page_key("WEB", fits)


@pytest.mark.parametrize("key", ["", "tminus:", "tminus:doctor", "tminus:WEB:", "tminus::L1", "disk/web-1"])
def test_what_is_no_page_of_ours_is_told_apart(key: str) -> None:
    """Also what the doctor resolves."""
    assert paged_level(key) is None


def test_each_level_has_a_lane_of_its_own() -> None:
    """Behind PagerDuty's name."""
    assert "PagerDuty:L1" == recipient("L1")


@pytest.mark.parametrize(
    ("plan", "named", "paged"),
    [
        (paging(), {"L1": "PWEBL1", "L2": "PWEBL2"}, [True, True, False]),
        (paging("", " ", ""), {}, [True, True, True]),
        (TWO_ROWS, {"L1": "P1"}, [True, False, False]),
    ],
)
def test_a_level_without_a_policy_is_not_paged_where_others_have_one(
    plan: Plan, named: dict[str, str], paged: list[bool]
) -> None:
    """Without any the integration's own policy rings for all; what is no level of 9.2 is never paged."""
    assert named == policies(plan)
    assert paged == [is_paged(plan, level) for level in ("L1", "L2", "L3")]
    assert not is_paged(plan, "Deployment Lead")


def test_a_page_rings_until_somebody_takes_charge() -> None:
    """With why, since when, who was called in Slack; whoever takes charge takes it for all called before."""
    stage = la.escalated(paging())
    rings = Page(
        key="tminus:WEB-DEPLOY-041:L1",
        status=PageStatus.RINGING,
        level="L1",
        why="orders are lost",
        people="Oli Berg",
        since=stage.at,
        opened_at=stage.at,
        policy="PWEBL1",
        severity=Severity.CRITICAL,
        answers=0,
    )
    assert rings == shown(stage)
    la.passes(stage, 5)
    assert (PageStatus.RINGING, "PWEBL2") == (shown(stage, "L2").status, shown(stage, "L2").policy)
    stage.do(i.Acknowledge(), la.MANAGER)
    assert [PageStatus.ACKNOWLEDGED] * 2 == [shown(stage, level).status for level in ("L1", "L2")]


def test_whoever_passes_it_on_leaves_it_ringing() -> None:
    """PagerDuty rings on as its policy says, until somebody takes charge."""
    stage = la.escalated(paging())
    stage.do(i.PassOn(), la.ON_CALL)
    assert [PageStatus.RINGING] * 2 == [shown(stage, level).status for level in ("L1", "L2")]


def test_what_was_acknowledged_and_is_called_again_rings_anew() -> None:
    """It counts how often, so that what is sent is not what was sent before."""
    stage = la.escalated(paging())
    stage.do(i.Acknowledge(), la.ON_CALL)
    assert (PageStatus.ACKNOWLEDGED, 0) == (shown(stage).status, shown(stage).answers)
    stage.do(i.Escalate(reason="nobody does anything"), p.DBA)
    assert (PageStatus.RINGING, 1) == (shown(stage, "L2").status, shown(stage, "L2").answers)


def test_it_is_over_with_the_issue() -> None:
    """And rings for the next one, under the same key, as a new one: PagerDuty may know of none that ended."""
    stage = la.escalated(paging())
    stage.do(i.StandDown(note="it was a false alarm"), p.ANA)
    assert PageStatus.OVER is shown(stage).status
    stage.do(i.Escalate(reason="orders are lost again"), p.DBA)
    assert (PageStatus.RINGING, "orders are lost again") == (shown(stage).status, shown(stage).why)
    assert 1 == shown(stage).answers


def test_who_was_never_called_has_no_page() -> None:
    """Nobody asks for one."""
    with pytest.raises(LookupError, match="L3 of WEB-DEPLOY-041 was never called"):
        shown(la.escalated(paging()), "L3")


def test_a_page_is_as_severe_as_its_question_was_at_worst() -> None:
    """Raised, it is raised; lowered, it is left, as nobody is to be rung again for less."""
    stage = la.stage_with(paging())
    stage.do(i.StartStep(step="5"), p.DBA)
    stage.do(i.RequestRollback(severity=Severity.MEDIUM, reason="orders are slow"), p.DBA)
    worse: list[Severity] = [shown(stage).severity]
    for severity in (Severity.HIGH, Severity.MEDIUM, Severity.CRITICAL):
        stage.do(i.ChangeSeverity(severity=severity, reason="as it looks now"), p.ANA)
        worse.append(shown(stage).severity)
    assert [Severity.MEDIUM, Severity.HIGH, Severity.HIGH, Severity.CRITICAL] == worse
