"""The doctor's look at the services that watch: PagerDuty, Grafana and Prometheus."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

from bot.errors import TMinusError
from tminus.settings import Settings
from tminus.verdicts import Check, bad, good, off
from tminus.ways import (
    has_assigning,
    has_grafana,
    has_pagerduty,
    has_rota,
    open_events,
    open_grafana,
    open_prometheus,
    open_rest,
)


async def look_at_pagerduty(settings: Settings) -> AsyncIterator[Check]:
    """An alert that nobody has is resolved, which changes nothing; all else is only read."""
    if has_pagerduty(settings):
        yield await _takes_events(settings)
    else:
        yield off("PagerDuty", "not set up: nobody is paged, deployments are not told there")
    if has_rota(settings):
        yield await _says_who_is_on_call(settings)
    else:
        yield off("PagerDuty on-call", "not set up: those are called whom the plan names")
    if has_pagerduty(settings) and not has_assigning(settings):
        missing = "PAGERDUTY_FROM_EMAIL" if has_rota(settings) else "PAGERDUTY_API_TOKEN"
        yield off("PagerDuty policies", f"{missing} is not set: each page rings the integration's own policy")


async def _takes_events(settings: Settings) -> Check:
    async with AsyncExitStack() as stack:
        client = await open_events(stack, settings)
        try:
            await client.greet()
        except TMinusError as error:
            return bad("PagerDuty", f"{error}: see docs/pagerduty.md")
    return good("PagerDuty", "takes events with the integration key")


async def _says_who_is_on_call(settings: Settings) -> Check:
    async with AsyncExitStack() as stack:
        client = await open_rest(stack, settings)
        try:
            await client.greet()
        except TMinusError as error:
            return bad("PagerDuty on-call", f"{error}: see docs/pagerduty.md")
    return good("PagerDuty on-call", "the API key reads who is on call")


async def look_at_grafana(settings: Settings) -> AsyncIterator[Check]:
    """It is read, and nothing is changed there."""
    set_up = {"GRAFANA_URL": settings.grafana_url, "GRAFANA_TOKEN": settings.grafana_token.get_secret_value()}
    missing = [name for name, value in set_up.items() if not value]
    if len(missing) == len(set_up):
        yield off("Grafana", "not set up: deployments are not shown there")
    elif not has_grafana(settings):
        yield bad("Grafana", f"{missing[0]} is not set, so nothing is shown there: see docs/grafana.md")
    else:
        async with AsyncExitStack() as stack:
            client = await open_grafana(stack, settings)
            try:
                version = await client.version()
                await client.annotations(["tminus"])
                await client.firing()
            except TMinusError as error:
                yield bad("Grafana", f"{error}: see docs/grafana.md")
            else:
                yield good(
                    "Grafana",
                    f"version {version or 'unknown'} answers; the token reads annotations and alerts",
                )


async def look_at_prometheus(settings: Settings) -> AsyncIterator[Check]:
    """It is asked what one is, which every Prometheus knows."""
    if not settings.prometheus_url.get_secret_value():
        yield off("Prometheus", "not set up: people watch the metrics of 8.1")
        return
    async with AsyncExitStack() as stack:
        client = await open_prometheus(stack, settings)
        try:
            version = await client.version()
        except TMinusError as error:
            yield bad("Prometheus", f"{error}: see docs/prometheus.md")
        else:
            yield good("Prometheus", f"version {version or 'unknown'} answers queries")
