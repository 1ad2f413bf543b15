"""The ways beside Slack to audiences and monitors: what is set up, and null twins for what is not."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx
import structlog

from bot.domain.monitors import Monitor, Way
from bot.domain.plan import Channel
from bot.ports import AlertReader, Carrier, MetricsReader, Rota, SmokeTester
from integrations.email.carrier import EmailCarrier
from integrations.email.client import SmtpClient, server_of
from integrations.email.unset import NoEmail
from integrations.grafana.carrier import GrafanaCarrier
from integrations.grafana.client import GrafanaClient
from integrations.grafana.firing import GrafanaFiring
from integrations.grafana.unset import NoGrafana
from integrations.pagerduty.carrier import PagerDutyCarrier
from integrations.pagerduty.events import EventsClient
from integrations.pagerduty.firing import PagerDutyFiring
from integrations.pagerduty.rest import ACCEPT, RestClient
from integrations.pagerduty.rota import NoRota, PagerDutyRota
from integrations.pagerduty.unset import NoPagerDuty
from integrations.prometheus.client import PrometheusClient
from integrations.prometheus.gate import MOST_AT_ONCE
from integrations.prometheus.reader import PrometheusReader
from integrations.prometheus.unset import NoMetrics
from integrations.smoke.allowed import Allowed
from integrations.smoke.tester import HttpTester, Outside
from integrations.smoke.unset import NoSmokeTests
from integrations.statuspage.carrier import StatuspageCarrier
from integrations.statuspage.client import StatuspageClient
from integrations.statuspage.unset import NoStatusPage
from tminus.http import create_http, create_transport
from tminus.settings import Settings


def ways_of(settings: Settings) -> frozenset[Way]:
    """The ways that are set up."""
    page = {Channel.STATUS_PAGE} if has_status_page(settings) else set()
    mail = {Channel.EMAIL} if has_email(settings) else set()
    pager = {Monitor.PAGERDUTY} if has_pagerduty(settings) else set()
    grafana = {Monitor.GRAFANA} if has_grafana(settings) else set()
    return frozenset({Channel.SLACK, *page, *mail, *pager, *grafana})


def has_email(settings: Settings) -> bool:
    """Whether there is a mail server; the settings have a sender then."""
    return bool(settings.smtp_url.get_secret_value())


def has_status_page(settings: Settings) -> bool:
    """Whether all is there that a status page needs."""
    return bool(settings.statuspage_api_key.get_secret_value() and settings.statuspage_page_id)


def has_pagerduty(settings: Settings) -> bool:
    """Whether PagerDuty can be told something."""
    return bool(settings.pagerduty_routing_key.get_secret_value())


def has_grafana(settings: Settings) -> bool:
    """Whether all is there that Grafana needs."""
    return bool(settings.grafana_url and settings.grafana_token.get_secret_value())


async def open_carriers(stack: AsyncExitStack, settings: Settings) -> Mapping[Way, Carrier]:
    """A carrier for each of them; what is not set up is said once, in the log."""
    return {
        Channel.EMAIL: _email(settings),
        Channel.STATUS_PAGE: await _status_page(stack, settings),
        Monitor.PAGERDUTY: await _pagerduty(stack, settings),
        Monitor.GRAFANA: await _grafana(stack, settings),
    }


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


async def _pagerduty(stack: AsyncExitStack, settings: Settings) -> Carrier:
    if not has_pagerduty(settings):
        structlog.get_logger(__name__).info("PagerDuty is not set up: nothing is told there")
        return NoPagerDuty()
    events = await open_events(stack, settings)
    return PagerDutyCarrier(events, await open_rest(stack, settings) if has_assigning(settings) else None)


async def open_events(stack: AsyncExitStack, settings: Settings) -> EventsClient:
    """PagerDuty's Events API by the settings, which are complete; it is closed with the stack."""
    http = await stack.enter_async_context(create_http(settings.pagerduty_events_url, {}))
    return EventsClient(http, settings.pagerduty_routing_key.get_secret_value())


def has_rota(settings: Settings) -> bool:
    """Whether PagerDuty can be asked something."""
    return bool(settings.pagerduty_api_token.get_secret_value())


