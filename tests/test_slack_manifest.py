"""The manifest against the limits of Slack's schema (slackapi/manifest-schema, version 1.0.0)."""

from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
Manifest = dict[str, Any]
ADDRESS = "https://YOUR-HOST/slack/events"


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    loaded: Manifest = yaml.safe_load((ROOT / "slack-manifest.yaml").read_text(encoding="utf-8"))
    return loaded


def test_the_app_is_described_within_the_limits(manifest: Manifest) -> None:
    """Name, description and long description fit where Slack shows them."""
    information = manifest["display_information"]
    assert "T-Minus" == information["name"]
    assert len(information["name"]) <= 35
    assert len(information["description"]) <= 140
    assert 175 <= len(information["long_description"]) <= 4000
    assert len(manifest["features"]["bot_user"]["display_name"]) <= 80


def test_the_command_is_described_within_the_limits(manifest: Manifest) -> None:
    """There is one command; it escapes mentions, so that people arrive as ids."""
    (command,) = manifest["features"]["slash_commands"]
    assert ("/deploy", True) == (command["command"], command["should_escape"])
    assert 2 <= len(command["command"]) <= 32
    assert len(command["description"]) <= 2000
    assert len(command["usage_hint"]) <= 1000


def test_everything_goes_to_one_address(manifest: Manifest) -> None:
    """The three addresses are alike, and say where to put one's own."""
    settings = manifest["settings"]
    addresses = {
        manifest["features"]["slash_commands"][0]["url"],
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
    }
    assert {ADDRESS} == addresses
    assert settings["interactivity"]["is_enabled"]


def test_scopes_and_events_are_listed_once_in_order(manifest: Manifest) -> None:
    """A list that is in order shows at a glance what the app may do."""
    for names in (
        manifest["oauth_config"]["scopes"]["bot"],
        manifest["settings"]["event_subscriptions"]["bot_events"],
    ):
        assert sorted(set(names)) == names
        assert len(names) <= 100
