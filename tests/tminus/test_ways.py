from contextlib import AsyncExitStack

import pytest

from bot.domain.plan import Channel
from integrations.email.carrier import EmailCarrier
from integrations.email.unset import NoEmail
from integrations.statuspage.carrier import StatuspageCarrier
from integrations.statuspage.unset import NoStatusPage
from tminus.settings import read_settings
from tminus.ways import has_email, has_status_page, open_carriers, ways_of

PAGE = {"statuspage_api_key": "key-of-the-page", "statuspage_page_id": "page1"}


@pytest.mark.parametrize("missing", PAGE)
async def test_what_is_not_whole_is_not_set_up(missing: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A null twin stands in for it, and the log says so at the start."""
    settings = read_settings(**{**PAGE, missing: ""})
    assert frozenset({Channel.SLACK}) == ways_of(settings)
    assert not has_status_page(settings)
    async with AsyncExitStack() as stack:
        carriers = await open_carriers(stack, settings)
        assert isinstance(carriers[Channel.STATUS_PAGE], NoStatusPage)
    assert "the status page is not set up" in capsys.readouterr().out


async def test_mail_that_is_not_set_up_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """A null twin stands in for it."""
    settings = read_settings()
    assert not has_email(settings)
    async with AsyncExitStack() as stack:
        carriers = await open_carriers(stack, settings)
        assert isinstance(carriers[Channel.EMAIL], NoEmail)
    assert "email is not set up" in capsys.readouterr().out


async def test_mail_is_a_way() -> None:
    """With a server and a sender, audiences are told by it."""
    settings = read_settings(smtp_url="smtp://mail.example", email_from="deploy@octal.example")
    assert frozenset({Channel.SLACK, Channel.EMAIL}) == ways_of(settings)
    async with AsyncExitStack() as stack:
        carriers = await open_carriers(stack, settings)
        assert isinstance(carriers[Channel.EMAIL], EmailCarrier)


async def test_a_status_page_is_a_way() -> None:
    """With a key and a page, deployments are told of there."""
    settings = read_settings(**PAGE)
    assert frozenset({Channel.SLACK, Channel.STATUS_PAGE}) == ways_of(settings)
    async with AsyncExitStack() as stack:
        carriers = await open_carriers(stack, settings)
        assert isinstance(carriers[Channel.STATUS_PAGE], StatuspageCarrier)
