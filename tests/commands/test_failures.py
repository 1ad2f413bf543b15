import re

from structlog.testing import capture_logs

from sandbox.model import Json
from tests.bot import web_shop as w
from tests.commands.room import Room
from tests.commands.signed import form, interaction

PRESS: Json = {
    "type": "block_actions",
    "team": {"id": "T0OCTAL"},
    "user": {"id": "U0TESS"},
    "container": {"type": "message", "channel_id": w.CHANNEL, "message_ts": "1.1"},
    "actions": [{"type": "button", "action_id": "submit", "value": "WEB-1|x|", "action_ts": "2.2"}],
}
"""A press that lacks its trigger: Slack would not send it, and no listener expects it."""


def submission(callback: str, blocks: list[Json]) -> bytes:
    """A modal whose metadata no release has written."""
    view = {"type": "modal", "id": "V1", "hash": "1.a", "callback_id": callback, "private_metadata": "x"}
    return interaction({**PRESS, "type": "view_submission", "view": {**view, "blocks": blocks}})


def id_in(text: str) -> str:
    found = re.search(r"The log has it as ([0-9a-f]{8})", text)
    assert found, text
    return found[1]


async def test_an_unexpected_error_of_a_command_is_told_with_its_id(room: Room) -> None:
    """The person and the log get the same id, and the command has an answer."""
    body = form({"team_id": "T0OCTAL", "command": "/deploy", "text": "list", "user_id": "U0TESS"})
    with capture_logs() as logs:
        answer = await room.delivers(body)
    assert 200 == answer.status_code
    assert "ephemeral" == answer.json()["response_type"]
    assert id_in(answer.json()["text"]) == logs[-1]["error_id"]
    assert "error" == logs[-1]["log_level"]


async def test_an_unexpected_error_of_a_press_is_told_where_it_was_pressed(room: Room) -> None:
    """A press that went wrong is answered to the person, in the channel."""
    assert 200 == (await room.delivers(interaction(PRESS))).status_code
    told = room.slack.messages(w.CHANNEL)[-1]
    assert "U0TESS" == told.only_for
    assert id_in(told.text)


async def test_a_press_whose_failure_cannot_be_told_is_not_acknowledged(room: Room) -> None:
    """Where the person cannot be told, Slack itself shows that the press did not work."""
    await room.slack.fail("chat.postEphemeral", "server_error")
    assert 500 == (await room.delivers(interaction(PRESS))).status_code


async def test_an_unexpected_error_of_a_form_stands_in_it(room: Room) -> None:
    """A form that went wrong says so at its first input, and stays open."""
    blocks = [{"type": "section", "block_id": "a"}, {"type": "input", "block_id": "reason"}]
    answer = await room.delivers(submission("start", blocks))
    assert 200 == answer.status_code
    assert "errors" == answer.json()["response_action"]
    assert id_in(answer.json()["errors"]["reason"])


async def test_a_form_without_inputs_is_not_acknowledged(room: Room) -> None:
    """Where a form has no place for words, Slack itself shows that it did not work."""
    answer = await room.delivers(submission("start", []))
    assert 500 == answer.status_code


async def test_an_unknown_form_without_inputs_closes(room: Room) -> None:
    """A modal of another release that has nothing to fill in closes."""
    answer = await room.delivers(submission("old", []))
    assert (200, "") == (answer.status_code, answer.text)


async def test_busy_is_told_to_whoever_pressed(room: Room) -> None:
    """While somebody else holds the lock, the person hears to press again."""
    await room.play.start("tess")
    message = await room.shows_status()
    with room.locked():
        outcome = await room.presses("tess", "submit", message)
    assert "press again" in outcome["messages"][0]["text"]
    assert "" == outcome["error"]


async def test_a_database_that_is_away_is_told(room: Room) -> None:
    """Without its database the bot still answers, and says to try again."""
    room.file.unlink()
    room.file.mkdir()
    body = form(
        {
            "team_id": "T0OCTAL",
            "command": "/deploy",
            "text": "list",
            "user_id": "U0TESS",
            "channel_id": w.CHANNEL,
            "trigger_id": "1.1",
        }
    )
    answer = await room.delivers(body)
    assert 200 == answer.status_code
    assert "the database is away" in answer.json()["text"]
