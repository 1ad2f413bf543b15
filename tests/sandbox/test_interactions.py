"""What people do, over HTTP, against a bot that answers in every way Slack allows."""

import asyncio

import pytest

from sandbox.model import Json
from sandbox.workspace import World
from tests.sandbox.fake_bot import FakeBot, answering
from tests.sandbox.helpers import Client, actions, button, entry, modal, option, plain, section

ANA_IN_OPS = {"user": "U0ANA", "channel": "C0OPS"}
REASON = {"type": "plain_text_input", "action_id": "reason"}
LEVEL = {"type": "static_select", "action_id": "level", "options": [option("High", "high")]}


@pytest.mark.parametrize(
    ("answer", "ana", "sam"),
    [
        ("just words", ["just words"], []),
        ({"text": "to you"}, ["to you"], []),
        ({"response_type": "in_channel", "text": "to all"}, ["to all"], ["to all"]),
        ({"blocks": [section("*blocks*")]}, ["blocks"], []),
        (None, [], []),
    ],
)
async def test_a_commands_answer_is_shown(
    client: Client, bot: FakeBot, answer: Json | str | None, ana: list[str], sam: list[str]
) -> None:
    """Ephemeral unless the bot says in_channel."""
    bot.handler = answering(answer)

    outcome = await client.post("command", **ANA_IN_OPS, text="status")

    assert outcome["ok"]
    assert ana == await client.lines("U0ANA", "C0OPS")
    assert sam == await client.lines("U0SAM", "C0OPS")


async def test_only_what_is_for_the_person_alone_comes_back(client: Client, bot: FakeBot) -> None:
    """The outcome holds what this person alone got, with the lines they read."""
    bot.handler = answering({"text": "*to you*"})

    outcome = await client.post("command", **ANA_IN_OPS, text="status")

    assert [(True, ["to you"])] == [(one["ephemeral"], one["lines"]) for one in outcome["messages"]]


async def test_a_failing_command_is_told_by_slack(client: Client, bot: FakeBot) -> None:
    """Slackbot says that it failed, to this person alone."""
    bot.handler = answering(500)

    outcome = await client.post("command", **ANA_IN_OPS, text="status")

    assert "dispatch_failed" == outcome["error"]
    assert ['/deploy failed with the error "dispatch_failed"'] == await client.lines("U0ANA", "C0OPS")
    assert [] == await client.lines("U0SAM", "C0OPS")


async def test_a_slow_command_times_out(client: Client, bot: FakeBot) -> None:
    """After Slack's limit the person hears operation_timeout."""
    waiting = asyncio.Event()

    async def handler(_payload: Json) -> None:
        await waiting.wait()

    bot.handler = handler

    assert "operation_timeout" == (await client.post("command", **ANA_IN_OPS, text="x"))["error"]
    waiting.set()


async def test_a_command_works_where_the_bot_is_not(client: Client, bot: FakeBot) -> None:
    """Slack delivers slash commands from every channel."""
    await client.post("command", user="U0ANA", channel="C0GENERAL", text="start @sam")

    assert ("C0GENERAL", "start <@U0SAM|sam>") == (bot.received[0]["channel_id"], bot.received[0]["text"])


async def test_a_command_does_not_work_in_a_thread(client: Client, bot: FakeBot) -> None:
    """Slack refuses it, and the bot hears nothing."""
    outcome = await client.post("command", **ANA_IN_OPS, text="x", thread_ts="1.000001")

    assert ("not_supported_in_threads", []) == (outcome["error"], bot.received)


async def test_a_command_may_open_a_modal(client: Client, bot: FakeBot) -> None:
    """The outcome holds the view that came up."""

    async def handler(payload: Json) -> None:
        await client.api("views.open", trigger_id=payload["trigger_id"], view=modal(callback_id="start"))

    bot.handler = handler

    assert "start" == (await client.post("command", **ANA_IN_OPS, text="start"))["view"]["callback_id"]


async def test_a_press_reaches_the_bot(client: Client, bot: FakeBot) -> None:
    """The payload holds the button's value, the message, and an address for answers."""
    ts = await client.say("C0OPS", "x", blocks=[actions(button("Go", "go", style="primary"))])
    outcome = await client.post("press", **ANA_IN_OPS, ts=ts, action_id="go")

    action = bot.received[0]["actions"][0]
    assert outcome["ok"]
    assert ("button", "go", "row", "go", "primary") == tuple(
        action[key] for key in ("type", "action_id", "block_id", "value", "style")
    )
    assert bot.received[0]["response_url"].startswith("http://sandbox/response/")


