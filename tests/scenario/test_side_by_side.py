"""Deployments side by side: one of a service at a time, locks, freezes, people in two, ten teams at once."""

from pathlib import Path

import pytest

from bot.domain.events import Overridden
from bot.domain.state import Deployment, Lifecycle
from bot.storage import chain
from tests.scenario.as_planned import all_back, as_planned
from tests.scenario.in_vain import refused, refused_form
from tests.scenario.night import Night, said, user
from tests.scenario.teams import approved, begun, deployed, plan_of, write
from tests.scenario.test_two_at_once import count, together

WEB, SECOND, BILLING = "WEB-DEPLOY-041", "WEB-DEPLOY-041.2", "BILLING-1"
EARLY, LATE = "start web-shop 4.12.0 2026-12-01 20:00", "start web-shop 4.13.0 2026-12-01 23:00"


@pytest.fixture
def plans_dir(tmp_path: Path) -> Path:
    """The web shop's plan, Billing's with the same DBA, Search's with others, and those of ten teams."""
    folder = write(
        tmp_path / "plans",
        **{f"team{n}": plan_of(f"Team{n}", f"service-{n}", dba="Ruth Adeyemi (@ruth)") for n in range(10)},
    )
    search = plan_of("Search", "search", lead="Maya Fischer (@maya)", dba="Ivo Marchetti (@ivo)")
    return write(folder, billing=plan_of("Billing", "billing", lead="@maya"), search=search)


async def state(night: Night, deployment: str = WEB) -> Deployment:
    """A deployment as it is stored."""
    known = await night.house.queries.deployment(deployment)
    assert known
    return known.state


async def two_of_one_service(night: Night) -> None:
    """The web shop twice that evening, one window after the other, both approved."""
    await night.types("tess", EARLY)
    await night.types("tess", LATE)
    await approved(night, WEB)
    await approved(night, SECOND)


async def test_one_deployment_of_a_service_at_a_time(night: Night) -> None:
    """While the first runs the second cannot begin, whatever the reason, and hears who leads it till when."""
    await two_of_one_service(night)
    await night.at("19:30")
    button = await night.finds("ana", "Begin")
    await night.types("ana", f"begin {WEB} override it was checked")
    answer = await refused(night, "ana", f"begin {SECOND} override it is urgent")
    assert "Web shop 4.12.0 (WEB-DEPLOY-041) is under way, led by Ana Castillo; it ends about" in answer
    assert "Of web-shop, production one deployment at a time" in answer
    assert "Web shop 4.12.0 is under way there" in await night.sees("ana", "4.13.0, production: approved")
    assert button is None
    await night.types("ana", f"cancel {WEB} the supplier is down")
    assert "under way" not in await night.sees("ana", "4.13.0, production: approved")
    assert "Pre-deployment began" in said(await night.types("ana", f"begin {SECOND} override it was checked"))


async def test_nothing_is_rolled_back_beneath_another_that_runs(night: Night) -> None:
    """The first was completed and the second runs: the first stays, and its lead hears whom to ask."""
    await two_of_one_service(night)
    await night.at("19:30")
    await completed(night, WEB)
    await night.types("sam", f"begin {SECOND} override it was checked")
    form = await night.presses("ana", "Roll back", "4.12.0, production: completed")
    why = {"reason": "checkout is slow"}
    answer = await refused_form(night, "ana", form, why)
    assert "Web shop 4.13.0 (WEB-DEPLOY-041.2) is under way, led by Ana Castillo; it ends about" in answer
    assert "First ask Ana Castillo or Sam Whitfield to roll WEB-DEPLOY-041.2 back or to cancel it" in answer
    await night.types("ana", f"cancel {SECOND} checkout is slow since the first one")
    await night.fills("ana", form, why)
    assert Lifecycle.ROLLING_BACK is (await state(night)).state


async def lead_is(night: Night, by: str, to: str) -> None:
    """The role of the first deployment's lead is handed over: its ID means the second, which is open."""
    form = await night.presses(by, "Hand over a role", "4.12.0, production: rolled back")
    role = next(block["element"] for block in form["view"]["blocks"] if block.get("block_id") == "role")
    lead = next(each["value"] for each in role["options"] if each["text"]["text"].startswith("Deployment"))
    await night.fills(by, form, {"role": lead, "person": user(to)})


