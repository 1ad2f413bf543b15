"""The payloads have exactly the fields that Slack's own have."""

import pytest

from sandbox import payloads
from sandbox.model import Json
from sandbox.workspace import World
from tests.sandbox.helpers import actions, button, modal

COMMAND = (
    "token team_id team_domain channel_id channel_name user_id user_name command text api_app_id "
    "is_enterprise_install response_url trigger_id"
)
INTERACTION = "type team enterprise is_enterprise_install user api_app_id token"
VIEW = (
    "id team_id type callback_id private_metadata title submit close blocks state hash clear_on_close "
    "notify_on_close external_id root_view_id previous_view_id app_id app_installed_team_id bot_id"
)
EVENT = (
    "token team_id context_team_id context_enterprise_id api_app_id event type event_id event_time "
    "authorizations is_ext_shared_channel event_context"
)


def _keys(text: str) -> set[str]:
    return set(text.split())


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("start @ana", "start <@U0ANA|ana>"),
        ("roster CAB @cab", "roster CAB <!subteam^S0CAB|@cab>"),
        ("tell #ops now", "tell <#C0OPS|ops> now"),
        ("@nobody #nowhere", "@nobody #nowhere"),
        ("ana@octal.example", "ana@octal.example"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("for @ana, @sam.", "for <@U0ANA|ana>, <@U0SAM|sam>."),
    ],
)
def test_names_are_escaped_as_slack_does(world: World, typed: str, sent: str) -> None:
    """Known names become references, everything else stays as it was typed."""
    assert sent == payloads.escaped(world, typed)


def test_a_messages_references_have_no_labels(world: World) -> None:
    """What people write in messages is told with ids alone, but for channels."""
    sent = payloads.escaped(world, "@tminus ask @cab in #ops", labelled=False)

    assert "<@U0TMINUS> ask <!subteam^S0CAB> in <#C0OPS|ops>" == sent


def test_a_slash_command_is_complete(world: World) -> None:
    """The form has all of Slack's fields."""
    form = payloads.slash_command(
        world, "U0ANA", world.conversations["C0OPS"], command="/deploy", text="help", response_url="http://x"
    )

    assert _keys(COMMAND) == form.keys()
    assert ("ops", "ana", "help") == (form["channel_name"], form["user_name"], form["text"])


def _press(world: World, only_for: str = "", thread_ts: str = "") -> Json:
    place = world.conversations["C0OPS"]
    blocks = [actions(button("Go", "go"))]
    message = world.say(place, "U0TMINUS", "x", blocks=blocks, only_for=only_for, thread_ts=thread_ts)
    return payloads.message_action(
        world, "U0ANA", place, message, action={}, state={"values": {}}, response_url="http://x"
    )


def test_a_press_is_complete(world: World) -> None:
    """block_actions of a message has Slack's fields, the message among them."""
    payload = _press(world)

    more = "container trigger_id channel message state response_url actions"
    assert _keys(f"{INTERACTION} {more}") == payload.keys()
    assert ({"id": "C0OPS", "name": "ops"}, "B0TMINUS") == (payload["channel"], payload["message"]["bot_id"])


def test_a_press_in_a_thread_names_the_thread(world: World) -> None:
    """The container holds thread_ts."""
    root = world.say(world.conversations["C0OPS"], "U0TMINUS", "root").ts

    assert root == _press(world, thread_ts=root)["container"]["thread_ts"]


def test_an_ephemeral_message_is_not_sent_along(world: World) -> None:
    """Slack gives its ts alone."""
    payload = _press(world, only_for="U0ANA")

    assert (True, False) == (payload["container"]["is_ephemeral"], "message" in payload)


def test_what_comes_of_a_view_is_complete(world: World) -> None:
    """Action, submission and closing each hold the whole view."""
    view = world.open_modal("U0ANA", modal())
    action = payloads.view_action(world, view, {})
    submission = payloads.view_submission(world, view)
    closed = payloads.view_closed(world, view, is_cleared=False)

    assert _keys(VIEW) == action["view"].keys() == submission["view"].keys() == closed["view"].keys()
    assert _keys(f"{INTERACTION} trigger_id container view actions") == action.keys()
    assert _keys(f"{INTERACTION} trigger_id view response_urls") == submission.keys()
    assert _keys(f"{INTERACTION} view is_cleared") == closed.keys()


def test_an_event_is_complete(world: World) -> None:
    """The envelope has Slack's fields; each event an id of its own; a message's event_ts is its ts."""
    place = world.conversations["C0OPS"]
    said = world.say(place, "U0ANA", "<@U0TMINUS> hi")
    first = payloads.event_callback(world, payloads.app_mention(world, place, said))
    second = payloads.event_callback(world, payloads.app_home_opened(world, "U0ANA"))

    assert _keys(EVENT) == first.keys() == second.keys()
    assert first["event_id"] != second["event_id"]
    assert said.ts == first["event"]["ts"] == first["event"]["event_ts"]
    assert _keys("client_msg_id type user text ts team channel event_ts") == first["event"].keys()
    assert _keys("type user channel tab event_ts") == second["event"].keys()
