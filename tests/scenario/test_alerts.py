"""Alerts come in by signed webhooks and are read in the thread of the deployment that they concern."""

import json
from collections.abc import Iterable

from sqlalchemy import Connection

from bot.storage import alerts
from tests.scenario import monitors
from tests.scenario.night import Night
from tests.scenario.test_status_page import begun, done
from tests.waiting import until

TAKEN = 202


def fires(name: str, *, over: bool = False, severity: str = "critical", **labels: str) -> dict[str, object]:
    """One alert of Grafana's, of the web shop where nothing else is said."""
    return {
        "status": "resolved" if over else "firing",
        "labels": {"alertname": name, "service": "web-shop", "severity": severity, **labels},
        "annotations": {},
        "startsAt": "2026-11-23T20:05:00Z",
        "endsAt": "2026-11-23T20:15:00Z" if over else "0001-01-01T00:00:00Z",
        "fingerprint": f"{name}{labels}",
    }


async def sent(night: Night, *reports: dict[str, object]) -> None:
    """Grafana sends these in one webhook, and the night is quiet again."""
    body = json.dumps({"version": "1", "groupKey": "g", "alerts": reports}).encode()
    assert TAKEN == await monitors.send(night.bot, monitors.TO_GRAFANA, body, monitors.by_grafana(body))

    async def is_looked_at() -> bool:
        return await night.house.database.read(nothing_waits)

    await until(is_looked_at)
    await night.quiet()


def nothing_waits(connection: Connection) -> bool:
    """Whether somebody looked at all that came in."""
    return alerts.waiting(connection)[0] == 0


async def deploying(night: Night) -> None:
    """Step 5, the first of 3.2, runs."""
    await begun(night)
    await done(night, 1, 4)
    await night.types("ana", "go now")
    await night.types("dba", "step 5 start")


async def posts(night: Night, since: int) -> list[str]:
    """The texts of what was posted in the channel since so many calls."""
    calls = await night.calls("chat.postMessage", since)
    return [call["arguments"]["text"] for call in calls if call["arguments"]["channel"] == night.channel]


def about(texts: Iterable[str], words: str) -> list[str]:
    """Those that say something."""
    return [text for text in texts if words in text]


def asked(texts: Iterable[str]) -> list[str]:
    """Those that ask whether to roll back."""
    return [text for text in texts if ": roll back? " in text]


async def test_an_alert_is_read_in_the_thread_and_asks(night: Night) -> None:
    """With why it is of this deployment and during which step; once, however often it is sent."""
    await deploying(night)
    since = len(await night.calls())
    for _ in range(2):
        await sent(night, fires("HighErrorRate"))
    texts = await posts(night, since)
    assert 1 == len(about(texts, "1 new alert, HighErrorRate"))
    assert 1 == len(asked(texts))
    read = await night.sees("ned", "new alert")
    assert "during step 5, Run database migrations" in read
    assert "(label service=web-shop, the Service of 1.1)" in read
    assert "alerts 0 old, 1 new" in await night.sees("ned", "production: deploying")


async def test_the_end_is_read_in_the_same_place(night: Night) -> None:
    """The message says what is over; nothing new is posted."""
    await deploying(night)
    await sent(night, fires("HighErrorRate"))
    since = len(await night.calls())
    await sent(night, fires("HighErrorRate", over=True))
    assert [] == about(await posts(night, since), "alert")
    assert "Over: HighErrorRate" in await night.sees("ned", "No alert fires any more")


async def test_an_end_that_comes_first_asks_nothing(night: Night) -> None:
    """The firing that it ended comes late, and is no news."""
    await deploying(night)
    since = len(await night.calls())
    for over in (True, False):
        await sent(night, fires("HighErrorRate", over=over))
    assert [] == await posts(night, since)


async def test_a_storm_is_one_message(night: Night) -> None:
    """Three hundred alerts are told with their number, and ask once."""
    await deploying(night)
    since = len(await night.calls())
    for start in (0, 100, 200):
        await sent(night, *(fires(f"PodDown-{n}") for n in range(start, start + 100)))
    texts = await posts(night, since)
    assert (1, 1) == (len(about(texts, "new alert")), len(asked(texts)))
    assert "300 new alerts" in await night.sees("ned", "300 new alerts")


async def test_another_environment_is_listed_and_can_be_tied(night: Night) -> None:
    """It asks nobody until the lead says that it is of this deployment."""
    await deploying(night)
    since = len(await night.calls())
    await sent(night, fires("HighErrorRate", env="staging"))
    assert [] == await posts(night, since)
    listed = str(await night.types("ned", "alerts"))
    assert "it fires in staging, not production" in listed
    await night.types("ana", "attach HighErrorRate")
    assert "tied by hand" in await night.sees("ned", "1 new alert")


async def test_what_fires_before_is_shown_and_not_asked_about(night: Night) -> None:
    """Go's message lists it; it asks once it is back after it was over."""
    await begun(night)
    await sent(night, fires("DiskFull", severity="warning"))
    await done(night, 1, 4)
    assert "Already firing: DiskFull" in await night.sees("ana", "Go at ")
    await night.types("ana", "go now")
    since = len(await night.calls())
    await night.types("dba", "step 5 start")
    assert [] == asked(await posts(night, since))
    assert "Fired before: DiskFull" in await night.sees("ned", "No new alert")


async def test_what_a_step_expects_asks_only_once_maintenance_ends(night: Night) -> None:
    """Step 3 turns maintenance on, and the shop's traffic is low until step 12 turns it off."""
    await begun(night)
    await done(night, 1, 2)
    await night.types("dev", "step 3 start")
    await sent(night, fires("ShopTrafficLow", severity="warning"))
    await done(night, 3, 4)
    await night.types("ana", "go now")
    since = len(await night.calls())
    await done(night, 5, 11)
    assert [] == asked(await posts(night, since))
    assert "Expected: ShopTrafficLow" in await night.sees("ned", "No new alert")
    await done(night, 12, 12)
    assert 1 == len(asked(await posts(night, since)))
