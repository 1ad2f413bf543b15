from sandbox.model import Json
from tests.sandbox.helpers import Client


async def _uploaded(client: Client, name: str = "web shop.md", content: bytes = b"# Plan") -> Json:
    query = {"user": "U0ANA", "name": name}
    answer = await client.http.post("/sandbox/file", params=query, content=content)
    file: Json = answer.json()
    return file


async def test_files_info_tells_of_a_file(client: Client) -> None:
    """The same file as in the state of the input."""
    file = await _uploaded(client)

    assert file == (await client.api("files.info", file=file["id"]))["file"]


async def test_a_missing_scope_is_told(client: Client) -> None:
    """A fault makes files.info refuse as it does without files:read."""
    await client.post("faults", method="files.info", kind="error", code="missing_scope")

    assert "missing_scope" == (await client.api("files.info", file="F1"))["error"]


async def test_a_file_that_never_was_is_not_found(client: Client) -> None:
    """Slack's word for it, and another where no file is named at all."""
    errors = [(await client.api("files.info", **asked))["error"] for asked in ({"file": "F9"}, {})]

    assert ["file_not_found", "invalid_arguments"] == errors


async def _sent(client: Client, name: str = "chart.png", content: bytes = b"\x89PNG") -> str:
    """A file whose bytes the bot has sent, and that is not complete yet; its id."""
    asked = await client.api("files.getUploadURLExternal", filename=name, length=len(content))
    answer = await client.http.post(asked["upload_url"], content=content)
    assert (200, f"OK - {len(content)}") == (answer.status_code, answer.text)
    return str(asked["file_id"])


async def test_the_bot_uploads_a_file_that_nobody_sees(client: Client) -> None:
    """Without a conversation it is there, and no message."""
    key = await _sent(client)
    answer = await client.api("files.completeUploadExternal", files=[{"id": key, "title": "Errors"}])
    file = (await client.api("files.info", file=key))["file"]

    assert [{"id": key, "title": "Errors"}] == answer["files"]
    assert ("chart.png", "Errors", "image/png") == (file["name"], file["title"], file["mimetype"])
    assert [] == await client.lines("U0ANA", "C0OPS")


async def test_the_bot_shares_a_file_in_a_thread(client: Client) -> None:
    """The message has the words and the file, for whoever reads and for the bot."""
    root, key = await client.say("C0OPS", "root"), await _sent(client, "record.md", b"# Plan")
    where = {"channel_id": "C0OPS", "thread_ts": root, "initial_comment": "The record"}
    await client.api("files.completeUploadExternal", files=f'[{{"id": "{key}"}}]', **where)
    replies = await client.api("conversations.replies", channel="C0OPS", ts=root)

    assert ["record.md"] == [file["name"] for file in replies["messages"][1]["files"]]
    assert "The record" == replies["messages"][1]["text"]


async def test_what_cannot_be_uploaded_is_refused(client: Client) -> None:
    """Nothing, other bytes than announced, a file without bytes, a place without the bot."""
    empty = await client.api("files.getUploadURLExternal", filename="a.md", length=0)
    asked = await client.api("files.getUploadURLExternal", filename="a.md", length=3)
    wrong = await client.http.post(asked["upload_url"], content=b"four")
    early = await client.api("files.completeUploadExternal", files=[{"id": asked["file_id"]}])
    none = await client.api("files.completeUploadExternal")
    key = await _sent(client)
    away = await client.api("files.completeUploadExternal", files=[{"id": key}], channel_id="C0GENERAL")

    assert "invalid_arguments" == empty["error"]
    assert 400 == wrong.status_code
    assert ["file_not_found", "invalid_arguments"] == [early["error"], none["error"]]
    assert "not_in_channel" == away["error"]


async def test_bytes_can_go_wrong_on_their_way(client: Client) -> None:
    """Faults and the log of calls know them by a name of their own; some arrive all the same."""
    await client.post("faults", method="files.bytes", kind="server_error")
    asked = await client.api("files.getUploadURLExternal", filename="a.md", length=3)
    first = await client.http.post(asked["upload_url"], content=b"abc")
    early = await client.api("files.completeUploadExternal", files=[{"id": asked["file_id"]}])
    second = await client.http.post(asked["upload_url"], content=b"abc")
    calls = await client.http.get("/sandbox/calls", params={"method": "files.bytes"})

    assert (500, 200) == (first.status_code, second.status_code)
    assert "file_not_found" == early["error"]
    assert ["server_error", "ok"] == [call["outcome"] for call in calls.json()]


async def test_a_picture_in_a_message_must_be_there(client: Client) -> None:
    """A picture that was uploaded is taken, no other file and none that never was."""
    picture, text = await _sent(client), await _sent(client, "a.md", b"# A")
    await client.api("files.completeUploadExternal", files=[{"id": picture}, {"id": text}])

    async def post(key: str) -> Json:
        shown = {"type": "image", "slack_file": {"id": key}, "alt_text": "It rose."}
        return await client.api("chat.postMessage", channel="C0OPS", text="Chart", blocks=[shown])

    assert [True, False, False] == [(await post(key))["ok"] for key in (picture, text, "F404")]
    assert "invalid_blocks" == (await post("F404"))["error"]
