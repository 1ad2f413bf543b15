import pytest

from bot.errors import Permanent, RateLimited, Transient
from commands.files import SlackFiles, is_slacks
from commands.plans import MAX_BYTES
from tests.pretend_slack import Slack


def files(slack: Slack) -> SlackFiles:
    assert slack.client.session
    return SlackFiles(slack.client, slack.client.session)


async def test_a_dropped_file_is_read(slack: Slack) -> None:
    """The bytes come as they were dropped, up to the largest file."""
    content = b"\xff" * MAX_BYTES
    file = await slack.drops("U0TESS", "web-shop.md", content)
    assert content == await files(slack).read(file)


async def test_a_file_that_is_too_large_is_not_fetched(slack: Slack) -> None:
    """One byte more than 1 MB is refused by what Slack says of the file."""
    file = await slack.drops("U0TESS", "web-shop.md", b"x" * (MAX_BYTES + 1))
    with pytest.raises(Permanent, match="larger than 1 MB"):
        await files(slack).read(file)
    assert [] == await slack.calls("files.download")


async def test_a_file_that_is_gone_is_told(slack: Slack) -> None:
    """What Slack does not know any more is refused in words."""
    with pytest.raises(Permanent, match="the file was deleted"):
        await files(slack).read("F404")


@pytest.mark.parametrize(
    ("kind", "error", "words"),
    [
        ("garbage", Permanent, "asked to sign in"),
        ("rate_limited", RateLimited, "asks to wait"),
        ("server_error", Transient, "an error of its own"),
        ("drop_before", Transient, "cannot be reached"),
    ],
)
async def test_a_download_that_goes_wrong_is_told_apart(
    slack: Slack, kind: str, error: type[Exception], words: str
) -> None:
    """A page to sign in stays, everything else may work later."""
    file = await slack.drops("U0TESS", "web-shop.md", b"# Plan")
    await slack.fail("files.download", kind)
    with pytest.raises(error, match=words):
        await files(slack).read(file)
    assert b"# Plan" == await files(slack).read(file)


@pytest.mark.parametrize(
    ("address", "base_url", "expected"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/plan.md", "https://slack.com/api/", True),
        ("https://slack.com/files-pri/T1-F1/download/plan.md", "https://slack.com/api/", True),
        ("http://files.slack.com/files-pri/T1-F1/download/plan.md", "https://slack.com/api/", False),
        ("https://drive.example/plan.md", "https://slack.com/api/", False),
        ("https://evilslack.com/plan.md", "https://slack.com/api/", False),
        ("https://slack.com.example/plan.md", "https://slack.com/api/", False),
        ("", "https://slack.com/api/", False),
        ("https://slack.com@drive.example/plan.md", "https://slack.com/api/", False),
        ("https://drive.example\\@slack.com/plan.md", "https://slack.com/api/", False),
        ("https://drive.example#@slack.com/plan.md", "https://slack.com/api/", False),
        ("https://drive.example?@slack.com/plan.md", "https://slack.com/api/", False),
        ("https://slack.com.:443/plan.md", "https://slack.com/api/", False),
        ("https://[::1", "https://slack.com/api/", False),
        ("https:///plan.md", "https://slack.com/api/", False),
        ("//files.slack.com/plan.md", "https://slack.com/api/", False),
        ("file:///etc/passwd", "https://slack.com/api/", False),
    ],
)
def test_the_token_goes_to_slack_alone(address: str, base_url: str, *, expected: bool) -> None:
    """Only addresses of the service that is spoken to are asked, and over no weaker a connection."""
    assert expected is is_slacks(address, base_url)
