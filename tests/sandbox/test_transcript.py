from sandbox.model import Json
from tests.sandbox.fake_bot import FakeBot
from tests.sandbox.helpers import Client, actions, button, section

STORY = """\
═══ #ops ═══

· Ana Castillo types /deploy status

T-Minus (only Ana Castillo sees this):
    All is well, @ana

T-Minus:
    Web shop: deploying
    [Hold] [Roll back]

    T-Minus:
        Step 5 is yours, @dba
        [Start]

    · Dora Nagy presses [Start]

    T-Minus (also in the channel) (edited):
        done

═══ Direct messages of Carla Reyes ═══

T-Minus:
    Approve?
"""


async def test_the_transcript_reads_like_a_story(client: Client, bot: FakeBot) -> None:
    """Conversation by conversation, threads below their roots, what people did in its place."""

    async def handler(payload: Json) -> str | None:
        return "All is well, <@U0ANA>" if "command" in payload else None

    bot.handler = handler
    await client.say("U0CARLA", "Approve?")
    await client.post("command", user="U0ANA", channel="C0OPS", text="status")
    row = actions(button("Hold", "hold"), button("Roll back", "rollback"))
    root = await client.say("C0OPS", "x", blocks=[section("*Web shop*: deploying"), row])
    call = [section("Step 5 is yours, <@U0DBA>"), actions(button("Start", "start"))]
    ts = await client.say("C0OPS", "x", thread_ts=root, blocks=call)
    await client.post("press", user="U0DBA", channel="C0OPS", ts=ts, action_id="start")
    last = await client.say("C0OPS", "going", thread_ts=root, reply_broadcast=True)
    await client.api("chat.update", channel="C0OPS", ts=last, text="done")

    assert STORY == (await client.http.get("/sandbox/transcript")).text


async def test_an_empty_workspace_has_nothing_to_tell(client: Client) -> None:
    """Conversations in which nothing was said are left out."""
    assert "" == (await client.http.get("/sandbox/transcript")).text
