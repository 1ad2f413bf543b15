import pytest
from slack_bolt.response import BoltResponse

from bot.domain import intents as i
from bot.domain.state import Lifecycle, StepStatus
from commands.dispatch import team_of
from commands.slack_api import Identity
from commands.strangers import Strangers
from sandbox.model import Json
from tests.bot import web_shop as w
from tests.commands.room import Room, user
from tests.commands.signed import form, interaction

ACME = "T0ACME"
PRESS: Json = {
    "type": "block_actions",
    "team": {"id": "T0OCTAL"},
    "trigger_id": "1.1",
    "container": {"type": "message", "channel_id": w.CHANNEL, "message_ts": "1.1"},
    "actions": [{"type": "button", "action_id": "submit", "value": "x", "action_ts": "2.2"}],
}


def mention(room: Room, **more: object) -> Json:
    bot = room.slack.world.bot.user_id
    said = {"user": user("dba"), "text": f"<@{bot}> step 1 done", "ts": "1.2", "channel": w.CHANNEL}
    return {"type": "app_mention", **said, **more}


async def test_a_stranger_who_says_something_is_told_and_not_heard(room: Room) -> None:
    """Somebody of another organisation reads why, alone, even with the id of somebody named in the plan."""
    await room.begun()
    event = mention(room, user_team=ACME, team=ACME)
    assert "" == (await room.slack.deed("event", **event))["error"]
    told = room.slack.messages(w.CHANNEL)[-1]
    assert ("U0DBA", True) == (told.only_for, "nothing was changed" in told.text)
    assert StepStatus.DONE is not (await room.state()).steps["1"].status


@pytest.mark.parametrize("by", [{"bot_id": "B0ACME"}, {"bot_id": "B0ACME", "user": None}, {"user": None}])
async def test_what_no_person_said_is_passed_over(room: Room, by: Json) -> None:
    """A bot of another organisation, or what became of a message there, is acknowledged and told nothing."""
    await room.begun()
    event = {name: what for name, what in mention(room, user_team=ACME, **by).items() if what}
    assert "" == (await room.slack.deed("event", **event))["error"]
    assert [] == await room.slack.calls("chat.postEphemeral")
    assert StepStatus.DONE is not (await room.state()).steps["1"].status


async def test_our_own_people_are_heard_in_a_shared_channel(room: Room) -> None:
    """In a channel that another workspace hosts our people act as ever."""
    await room.begun()
    assert "" == (await room.slack.deed("event", **mention(room, user_team="T0OCTAL")))["error"]
    assert StepStatus.DONE is (await room.state()).steps["1"].status


@pytest.mark.parametrize(("team", "is_heard"), [("T0OCTAL", True), ("E0OCTAL", True), ("E0ACME", False)])
async def test_our_own_people_may_come_from_our_organization(room: Room, team: str, is_heard: bool) -> None:
    """In an Enterprise organization Slack names that instead of the workspace: its people are ours."""
    identity = Identity(team="T0OCTAL", enterprise="E0OCTAL", url="", bot="B", user="U")
    strangers = Strangers(room.parts.messenger, identity.ours)
    heard = []

    async def listener() -> BoltResponse:
        heard.append(team)
        return BoltResponse(status=200)

    await strangers.turn_away({**PRESS, "user": {"id": "U0TESS", "team_id": team}}, listener)
    event = mention(room, user_team=team)
    await strangers.turn_away({"team_id": "T0OCTAL", "event_id": "Ev1", "event": event}, listener)

    assert ([team, team] if is_heard else []) == heard


async def test_a_stranger_who_presses_is_told(room: Room) -> None:
    """A press of another organisation's people reaches no listener, and is answered where it was made."""
    await room.play.start("tess")
    pressed = {**PRESS, "user": {"id": "U0TESS", "team_id": ACME}}
    assert 200 == (await room.delivers(interaction(pressed))).status_code
    assert "only for people of the workspace" in room.slack.messages(w.CHANNEL)[-1].text
    assert Lifecycle.DRAFT is (await room.state()).state
    await room.play.do("tess", i.Submit())


async def test_a_stranger_who_cannot_be_told_gets_no_200(room: Room) -> None:
    """Where nobody can tell them, Slack itself shows that it did not work."""
    await room.slack.fail("chat.postEphemeral", "server_error")
    pressed = {**PRESS, "user": {"id": "U0TESS", "team_id": ACME}}
    assert 403 == (await room.delivers(interaction(pressed))).status_code


async def test_a_command_of_another_workspace_is_not_taken(room: Room) -> None:
    """A command that is typed in another workspace is refused."""
    fields = {"command": "/deploy", "text": "list", "team_id": ACME, "user_id": "U1", "trigger_id": "1.1"}
    assert 403 == (await room.delivers(form(fields))).status_code


def test_an_event_is_for_the_workspace_that_it_names_as_its_context() -> None:
    """In a channel that another workspace hosts, the first id is that one's."""
    assert "T0OCTAL" == team_of({"team_id": ACME, "context_team_id": "T0OCTAL"})
