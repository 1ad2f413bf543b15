"""The webhooks that are set up: those of which the settings have the secret."""

from collections.abc import Sequence

from starlette.routing import Route

from bot.intake import Intake
from integrations.grafana.webhook import grafana_route
from integrations.pagerduty.webhook import pagerduty_route
from tminus.house import House


def webhooks(house: House) -> Sequence[Route]:
    """Their routes; of what is not set up there is none, and its address answers 404."""
    pagerduty = house.settings.pagerduty_webhook_secret.get_secret_value()
    grafana = house.settings.grafana_webhook_secret.get_secret_value()
    intake = Intake(house.database, wake=house.wake, metrics=house.metrics)
    return [
        *([pagerduty_route(intake, pagerduty, house.metrics)] if pagerduty else []),
        *([grafana_route(intake, grafana, house.metrics)] if grafana else []),
    ]
