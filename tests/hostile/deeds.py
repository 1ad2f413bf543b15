"""An evening on which everything is done once that Slack sends something for."""

from sandbox.model import Json
from tests.hostile.door import Door
from tests.scenario.night import CHANNEL, Night, user
from tests.scenario.test_first_journey import SIGNERS

EVENTS: tuple[Json, ...] = (
    {"type": "subteam_created", "subteam": {"id": "S0NEW", "handle": "new", "name": "New", "users": []}},
    {"type": "channel_created", "channel": {"id": "C0NEW", "name": "new", "created": 1, "creator": "U0TESS"}},
    {"type": "channel_rename", "channel": {"id": "C0NEW", "name": "newer", "created": 1}},
)
"""Events that the pretend Slack has no deed for."""


async def everything_once(night: Night) -> None:
    """Each kind of command, press, form and event; in the end pre-deployment has begun."""
    await night.types("tess", "help")
    form = await night.types("tess", "start")
    form = await night.chooses("tess", form, "plan", "web-shop")
    await night.fills(
        "tess", form, {"plan": "web-shop", "version": "4.12.0", "date": "2026-12-01", "time": "23:00"}
    )
    await night.presses("tess", "Submit for review")
    form = await night.presses("pia", "Reject")
    await night.fills("pia", form, {"reason": "the way back is not tested"})
    await night.types("tess", "submit")
    await night.presses("pia", "Approve")
    for signer in SIGNERS[1:]:
        await night.types(signer, "approve")
    await _menus(night)
    await night.at("22:00")
    await night.types("ana", "begin override it was checked by telephone")
    await night.presses("dba", "Start")
    await _words(night)
    await _workspace(night)


async def _menus(night: Night) -> None:
    more = await night.presses("ana", "More…", "production: approved")
    form = await night.chooses("ana", more, "hand", "")
    role = next(block for block in form["view"]["blocks"] if block.get("block_id") == "role")
    options = role["element"]["options"]
    dba = next(option["value"] for option in options if "DBA" in option["text"]["text"])
    await night.fills("ana", form, {"role": dba, "person": user("ned"), "reason": "his shift"})
    await night.types("ana", "hand DBA @dba")
    form = await night.presses("ana", "Amend", "production: approved")
    dropped = await night.drops("ana", form, "file", "web-shop.md", "# No plan")
    await night.fills("ana", form, dropped)


async def _words(night: Night) -> None:
    await night.mentions("ana", "status")
    direct = night.world.direct(user("ana")).id
    await night.mentions("ana", "status WEB-DEPLOY-041", channel=direct)
    await night.opens_home("ana")


async def _workspace(night: Night) -> None:
    await night.changes("ned", "profile", name="Ned Holmes")
    await night.changes("ned", "deactivate")
    await night.changes("ned", "reactivate")
    await night.sandbox.post("/sandbox/join", json={"handle": "new", "name": "New Comer"})
    await night.sandbox.post("/sandbox/group", json={"group": "S0CAB", "users": ["U0CARLA"]})
    for deed in ("archive", "unarchive"):
        await night.sandbox.post(f"/sandbox/{deed}", json={"user": "U0TESS", "channel": CHANNEL})
    for event in EVENTS:
        await night.sandbox.post("/sandbox/event", json=event)
    await night.quiet()


def distinct(door: Door) -> list[Json]:
    """The last payload of each name."""
    return [door.of(name) for name in dict.fromkeys(heard.name for heard in door.heard)]
