"""The ways beside Slack by which audiences are told: what is set up, and null twins for what is not."""

from collections.abc import Mapping
from contextlib import AsyncExitStack

import structlog

from bot.domain.plan import Channel
from bot.ports import Carrier
from integrations.statuspage.carrier import StatuspageCarrier
from integrations.statuspage.client import StatuspageClient
from integrations.statuspage.unset import NoStatusPage
from tminus.http import create_http
from tminus.settings import Settings


def ways_of(settings: Settings) -> frozenset[Channel]:
    """The ways that are set up."""
    page = {Channel.STATUS_PAGE} if has_status_page(settings) else set()
    return frozenset({Channel.SLACK, *page})


def has_status_page(settings: Settings) -> bool:
    """Whether all is there that a status page needs."""
    return bool(settings.statuspage_api_key.get_secret_value() and settings.statuspage_page_id)


async def open_carriers(stack: AsyncExitStack, settings: Settings) -> Mapping[Channel, Carrier]:
    """A carrier for each of them; what is not set up is said once, in the log."""
    return {Channel.STATUS_PAGE: await _status_page(stack, settings)}


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
