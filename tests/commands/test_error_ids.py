"""Each way by which something unexpected can happen, by a true cause: log and person have the same id."""

import json
import re
from collections.abc import MutableMapping, Sequence
from typing import Any

from sqlalchemy import text, update
from structlog.testing import capture_logs

from bot.domain import questions as q
from bot.storage.tables import deployment_table
from commands.blocks.actions import ActionId, ButtonValue
from commands.blocks.kit import Content, actions, button
from tests.bot import web_shop as w
from tests.commands.room import Room, read, user

Logs = Sequence[MutableMapping[str, Any]]


def is_told(words: str, logs: Logs) -> bool:
    """Whether the words name the id of the one unexpected error in the log."""
    [found] = [line["error_id"] for line in logs if "error_id" in line]
    told = re.search(r"The log has it as ([0-9a-f]{8})", words)
    return told is not None and told[1] == found


async def cancel_button(room: Room) -> str:
    """A message whose button opens the form that asks why."""
    value = ButtonValue(deployment=w.ID, question=q.cancel_question(await room.state()))
    return room.shows(Content(text="x", blocks=actions(button(ActionId.CANCEL, "Cancel", value))))


async def torn(room: Room) -> None:
    """Somebody's hand in the database: the deployment's state cannot be read any more."""
    await room.play.database.write(lambda c: c.execute(update(deployment_table).values(body="{")))


async def test_of_a_command(room: Room) -> None:
    """Whoever typed is answered with the id."""
    await room.play.start("tess")
    await torn(room)
    with capture_logs() as logs:
        assert is_told(read(await room.types("tess", "submit")), logs)


async def test_of_a_command_that_opens_a_form(room: Room) -> None:
    """So is whoever would have been shown a form."""
    await room.play.start("tess")
    await torn(room)
    with capture_logs() as logs:
        assert is_told(read(await room.types("ana", "amend")), logs)


async def test_of_a_press(room: Room) -> None:
    """Whoever pressed is told where they pressed."""
    await room.play.start("tess")
    message = await room.shows_status()
    await torn(room)
    with capture_logs() as logs:
        assert is_told(read(await room.presses("tess", "submit", message)), logs)


async def test_of_a_press_that_opens_a_form(room: Room) -> None:
    """So is whoever would have been shown a form."""
    await room.play.start("tess")
    message = await cancel_button(room)
    await torn(room)
    with capture_logs() as logs:
        assert is_told(read(await room.presses("ana", "cancel", message)), logs)


async def test_of_a_form(room: Room) -> None:
    """The id stands in the form that was sent off."""
    await room.play.start("tess")
    view = (await room.presses("ana", "cancel", await cancel_button(room)))["view"]
    await torn(room)
    with capture_logs() as logs:
        outcome = await room.submits("ana", view, {"reason": "not tonight"})
    assert is_told(json.dumps(outcome), logs)


async def test_of_a_mention(room: Room) -> None:
    """Whoever wrote is told where they wrote, and Slack does not send it again."""
    await room.play.start("tess")
    await torn(room)
    bot = room.slack.world.bot.user_id
    said = {"type": "app_mention", "user": user("tess"), "channel": w.CHANNEL, "ts": "1.2"}
    with capture_logs() as logs:
        outcome = await room.slack.deed("event", **said, text=f"<@{bot}> submit")
    assert "" == outcome["error"]
    [told] = [message.text for message in room.slack.messages(w.CHANNEL) if message.only_for == user("tess")]
    assert is_told(told, logs)


async def test_of_the_home_tab(room: Room) -> None:
    """The tab says so, in place of what was there, and Slack does not send the event again."""
    await room.play.start("tess")
    await torn(room)
    with capture_logs() as logs:
        view = (await room.slack.deed("open_home", user=user("tess")))["view"]
    assert is_told(json.dumps(view), logs)
    assert 1 == len(await room.slack.calls("views.publish"))


async def test_of_a_home_tab_that_cannot_be_shown(room: Room) -> None:
    """Where Slack does not take that either, it is not acknowledged, and the event comes again."""
    await room.play.start("tess")
    await torn(room)
    await room.slack.fail("views.publish", "server_error")
    with capture_logs() as logs:
        view = (await room.slack.deed("open_home", user=user("tess")))["view"]
    told = re.findall(r"The log has it as ([0-9a-f]{8})", json.dumps(view))
    assert told == [line["error_id"] for line in logs if "error_id" in line][-1:]


async def test_of_what_slack_tells_of_the_workspace(room: Room) -> None:
    """Nobody is there to be told: the log has it, and Slack sends the event again."""
    await room.play.database.write(lambda c: c.execute(text("DROP TABLE ask")))
    await room.play.database.write(lambda c: c.execute(text("DROP TABLE directory")))
    changed = {"id": user("dba"), "name": "dba", "profile": {}, "team_id": "T0OCTAL"}
    with capture_logs() as logs:
        outcome = await room.slack.deed("event", type="user_change", user=changed)
    assert outcome["error"]
    assert [line for line in logs if "error_id" in line]
