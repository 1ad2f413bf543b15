import pytest

from sandbox.model import Json
from sandbox.workspace import World
from tests.sandbox.helpers import Client, RealTime, entry, modal, section

INPUT = {"type": "plain_text_input", "action_id": "reason"}
HOME = {"type": "home", "blocks": [section("yours")]}


async def test_a_view_opens_for_whoever_triggered_it(client: Client, world: World) -> None:
    """views.open needs a fresh trigger id and gives the view with its state."""
    trigger = world.triggers.issue("U0ANA")
    view = (await client.api("views.open", trigger_id=trigger, view=modal(entry("why", INPUT))))["view"]

    assert ("modal", view["id"]) == (view["type"], view["root_view_id"])
    assert {"why": {"reason": {"type": "plain_text_input", "value": None}}} == view["state"]["values"]
    assert [view["id"]] == [one.id for one in world.modals["U0ANA"]]


async def test_a_late_trigger_opens_nothing(client: Client, world: World, real_time: RealTime) -> None:
    """After three seconds of real time the trigger is expired."""
    trigger = world.triggers.issue("U0ANA")
    real_time.seconds = 3.01

    answer = await client.api("views.open", trigger_id=trigger, view=modal())

    assert ("expired_trigger_id", {}) == (answer["error"], world.modals)


async def test_a_refused_view_is_explained(client: Client, world: World) -> None:
    """Slack says what is wrong where, and the trigger is still good."""
    trigger = world.triggers.issue("U0ANA")
    wrong = await client.api("views.open", trigger_id=trigger, view=modal(callback_id="x" * 256))
    right = await client.api("views.open", trigger_id=trigger, view=modal())

    said = ["[ERROR] must be less than 256 characters [json-pointer:/view/callback_id]"]
    assert ("invalid_arguments", said) == (wrong["error"], wrong["response_metadata"]["messages"])
    assert right["ok"]


@pytest.mark.parametrize(
    ("error", "view"),
    [
        ("invalid_arguments", None),
        ("invalid_arguments", HOME),
        ("view_too_large", modal(callback_id="x" * 250_000)),
    ],
)
async def test_other_than_a_modal_is_not_opened(client: Client, world: World, error: str, view: Json) -> None:
    """No view, a Home tab and more than 250 kB are refused."""
    trigger = world.triggers.issue("U0ANA")

    assert error == (await client.api("views.open", trigger_id=trigger, view=view))["error"]


async def test_an_update_needs_the_latest_hash(client: Client, world: World) -> None:
    """A stale hash is refused and changes nothing; the fresh one, or none, is taken."""
    view = world.open_modal("U0ANA", modal(external_id="mine"))
    fresh = view.hash
    first = await client.api("views.update", view_id=view.id, hash=fresh, view=modal(section("1")))
    stale = await client.api("views.update", view_id=view.id, hash=fresh, view=modal(section("2")))
    shown = view.content["blocks"][0]["text"]["text"]
    own = await client.api("views.update", view_id=view.id, view=modal(section("3"), external_id="mine"))
    by_name = await client.api("views.update", external_id="mine", view=modal())

    assert (True, "hash_conflict", "1") == (first["ok"], stale["error"], shown)
    assert own["ok"]
    assert by_name["ok"]


async def test_a_closed_view_is_not_found(client: Client) -> None:
    """Updating what nobody has open is refused."""
    assert "not_found" == (await client.api("views.update", view_id="V9", view=modal()))["error"]


async def test_a_view_is_pushed_on_top(client: Client, world: World) -> None:
    """A pushed view knows what lies below it."""
    below = world.open_modal("U0ANA", modal())
    trigger = world.triggers.issue("U0ANA")

    view = (await client.api("views.push", trigger_id=trigger, view=modal()))["view"]

    assert (below.id, below.id) == (view["previous_view_id"], view["root_view_id"])


async def test_a_home_tab_is_published_and_replaced(client: Client, world: World) -> None:
    """views.publish keeps one Home tab for each person; a stale hash is refused."""
    first = await client.api("views.publish", user_id="U0ANA", view=HOME)
    again = await client.api("views.publish", user_id="U0ANA", view=HOME, hash=first["view"]["hash"])
    stale = await client.api("views.publish", user_id="U0ANA", view=HOME, hash=first["view"]["hash"])

    assert first["view"]["id"] == again["view"]["id"] == world.homes["U0ANA"].id
    assert "hash_conflict" == stale["error"]
