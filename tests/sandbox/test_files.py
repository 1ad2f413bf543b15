"""Files, from the person's screen to the bot."""

from collections.abc import Mapping

import pytest

from sandbox.files import LARGEST
from sandbox.model import Json
from sandbox.workspace import World
from tests.sandbox.fake_bot import TOKEN, FakeBot
from tests.sandbox.helpers import Client, entry, modal

PLAN = "# Plan – 4.12.0\n".encode()
DROP = {"type": "file_input", "action_id": "plan", "filetypes": ["md"], "max_files": 1}
WITH_TOKEN = {"authorization": f"Bearer {TOKEN}"}


async def _uploaded(client: Client, name: str = "web shop.md", content: bytes = PLAN) -> Json:
    query = {"user": "U0ANA", "name": name}
    answer = await client.http.post("/sandbox/file", params=query, content=content)
    file: Json = answer.json()
    return file


async def test_a_dropped_file_reaches_the_bot(client: Client, bot: FakeBot, world: World) -> None:
    """The submission names the file, and its address gives the bytes to whoever has the token."""
    view = world.open_modal("U0ANA", modal(entry("which", DROP)))
    file = await _uploaded(client)
    values = {"plan": [file["id"]]}
    outcome = await client.post("view/submit", user="U0ANA", view_id=view.id, values=values)
    sent = bot.received[0]["view"]["state"]["values"]["which"]["plan"]["files"][0]
    content = await client.http.get(sent["url_private_download"], headers=WITH_TOKEN)

    assert outcome["ok"]
    assert ("web shop.md", "markdown", "text/plain", len(PLAN)) == tuple(
        sent[key] for key in ("name", "filetype", "mimetype", "size")
    )
    assert PLAN == content.content
    assert "and presses [Go on]" in (await client.http.get("/sandbox/transcript")).text


async def test_a_required_file_is_asked_for(client: Client, bot: FakeBot, world: World) -> None:
    """Without a file the modal does not go off."""
    view = world.open_modal("U0ANA", modal(entry("which", DROP)))
    outcome = await client.post("view/submit", user="U0ANA", view_id=view.id, values={})

    assert {"which": "Please complete this required field."} == outcome["errors"]
    assert [] == bot.received


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer xoxb-another"}])
async def test_without_the_token_there_is_a_page_to_sign_in(client: Client, headers: dict[str, str]) -> None:
    """As Slack does it, with status 200."""
    file = await _uploaded(client)
    answer = await client.http.get(file["url_private_download"], headers=headers)

    assert (200, "text/html") == (answer.status_code, answer.headers["content-type"].partition(";")[0])
    assert b"Sign in" in answer.content


async def test_a_file_that_never_was_is_not_found(client: Client) -> None:
    """Neither its address nor files.info know it."""
    answer = await client.http.get("/files-pri/T0OCTAL-F9/download/x.md", headers=WITH_TOKEN)

    assert 404 == answer.status_code
    assert "file_not_found" == (await client.api("files.info", file="F9"))["error"]


@pytest.mark.parametrize(
    ("content", "status"), [(b"", 409), (b"x" * LARGEST, 200), (b"x" * (LARGEST + 1), 409)]
)
async def test_empty_and_huge_files_are_refused(client: Client, content: bytes, status: int) -> None:
    """Ten megabytes are taken, one byte more is not."""
    query = {"user": "U0ANA", "name": "plan.md"}

    assert status == (await client.http.post("/sandbox/file", params=query, content=content)).status_code


async def test_a_download_can_go_wrong(client: Client) -> None:
    """Faults and the log of calls know downloads by a name of their own."""
    file = await _uploaded(client)
    await client.post("faults", method="files.download", kind="server_error")
    first = await client.http.get(file["url_private_download"], headers=WITH_TOKEN)
    second = await client.http.get(file["url_private_download"], headers=WITH_TOKEN)
    calls = await client.http.get("/sandbox/calls", params={"method": "files.download"})

    assert (500, 200) == (first.status_code, second.status_code)
    assert ["server_error", "ok"] == [call["outcome"] for call in calls.json()]


async def test_the_page_shows_pictures_and_saves_other_files(client: Client) -> None:
    """A picture opens, a document is only saved, and what never was is told."""
    text = await _uploaded(client, "page.html", b"<script>x</script>")
    picture = await _uploaded(client, "chart.png", b"\x89PNG")
    saved, shown, none = [
        await client.http.get(f"/sandbox/file/{key}") for key in (text["id"], picture["id"], "F404")
    ]

    assert ("text/plain", "attachment") == _kept(saved.headers)
    assert ("image/png", "inline") == _kept(shown.headers)
    assert "nosniff" == saved.headers["x-content-type-options"]
    assert 409 == none.status_code


def _kept(headers: Mapping[str, str]) -> tuple[str, str]:
    return headers["content-type"].partition(";")[0], headers["content-disposition"].partition(";")[0]


async def test_a_shared_file_stands_below_its_message(client: Client, world: World) -> None:
    """On the page as a card, a picture below it; in the transcript by title and name."""
    for name in ("record.md", "chart.png"):
        file = await _uploaded(client, name)
        world.say(world.conversations["C0OPS"], world.bot.user_id, "Look", files=[file["id"]])
    page = (await client.http.get("/", params={"user": "U0ANA", "channel": "C0OPS"})).text

    assert 2 == page.count('<a class="file"')
    assert 1 == page.count('alt="chart.png"')
    assert "(file: record.md, record.md)" in (await client.http.get("/sandbox/transcript")).text