async def completed(night: Night, deployment: str) -> None:
    """Begun, gone and recorded by the lead; all confirmed."""
    await night.types("ana", f"begin {deployment} override it was checked")
    for step in range(1, 5):
        await night.types("ana", f"step {deployment} {step} done")
    await night.types("ana", f"go {deployment} now")
    for step in range(5, 15):
        await night.types("ana", f"step {deployment} {step} done")
    await as_planned(night, deployment)
    await night.types("quinn", f"smoke {deployment} all passed")
    for who in ("quinn", "omar", "ana", "pia"):
        await night.types(who, f"confirm {deployment}")
    assert Lifecycle.COMPLETED is (await state(night, deployment)).state


async def test_two_begin_in_the_same_moment(night: Night) -> None:
    """Of two deployments of one service that begin at once one begins, and the other hears of it."""
    await two_of_one_service(night)
    begins = [("ana", f"begin {WEB} override yes"), ("sam", f"begin {SECOND} override yes")]
    answers = await together(night, *begins)
    assert (1, 1) == (count(answers, "Pre-deployment began"), count(answers, "is under way"))
    running = [(await state(night, each)).state.is_running for each in (WEB, SECOND)]
    assert [False, True] == sorted(running)


async def test_two_take_one_window_in_the_same_moment(night: Night) -> None:
    """Of two that are submitted at once for one service and window, one is in review."""
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    await night.types("tess", LATE)
    answers = await together(night, ("tess", f"submit {WEB}"), ("paul", f"submit {SECOND}"))
    assert (1, 1) == (count(answers, "Submitted for review"), count(answers, "In the way"))


async def test_a_rollback_locks_until_the_lead_says_why_not(night: Night) -> None:
    """After a rollback nobody begins there until the lead, and nobody else, has released it with a reason."""
    await two_of_one_service(night)
    await night.at("19:30")
    await deployed_from_approved(night, WEB)
    await night.types("ana", f"step {WEB} 5 start")
    await night.types("ana", f"rollback {WEB} critical error rate 7 %")
    assert "is locked until it is released" in await night.sees("ned", "Rollback decided")
    for step in (1, 2, 3, 4, 5, 6):
        await night.types("ana", f"step {WEB} R{step} done")
    await all_back(night, WEB)
    assert Lifecycle.ROLLED_BACK is (await state(night)).state
    assert "web-shop, production is locked since" in await night.sees("ana", "4.13.0, production: approved")
    answer = await refused(night, "ana", f"begin {SECOND} override it is urgent")
    assert "web-shop, production is locked since Tue 1 Dec 19:30 CET, when Ana Castillo rolled" in answer
    assert "Ana Castillo or Sam Whitfield may release it: /deploy unlock web-shop production" in answer
    await lead_is(night, "sam", "maya")
    answer = await refused(night, "ana", f"begin {SECOND} override it is urgent")
    assert "Maya Fischer or Sam Whitfield may release it" in answer
    await lead_is(night, "maya", "ana")
    assert "web-shop, production, since Tue 1 Dec" in said(await night.types("ned", "freeze"))
    assert "Only the Deployment Lead" in await refused(night, "dev", "unlock web-shop production it is fine")
    assert "Why may web-shop, production be" in await refused(night, "ana", "unlock web-shop production")
    assert "Which lock?" in await refused(night, "ana", "unlock ledger production it is fine")
    form = await night.presses("ana", "Unlock")
    await night.types("sam", "unlock Web-Shop PRODUCTION “the migration is mended”")
    assert "already unlocked, by Sam Whitfield" in await refused_form(
        night, "ana", form, {"reason": "it is mended"}
    )
    assert "is released by Sam Whitfield" in await night.sees("ned", "4.12.0, production is rolled back")
    assert await night.finds("ana", "Unlock") is None
    assert "Nothing is locked" in await refused(night, "ana", "unlock web-shop production again")
    assert "Pre-deployment began" in said(await night.types("ana", f"begin {SECOND} override it was checked"))


