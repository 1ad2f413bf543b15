"""Messages with files, and with pictures in them."""

import json
from datetime import timedelta

import pytest

from bot.clock import real_now
from bot.errors import Gone, Lost, Permanent, RateLimited, Transient, Unauthorized, Unreachable
from bot.ports import Attachment, Place, Rendered
from bot.postmarks import postmark
from commands.messenger import FILE_PATIENCE, SlackMessenger
from tests.pretend_slack import Slack

RECORD = Attachment(name="record.md", title="Record", content=b"# Plan")
WORDS = {"type": "section", "text": {"type": "mrkdwn", "text": "*Record* of 4.12.0"}}
WITH_FILE = Rendered(text="Record", body=json.dumps([WORDS]), fingerprint="1", attachment=RECORD)
OPS = Place(channel="C0OPS")
STEPS = ("files.getUploadURLExternal", "files.bytes", "files.completeUploadExternal")


@pytest.fixture
def messenger(slack: Slack) -> SlackMessenger:
    return SlackMessenger(slack.client, is_by_our_clock=True, looks=(0.0, 0.0))


def thread(slack: Slack) -> Place:
    root = slack.world.say(slack.world.conversations["C0OPS"], "U0ANA", "root").ts
    return Place(channel="C0OPS", thread=root)


def new_mark() -> str:
    return postmark(real_now())


def late_mark() -> str:
    return postmark(real_now() - FILE_PATIENCE - timedelta(seconds=1))


async def test_a_file_stands_in_the_thread_with_its_words(slack: Slack, messenger: SlackMessenger) -> None:
    """One message: the words, and below them the file under its title; its ts is found."""
    place, mark = thread(slack), new_mark()
    ts = await messenger.post(WITH_FILE, place, mark)
    [_, message] = slack.messages("C0OPS")
    [file] = [slack.world.files[key] for key in message.files]
    assert (ts, place.thread, "*Record* of 4.12.0") == (message.ts, message.thread_ts, message.text)
    assert ("Record", b"# Plan") == (file.title, file.content)
    assert ts == await messenger.find(place, mark)
    assert "" == await messenger.find(place, new_mark())


@pytest.mark.parametrize("method", STEPS)
async def test_a_file_whose_answer_was_lost_arrives_once(
    slack: Slack, messenger: SlackMessenger, method: str
) -> None:
    """Whichever answer was lost: it is looked up, and only what did not arrive is sent again."""
    place, mark = thread(slack), new_mark()
    await slack.fail(method, "drop_after")
    with pytest.raises(Transient):
        await messenger.post(WITH_FILE, place, mark)
    if not await messenger.find(place, mark):
        await messenger.post(WITH_FILE, place, mark)
    assert [[], ["record"]] == [
        [slack.world.files[key].name.partition("-")[0] for key in message.files]
        for message in slack.messages("C0OPS")
    ]


@pytest.mark.parametrize("method", STEPS)
async def test_a_file_waits_where_slack_asks_to(slack: Slack, messenger: SlackMessenger, method: str) -> None:
    """The whole message is tried again later."""
    await slack.fail(method, "rate_limited", retry_after=7)
    with pytest.raises(RateLimited) as told:
        await messenger.post(WITH_FILE, thread(slack), new_mark())
    assert 7 == told.value.retry_after
    assert 1 == len(slack.messages("C0OPS"))


@pytest.mark.parametrize(
    ("code", "why"),
    [("missing_scope", "install it again"), ("file_uploads_disabled", "does not allow files")],
)
async def test_words_go_out_without_a_file_that_nobody_takes(
    slack: Slack, messenger: SlackMessenger, code: str, why: str
) -> None:
    """The words are there, with what to do; the message bears its mark as any other."""
    place, mark = thread(slack), new_mark()
    await slack.fail("files.getUploadURLExternal", "error", code=code)
    ts = await messenger.post(WITH_FILE, place, mark)
    [_, message] = slack.messages("C0OPS")
    assert "*Record* of 4.12.0" == message.blocks[0]["text"]["text"]
    assert "The file could not be uploaded" in message.blocks[1]["elements"][0]["text"]
    assert why in message.blocks[1]["elements"][0]["text"]
    assert ts == await messenger.find(place, mark)


