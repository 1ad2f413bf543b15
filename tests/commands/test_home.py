from bot.domain import intents as i
from tests.bot import web_shop as w
from tests.commands.room import Room, user


async def home_of(room: Room, who: str) -> str:
    """The text of somebody's Home tab once they opened it."""
    view = (await room.slack.deed("open_home", user=user(who)))["view"]
    assert "home" == view["type"]
    return "\n".join(str(block["text"]["text"]) for block in view["blocks"] if block["type"] == "section")


async def test_what_waits_for_me_is_on_my_tab_and_on_no_others(room: Room) -> None:
    """An approver finds the sign-off that waits; a bystander hears that nothing does, and sees what comes."""
    await room.play.start("tess")
    await room.play.do("tess", i.Submit())
    assert "UAT Sign-off" in await home_of(room, "pia")
    theirs = await home_of(room, "ned")
    assert "Nothing waits for you" in theirs
    assert "in review" in theirs.partition("Coming in the next 14 days")[2]


async def test_what_runs_is_told_apart_from_what_comes(room: Room) -> None:
    """Once it has begun, a deployment stands among those that run."""
    await room.begun()
    tab = await home_of(room, "ned")
    assert "pre-deployment" in tab.partition("Running now")[2].partition("Coming")[0]
    assert "Nothing is planned" in tab


async def test_what_lies_beyond_two_weeks_does_not_come_yet(room: Room) -> None:
    """A window in three weeks is no news for the tab."""
    await room.types("tess", "start web-shop 4.12.0 2026-12-22 23:00")
    assert "Nothing is planned" in await home_of(room, "ned")


async def test_a_tab_that_was_not_taken_is_published_at_the_next_try(room: Room) -> None:
    """Where Slack has an error of its own it sends the event again, and the tab is there."""
    await room.slack.fail("views.publish", "server_error")
    assert "Nothing is running" in await home_of(room, "ned")
    assert 2 == len(await room.slack.calls("views.publish"))


async def test_the_messages_tab_publishes_nothing(room: Room) -> None:
    """Whoever opens the app's messages sees no Home tab: there is nothing to publish."""
    event = {"type": "app_home_opened", "user": user("ned"), "channel": "D1", "tab": "messages"}
    assert "" == (await room.slack.deed("event", **event))["error"]
    assert [] == await room.slack.calls("views.publish")


async def test_a_link_leads_to_my_own_copy_of_the_question(room: Room) -> None:
    """What was asked in a direct message is linked there; what was not posted yet has no link."""
    await room.play.start("tess")
    await room.play.do("tess", i.Submit())
    assert "/archives/" not in await home_of(room, "pia")
    await room.posted()
    assert "/archives/D0PIA/p" in await home_of(room, "pia")
    assert f"/archives/{w.CHANNEL}/p" in await home_of(room, "ned")


async def test_a_step_is_linked_in_its_thread(room: Room) -> None:
    """A call in the thread is linked so that Slack opens the thread."""
    await room.begun()
    await room.posted()
    root = room.slack.messages(w.CHANNEL)[0].ts
    in_thread = f"?thread_ts={root}&amp;cid={w.CHANNEL}|Step: 1 Create database backup"
    assert in_thread in await home_of(room, "dba")
