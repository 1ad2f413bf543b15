import json

import pytest

from sandbox.model import Json
from sandbox.workspace import World
from tests.sandbox.helpers import Client, actions, button, entry, modal, mrkdwn, option, plain, section
from tests.sandbox.page.reading import Reading

OPTIONS = [option("Critical", "c"), option("High", "h")]
RICH = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "rich"}]}],
}
TABLE = {
    "type": "table",
    "column_settings": [{"align": "right"}],
    "rows": [[{"type": "raw_text", "text": "cell"}, RICH]],
}


async def _parts(client: Client, user: str = "U0ANA", channel: str = "C0OPS", thread: str = "") -> Json:
    return await client.get("parts", user=user, channel=channel, thread=thread)


EVERYTHING: list[tuple[str, Json]] = [
    ("hello there", section("*hello* there")),
    ("a fieldanother", {"type": "section", "fields": [mrkdwn("a field"), mrkdwn("another")]}),
    ("Open", section("x") | {"accessory": button("Open", "open")}),
    ("Title", {"type": "header", "text": plain("Title")}),
    ("small print", {"type": "context", "elements": [mrkdwn("small print")]}),
    ("rich", RICH),
    ("cell", TABLE),
    ("High", actions({"type": "overflow", "action_id": "o", "options": OPTIONS})),
    ("High", actions({"type": "static_select", "action_id": "o", "options": OPTIONS})),
    (
        "High",
        actions(
            {
                "type": "static_select",
                "action_id": "o",
                "option_groups": [{"label": plain("Bad ones"), "options": OPTIONS}],
            }
        ),
    ),
    ("High", actions({"type": "checkboxes", "action_id": "o", "options": OPTIONS})),
    ("High", actions({"type": "radio_buttons", "action_id": "o", "options": OPTIONS})),
    ("High", actions({"type": "multi_static_select", "action_id": "o", "options": OPTIONS})),
    ("Ana Castillo", actions({"type": "users_select", "action_id": "o"})),
    ("Ana Castillo", actions({"type": "multi_users_select", "action_id": "o"})),
    ("#ops", actions({"type": "channels_select", "action_id": "o"})),
    (
        "Caption",
        {"type": "image", "image_url": "https://a.example/x", "alt_text": "c", "title": plain("Caption")},
    ),
    ("no picture", {"type": "image", "image_url": "javascript:x", "alt_text": "no picture"}),
    ("Label", entry("x", {"type": "datepicker", "action_id": "d"}) | {"label": plain("Label")}),
]


@pytest.mark.parametrize(("words", "block"), EVERYTHING)
async def test_every_block_is_shown(client: Client, words: str, block: Json) -> None:
    """Each type of block shows what it says, in sound HTML."""
    await client.say("C0OPS", "x", blocks=[block])

    assert words in Reading((await _parts(client))["timeline"]).text


async def test_a_picture_that_lies_in_slack_is_shown(client: Client) -> None:
    """It comes from the sandbox itself, with its words for whoever does not see it."""
    query = {"user": "U0ANA", "name": "chart.png"}
    file = (await client.http.post("/sandbox/file", params=query, content=b"x")).json()
    shown = {"type": "image", "slack_file": {"id": file["id"]}, "alt_text": "It rose."}
    await client.say("C0OPS", "x", blocks=[shown])
    picture = f'<img src="sandbox/file/{file["id"]}" alt="It rose." loading="lazy">'

    assert picture in (await _parts(client))["timeline"]


async def test_a_button_knows_what_it_is(client: Client) -> None:
    """The script finds message, block and action, and what to ask first, at the button."""
    confirm = {key: plain(f"{key} <'\">") for key in ("title", "text", "confirm", "deny")}
    ts = await client.say("C0OPS", "x", blocks=[actions(button("Go", "go", confirm=confirm))])
    go = Reading((await _parts(client))["timeline"]).pressable[0]
    asked = json.loads(str(go["data-confirm"]))

    assert ("C0OPS", ts, "row", "go") == tuple(
        go[name] for name in ("data-channel", "data-ts", "data-block-id", "data-action-id")
    )
    assert ("title <'\">", "text &lt;&#39;&#34;&gt;") == (asked["title"], asked["text"])