@pytest.mark.parametrize("kind", ["server_error", "rate_limited"])
async def test_words_wait_for_their_file_for_minutes_only(
    slack: Slack, messenger: SlackMessenger, kind: str
) -> None:
    """What waits behind it in the thread is not kept back for as long as files do not work."""
    await slack.fail("files.bytes", kind)
    await messenger.post(WITH_FILE, thread(slack), late_mark())
    [_, message] = slack.messages("C0OPS")
    assert [] == message.files
    assert "*Record* of 4.12.0" == message.blocks[0]["text"]["text"]


async def test_a_late_file_whose_answer_was_lost_is_looked_up(
    slack: Slack, messenger: SlackMessenger
) -> None:
    """It did arrive: nothing is said beside it."""
    await slack.fail("files.completeUploadExternal", "drop_after")
    ts = await messenger.post(WITH_FILE, thread(slack), late_mark())
    [_, message] = slack.messages("C0OPS")
    assert (ts, 1) == (message.ts, len(message.files))


async def test_a_file_that_slack_does_not_show_yet_is_in_doubt(slack: Slack) -> None:
    """It may come: it is looked up before it is sent again."""
    blind = SlackMessenger(slack.client, is_by_our_clock=True, looks=())
    with pytest.raises(Lost, match="does not show"):
        await blind.post(WITH_FILE, thread(slack), new_mark())


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("is_archived", Unreachable),
        ("thread_not_found", Gone),
        ("token_revoked", Unauthorized),
    ],
)
async def test_a_place_that_is_gone_is_told_as_for_any_message(
    slack: Slack, messenger: SlackMessenger, code: str, error: type[Exception]
) -> None:
    """Words could not be said there either."""
    await slack.fail("files.completeUploadExternal", "error", code=code)
    with pytest.raises(error):
        await messenger.post(WITH_FILE, thread(slack), late_mark())
    assert 1 == len(slack.messages("C0OPS"))


async def test_a_message_with_a_file_stays_as_it_was_said(slack: Slack, messenger: SlackMessenger) -> None:
    """An edit does nothing."""
    place = thread(slack)
    ts = await messenger.post(WITH_FILE, place, new_mark())
    await messenger.edit(WITH_FILE, Place(channel="C0OPS", ts=ts))
    assert [] == await slack.calls("chat.update")


def picture(key: str) -> Rendered:
    shown = {"type": "image", "slack_file": {"id": key}, "alt_text": "The error rate rose."}
    return Rendered(text="Chart", body=json.dumps([WORDS, shown]), fingerprint="1")


async def test_a_picture_stands_in_its_message(slack: Slack, messenger: SlackMessenger) -> None:
    """A picture that was uploaded before is shown by its id, also after an edit."""
    key = await slack.drops("U0ANA", "chart.png", b"\x89PNG")
    ts = await messenger.post(picture(key), OPS, "mark-1")
    await messenger.edit(picture(key), Place(channel="C0OPS", ts=ts))
    [message] = slack.messages("C0OPS")
    assert ["section", "image"] == [block["type"] for block in message.blocks]


async def test_words_are_not_lost_with_a_picture(slack: Slack, messenger: SlackMessenger) -> None:
    """Where Slack does not show it, the words beside it are said, and edited."""
    ts = await messenger.post(picture("F404"), OPS, "mark-1")
    await messenger.edit(picture("F404"), Place(channel="C0OPS", ts=ts))
    [message] = slack.messages("C0OPS")
    assert ["section"] == [block["type"] for block in message.blocks]


async def test_what_is_wrong_without_pictures_stays_wrong(slack: Slack, messenger: SlackMessenger) -> None:
    """Blocks that Slack refuses for another reason are not tried twice."""
    bad = Rendered(text="x", body='[{"type": "section"}]', fingerprint="1")
    with pytest.raises(Permanent):
        await messenger.post(bad, OPS, "mark-1")
    assert 1 == len(await slack.calls("chat.postMessage"))
