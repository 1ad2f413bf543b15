from datetime import UTC, datetime, timedelta

import pytest

from sandbox.model import QuietHours
from sandbox.workspace import World
from tests.sandbox.helpers import START, Client, PlanClock


def hours(start: datetime, end: datetime) -> dict[str, str]:
    """Quiet hours as they are asked for."""
    return {"start": start.isoformat(), "end": end.isoformat()}


@pytest.mark.parametrize(
    ("user", "until", "expected"),
    [
        ("U0DBA", "07:00", datetime(2026, 12, 2, 6, 0, tzinfo=UTC)),
        ("U0DBA", "22:30", datetime(2026, 12, 1, 21, 30, tzinfo=UTC)),
        ("U0DBA", "22:00", datetime(2026, 12, 2, 21, 0, tzinfo=UTC)),
        ("U0DREW", "17:00", datetime(2026, 12, 1, 22, 0, tzinfo=UTC)),
    ],
)
async def test_it_is_on_until_a_time_of_the_persons_day(
    client: Client, world: World, user: str, until: str, expected: datetime
) -> None:
    """By their own clock, the next time that it shows this; now is 22:00 in Berlin."""
    assert {"ok": True} == await client.post("dnd", user=user, until=until)
    assert QuietHours(start=START, end=expected) == world.quiet_hours(user)


async def test_it_is_over_by_itself_and_can_be_turned_off(
    client: Client, world: World, plan_clock: PlanClock
) -> None:
    """At its end there are none; nor without an end."""
    end = START + timedelta(hours=1)
    await client.post("dnd", user="U0DBA", **hours(START, end))
    plan_clock.at = end - timedelta(seconds=1)
    assert world.quiet_hours("U0DBA")
    plan_clock.at = end
    assert world.quiet_hours("U0DBA") is None
    await client.post("dnd", user="U0DBA", **hours(end, end + timedelta(hours=1)))
    await client.post("dnd", user="U0DBA")
    assert world.quiet_hours("U0DBA") is None


async def test_hours_end_after_they_begin(client: Client, world: World) -> None:
    """Anything else is refused with words."""
    answer = await client.http.post("/sandbox/dnd", json={"user": "U0DBA", **hours(START, START)})
    assert (409, "Quiet hours end after they begin.") == (answer.status_code, answer.json()["detail"])
    assert world.quiet_hours("U0DBA") is None
