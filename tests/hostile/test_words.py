"""What people write may be anything: it pings nobody, fakes no link and breaks out of no place."""

import re
from collections.abc import Iterator

from sandbox.model import Json
from tests.hostile.door import STRICTEST, Door
from tests.scenario.night import CHANNEL, user

ODD = (
    "<!channel> <!here> <!everyone|all> <!subteam^S0EVIL|@cab> <https://evil.example|Approve> "
    "<@U0EVIL> </span> &lt;!channel&gt; `x` ```y``` *b* _i_ ~s~ | \\| \u202e\u2066\u200f\0\ud800 \U0001f680"
)
"""As only somebody who forges can send it: Slack escapes what is typed."""
NAMED = ODD.replace("\ud800", "").replace("\0", "")
"""As Slack itself may hand it out, in a name of somebody or of a file."""
LONGEST = 40_000
"""Characters of the longest message that Slack takes."""
MARKUP = re.compile(r"<!(?:channel|here|everyone)|S0EVIL>|S0EVIL\||<@U0EVIL|evil\.example\||<https://evil")
UNSEEN = re.compile("[\u202a-\u202e\u2066\u2067\u200f\0\ud800-\udfff]")
FENCE = "```"


def texts(value: object, kind: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a call's arguments, with what kind of text it is: mrkdwn unless it says otherwise."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from texts(each, str(value.get("type", "")) if name == "text" else "")
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, str):
        yield kind, value


def shown(calls: list[Json]) -> list[str]:
    """Everything that was said to anybody in mrkdwn."""
    return [
        text
        for call in calls
        if call["method"].startswith(("chat.", "views."))
        for kind, text in texts(call["arguments"])
        if kind != "plain_text"
    ]


async def typed(door: Door, who: str, text: str) -> str:
    """A command whose text nobody escaped; its answer."""
    body = door.fresh({**door.of("command submit"), "user_id": user(who), "text": text})
    answer = await door.delivers(body)
    assert (200, False) == (answer.status_code, "That went wrong" in answer.text), (text[:80], answer.text)
    await door.night.quiet()
    return answer.text


@STRICTEST
async def test_what_people_write_does_nothing(door: Door) -> None:
    """In names, reasons, notes, versions and files, of any length: it is shown, and it stays text."""
    night = door.night
    await night.changes("ned", "profile", name=NAMED)
    await night.types("tess", "start web-shop 4.12.0 2026-12-01 23:00")
    await night.types("tess", "submit")
    said = [
        await typed(door, "ana", f"note WEB-DEPLOY-041 {ODD}"),
        await typed(door, "ana", f"note WEB-DEPLOY-041 {ODD * (LONGEST // len(ODD))}"),
        await typed(door, "pia", f"reject WEB-DEPLOY-041 {ODD}"),
        await typed(door, "ana", f"start web-shop {ODD}"),
        await typed(door, "ana", ODD),
        await typed(door, "ana", f"status {ODD}"),
        await typed(door, "tess", f"roster {ODD} <@U0NED|ned>"),
        await typed(door, "tess", f"freeze {ODD} production 2026-12-03 2026-12-04 {ODD}"),
        await typed(door, "ana", f"unlock {ODD}"),
        await typed(door, "ana", f"cancel WEB-DEPLOY-041 {ODD}"),
    ]
    mention = {
        "type": "app_mention",
        "user": user("ana"),
        "channel": CHANNEL,
        "ts": "1.1",
        "text": f"<@{night.world.bot.user_id}> note WEB-DEPLOY-041 {'x' * LONGEST}",
    }
    assert "" == (await night.sandbox.post("/sandbox/event", json=mention)).json()["error"]
    form = await night.types("tess", "start")
    dropped = await night.drops(
        "tess", form, "file", ODD.replace("\ud800", "").replace("\0", "") + ".md", "# x"
    )
    await night.fills("tess", form, {**dropped, "version": "1"})
    await night.opens_home("ana")
    told = [*said, *shown(await night.calls())]
    assert 8 <= sum("evil.example" in text for text in told)
    assert [] == [text for text in told if MARKUP.search(text) or UNSEEN.search(text)]
    assert [] == [text for text in told if text.count(FENCE) % 2]
    assert [] == door.errors()
