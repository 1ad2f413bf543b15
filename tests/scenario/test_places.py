"""Messages that somebody deletes; channels that are archived, private, shared, or without the bot."""

from sandbox.model import Json
from tests.scenario.night import Night, said, user
from tests.scenario.stages import played_once
from tests.scenario.test_first_journey import SIGNERS

ID = "WEB-DEPLOY-041"
START = "start web-shop 4.12.0 2026-12-01 23:00"
LOST = ("Not delivered", "Nothing can be said")


async def does(night: Night, deed: str, **what: str) -> None:
    """Something that an admin does to the night's channel."""
    body = {"user": user("tess"), "channel": night.channel, **what}
    response = await night.sandbox.post(f"/sandbox/{deed}", json=body)
    assert response.is_success, response.text
    await night.quiet()


@played_once
async def begun(night: Night) -> None:
    """Step 1 is called."""
    await night.types("tess", START)
    await night.types("tess", "submit")
    for signer in SIGNERS:
        await night.types(signer, "approve")
    await night.types("ana", "begin override it was checked by telephone")


async def nothing_is_lost(night: Night) -> None:
    """Neither a dead letter nor a place where nothing can be said."""
    shown = said(await night.types("ana", "status"))
    assert [] == [lost for lost in LOST if lost in shown]


async def in_channel(night: Night, words: str) -> list[Json]:
    """The messages of the night's channel with these words that everybody sees."""
    found = [m for m in await night.messages("ana") if m["channel"] == night.channel and not m["ephemeral"]]
    return [message for message in found if words in "\n".join(message["lines"])]


async def test_a_deleted_status_message_goes_on_in_a_new_one(night: Night) -> None:
    """An admin tidies up; the next change posts the status anew, and its thread takes what follows."""
    await begun(night)
    [old] = await in_channel(night, "production: pre-deployment")
    await does(night, "delete", ts=old["ts"])
    await night.types("dba", "step 1 done")
    [new] = await in_channel(night, "production: pre-deployment")
    assert new["ts"] != old["ts"]
    assert "the deployment goes on in this thread" in "\n".join(new["lines"])
    await night.says("dev", "@tminus step 2 done", new["ts"])
    replies = [m for m in await in_channel(night, "") if m.get("thread_ts") == new["ts"]]
    assert any("step 3" in "\n".join(reply["lines"]) for reply in replies)
    await nothing_is_lost(night)


async def test_removed_from_its_channel_the_bot_calls_people_directly(night: Night) -> None:
    """The lead hears it once, owners are called and press in direct messages, and nothing is lost."""
    await begun(night)
    await does(night, "remove")
    await night.types("dba", "step 1 done")
    told = await night.sees("ana", "cannot post in #web-shop-release")
    assert "asked in a direct message" in told
    assert "Nothing can be said" in said(await night.types("ana", f"status {ID}"))
    await night.presses("dev", "Start", "Verify green stack")
    await night.presses("dev", "Done", "Verify green stack")
    assert [] == await in_channel(night, "step 3")
    await does(night, "invite")
    assert 1 == len(await in_channel(night, "your turn: step 3"))
    await nothing_is_lost(night)


async def test_an_archived_channel_has_everything_once_it_is_back(night: Night) -> None:
    """What was asked and done while the channel was archived stands in it afterwards."""
    await begun(night)
    await does(night, "archive")
    night.channel = "C0OPS"
    await night.types("dba", f"step {ID} 1 done")
    assert "step 2" in await night.sees("dev", "Verify green stack")
    night.channel = "C0WEBSHOP"
    assert [] == await in_channel(night, "your turn: step 2")
    await does(night, "unarchive")
    assert 1 == len(await in_channel(night, "your turn: step 2"))


async def test_a_plan_started_in_a_private_channel_waits_for_an_invitation(night: Night) -> None:
    """Where the bot was never invited it says so to whoever started, and is there once it is invited."""
    night.channel = "C0WARROOM"
    await night.types("tess", START)
    assert "/invite @T-Minus" in await night.sees("tess", "could not post the status message")
    assert [] == await in_channel(night, "production: draft")
    await does(night, "invite")
    assert 1 == len(await in_channel(night, "production: draft"))


async def test_somebody_of_another_company_reads_and_does_nothing(night: Night) -> None:
    """In a channel that is shared with another company, its people hear that they may not; ours act."""
    night.channel = "C0ACME"
    await night.types("tess", START)
    [status] = await in_channel(night, "production: draft")
    await night.says("erin", "@tminus submit", status["ts"])
    assert "nothing was changed" in await night.sees("erin", "only for people of the workspace")
    element = await night.finds("erin", "Submit for review")
    assert element
    await night.uses("erin", element)
    assert [status["ts"]] == [message["ts"] for message in await in_channel(night, "production: draft")]
    await night.says("tess", "@tminus submit", status["ts"])
    assert 1 == len(await in_channel(night, "production: in review"))


async def test_a_guest_of_our_own_is_heard_like_anybody(night: Night) -> None:
    """A guest whom the plan does not name hears who may, as every bystander does."""
    await night.types("tess", START)
    assert "named in the plan" in said(await night.types("gil", "submit"))
