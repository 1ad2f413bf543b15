"""A workspace that forbids posting for a day: dead letters, and all of them sent again, in order, once."""

from sqlalchemy import update

from bot.clock import real_now
from bot.parcels import GIVE_UP_AFTER
from bot.storage.tables import lane_table, outbox_table
from sandbox.model import Json
from tests.scenario.night import Night, said, user
from tests.scenario.test_first_journey import SIGNERS
from tests.waiting import until

ID = "WEB-DEPLOY-041"


async def forbidden(night: Night) -> None:
    """From now on nothing can be posted: neither in the channel nor to anybody directly."""
    fault = {"method": "chat.postMessage", "kind": "error", "code": "restricted_action", "times": 10_000}
    assert (await night.sandbox.post("/sandbox/faults", json=fault)).is_success


async def mended(night: Night) -> None:
    assert (await night.sandbox.delete("/sandbox/faults")).is_success


async def a_day_passes(night: Night) -> None:
    """What waits has waited for longer than anybody tries."""
    old = update(outbox_table).values(written_at=real_now() - GIVE_UP_AFTER)
    hurry = update(lane_table).where(lane_table.c.due_at.is_not(None)).values(due_at=real_now())

    async def is_over() -> bool:
        # Lanes first, as everywhere: the deliverer is at work.
        await night.house.database.write(lambda c: (c.execute(hurry), c.execute(old)))
        return not await night.house.database.read(
            lambda c: c.execute(outbox_table.select().where(outbox_table.c.dead.is_(None))).all()
        )

    await until(is_over, 30)


async def in_channel(night: Night) -> list[Json]:
    """What everybody sees in the night's channel, as it stands there."""
    return [m for m in await night.messages("ana") if m["channel"] == night.channel and not m["ephemeral"]]


async def test_what_a_channel_forbade_is_sent_again_in_order_and_once(night: Night) -> None:
    """The status message comes first, then all that belongs to its thread; a second press finds nothing."""
    await forbidden(night)
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    await night.types("tess", f"submit {ID}")
    for signer in SIGNERS:
        await night.types(signer, f"approve {ID}")
    await night.types("ana", f"begin {ID} override it was checked by telephone")
    await a_day_passes(night)
    assert [] == await in_channel(night)
    assert "Not delivered" in said(await night.types("ana", f"status {ID}"))
    assert "Only the Deployment Lead" in said(await night.types("dba", f"resend {ID}"))

    await mended(night)
    await night.presses("ana", "Send again")
    posted = await in_channel(night)
    root, *thread = posted
    assert "pre-deployment" in "\n".join(root["lines"])
    assert {root["ts"]} == {message["thread_ts"] for message in thread}
    assert sorted(m["ts"] for m in posted) == [m["ts"] for m in posted]
    words = ["\n".join(message["lines"]) for message in thread]
    order = [
        next(n for n, each in enumerate(words) if about in each)
        for about in ("Submitted", "Pre-deployment began", "sent again")
    ]
    assert sorted(order) == order
    assert 1 == len([each for each in words if "your turn: step 1" in each])
    direct = [m for m in await night.messages("ana") if m["channel"] == f"D0{user('ana')[2:]}"]
    assert [] == [m for m in direct if "not post" in str(m)]
    assert "Nothing of" in said(await night.types("ana", f"resend {ID}"))
    assert "Not delivered" not in said(await night.types("ana", f"status {ID}"))
    for signer in SIGNERS:
        asked = [m for m in await night.messages(signer) if m["channel"] == f"D0{user(signer)[2:]}"]
        assert [] == [m for m in asked if "Approve" in str(m.get("blocks"))]
