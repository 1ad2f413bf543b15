"""The page in a real browser: what only its script can show."""

import os
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from playwright.async_api import FilePayload, Page, async_playwright, expect

from sandbox.app import create_app
from sandbox.bot_link import BotLink
from sandbox.control import ClockHooks
from sandbox.model import Json
from sandbox.monitor import MonitorLink
from sandbox.release import Release
from sandbox.workspace import World
from tests.sandbox.fake_bot import SECRET, TOKEN, FakeBot, answering
from tests.sandbox.heard import URL, Heard
from tests.sandbox.helpers import START, Client, PlanClock, actions, button, entry, modal, plain, section
from tests.sandbox.serving import served

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REASON = {"type": "plain_text_input", "action_id": "reason"}
DROP = {"type": "file_input", "action_id": "plan", "filetypes": ["md"], "max_files": 1}


class Releases:
    """A small bot: `start` posts a message, its button opens a modal, the reason is noted in the thread."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._ts = ""

    async def handle(self, payload: Json) -> Json | str | None:
        """Answer what the page sends."""
        if "command" in payload:
            return await self._start(payload)
        if payload["type"] == "block_actions":
            view = modal(entry("why", REASON), submit=plain("Send"))
            await self._client.api("views.open", trigger_id=payload["trigger_id"], view=view)
            return None
        reason = payload["view"]["state"]["values"]["why"]["reason"]["value"]
        if reason == "none":
            return {"response_action": "errors", "errors": {"why": "A real reason, please"}}
        await self._client.say("C0WEBSHOP", f"Held: {reason}", thread_ts=self._ts)
        return None

    async def _start(self, payload: Json) -> str:
        confirm = {
            "title": plain("Hold?"),
            "text": plain("All stop."),
            "confirm": plain("Yes"),
            "deny": plain("No"),
        }
        row = actions(button("Hold", "hold", confirm=confirm))
        blocks = [section("*Web shop 4.12.0*"), row]
        self._ts = await self._client.say(payload["channel_id"], "Web shop", blocks=blocks)
        return "Only you see *this*"


@pytest.fixture
async def page(world: World, bot: FakeBot, client: Client, plan_clock: PlanClock) -> AsyncIterator[Page]:
    """The sandbox's page as Ana sees it, in Debian's chromium."""
    if not CHROMIUM and not os.environ.get("CI"):
        pytest.skip("NO BROWSER: install chromium to run the page's own test")
    assert CHROMIUM, "chromium is not installed"
    bot.handler = Releases(client).handle
    transport = httpx.ASGITransport(app=bot)
    link = BotLink(events_url="http://bot/", signing_secret=SECRET, bot_token=TOKEN, transport=transport)
    monitor = MonitorLink(url=URL, secret=SECRET, transport=httpx.ASGITransport(app=Heard()))
    hooks = ClockHooks(now=plan_clock.now, skip_to=plan_clock.skip_to)
    release = Release(plan_clock.now, lambda real: real)
    app = create_app(world, link, hooks, monitor, release)
    async with served(app) as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page()
        await page.goto(address)
        yield page
        await browser.close()


async def test_a_story_in_the_browser(page: Page, plan_clock: PlanClock, client: Client) -> None:
    """Type a command, press and confirm, fill a modal after errors, read the thread, skip the clock."""
    timeline, thread, dialog = page.locator("#timeline"), page.locator("#thread"), page.locator("#modal")
    await page.get_by_label("Message or command").fill("/deploy start")
    await page.get_by_label("Message or command").press("Enter")
    await expect(timeline).to_contain_text("Only you see this")

    await page.get_by_role("button", name="Hold").click()
    await page.locator("#confirm").get_by_role("button", name="Yes").click()
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog).to_contain_text("Please complete this required field.")
    await dialog.get_by_label("why").fill("none")
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog).to_contain_text("A real reason, please")
    await dialog.get_by_label("why").fill("disk is full")
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog).to_be_hidden()

    await page.get_by_role("button", name="1 reply").click()
    await expect(thread).to_contain_text("Held: disk is full")
    await client.say("C0WEBSHOP", "<@U0DBA> said *hello*")
    await expect(timeline).to_contain_text("@dba said hello")
    await page.locator("#clock summary").click()
    await page.get_by_role("button", name="+10 min").click()
    await expect(page.locator("#clock summary")).to_contain_text("22:10")
    await page.get_by_label("Skip to this time").fill("23:05")
    await page.get_by_role("button", name="Skip to").click()
    await expect(page.locator("#clock summary")).to_contain_text("23:05")
    assert START + timedelta(minutes=65) == plan_clock.now()


async def test_alerts_and_a_release_go_as_people_have_them(page: Page) -> None:
    """By hand, from the bar at the top, which counts what fires, and what does not do well."""
    bar = page.locator("#monitor")
    await bar.locator("summary").click()
    await bar.get_by_label("Service").fill("payments")
    await bar.get_by_role("button", name="Let it fire").click()
    await expect(page.locator("#notice")).to_contain_text("T-Minus was told that it fires.")
    await expect(bar).to_contain_text("HighErrorRate, payments, since 22:00")
    await expect(bar.locator(".badge")).to_have_text("1")
    await bar.get_by_role("button", name="It is over").click()
    await expect(bar.locator(".badge")).to_have_count(0)
    bar = page.locator("#shop")
    await bar.locator("summary").click()
    await bar.get_by_role("button", name="Maintenance page").click()
    await expect(bar.locator(".badge")).to_have_text("1")
    await bar.get_by_role("button", name="No data").click()
    await expect(bar.locator(".badge")).to_have_text("2")
    await bar.get_by_role("button", name="Healthy").click()
    await bar.get_by_role("button", name="Normal").click()
    await expect(bar.locator(".badge")).to_have_count(0)


async def test_a_call_is_followed_to_the_end_of_its_thread(page: Page, client: Client) -> None:
    """The line above the composer leads to the called person's thread, whose end is in sight; whoever is
    further up stays there, also when the button that they pressed is gone.
    """
    root = await client.say("C0WEBSHOP", "Web shop")
    for number in range(30):
        await client.say("C0WEBSHOP", f"step {number}", thread_ts=root)
    blocks = [section("<@U0DBA>, your turn"), actions(button("Start", "start", style="primary"))]
    call = await client.say("C0WEBSHOP", "x", thread_ts=root, blocks=blocks)
    await page.get_by_label("Message or command").fill("/deploy start")
    await page.get_by_label("Message or command").press("Enter")
    await page.locator("#hint").get_by_role("button", name="Dora Nagy").click()

    await expect(page.get_by_text("@dba, your turn")).to_be_in_viewport()
    await page.reload()
    await expect(page.get_by_text("@dba, your turn")).to_be_in_viewport()
    await expect(page.locator("#who > summary")).to_contain_text("Dora Nagy")
    for number in range(9):
        await client.say("C0WEBSHOP", f"later {number}", thread_ts=root)
    replies = page.locator("#replies")
    await expect(replies).to_contain_text("later 8")
    await replies.evaluate("element => { element.scrollTop -= 300; }")
    await replies.get_by_role("button", name="Start").focus()
    read = await replies.evaluate("element => element.scrollTop")
    await client.api("chat.update", channel="C0WEBSHOP", ts=call, text="it runs", blocks=[])
    await expect(replies).to_contain_text("it runs")
    assert read == await replies.evaluate("element => element.scrollTop")


async def test_a_person_is_chosen_on_a_phone(page: Page, client: Client) -> None:
    """At a phone's width the list of people and channels opens over the messages."""
    await page.set_viewport_size({"width": 390, "height": 844})
    await client.say("U0DREW", "for Drew alone")
    await page.get_by_label("Channels and people").first.click()
    await page.locator("#who > summary").click()
    await page.get_by_role("button", name="Drew Lindqvist").click()
    await page.get_by_label("Channels and people").first.click()
    await page.locator('[data-go="D0DREW"]').click()

    await expect(page.locator("#timeline")).to_contain_text("for Drew alone")
    await expect(page.locator("#clock summary")).to_contain_text("New York")
    wider = await page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert False is wider


