from contextlib import AsyncExitStack

import pytest
from structlog.testing import capture_logs

from bot.clock import real_now
from bot.domain.alerts import AlertSource
from bot.domain.monitors import Monitor
from bot.domain.plan import Channel
from bot.domain.watch import SmokeOutcome
from integrations.email.carrier import EmailCarrier
from integrations.email.unset import NoEmail
from integrations.grafana.carrier import GrafanaCarrier
from integrations.grafana.unset import NoGrafana
from integrations.pagerduty.carrier import PagerDutyCarrier
from integrations.pagerduty.rota import NoRota, PagerDutyRota
from integrations.pagerduty.unset import NoPagerDuty
from integrations.prometheus.unset import NoMetrics
from integrations.smoke.unset import NoSmokeTests
from integrations.statuspage.carrier import StatuspageCarrier
from integrations.statuspage.unset import NoStatusPage
from sandbox.shop import BYPASS, BYPASSED, Mood, Shop
from tests.bot.domain.machines import smoke_test
from tests.prometheus_api import PretendPrometheus
from tests.serving import free_port, served
from tminus.settings import read_settings
from tminus.ways import (
    has_assigning,
    has_email,
    has_grafana,
    has_pagerduty,
    has_status_page,
    open_carriers,
    open_machines,
    open_readers,
    open_rota,
    ways_of,
)

GRAFANA = {"grafana_url": "https://grafana.test", "grafana_token": "token-of-grafana"}
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


@pytest.mark.parametrize("missing", GRAFANA)
async def test_monitors_that_are_not_set_up_are_said(
    missing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Null twins stand in for them; an address without a token is not set up."""
    settings = read_settings(**{**GRAFANA, missing: ""})
    assert frozenset({Channel.SLACK}) == ways_of(settings)
    assert not has_pagerduty(settings)
    assert not has_grafana(settings)
    async with AsyncExitStack() as stack:
        carriers = await open_carriers(stack, settings)
        assert isinstance(carriers[Monitor.PAGERDUTY], NoPagerDuty)
        assert isinstance(carriers[Monitor.GRAFANA], NoGrafana)
    said = capsys.readouterr().out
    assert "PagerDuty is not set up" in said
    assert "Grafana is not set up" in said


async def test_monitors_are_ways() -> None:
    """With an integration key, and with an address and a token, they hear of deployments."""
    settings = read_settings(pagerduty_routing_key="0123456789abcdef", **GRAFANA)
    assert frozenset({Channel.SLACK, *Monitor}) == ways_of(settings)
    async with AsyncExitStack() as stack:
        carriers = await open_carriers(stack, settings)
        assert isinstance(carriers[Monitor.PAGERDUTY], PagerDutyCarrier)
        assert isinstance(carriers[Monitor.GRAFANA], GrafanaCarrier)


async def test_who_is_on_call_is_asked_where_there_is_a_key(capsys: pytest.CaptureFixture[str]) -> None:
    """A null twin stands in else, and the log says so; whoever changes something has an address."""
    keyed = read_settings(pagerduty_api_token="u+key")
    assert not has_assigning(keyed)
    assert has_assigning(read_settings(pagerduty_api_token="u+key", pagerduty_from_email="ana@octal.example"))
    async with AsyncExitStack() as stack:
        assert isinstance(await open_rota(stack, keyed), PagerDutyRota)
        assert isinstance(await open_rota(stack, read_settings()), NoRota)
    assert "PagerDuty is not asked who is on call" in capsys.readouterr().out


async def test_whoever_can_be_read_is_asked_what_fires(capsys: pytest.CaptureFixture[str]) -> None:
    """PagerDuty with an API key, Grafana with its token; the log says where it is neither."""
    both = read_settings(pagerduty_api_token="u+key", **GRAFANA)
    async with AsyncExitStack() as stack:
        readers = await open_readers(stack, both)
        assert [AlertSource.PAGERDUTY, AlertSource.GRAFANA] == [reader.source for reader in readers]
        assert [] == list(await open_readers(stack, read_settings()))
    assert "no monitor is asked what fires" in capsys.readouterr().out


async def test_no_machine_says_whether_a_release_works(capsys: pytest.CaptureFixture[str]) -> None:
    """Null twins stand in for them, and the log says that people do it."""
    async with AsyncExitStack() as stack:
        machines = await open_machines(stack, read_settings())
    assert isinstance(machines.tester, NoSmokeTests)
    assert isinstance(machines.metrics, NoMetrics)
    said = capsys.readouterr().out
    assert "smoke tests: no host is allowed to be called: people run them" in said
    assert "Prometheus is not set up: people watch the metrics" in said


async def test_smoke_tests_are_run_where_a_host_is_allowed() -> None:
    """With the headers of the settings, which no line of the log has."""
    shop, listening = Shop(mood=Mood.MAINTENANCE), free_port()
    port = listening.getsockname()[1]
    settings = read_settings(
        smoke_allowed_hosts=f"localhost:{port}@127.0.0.0/8,localhost:{port}@::1/128",
        smoke_headers=f'{{"{BYPASS}": "{BYPASSED}"}}',
    )
    with capture_logs() as logged:
        async with served(shop.app, listening), AsyncExitStack() as stack:
            machines = await open_machines(stack, settings)
            async with machines.tester.open(f"http://localhost:{port}") as session:
                found = await session.run(smoke_test(1, "Homepage loads"))
    assert found
    assert SmokeOutcome.PASSED is found.outcome
    assert f"localhost:{port}@127.0.0.0/8" in f"{logged}"
    assert BYPASSED not in f"{logged}"


@pytest.mark.parametrize("known_as", [None, ("ana", "p@ss:word")])
async def test_prometheus_is_asked_by_whom_its_address_names(known_as: tuple[str, str] | None) -> None:
    """Where it stands below another address, too; the password is in no address that is logged."""
    prometheus = PretendPrometheus(answers={"errors": 7.2}, known_as=known_as, prefix="/below")
    with free_port() as listening, capture_logs() as logged:
        async with served(prometheus.app, listening) as address, AsyncExitStack() as stack:
            who = "ana:p%40ss%3Aword@" if known_as else ""
            settings = read_settings(prometheus_url=f"{address.replace('://', f'://{who}')}/below/")
            machines = await open_machines(stack, settings)
            found = await machines.metrics.read("errors", real_now(), real_now())
    assert [7.2] == [each.value for each in found or ()]
    assert "p%40ss" not in f"{logged}"
