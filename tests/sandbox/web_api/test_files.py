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
