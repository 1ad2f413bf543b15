from bot.deciding import Start
from bot.domain.errands import ReadGroups
from bot.domain.intents import TickItem
from bot.storage.codec import encode
from commands.group_errand import GroupErrand
from tests.bot import web_shop as w
from tests.commands.room import Room

ASKED = ReadGroups(
    deployment=w.ID, groups=("dba-team", "cab"), intent="TickItem", fields=encode(TickItem(wanted="1"))
)


async def started(room: Room) -> GroupErrand:
    """The web shop's plan with a user group as its DBA."""
    text = w.text().replace("Dora Nagy (@dba)", "@dba-team")
    await room.parts.service.start(Start(text=text, stem="x", channel=w.CHANNEL), actor="U0ANA", key="start")
    return GroupErrand(room.parts.directory)


async def test_what_a_member_asked_for_is_done_and_said_once(room: Room) -> None:
    """Whoever is in the group after all is told what came of it; carried out twice, it is the same."""
    errand = await started(room)
    first, second = [await errand.run(ASKED, "U0RUTH", "errand:1") for _ in range(2)]
    assert first == second
    assert "is ticked" in first.text


async def test_who_is_in_no_group_hears_who_may(room: Room) -> None:
    """The refusal is that of the intent, once the groups were read."""
    errand = await started(room)
    told = await errand.run(ASKED, "U0NED", "errand:1")
    assert "Only somebody named in the plan" in told.text


async def test_groups_that_cannot_be_read_are_named(room: Room) -> None:
    """Whoever waits hears that nothing was done, for which groups, and why."""
    told = GroupErrand(room.parts.directory).failed(ASKED, "Slack is away")
    assert (
        "Nothing was done: who is in @dba-team and @cab could not be read from Slack (Slack is away)."
        == told.text
    )