@pytest.mark.parametrize("words", ["<script>x</script>", '"><img src=x onerror=x>'])
async def test_hostile_words_stay_words(client: Client, words: str) -> None:
    """Texts, options, labels and placeholders are escaped wherever they stand."""
    bad = words[:70]
    select = {
        "type": "static_select",
        "action_id": bad,
        "placeholder": plain(bad),
        "options": [{"text": plain(bad), "value": bad, "description": plain(bad)}],
    }
    menu = {**select, "type": "overflow", "action_id": "menu"}
    del menu["placeholder"]
    boxes = {**menu, "type": "checkboxes", "action_id": "boxes"}
    box = {"type": "plain_text_input", "action_id": bad, "placeholder": plain(bad), "initial_value": bad}
    blocks = [actions(select, menu, boxes, block_id=bad), entry("in", box) | {"label": plain(bad)}]
    ts = await client.say("C0OPS", "x", blocks=blocks)
    await client.say("C0OPS", bad, thread_ts=ts)

    parts = await _parts(client, thread=ts)

    for html in (parts["timeline"], parts["thread"]):
        assert "<script" not in html
        assert "<img" not in html
        assert bad in Reading(html).text


async def test_a_modal_shows_what_was_typed(client: Client, world: World) -> None:
    """After an update of the view, what stands in its inputs is still there."""
    reason = {"type": "plain_text_input", "action_id": "reason"}
    when = {"type": "datetimepicker", "action_id": "when", "initial_date_time": 1796162400}
    blocks = [entry("why", reason), entry("at", when), actions(button("More", "more"))]
    view = world.open_modal("U0ANA", modal(*blocks))
    await client.post(
        "view/action", user="U0ANA", view_id=view.id, action_id="more", values={"reason": "cache"}
    )
    world.replace_view(view, modal(*blocks))

    parts = await _parts(client)

    assert 'value="cache"' in parts["modal"]
    assert 'value="2026-12-01T23:00"' in parts["modal"]
    assert f"{view.id} {view.hash}" == parts["modal_key"]


async def test_the_hint_is_for_newcomers(client: Client) -> None:
    """It goes once somebody has typed a command; their own commands are shown to people."""
    before = (await _parts(client))["composer"]
    await client.post("command", user="U0ANA", channel="C0OPS", text="help")
    after = await _parts(client)

    assert ("/deploy help" in before, "New here" in after["composer"]) == (True, False)
    assert "You typed /deploy help" in Reading(after["timeline"]).text
    assert "You typed" not in Reading((await _parts(client, user="U0SAM"))["timeline"]).text


async def test_whoever_is_called_is_named_above_the_composer(client: Client) -> None:
    """After the first command the page leads to the next call, or says that there is none."""
    await client.post("command", user="U0ANA", channel="C0OPS", text="help")
    nobody = Reading((await _parts(client))["composer"]).text
    await client.say("U0CARLA", "x", blocks=[actions(button("Approve", "approve", style="primary"))])
    somebody = (await _parts(client))["composer"]

    assert "No new call" in nobody
    assert "Be who is called: Carla Reyes" in Reading(somebody).text
    assert 'data-call="U0CARLA" data-channel="D0CARLA"' in somebody


async def test_the_home_tab_is_shown(client: Client, world: World) -> None:
    """What the bot published, or that there is nothing."""
    empty = await _parts(client, channel="home")
    world.publish_home("U0ANA", {"type": "home", "blocks": [section("yours")]})

    assert "shows nothing" in Reading(empty["timeline"]).text
    assert "yours" in Reading((await _parts(client, channel="home"))["timeline"]).text


async def test_quiet_hours_are_shown_and_set(client: Client) -> None:
    """Everybody sees who has Do Not Disturb on; who does has the button that turns it off."""
    await client.post("dnd", user="U0DBA", until="07:00")
    own, other = [Reading((await _parts(client, user=who))["people"]).text for who in ("U0DBA", "U0ANA")]

    assert ("Do Not Disturb until 07:00" in own, "Turn off" in own) == (True, True)
    assert ("@dba · Database administrator · 🔕" in other, "Turn on" in other) == (True, True)
