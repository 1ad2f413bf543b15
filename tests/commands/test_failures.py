import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from structlog.testing import capture_logs

from sandbox.model import Json
from tests.bot import web_shop as w
from tests.commands.room import Room
from tests.commands.signed import JSON, form, interaction

PRESS: Json = {
    "type": "block_actions",
    "team": {"id": "T0OCTAL"},
    "user": {"id": "U0TESS"},
    "trigger_id": "1.1",
    "container": {"type": "message", "channel_id": w.CHANNEL, "message_ts": "1.1"},
    "actions": [{"type": "button", "action_id": "submit", "value": "WEB-1|x|", "action_ts": "2.2"}],
}
LIST = {
    "team_id": "T0OCTAL",
    "command": "/deploy",
    "text": "list",
    "user_id": "U0TESS",
    "channel_id": w.CHANNEL,
    "trigger_id": "1.1",
}
HOLDS = '{"deployment": "WEB-1", "channel": "C1"}'
"""What a form remembers."""


@contextmanager
def without_deployments(room: Room) -> Iterator[None]:
    """The table is not there: nobody expects that."""
    with closing(sqlite3.connect(room.file)) as other:
        other.execute("ALTER TABLE deployment RENAME TO mislaid")
        yield
        other.execute("ALTER TABLE mislaid RENAME TO deployment")


def submission(callback: str, blocks: list[Json], metadata: str = HOLDS) -> bytes:
    """A modal is sent off."""
    view = {"type": "modal", "id": "V1", "hash": "1.a", "callback_id": callback, "private_metadata": metadata}
    return interaction({**PRESS, "type": "view_submission", "view": {**view, "blocks": blocks}})


def id_in(text: str) -> str:
    found = re.search(r"The log has it as ([0-9a-f]{8})", text)
    assert found, text
    return found[1]


async def test_an_unexpected_error_of_a_command_is_told_with_its_id(room: Room) -> None:
    """The person and the log get the same id, and the command has an answer."""
    with capture_logs() as logs, without_deployments(room):
        answer = await room.delivers(form(LIST))
    assert 200 == answer.status_code
    assert "ephemeral" == answer.json()["response_type"]
    assert id_in(answer.json()["text"]) == logs[-1]["error_id"]
    assert "error" == logs[-1]["log_level"]


async def test_an_unexpected_error_of_a_press_is_told_where_it_was_pressed(room: Room) -> None:
    """A press that went wrong is answered to the person, in the channel."""
    with capture_logs(), without_deployments(room):
        assert 200 == (await room.delivers(interaction(PRESS))).status_code
    told = room.slack.messages(w.CHANNEL)[-1]
    assert "U0TESS" == told.only_for
    assert id_in(told.text)


async def test_a_press_whose_failure_cannot_be_told_is_not_acknowledged(room: Room) -> None:
    """Where the person cannot be told, Slack itself shows that the press did not work."""
    await room.slack.fail("chat.postEphemeral", "server_error")
    with capture_logs(), without_deployments(room):
        assert 500 == (await room.delivers(interaction(PRESS))).status_code


async def test_an_unexpected_error_of_a_form_stands_in_it(room: Room) -> None:
    """A form that went wrong says so at its first input, and stays open."""
    blocks = [{"type": "section", "block_id": "a"}, {"type": "input", "block_id": "reason"}]
    with capture_logs(), without_deployments(room):
        answer = await room.delivers(submission("hand", blocks))
    assert 200 == answer.status_code
    assert "errors" == answer.json()["response_action"]
    assert id_in(answer.json()["errors"]["reason"])


async def test_a_form_without_inputs_is_not_acknowledged(room: Room) -> None:
    """Where a form has no place for words, Slack itself shows that it did not work."""
    with capture_logs(), without_deployments(room):
        answer = await room.delivers(submission("hand", []))
    assert 500 == answer.status_code


@pytest.mark.parametrize("callback", ["start", "amend", "hand", "add_step", "reason"])
@pytest.mark.parametrize("memory", ["", "x", "[]", '{"deployment": 5, "channel": "C1"}', "[" * 2000])
async def test_a_form_that_remembers_what_none_of_ours_does_is_told(
    room: Room, callback: str, memory: str
) -> None:
    """It may be of another release: it says so at its first input, and is no error of ours."""
    blocks = [{"type": "input", "block_id": "reason"}]
    with capture_logs() as logs:
        answer = await room.delivers(submission(callback, blocks, memory))
    assert ["I do not know this form any more"] == [
        text.partition(":")[0] for text in answer.json()["errors"].values()
    ]
    assert [] == [line for line in logs if line["log_level"] == "error"]


async def test_a_form_of_another_release_without_inputs_is_not_acknowledged(room: Room) -> None:
    """It has no place for words: Slack itself shows that it did not work."""
    assert 400 == (await room.delivers(submission("hand", [], "x"))).status_code


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
    body = form(LIST)
    answer = await room.delivers(body)
    assert 200 == answer.status_code
    assert "the database is away" in answer.json()["text"]


async def test_an_event_that_cannot_be_taken_is_not_asked_for_again(room: Room) -> None:
    """Of a channel that nobody can see there is nothing to be read, however often Slack says it."""
    archived = {"type": "channel_archive", "channel": "C0NOWHERE", "user": "U0TESS", "event_ts": "1.1"}
    body = {"type": "event_callback", "team_id": "T0OCTAL", "event_id": "Ev0GONE", "event": archived}
    assert 200 == (await room.delivers(json.dumps(body).encode(), JSON)).status_code
