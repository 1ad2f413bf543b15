"""The alerts of a deployment, as it knows them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.alerts import AlertSource
from bot.domain.plan import Severity
from bot.domain.sightings import LIVE_KEPT, OVER_KEPT, Alerts, Sighting
from tests.bot.domain import plans as p
from tests.bot.domain.monitors import FIRING, RESOLVED

MINUTE = timedelta(minutes=1)


def sighting(
    key: str,
    minute: int = 0,
    *,
    severity: Severity | None = None,
    is_old: bool = False,
    is_over: bool = False,
) -> Sighting:
    """An alert that fired so many minutes after T-0, or was over by then."""
    at = p.T0 + minute * MINUTE
    return Sighting(
        key=key,
        source=AlertSource.GRAFANA,
        title=key,
        status=RESOLVED if is_over else FIRING,
        fired_at=at,
        changed_at=at,
        noted_at=at,
        why="label app=web-shop",
        severity=severity,
        is_old=is_old,
        over_at=at if is_over else None,
    )


def test_the_news_come_first() -> None:
    """Of them the worst, of those the latest; what is over is apart, the latest first."""
    alerts = Alerts().with_more(
        (
            sighting("old", severity=Severity.CRITICAL, is_old=True),
            sighting("medium", 1),
            sighting("high", 1, severity=Severity.HIGH),
            sighting("higher", 2, severity=Severity.HIGH),
            sighting("over", 1, is_over=True),
            sighting("over later", 2, is_over=True),
        )
    )
    assert ["higher", "high", "medium", "old"] == [each.key for each in alerts.live]
    assert ["over later", "over"] == [each.key for each in alerts.over]


@pytest.mark.parametrize(("live", "beyond"), [(LIVE_KEPT, 0), (LIVE_KEPT + 1, 1), (LIVE_KEPT + 40, 40)])
def test_more_than_a_hundred_are_counted(live: int, beyond: int) -> None:
    """The state stays small; old ones are the first that are only counted."""
    alerts = Alerts().with_more([sighting("old", is_old=True)])
    alerts = alerts.with_more([sighting(f"{n}", n) for n in range(live - 1)])
    assert (min(live, LIVE_KEPT), beyond) == (len(alerts.live), alerts.beyond)
    assert (not beyond) is ("old" in alerts.known)


def test_what_is_over_is_counted_off() -> None:
    """Never below none."""
    alerts = Alerts(beyond=2)
    assert [1, 0] == [alerts.with_more((), gone).beyond for gone in (1, 3)]


@pytest.mark.parametrize(("over", "kept"), [(OVER_KEPT, OVER_KEPT), (OVER_KEPT + 1, OVER_KEPT)])
def test_so_many_that_are_over_are_remembered(over: int, kept: int) -> None:
    """The last ones."""
    alerts = Alerts().with_more(sighting(f"{n}", n, is_over=True) for n in range(over))
    assert kept == len(alerts.over)
    assert f"{over - 1}" == alerts.over[0].key


def test_what_is_known_at_begin_is_old() -> None:
    """And what is over by then is forgotten."""
    alerts = Alerts().with_more((sighting("a"), sighting("b", is_over=True)))
    assert {"a": True} == {key: each.is_old for key, each in alerts.known_at_begin().known.items()}


def test_what_is_known_at_go_is_old() -> None:
    """But for what a step expected, and for what is over."""
    expected = replace(sighting("expected"), expected=("3",))
    alerts = Alerts().with_more((sighting("a"), sighting("b", is_over=True), expected))
    found = {key: each.is_old for key, each in alerts.known_at_go().known.items()}
    assert {"a": True, "b": False, "expected": False} == found
