from pathlib import Path

from tests.golden import matches_golden
from tests.scenario.night import Night, said
from tests.scenario.stages import played_once

GOLDEN = Path(__file__).parent / "golden"
SIGNERS = ("pia", "sec", "omar", "carla", "lee", "quinn", "drew")
READY = (1, 2, 3, 4, 5, 6, 8, 9, 10, 11)
"""The checklist but for the backup, which step 1 does."""
NEEDED = ("ana", "dba", "dev", "paul", "quinn", "omar", "pia")
"""Who has to act in it."""
BEFORE_GO = (("1", "dba", "22:14"), ("2", "dev", "22:22"), ("3", "dev", "22:25"), ("4", "paul", "22:30"))


@played_once
async def approved(night: Night) -> None:
    """Tess starts and submits the plan on Monday; everybody who must sign does, and the lists are ticked."""
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    await night.presses("tess", "Submit for review")
    for signer in SIGNERS:
        await night.presses(signer, "Approve")
    for item in READY:
        await night.types("ana", f"check {item}")


@played_once
async def pre_deployed(night: Night) -> None:
    """From the word of everybody that they are on to the question whether to go."""
    await night.at("20:00")
    for who in NEEDED:
        await night.presses(who, "I'm on")
    await night.at("22:00")
    await night.presses("ana", "Begin")
    for _step, owner, done in BEFORE_GO:
        await night.presses(owner, "Start")
        await night.at(done)
        await night.presses(owner, "Done")


async def test_the_web_shop_goes_from_start_to_completed(night: Night) -> None:
    """Eleven people take the document to Completed, and the whole transcript reads like the night it was."""
    await approved(night)
    await pre_deployed(night)
    await night.at("22:50")
    await night.presses("ana", "Go")
    await night.at("23:00")
    await night.presses("dba", "Start")
    await night.at("23:11")
    await night.presses("dba", "Done")
    await night.presses("dba", "All match")
    await night.presses("dev", "Start")
    await night.at("23:20")
    failed = await night.presses("dev", "Failed")
    await night.fills("dev", failed, {"reason": "image pull timed out on green-3"})
    await night.presses("dev", "Retry")
    for step, owner, done in (
        ("6", "dev", "23:34"),
        ("7", "dev", "23:38"),
        ("8", "dev", "23:40"),
        ("9", "dev", "23:45"),
        ("10", "quinn", "00:00"),
        ("11", "omar", "00:08"),
        ("12", "dev", "00:10"),
        ("13", "paul", "00:13"),
        ("14", "omar", "00:43"),
    ):
        await night.presses(owner, "Start")
        await night.at(done)
        await night.presses(owner, "Done")
        if step == "6":
            await night.presses("dev", "All changed")
            # It failed before: whether it goes on is the lead's or the Dev Lead's word.
            await night.presses("ana", "Continue")
    await night.presses("quinn", "All 5 passed")
    for confirmer, checkpoint in (
        ("quinn", "Smoke Tests Pass"),
        ("omar", "Monitoring Normal"),
        ("ana", "Deployment Complete"),
        ("pia", "Release Approved"),
    ):
        await night.presses(confirmer, "Confirm", checkpoint)

    matches_golden(GOLDEN / "completed.txt", str(night.story))
    posts = [c for c in await night.calls("chat.postMessage") if c["arguments"]["channel"] == "C0WEBSHOP"]
    in_channel = [
        c for c in posts if not c["arguments"].get("thread_ts") or c["arguments"].get("reply_broadcast")
    ]
    assert len(in_channel) <= 8
    await hands_back(night)


async def hands_back(night: Night) -> None:
    """The record was posted as it ended, and comes to whoever presses or types for it."""
    (record,) = records(night)
    assert "completed.** Live and confirmed" in record
    assert "⬜" not in record
    await night.presses("pia", "Record")
    assert [record, record] == records(night)
    await night.types("pia", "record WEB-DEPLOY-041")
    assert [record] * 3 == records(night)


def records(night: Night) -> list[str]:
    """The records that were handed back so far."""
    files = (file for file in night.world.files.values() if file.name.startswith("WEB-DEPLOY-041-record"))
    return [file.content.decode() for file in files]


async def test_the_web_shop_is_rolled_back(night: Night) -> None:
    """The lead decides a rollback amid the deployment; what undoes it is walked to Rolled back."""
    await approved(night)
    await pre_deployed(night)
    await night.types("ana", "go now")
    await night.types("dba", "step 5 done all seven scripts applied")
    await night.types("dev", "step 6 fail error rate 7.2 % on green")
    asked = await night.presses("ana", "Roll back", "production: deploying")
    await night.fills("ana", asked, {"severity": "critical", "reason": "checkout is broken for one in ten"})
    for step, owner in (("R2", "dev"), ("R3", "dba"), ("R4", "dev"), ("R5", "quinn")):
        await night.presses(owner, "Start")
        if step == "R3":
            await night.presses(owner, "All back")
        await night.presses(owner, "Done")
    form = await night.presses("dev", "Note results", "is each old value back?")
    await night.fills(
        "dev",
        form,
        {"outcome-C1": "ok", "outcome-C2": "failed", "value-C2": "still 3600", "outcome-C3": "ok"},
    )
    await night.types("dev", "step R6 done")
    form = await night.presses("sam", "Rolled back all the same")
    await night.fills("sam", form, {"reason": "carts may live an hour until noon"})
    await night.types("ana", "step R7 done moved to Thursday 10:00")

    matches_golden(GOLDEN / "rolled_back.txt", str(night.story))
    ended, followed_up = records(night)
    assert "| R7 | Post-mortem meeting | All (" in ended
    assert "⏭️ to follow" in ended
    assert "“moved to Thursday 10:00”" in followed_up


async def test_an_unchanged_deployment_makes_no_post_and_no_edit(night: Night) -> None:
    """What changes nothing calls nothing: no refusal, no second press, not the passing of time."""
    await approved(night)
    await night.at("12:00")
    before = len(await night.calls())
    answer = await night.types("ned", "begin")
    await night.types("ana", "check 1")
    await night.at("12:30")
    await night.types("pia", "approve")
    await night.types("ana", "status")
    after = [call["method"] for call in (await night.calls())[before:]]

    assert "Ana Castillo" in said(answer)
    assert after == []
