"""The doctor's look at the services that watch: PagerDuty and Grafana."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

from bot.errors import TMinusError
from tminus.settings import Settings
from tminus.verdicts import Check, bad, good, off
from tminus.ways import has_grafana, has_pagerduty, open_events, open_grafana


async def look_at_pagerduty(settings: Settings) -> AsyncIterator[Check]:
    """An alert that nobody has is resolved, which changes nothing."""
    if not has_pagerduty(settings):
        yield off("PagerDuty", "not set up: deployments are not told there")
        return
    async with AsyncExitStack() as stack:
        client = await open_events(stack, settings)
        try:
            await client.greet()
        except TMinusError as error:
            yield bad("PagerDuty", f"{error}: see docs/pagerduty.md")
        else:
            yield good("PagerDuty", "takes events with the integration key")


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
            except TMinusError as error:
                yield bad("Grafana", f"{error}: see docs/grafana.md")
            else:
                yield good("Grafana", f"version {version or 'unknown'} answers; the token reads annotations")