async def test_a_file_is_dropped_into_a_modal(page: Page, bot: FakeBot, world: World) -> None:
    """It is uploaded when it is chosen, and its id goes off with the modal."""
    bot.handler = answering(None)
    world.open_modal("U0ANA", modal(entry("which", DROP), submit=plain("Send")))
    dialog = page.locator("#modal")
    file = FilePayload(name="web-shop.md", mimeType="text/markdown", buffer=b"# Plan")
    await dialog.locator("input[type=file]").set_input_files(file)
    await expect(dialog.locator("output")).to_have_text("web-shop.md")
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog).to_be_hidden()

    sent = bot.received[0]["view"]["state"]["values"]["which"]["plan"]["files"]
    assert [("web-shop.md", 6)] == [(one["name"], one["size"]) for one in sent]


async def test_a_channels_menu_and_a_mention(page: Page, bot: FakeBot, client: Client) -> None:
    """Mention the bot in a thread, delete a message, remove the bot, archive the channel, bring it back."""
    bot.handler = answering(None)
    await client.say("C0WEBSHOP", "Web shop")
    await page.get_by_role("button", name="Reply in thread").click()
    thread = page.locator("#thread")
    await thread.get_by_title("Mention T-Minus").click()
    await thread.get_by_label("Reply in the thread").type("status")
    await thread.get_by_role("button", name="Send").click()
    await expect(thread).to_contain_text("@tminus status")
    await thread.get_by_label("Delete this message").click()
    await expect(thread).not_to_contain_text("@tminus status")
    for entry_of_menu in ("Remove T-Minus", "Archive this channel", "Unarchive this channel"):
        await page.get_by_label("Channel menu").click()
        await page.get_by_role("button", name=entry_of_menu).click()
    await page.get_by_label("Channel menu").click()
    await expect(page.get_by_role("button", name="Archive this channel")).to_be_visible()

    assert ["app_mention", "channel_left", "channel_archive", "channel_unarchive"] == [
        payload["event"]["type"] for payload in bot.received
    ]


async def test_do_not_disturb_is_turned_on_and_off(page: Page, world: World) -> None:
    """In the list of people, for whoever one is at the moment, until a time of their day."""
    people = page.locator("#who")
    await people.locator("summary").click()
    await people.get_by_label("Do Not Disturb until").fill("07:00")
    await people.get_by_role("button", name="Turn on").click()
    await expect(people).to_contain_text("Do Not Disturb until 07:00")
    assert world.quiet
    await people.get_by_role("button", name="Turn off").click()
    await expect(people.get_by_role("button", name="Turn on")).to_be_visible()
    assert not world.quiet