def has_assigning(settings: Settings) -> bool:
    """Whether PagerDuty can be had to ring the policies that plans name."""
    return has_rota(settings) and bool(settings.pagerduty_from_email)


async def open_rest(stack: AsyncExitStack, settings: Settings) -> RestClient:
    """PagerDuty's REST API by the settings, which are complete; it is closed with the stack."""
    key = settings.pagerduty_api_token.get_secret_value()
    http = create_http(settings.pagerduty_api_url, {"Authorization": f"Token token={key}", "Accept": ACCEPT})
    return RestClient(await stack.enter_async_context(http), settings.pagerduty_from_email)


async def open_rota(stack: AsyncExitStack, settings: Settings) -> Rota:
    """Who knows who is on call; where nobody does, that is said once, in the log."""
    if not has_rota(settings):
        structlog.get_logger(__name__).info("PagerDuty is not asked who is on call: no API token")
        return NoRota()
    return PagerDutyRota(await open_rest(stack, settings))


async def _grafana(stack: AsyncExitStack, settings: Settings) -> Carrier:
    if not has_grafana(settings):
        structlog.get_logger(__name__).info("Grafana is not set up: nothing is shown there")
        return NoGrafana()
    return GrafanaCarrier(await open_grafana(stack, settings))


async def open_grafana(stack: AsyncExitStack, settings: Settings) -> GrafanaClient:
    """The Grafana of the settings, which are complete; it is closed with the stack."""
    token = settings.grafana_token.get_secret_value()
    http = create_http(settings.grafana_url, {"Authorization": f"Bearer {token}"})
    return GrafanaClient(await stack.enter_async_context(http))


async def open_readers(stack: AsyncExitStack, settings: Settings) -> Sequence[AlertReader]:
    """Whoever can be asked what fires; where nobody can, that is said once, in the log."""
    readers: list[AlertReader] = []
    if has_rota(settings):
        readers.append(PagerDutyFiring(await open_rest(stack, settings)))
    if has_grafana(settings):
        readers.append(GrafanaFiring(await open_grafana(stack, settings), settings.grafana_url))
    if not readers:
        structlog.get_logger(__name__).info("no monitor is asked what fires: none is set up")
    return readers


@dataclass(frozen=True, slots=True, kw_only=True)
class Machines:
    """Who says of a release whether it works: the runner of smoke tests, the reader of metrics."""

    tester: SmokeTester
    metrics: MetricsReader


async def open_machines(stack: AsyncExitStack, settings: Settings) -> Machines:
    """Whoever can be asked; null twins for the others, which is said once, in the log."""
    return Machines(tester=await _tester(stack, settings), metrics=await _metrics(stack, settings))


async def _tester(stack: AsyncExitStack, settings: Settings) -> SmokeTester:
    log = structlog.get_logger(__name__)
    if not settings.smoke_allowed_hosts:
        log.info("smoke tests: no host is allowed to be called: people run them")
        return NoSmokeTests()
    log.info("smoke tests: hosts that may be called", hosts=list(settings.smoke_allowed_hosts))
    headers = {name: value.get_secret_value() for name, value in settings.smoke_headers.items()}
    transport = await stack.enter_async_context(create_transport())
    allowed = Allowed(settings.smoke_allowed_hosts)
    return HttpTester(Outside(allowed=allowed, headers=headers, transport=transport))


async def _metrics(stack: AsyncExitStack, settings: Settings) -> MetricsReader:
    if not settings.prometheus_url.get_secret_value():
        structlog.get_logger(__name__).info("Prometheus is not set up: people watch the metrics")
        return NoMetrics()
    return PrometheusReader(await open_prometheus(stack, settings))


async def open_prometheus(stack: AsyncExitStack, settings: Settings) -> PrometheusClient:
    """The Prometheus of the settings, which name one; it is closed with the stack.

    Its user and password go into a header: what stands in an address reaches logs.
    """
    url = httpx.URL(settings.prometheus_url.get_secret_value())
    known = f"{url.username}:{url.password}"
    headers = {"Authorization": f"Basic {b64encode(known.encode()).decode()}"} if url.userinfo else {}
    http = create_http(str(url.copy_with(userinfo=b"")), headers, MOST_AT_ONCE)
    return PrometheusClient(await stack.enter_async_context(http))