async def test_a_choice_in_a_message_is_sent_with_its_state(client: Client, bot: FakeBot) -> None:
    """What was chosen is in the action and in the state."""
    ts = await client.say("C0OPS", "x", blocks=[actions(LEVEL)])
    await client.post("press", **ANA_IN_OPS, ts=ts, action_id="level", value="high")

    chosen = option("High", "high")
    assert chosen == bot.received[0]["actions"][0]["selected_option"]
    assert chosen == bot.received[0]["state"]["values"]["row"]["level"]["selected_option"]


async def test_a_menu_entry_is_a_press_too(client: Client, bot: FakeBot) -> None:
    """An overflow menu sends the chosen option and keeps no state."""
    menu = {"type": "overflow", "action_id": "menu", "options": [option("Cancel", "cancel")]}
    ts = await client.say("C0OPS", "x", blocks=[actions(menu)])
    await client.post("press", **ANA_IN_OPS, ts=ts, action_id="menu", value="cancel")

    assert "cancel" == bot.received[0]["actions"][0]["selected_option"]["value"]
    assert {} == bot.received[0]["state"]["values"]


IMPOSSIBLE: list[tuple[str, Json]] = [
    ("There is no 'stop' here; there are: go, go, sure.", {"action_id": "stop"}),
    ("There is more than one 'go' here: say which block.", {"action_id": "go"}),
    ("This asks for confirmation first.", {"action_id": "sure"}),
    ("There is no such message to be seen.", {"action_id": "go", "ts": "1.000001"}),
    ("This person is not in that conversation.", {"action_id": "go", "channel": "D0SAM"}),
    ("user_not_found", {"action_id": "go", "user": "U9"}),
]


@pytest.mark.parametrize(("detail", "wrong"), IMPOSSIBLE, ids=[case[0] for case in IMPOSSIBLE])
async def test_what_is_not_there_cannot_be_pressed(
    client: Client, bot: FakeBot, world: World, detail: str, wrong: Json
) -> None:
    """Nobody can press what their screen does not show; the bot hears nothing."""
    world.direct("U0SAM")
    confirm = {key: {"type": "plain_text", "text": "Sure?"} for key in ("title", "text", "confirm", "deny")}
    first = actions(button("Go", "go"), block_id="one")
    second = actions(button("Go", "go"), button("Sure", "sure", confirm=confirm), block_id="two")
    ts = await client.say("C0OPS", "x", blocks=[first, second])

    answer = await client.post("press", **{**ANA_IN_OPS, "ts": ts, **wrong})

    assert detail == answer["detail"]
    assert [] == bot.received


async def test_a_block_id_tells_two_buttons_apart(client: Client, bot: FakeBot) -> None:
    """With the block's id the second of two equal buttons is pressed."""
    rows = [actions(button("Go", "go") | {"value": row}, block_id=row) for row in ("one", "two")]
    ts = await client.say("C0OPS", "x", blocks=rows)
    await client.post("press", **ANA_IN_OPS, ts=ts, action_id="go", block_id="two")

    assert "two" == bot.received[0]["actions"][0]["value"]


async def test_an_old_button_needs_a_stale_screen(client: Client, bot: FakeBot) -> None:
    """After an edit the old button is gone, but for whoever's screen lags behind."""
    ts = await client.say("C0OPS", "x", blocks=[actions(button("Go", "go"))])
    await client.api("chat.update", channel="C0OPS", ts=ts, text="x", blocks=[section("gone")])
    gone = await client.post("press", **ANA_IN_OPS, ts=ts, action_id="go")
    stale = await client.post("press", **ANA_IN_OPS, ts=ts, action_id="go", stale=True)

    assert ("impossible", True) == (gone["error"], stale["ok"])
    assert ["go"] == [payload["actions"][0]["action_id"] for payload in bot.received]


async def test_nobody_presses_in_another_persons_message(client: Client) -> None:
    """An ephemeral message can be used by whom it is for alone."""
    blocks = [actions(button("Go", "go"))]
    told = await client.api("chat.postEphemeral", channel="C0OPS", user="U0ANA", text="x", blocks=blocks)
    ts = told["message_ts"]

    sam = await client.post("press", user="U0SAM", channel="C0OPS", ts=ts, action_id="go")
    ana = await client.post("press", **ANA_IN_OPS, ts=ts, action_id="go")

    assert (False, True) == (sam["ok"], ana["ok"])


async def _open(world: World) -> Json:
    view = world.open_modal("U0ANA", modal(entry("why", REASON), entry("how", LEVEL, optional=True)))
    return {"user": "U0ANA", "view_id": view.id}