async def deployed_from_approved(night: Night, deployment: str) -> None:
    """An approved one is begun and gone at once."""
    await night.types("ana", f"begin {deployment} override it was checked by telephone")
    for step in (1, 2, 3, 4):
        await night.types("ana", f"step {deployment} {step} done")
    await night.types("ana", f"go {deployment} now")


async def test_what_was_completed_locks_too_when_it_is_rolled_back(night: Night) -> None:
    """A rollback within 24 hours of completion locks the service for whoever comes next."""
    await night.types("tess", EARLY)
    await deployed(night, WEB)
    for step in range(5, 15):
        await night.types("ana", f"step {WEB} {step} done")
    await as_planned(night, WEB)
    await night.types("quinn", f"smoke {WEB} all passed")
    for who in ("quinn", "omar", "ana", "pia"):
        await night.types(who, f"confirm {WEB}")
    await night.types("ana", f"rollback {WEB} critical orders are charged twice")
    started = said(await night.types("tess", LATE))
    assert "web-shop, production is locked since" in started
    await approved(night, SECOND)
    assert "is under way" in await refused(night, "ana", f"begin {SECOND} override it is urgent")


async def test_a_freeze_bars_and_the_lead_goes_past_it_with_a_reason(night: Night) -> None:
    """A freeze refuses submit and begin; the lead's reason goes past it, and the record keeps both."""
    assert "Only the workspace's admins" in await refused(
        night, "ned", "freeze all production 2026-12-01 2026-12-03 stocktaking"
    )
    await refused(night, "tess", "freeze all production 2026-12-01 2026-12-03")
    await refused(night, "tess", "freeze all production tomorrow stocktaking")
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    listed = said(await night.types("tess", "freeze all production 2026-12-01 2026-12-03 stocktaking"))
    assert "Freeze 1: everything, production, Tue 1 Dec 00:00–Fri 4 Dec 00:00 CET" in listed
    assert "Freeze 1 until Fri 4 Dec 00:00 CET: “stocktaking”" in await night.sees("ned", "production: draft")
    answer = await refused(night, "tess", "submit")
    assert "Freeze 1: everything, production" in answer
    assert "stocktaking (Tess Okafor)" in answer
    assert "ask Ana Castillo or Sam Whitfield" in await refused(night, "tess", "submit override now or never")
    await night.types("sam", "submit override the regulator wants it")
    assert "the regulator wants it" in await night.sees("ned", "Went past freeze 1")
    assert "Freeze 1 until Fri 4 Dec" in await night.sees("pia", "Approval wanted")
    for signer in ("pia", "sec", "omar", "carla", "lee", "quinn", "drew"):
        await night.types(signer, f"approve {WEB}")
    assert "Freeze 1: everything" in await refused(night, "ana", "begin")
    await night.types("ana", "begin override the regulator still wants it")
    record = [event for event in await events(night, WEB) if isinstance(event, Overridden)]
    assert ["freeze 1", "freeze 1"] == [event.what for event in record if "freeze" in event.what]


async def events(night: Night, stream: str) -> list[object]:
    """Everything that is recorded of a deployment."""
    return await night.house.database.read(lambda c: [row.event for row in chain.read(c, stream)])


async def test_a_freeze_that_comes_later_is_told_once_and_so_is_its_end(night: Night) -> None:
    """Whoever is approved already, or under way, reads in the thread of a new freeze, and of its end."""
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    await begun(night, WEB)
    await night.types("tess", "freeze web-shop PRODUCTION “2026-12-01 12:00” 2026-12-02 the shop is on TV")
    assert "Freeze 1 until Thu 3 Dec 00:00 CET" in await night.sees("ned", "“the shop is on TV”")
    await night.types("tess", "freeze web-shop staging 2026-12-01 2026-12-02 the shop is on TV")
    assert "No freeze 7 counts now. There are: 1, 2." in await refused(night, "tess", "freeze end 7 over")
    before = await state(night)
    await night.types("tess", "freeze end 2 over")
    assert before == await state(night)
    await night.types("tess", "freeze end 1 the show was moved")
    assert await night.sees("ned", "Nothing stands in the way any more")
    assert "Nothing is frozen" in said(await night.types("ned", "freeze"))


