from collections.abc import Mapping
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.domain.dnd_events import Quiet
from bot.domain.errands import ReadDnd
from bot.errors import Permanent, Transient
from commands.dnd_errand import DndErrand
from tests.bot import web_shop as w
from tests.commands.room import Room

ASKED = ReadDnd(deployment=w.ID, people=("U0DBA", "U0DEV"))
QUIET = Quiet(start=w.EVENING, end=w.EVENING + timedelta(hours=9))


async def approved(room: Room) -> DndErrand:
    """The plan is approved, and the DBA has Do Not Disturb on from now on."""
    room.slack.world.now = room.play.clock.now
    await room.approved()
    await set_quiet(room, QUIET)
    return DndErrand(room.parts.service, room.parts.workspace)


async def set_quiet(room: Room, quiet: Quiet | None) -> None:
    """The DBA sets other hours, or none."""
    hours = {"start": quiet.start.isoformat(), "end": quiet.end.isoformat()} if quiet else {}
    await room.slack.deed("dnd", user="U0DBA", **hours)


async def known(room: Room) -> Mapping[str, Quiet]:
    """What the deployment knows."""
    return (await room.state()).dnd


async def test_what_slack_says_is_noted(room: Room) -> None:
    """As an intent of its own, once for each errand, and a later one takes back what does not hold."""
    errand = await approved(room)
    await errand.run(ASKED, "errand:1")
    assert {"U0DBA": QUIET} == await known(room)
    await set_quiet(room, None)
    await errand.run(ASKED, "errand:1")
    assert {"U0DBA": QUIET} == await known(room)
    await errand.run(ASKED, "errand:2")
    assert {} == await known(room)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "server_error"}, Transient),
        ({"kind": "error", "code": "user_not_visible"}, Permanent),
    ],
    ids=["away", "refused"],
)
async def test_what_goes_wrong_is_the_runners_to_judge(
    room: Room, fault: Mapping[str, str], error: type[Exception]
) -> None:
    """It is tried again or given up there; nothing is noted."""
    errand = await approved(room)
    await room.slack.fail("dnd.teamInfo", **fault)
    with pytest.raises(error):
        await errand.run(ASKED, "errand:1")
    assert {} == await known(room)
    with capture_logs() as lines:
        errand.failed(ASKED, "Slack cannot be reached")
    assert [("dnd: not read", w.ID)] == [(line["event"], line["deployment"]) for line in lines]


async def test_a_missing_permission_is_said_once(room: Room) -> None:
    """With what mends it, and again only after it was there meanwhile."""
    errand = await approved(room)

    async def lines(missing: int, key: str) -> list[str]:
        for _ in range(missing):
            await room.slack.fail("dnd.teamInfo", "error", code="missing_scope")
        with capture_logs() as logged:
            for number in range(max(missing, 1)):
                await errand.run(ASKED, f"{key}:{number}")
        return [line["event"] for line in logged if line["log_level"] == "error"]

    (said,) = await lines(2, "first")
    assert "slack-manifest.yaml" in said
    assert {} == await known(room)
    assert [] == await lines(0, "granted")
    assert {"U0DBA": QUIET} == await known(room)
    assert [said] == await lines(1, "again")
