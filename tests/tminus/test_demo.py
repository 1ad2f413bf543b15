from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from bot.document.parse import parse as parse_plan
from bot.domain.plan import Channel
from commands.command import StartPlan
from commands.words import parse
from sandbox.cast import octal
from tminus.demo import AUDIENCES, NOT_SOONER_THAN, PLANS, ZONE, demo_settings, first_command, lay_plans
from tminus.ways import ways_of

ADDRESS = "http://127.0.0.1:8000"


def first_start(now: datetime) -> datetime:
    """When the window begins that the demo offers first, aware."""
    command = parse(first_command(now).removeprefix("/deploy "))
    assert isinstance(command, StartPlan)
    assert command.start
    return command.start.replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("local", "day"),
    [
        ("2026-12-01 00:00:00", 1),
        ("2026-12-01 21:00:00", 1),
        ("2026-12-01 21:00:01", 2),
        ("2026-12-01 23:59:59", 2),
    ],
)
def test_the_first_window_is_the_next_evening_that_is_far_enough(local: str, day: int) -> None:
    """Both sides of the two hours that review and pre-deployment need."""
    now = datetime.fromisoformat(local).replace(tzinfo=ZONE).astimezone(UTC)
    assert datetime(2026, 12, day, 23, tzinfo=ZONE) == first_start(now)


@given(st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - the limits take the zone from `timezones`
def test_whenever_the_demo_is_started_there_is_time_enough(now: datetime) -> None:
    """What is offered can be typed as it stands, at least two hours ahead and at most a day more."""
    ahead = first_start(now) - now
    assert NOT_SOONER_THAN <= ahead <= NOT_SOONER_THAN + timedelta(days=1, hours=1)


def test_the_demo_reaches_nothing_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the environment says: its own database, its own Slack, no Socket Mode, and new secrets."""
    for name, value in (
        ("DATABASE_URL", "postgresql+psycopg://prod/tminus"),
        ("SLACK_API_URL", "https://slack.com/api/"),
        ("SLACK_BOT_TOKEN", "xoxb-real"),
        ("SLACK_APP_TOKEN", "xapp-real"),
        ("SLACK_SIGNING_SECRET", "real"),
        ("SMTP_URL", "smtp://mail.example.com"),
        ("EMAIL_FROM", "deploy@example.com"),
        ("STATUSPAGE_API_KEY", "real"),
        ("STATUSPAGE_PAGE_ID", "page"),
        ("PAGERDUTY_ROUTING_KEY", "real"),
        ("PAGERDUTY_API_TOKEN", "real"),
        ("GRAFANA_URL", "https://grafana.example.com"),
        ("GRAFANA_TOKEN", "real"),
        ("GRAFANA_WEBHOOK_SECRET", "real"),
        ("PROMETHEUS_URL", "https://prometheus.example.com"),
        ("SMOKE_ALLOWED_HOSTS", "shop.example.com"),
        ("SMOKE_HEADERS", '{"X-Maintenance-Bypass": "real"}'),
    ):
        monkeypatch.setenv(name, value)
    first, second = (demo_settings(ADDRESS, tmp_path) for _ in range(2))
    assert f"sqlite:///{tmp_path / 'demo.db'}" == first.database_url.render_as_string()
    assert str(first.slack_api_url).startswith(f"{ADDRESS}/api")
    assert not first.slack_app_token.get_secret_value()
    assert frozenset({Channel.SLACK}) == ways_of(first)
    assert f"{ADDRESS}/prometheus" == first.prometheus_url.get_secret_value()
    assert ("127.0.0.1:8000@127.0.0.0/8",) == first.smoke_allowed_hosts
    assert {} == first.smoke_headers
    assert not {"xoxb-real", "xapp-real", "real"} & set(first.secret_values())
    assert {f"{ADDRESS}/prometheus"} == set(first.secret_values()) & set(second.secret_values())


def test_the_plans_ask_the_demos_own_shop(tmp_path: Path) -> None:
    """And they are the example plans but for that; the examples themselves stay as they are."""
    folder = demo_settings(ADDRESS, tmp_path).plans_dir
    before = {path.name: path.read_text("utf-8") for path in PLANS.glob("*.md")}
    lay_plans(ADDRESS, folder)
    laid = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    shop = parse_plan(laid["web-shop.md"]).plan
    assert f"{ADDRESS}/shop" == shop.release.base_url
    assert before == {
        name: text.replace(f"{ADDRESS}/shop", "https://shop.example.com") for name, text in laid.items()
    }
    assert before == {path.name: path.read_text("utf-8") for path in PLANS.glob("*.md")}


def test_audiences_are_told_in_channels_that_there_are() -> None:
    """In the sandbox's own, for names of the example plan."""
    channels = set(octal().conversations)
    plan = parse_plan((PLANS / "web-shop.md").read_text("utf-8")).plan
    assert {each.name for each in AUDIENCES} <= {row.audience for row in plan.notifications}
    assert {channel for each in AUDIENCES for channel in each.channels} <= channels
