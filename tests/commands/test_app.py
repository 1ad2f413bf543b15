import json
from typing import Any

import pytest

from bot.metrics import Metrics
from commands.app import create_bolt_app
from commands.dispatch import dispatch
from commands.modals import UNKNOWN_FORM
from commands.slack_api import identify
from tests.bot import web_shop as w
from tests.commands.room import Room

TEAM = "T0OCTAL"
WHO = {"team": {"id": TEAM}, "user": {"id": "U0TESS", "team_id": TEAM}, "trigger_id": "1.1.x"}


def submission(*blocks: dict[str, Any]) -> dict[str, Any]:
    """A form of an older release is sent off."""
    view = {
        "id": "V1",
        "type": "modal",
        "callback_id": "older",
        "private_metadata": "",
        "blocks": list(blocks),
    }
    return {"type": "view_submission", "view": {**view, "state": {"values": {}}}, **WHO}


def typed(text: str) -> dict[str, str]:
    """Tess types `/deploy …`."""
    return {
        "command": "/deploy",
        "text": text,
        "team_id": TEAM,
        "user_id": "U0TESS",
        "channel_id": w.CHANNEL,
        "trigger_id": f"2.2.{text}",
    }


@pytest.mark.parametrize(
    ("blocks", "errors"),
    [
        ([{"type": "section"}, {"type": "input", "block_id": "a"}], {"a": UNKNOWN_FORM}),
        ([{"type": "section", "block_id": "a"}], None),
        ([], None),
    ],
    ids=["input", "no input", "nothing"],
)
async def test_a_form_that_no_release_knows_any_more_is_answered(
    room: Room, blocks: list[dict[str, Any]], errors: dict[str, str] | None
) -> None:
    """It says so under its first input; one without any closes."""
    bolt = create_bolt_app(room.parts, await identify(room.slack.client))
    answer = await dispatch(bolt, submission(*blocks), TEAM, Metrics())
    assert 200 == answer.status
    assert errors == (json.loads(answer.body).get("errors") if answer.body else None)


async def test_an_error_in_a_listener_reaches_the_person_before_the_acknowledgement(room: Room) -> None:
    """Bolt awaits a listener to its end: where that cannot commit, Slack is not told that it went well."""
    bolt = create_bolt_app(room.parts, await identify(room.slack.client))
    await room.play.start()
    command = typed("submit")
    with room.locked():
        answer = await dispatch(bolt, command, TEAM, Metrics())
    assert "press again" in answer.body


async def test_who_the_bot_is_was_asked_once(room: Room) -> None:
    """No request of Slack's makes the bot ask who it is, or who pressed."""
    bolt = create_bolt_app(room.parts, await identify(room.slack.client))
    before = len(await room.slack.calls())
    for text in ("help", "status", "mine"):
        assert 200 == (await dispatch(bolt, typed(text), TEAM, Metrics())).status
    assert before == len(await room.slack.calls())