async def test_a_freeze_ends_by_itself(night: Night) -> None:
    """It ends within the window: the thread says so at that minute, and the lead finds Begin again."""
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 22:00")
    await approved(night, WEB)
    for item in range(1, 12):
        await night.types("ana", f"check {item}")
    assert await night.finds("ana", "Begin")
    await night.types("tess", "freeze all production “2026-12-01 21:30” “2026-12-01 22:30” the shop is on TV")
    await night.at("22:29")
    assert "Freeze 1 until" in await night.sees("ana", "4.12.0, production: approved")
    assert await night.finds("ana", "Begin") is None
    await night.at("22:30")
    assert await night.sees("ned", "Nothing stands in the way any more")
    assert "Freeze 1" not in await night.sees("ana", "4.12.0, production: approved")
    await night.presses("ana", "Begin")
    assert (await state(night)).state.is_running


async def test_one_window_for_two_needs_the_leads_reason(night: Night) -> None:
    """Windows of one service that overlap refuse the second; one that begins as the other ends does not."""
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 21:00")
    await night.types("tess", f"submit {WEB}")
    await night.types("tess", "start web-shop 4.13.0 2026-12-01 22:59")
    answer = await refused(night, "tess", f"submit {SECOND}")
    assert "Web shop 4.12.0 (WEB-DEPLOY-041, led by Ana Castillo) has Tue 1 Dec 21:00–23:00 CET" in answer
    await night.types("tess", LATE)
    assert "Submitted for review" in said(await night.types("tess", f"submit {WEB}.3"))
    form = said(await night.types("ana", f"submit {SECOND} override both are one change"))
    assert "Went past the window of WEB-DEPLOY-041: “both are one change”" in form
    assert "Went past the window of WEB-DEPLOY-041.3" in form
    assert "Web shop 4.13.0 has the same window there" in await night.sees(
        "ned", "4.12.0, production: in review"
    )


async def test_people_who_are_in_two_at_once_are_named_to_both(night: Night) -> None:
    """Submit, status, approvers and Go of both say who is in both; a cancelled one is named no more."""
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    await night.types("tess", "start billing 2.3 2026-12-01 23:30")
    await night.types("tess", "start search 7 2026-12-01 22:00")
    await night.types("tess", f"submit {WEB}")
    answer = said(await night.types("tess", f"submit {BILLING}"))
    assert "same night: Web shop 4.12.0 (same DBA: Dora Nagy and 5 more)" in answer
    assert "Same night: Billing 2.3 (same" in await night.sees(
        "ned", "Web shop 4.12.0, production: in review"
    )
    assert "Same night: Billing 2.3 (same" in await night.sees("sec", "Sign-off, Web shop")
    await night.types("maya", f"cancel {BILLING} the supplier is down")
    assert "Billing" not in await night.sees("ned", "Web shop 4.12.0, production: in review")


async def test_ten_teams_on_one_evening_see_each_other(night: Night) -> None:
    """All ten stand in the list by their hour; the first approver reads of the others as the last does."""
    for team in range(10):
        hour = 20 + team // 3
        await night.types("tess", f"start team{team} 1.{team} 2026-12-01 {hour}:{team % 3 * 20:02}")
        await night.types("tess", f"submit TEAM{team}-1")
    listed = said(await night.types("ned", "list")).split("\n")
    assert "Tue 1 Dec" in listed
    assert [f"Team{n} 1.{n}" for n in range(10)] == [
        line.split(",")[0].removeprefix("⚪ ") for line in listed if line.startswith("⚪")
    ]
    assert all("also in Team" in line for line in listed if "⚪" in line)
    for team in (0, 9):
        asked = await night.sees("sec", f"Security Sign-off, Team{team}")
        assert "Same night: Team" in asked
        assert "and 6 more" in asked
