from types import SimpleNamespace
from typing import Any

import pytest

from bot.errors import Permanent, RateLimited, Transient
from bot.ports import Attachment, Place
from commands.uploads import MAX_BYTES, Uploads, bears, marked, safe_name, spoken
from tests.pretend_slack import Slack

CHART = Attachment(name="error rate.png", title="Error rate", content=b"\x89PNG", alt="It rose.")
AT_ONCE = (0.0, 0.0)


@pytest.fixture
def uploads(slack: Slack) -> Uploads:
    return Uploads(slack.client, looks=AT_ONCE)


async def test_a_file_is_kept_that_nobody_sees(slack: Slack, uploads: Uploads) -> None:
    """Its bytes, name and title are there, and no message."""
    key = await uploads.keep(CHART)
    file = slack.world.files[key]
    assert ("error-rate.png", "Error rate", b"\x89PNG") == (file.name, file.title, file.content)
    assert [] == slack.messages("C0OPS")
    [asked] = await slack.calls("files.getUploadURLExternal")
    assert "It rose." == asked["arguments"]["alt_txt"]


async def test_a_file_is_shared_in_its_thread(slack: Slack, uploads: Uploads) -> None:
    """It stands in the thread, with the words above it."""
    root = slack.world.say(slack.world.conversations["C0OPS"], "U0ANA", "root").ts
    await uploads.share(CHART, Place(channel="C0OPS", thread=root), "Look at *this*")
    shared = slack.messages("C0OPS")[-1]
    assert (root, "Look at *this*") == (shared.thread_ts, shared.text)
    assert [b"\x89PNG"] == [slack.world.files[file].content for file in shared.files]


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "is empty"), (b"x" * (MAX_BYTES + 1), "larger than 1 MB")]
)
async def test_what_nobody_takes_is_not_sent(
    slack: Slack, uploads: Uploads, content: bytes, words: str
) -> None:
    """Nothing, and one byte more than 1 MB."""
    with pytest.raises(Permanent, match=words):
        await uploads.keep(Attachment(name="a.md", title="A", content=content))
    assert [] == await slack.calls("files.getUploadURLExternal")


async def test_a_megabyte_is_taken(slack: Slack, uploads: Uploads) -> None:
    """The largest file arrives whole."""
    key = await uploads.keep(Attachment(name="a.md", title="A", content=b"x" * MAX_BYTES))
    assert MAX_BYTES == len(slack.world.files[key].content)


@pytest.mark.parametrize(
    ("method", "kind", "error"),
    [
        ("files.getUploadURLExternal", "rate_limited", RateLimited),
        ("files.getUploadURLExternal", "drop_after", Transient),
        ("files.bytes", "rate_limited", RateLimited),
        ("files.bytes", "server_error", Transient),
        ("files.bytes", "drop_before", Transient),
        ("files.bytes", "drop_after", Transient),
        ("files.completeUploadExternal", "rate_limited", RateLimited),
        ("files.completeUploadExternal", "drop_after", Transient),
        ("files.info", "server_error", Transient),
    ],
)
async def test_whatever_goes_wrong_on_the_way_may_be_tried_again(
    slack: Slack, uploads: Uploads, method: str, kind: str, error: type[Transient]
) -> None:
    """A second try has the file, wherever the first one broke off."""
    await slack.fail(method, kind)
    with pytest.raises(error):
        await uploads.keep(CHART)
    assert await uploads.keep(CHART) in slack.world.files


async def test_a_permission_that_is_missing_is_named(slack: Slack, uploads: Uploads) -> None:
    """It says what to do, and does not work however often it is tried."""
    await slack.fail("files.getUploadURLExternal", "error", code="missing_scope")
    with pytest.raises(Permanent, match="install it again") as refused:
        await uploads.keep(CHART)
    assert "missing_scope" == refused.value.code


async def test_bytes_that_are_refused_stay_refused(
    slack: Slack, uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack has another length in mind than what came."""
    ask = slack.client.files_getUploadURLExternal

    async def forgets(*, filename: str, length: int, alt_txt: str | None) -> object:
        answer = await ask(filename=filename, length=length, alt_txt=alt_txt)
        slack.world.uploads.clear()
        return answer

    monkeypatch.setattr(slack.client, "files_getUploadURLExternal", forgets)
    with pytest.raises(Permanent, match="did not take the file"):
        await uploads.keep(CHART)


async def test_bytes_go_to_slack_alone(
    slack: Slack, uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address elsewhere gets nothing."""

    async def elsewhere(**_asked: object) -> object:
        return SimpleNamespace(data={"upload_url": "https://drive.example/upload", "file_id": "F1"})

    monkeypatch.setattr(slack.client, "files_getUploadURLExternal", elsewhere)
    with pytest.raises(Permanent, match="not its own"):
        await uploads.keep(CHART)


async def test_a_picture_is_not_shown_before_slack_knows_it(
    slack: Slack, uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked after as often as was said, and tried again later."""
    asked = []

    async def unready(**_asked: object) -> object:
        asked.append(1)
        return SimpleNamespace(data={"file": {"id": "F1", "mimetype": ""}})

    monkeypatch.setattr(slack.client, "files_info", unready)
    with pytest.raises(Transient, match="made out"):
        await uploads.keep(CHART)
    assert 2 == len(asked)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("error rate.png", "error-rate.png"),
        ("../../etc/passwd", "etc-passwd"),
        ("Störung: “p99”.md", "St-rung-p99.md"),
        ("no ending", "no-ending"),
        (".png", "file.png"),
        ("", "file"),
        ("🙂.md", "file.md"),
        ("x" * 300 + ".md", "x" * 100 + ".md"),
        ("a." + "b" * 300, "a." + "b" * 98),
    ],
)
def test_names_have_nothing_odd(name: str, expected: str) -> None:
    """Letters, digits, dots and dashes stay, and the ending."""
    assert expected == safe_name(name)


def test_a_name_bears_its_mark() -> None:
    """A message with the file is told from others by it."""
    name = marked("record.md", "1f.2")
    assert name.startswith("record-")
    assert name.endswith(".md")
    assert bears({"files": [{"name": name}]}, "1f.2")
    assert not bears({"files": [{"name": name}]}, "1f.3")
    assert not bears({"files": [{}]}, "1f.2")
    assert not bears({"files": None}, "1f.2")
    assert not bears({}, "1f.2")


def test_what_is_read_in_blocks_is_spoken() -> None:
    """Sections and small print, line by line; lines, pictures and buttons are not read."""
    blocks: list[dict[str, Any]] = [
        {"type": "section", "text": {"type": "mrkdwn", "text": "*Record*"}},
        {"type": "divider"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "complete"}, {"type": "image"}]},
        {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "No"}}]},
    ]
    assert "*Record*\ncomplete" == spoken(blocks)