async def test_a_submission_carries_what_was_typed(client: Client, bot: FakeBot, world: World) -> None:
    """The bot gets the state; an empty answer closes the modal."""
    outcome = await client.post("view/submit", **await _open(world), values={"reason": "cache"})

    values = bot.received[0]["view"]["state"]["values"]
    assert ("cache", None) == (values["why"]["reason"]["value"], values["how"]["level"]["selected_option"])
    assert (True, None, []) == (outcome["ok"], outcome["view"], world.modals["U0ANA"])


async def test_a_required_input_is_asked_for_before_the_bot_is(
    client: Client, bot: FakeBot, world: World
) -> None:
    """Slack itself refuses an empty required input."""
    outcome = await client.post("view/submit", **await _open(world), values={})

    assert {"why": "Please complete this required field."} == outcome["errors"]
    assert [] == bot.received


@pytest.mark.parametrize(
    ("answer", "titles"),
    [
        ({"response_action": "errors", "errors": {"why": "no"}}, ["Start"]),
        ({"response_action": "update", "view": modal() | {"title": section("Next")["text"]}}, ["Start"]),
        ({"response_action": "update", "view": modal() | {"title": plain("Next")}}, ["Next"]),
        ({"response_action": "push", "view": modal()}, ["Start", "Start"]),
        ({"response_action": "clear"}, []),
        (500, ["Start"]),
    ],
)
async def test_a_response_action_is_followed(
    client: Client, bot: FakeBot, world: World, answer: Json | int, titles: list[str]
) -> None:
    """errors, update, push and clear do what they say; after a failure, or a wrong view, the modal stays."""
    bot.handler = answering(answer)
    await client.post("view/submit", **await _open(world), values={"reason": "cache"})

    assert titles == [view.content["title"]["text"] for view in world.modals.get("U0ANA", [])]


async def test_errors_come_back_by_block(client: Client, bot: FakeBot, world: World) -> None:
    """The person sees the bot's words at the block, and nothing typed is lost."""
    bot.handler = answering({"response_action": "errors", "errors": {"why": "too short"}})
    outcome = await client.post("view/submit", **await _open(world), values={"reason": "x"})
    typed = world.modals["U0ANA"][0].typed

    assert {"why": "too short"} == outcome["errors"]
    assert "x" == typed["why"]["reason"]["value"]
    assert "· Ana Castillo is told: too short" in (await client.http.get("/sandbox/transcript")).text


async def test_an_element_of_a_modal_is_used(client: Client, bot: FakeBot, world: World) -> None:
    """The action carries what was chosen, the view's state also what stands in other inputs."""
    asked = await _open(world)
    await client.post("view/action", **asked, action_id="level", value="high", values={"reason": "half"})

    values = bot.received[0]["view"]["state"]["values"]
    assert "high" == bot.received[0]["actions"][0]["selected_option"]["value"]
    assert ("half", "high") == (
        values["why"]["reason"]["value"],
        values["how"]["level"]["selected_option"]["value"],
    )


async def test_a_view_belongs_to_one_person(client: Client, world: World) -> None:
    """Somebody else's modal cannot be sent off, nor one that lies below another."""
    asked = await _open(world)
    other = await client.post("view/submit", **{**asked, "user": "U0SAM"}, values={})
    world.push_modal("U0ANA", modal())
    below = await client.post("view/submit", **asked, values={})

    assert "Somebody else has this view open." == other["detail"]
    assert "Another modal lies over this one." == below["detail"]


@pytest.mark.parametrize(("more", "left", "told"), [({}, 1, 0), ({"notify_on_close": True}, 1, 1)])
async def test_a_closed_modal_is_told_where_asked_for(
    client: Client, bot: FakeBot, world: World, *, more: Json, left: int, told: int
) -> None:
    """The one below shows again, and the bot hears of it if it wanted to."""
    await _open(world)
    top = world.push_modal("U0ANA", modal(**more))
    outcome = await client.post("view/close", user="U0ANA", view_id=top.id)

    assert (left, told) == (len(world.modals["U0ANA"]), len(bot.received))
    assert world.modals["U0ANA"][0].id == outcome["view"]["id"]


async def test_clear_on_close_takes_all_modals(client: Client, bot: FakeBot, world: World) -> None:
    """Then those below go, too, and is_cleared says so."""
    await _open(world)
    top = world.push_modal("U0ANA", modal(clear_on_close=True, notify_on_close=True))
    outcome = await client.post("view/close", user="U0ANA", view_id=top.id)

    assert (None, [True]) == (outcome["view"], [payload["is_cleared"] for payload in bot.received])
