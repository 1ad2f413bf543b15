"""The ways beside Slack by which audiences are told: what is set up, and null twins for what is not."""

from collections.abc import Mapping
from contextlib import AsyncExitStack

import structlog

from bot.domain.plan import Channel
from bot.ports import Carrier
from integrations.email.carrier import EmailCarrier
from integrations.email.client import SmtpClient, server_of
from integrations.email.unset import NoEmail
from integrations.statuspage.carrier import StatuspageCarrier
from integrations.statuspage.client import StatuspageClient
from integrations.statuspage.unset import NoStatusPage
from tminus.http import create_http
from tminus.settings import Settings


def ways_of(settings: Settings) -> frozenset[Channel]:
    """The ways that are set up."""
    page = {Channel.STATUS_PAGE} if has_status_page(settings) else set()
    mail = {Channel.EMAIL} if has_email(settings) else set()
    return frozenset({Channel.SLACK, *page, *mail})


def has_email(settings: Settings) -> bool:
    """Whether there is a mail server; the settings have a sender then."""
    return bool(settings.smtp_url.get_secret_value())


def has_status_page(settings: Settings) -> bool:
    """Whether all is there that a status page needs."""
    return bool(settings.statuspage_api_key.get_secret_value() and settings.statuspage_page_id)


async def open_carriers(stack: AsyncExitStack, settings: Settings) -> Mapping[Channel, Carrier]:
    """A carrier for each of them; what is not set up is said once, in the log."""
    return {Channel.EMAIL: _email(settings), Channel.STATUS_PAGE: await _status_page(stack, settings)}


def _email(settings: Settings) -> Carrier:
    if not has_email(settings):
        structlog.get_logger(__name__).info("email is not set up: no mail is sent")
        return NoEmail()
    return EmailCarrier(mail_client(settings), settings.email_from)


def mail_client(settings: Settings) -> SmtpClient:
    """The way to the mail server of the settings; it connects for each mail."""
    return SmtpClient(server_of(settings.smtp_url.get_secret_value()))


async def _status_page(stack: AsyncExitStack, settings: Settings) -> Carrier:
    if not has_status_page(settings):
        structlog.get_logger(__name__).info("the status page is not set up: nothing is told there")
        return NoStatusPage()
    return StatuspageCarrier(await open_statuspage(stack, settings))


async def open_statuspage(stack: AsyncExitStack, settings: Settings) -> StatuspageClient:
    """The page of the settings, which are complete; it is closed with the stack."""
    key = settings.statuspage_api_key.get_secret_value()
    http = create_http(settings.statuspage_api_url, {"Authorization": f"OAuth {key}"})
    return StatuspageClient(await stack.enter_async_context(http), settings.statuspage_page_id)
