"""People who leave Slack, come back, or change their handle while a deployment needs them."""

import asyncio
from dataclasses import replace
from pathlib import Path

from bot.domain.events import PersonLeft, PersonRenamed
from bot.domain.state import Lifecycle
from bot.storage import chain
from sandbox.payloads import user_change
from tests.golden import matches_golden
from tests.scenario.as_planned import all_back
from tests.scenario.in_vain import nothing_changes, refused, refused_press, repeated
from tests.scenario.night import Night, said, user
from tests.scenario.story import Story
from tests.scenario.test_run import ID, approved, before_go, deploying, state

GOLDEN = Path(__file__).parent / "golden"
HAND_DBA = "/deploy hand WEB-DEPLOY-041 DBA @who"


async def count(night: Night, kind: type) -> int:
    """How many events of a kind the record has."""
    rows = await night.house.database.read(lambda c: tuple(chain.read(c, ID)))
    return sum(isinstance(row.event, kind) for row in rows)


async def test_a_handle_that_changed_keeps_its_person(night: Night) -> None:
    """Dora is @dora.nagy now, which is said once; Ned, who takes @dba, gets nothing of hers."""
    await deploying(night)
    await night.changes("dba", "profile", handle="dora.nagy")
    told = await night.sees("ana", "@dba is @dora.nagy now")
    assert "the plan's roles stay theirs" in told
    await night.changes("ned", "profile", handle="dba")
    assert "only they" in await refused(night, "ned", "step 5 done")
    assert ["Dora Nagy"] == [person.name for person in (await state(night)).holders("DBA").people]
    assert 1 == await count(night, PersonRenamed)
    assert "is done" in said(await night.types("dba", "step 5 done"))


async def test_the_author_stays_the_author_under_another_handle(night: Night) -> None:
    """Nobody becomes able to approve their own plan by changing their handle."""
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    await night.changes("tess", "profile", handle="tess.o")
    await night.types("paul", "submit")
    assert "You are the plan's author" in await refused(night, "tess", "approve 1")


async def test_the_dba_leaves_while_the_migration_waits(night: Night) -> None:
    """The lead hears at once what waits and what to do, hands the role over, and Ned does the step."""
    await deploying(night)
    night.story = Story(night.world)
    await night.changes("dba", "deactivate")
    assert HAND_DBA in await night.sees("ana", "Dora Nagy has left Slack, Web shop")
    assert "" == await night.sees("sam", "Dora Nagy has left Slack, Web shop")
    assert "Nobody stands for “DBA” (Dora Nagy has left Slack)" in await night.sees("ned", "Lead @ana")
    await night.types("ana", "hand DBA @ned")
    await night.presses("ned", "Start", "Run database migrations")
    await night.presses("ned", "Done", "Run database migrations")
    assert "Now: DBA: @ned" in await night.sees("ana", "Dora Nagy has left Slack, Web shop")

    matches_golden(GOLDEN / "dba_left.txt", str(night.story))


async def test_the_lead_leaves_and_the_deputy_leads(night: Night) -> None:
    """Deputy and Dev Lead are told directly; the deputy says Go, and hands the role to themselves."""
    await before_go(night)
    await night.changes("ana", "deactivate")
    for who in ("sam", "lee"):
        told = await night.sees(who, "Ana Castillo has left Slack, Web shop")
        assert "Waited for them: Go" in told
        assert "Deployment Lead: @sam" in told
    await night.presses("sam", "Go", "Go at")
    await night.types("sam", "hand Deployment Lead @sam")
    assert ["Sam Whitfield"] == [person.name for person in (await state(night)).lead.people]


async def test_the_dev_lead_leads_where_lead_and_deputy_are_gone(night: Night) -> None:
    """Lee need not wait two minutes for two people who cannot answer."""
    await before_go(night)
    await night.changes("ana", "deactivate")
    assert "can be replaced from" in await refused(night, "lee", "hand Deployment Lead @lee")
    await night.changes("sam", "deactivate")
    assert "/deploy hand WEB-DEPLOY-041 Deployment Lead @who" in await night.sees(
        "lee", "Sam Whitfield has left Slack, Web shop"
    )
    await night.types("lee", "hand Deployment Lead @lee")
    await night.types("lee", "go now")
    assert Lifecycle.DEPLOYING is (await state(night)).state


async def test_an_approver_leaves_before_and_another_after_approving(night: Night) -> None:
    """What Sefa gave stays given; Carla's approval is asked of nobody until the roster names somebody."""
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    await night.types("tess", "submit")
    await night.types("sec", "approve")
    await night.changes("sec", "deactivate")
    assert "What they approved stays: Security Sign-off" in await night.sees(
        "ana", "Sefa Yilmaz has left Slack, W"
    )
    await night.changes("carla", "deactivate")
    told = await night.sees("ana", "Carla Reyes has left Slack, Web shop")
    assert "Waited for them: Change Advisory Board" in told
    assert "/deploy roster CAB @who" in told
    assert "before Begin no role that signs is handed over" in await refused(night, "ana", "hand CAB @drew")
    await night.types("tess", "roster CAB @drew")
    assert "Change Advisory Board" in await night.sees("drew", "Approval wanted")
    for signer in ("pia", "omar", "drew", "lee", "quinn"):
        await night.types(signer, "approve")
    assert Lifecycle.APPROVED is (await state(night)).state


async def test_an_approver_who_could_not_be_asked_is_asked_once_back(night: Night) -> None:
    """Slack tells late that Carla's account is closed; when it is open again, the request arrives."""
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    night.world.users[user("carla")] = replace(night.world.users[user("carla")], is_deactivated=True)
    await night.types("tess", "submit")
    assert "Not delivered" in said(await night.types("ana", "status"))
    await night.changes("carla", "deactivate")
    await night.changes("carla", "reactivate")
    await night.presses("carla", "Approve", "Change Advisory Board")
    assert "Not delivered" not in said(await night.types("ana", "status"))
    assert 4 in (await state(night)).signoffs


async def test_whoever_left_presses_and_types_in_vain(night: Night) -> None:
    """Requests signed by Slack for a closed account are refused, also where the role knows no other."""
    await deploying(night)
    start = await night.finds("dba", "Start", "Run database migrations")
    assert start
    gone = user_change(night.world, user("dba"))
    gone["user"]["deleted"] = True
    await night.sandbox.post("/sandbox/event", json=gone)
    await night.quiet()
    for text in ("step 5 done", "note I am still here", "start web-shop 4.13.0 2026-12-02 23:00"):
        assert "account in this Slack workspace is deactivated" in await refused(night, "dba", text)
    assert "deactivated" in await refused(night, "dba", "roster DBA @ned")
    assert "deactivated" in await refused_press(night, "dba", start)


async def test_who_took_a_role_over_and_left_holds_it_no_more(night: Night) -> None:
    """The role falls back to whom the plan names, who is said to act."""
    await deploying(night)
    await night.types("ana", "hand DBA @ned")
    await night.changes("ned", "deactivate")
    assert "DBA: @dba" in await night.sees("ana", "Ned Holm has left Slack, Web shop")
    assert "is done" in said(await night.types("dba", "step 5 done"))


async def test_somebody_is_back_and_holds_again(night: Night) -> None:
    """It is said once, the lead's message says so, and the step is theirs as before."""
    await deploying(night)
    await night.changes("dba", "deactivate")
    await night.changes("dba", "reactivate")
    assert "Dora Nagy is back in Slack and stands for DBA again" in await night.sees(
        "ned", "is back in Slack"
    )
    assert "is back since Tue 1 Dec 22:00 CET" in await night.sees("ana", "had left Slack")
    assert "is done" in said(await night.types("dba", "step 5 done"))
    await night.changes("dba", "deactivate")
    assert "Waited for them: {backup_id}" in await night.sees("ana", "Dora Nagy has left Slack, Web shop")
    assert 2 == await count(night, PersonLeft)


async def test_a_plan_that_names_somebody_who_left_says_so(night: Night) -> None:
    """At the start and in the status, not as a stranger; submit is refused with the reason."""
    await night.changes("omar", "deactivate")
    started = said(await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00"))
    assert "Omar Haddad has left Slack (Ops Manager)" in started
    assert "“Ops Manager” (Omar Haddad has left Slack)" in await night.sees("ned", "Missing: nobody")
    assert "" == await night.sees("ana", "Omar Haddad has left Slack, Web shop")
    assert "“Ops Manager” (Omar Haddad has left Slack)" in await refused(night, "tess", "submit")
    await night.types("tess", "roster Ops Manager @drew")
    await night.types("tess", "submit")
    assert Lifecycle.IN_REVIEW is (await state(night)).state


async def test_leaving_is_told_once_in_each_deployment(night: Night) -> None:
    """Five plans name Dora: each says it once, also when Slack tells it twice; a closed one says nothing."""
    for day in range(1, 6):
        await night.types("tess", f"start web-shop 4.{day}.0 2026-12-0{day} 23:00")
    await night.types("ana", f"cancel {ID}.5 not this week")
    await night.changes("dba", "deactivate")
    told = [m for m in await night.messages("ned") if "Dora Nagy has left Slack (" in "\n".join(m["lines"])]
    assert 4 == len(told)
    await repeated(night)
    async with nothing_changes(night):
        await night.changes("dba", "deactivate")


async def test_new_pictures_and_strangers_touch_no_deployment(night: Night) -> None:
    """A burst of changed profiles of people, named in the plan or not, changes and wakes nothing."""
    await approved(night)
    async with nothing_changes(night):
        for who in ("dba", "ana", "noor", "maya"):
            changed = user_change(night.world, user(who))
            changed["user"]["profile"]["image_72"] = "https://avatars.example.com/new.png"
            changed["user"]["profile"]["status_text"] = "on holiday"
            await asyncio.gather(*(night.sandbox.post("/sandbox/event", json=changed) for _ in range(10)))
        await night.changes("noor", "profile", handle="noor.s", name="Noor S")
        await night.changes("maya", "deactivate")


async def test_the_lead_leaves_while_a_rollback_s_lock_stands(night: Night) -> None:
    """Lead and deputy are gone after the rollback: the Dev Lead takes over and releases the shop."""
    await deploying(night)
    await night.types("ana", "step 5 start")
    await night.types("ana", "rollback critical the checkout is broken")
    for number in range(1, 7):
        await night.types("ana", f"step R{number} done")
    await all_back(night)
    assert Lifecycle.ROLLED_BACK is (await state(night)).state
    for who in ("ana", "sam"):
        await night.changes(who, "deactivate")
    await refused(night, "lee", "unlock web-shop production mended")
    await night.types("lee", "hand Deployment Lead @lee")
    await night.types("lee", "unlock web-shop production the checkout is mended")
    assert (await state(night)).unlocked
