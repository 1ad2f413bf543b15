"""Do Not Disturb: looked up beforehand, named to the lead and to whoever has it on, gone when it is off."""

import pytest

from tests.scenario.night import Night, instant, user
from tests.scenario.test_first_journey import NEEDED, approved
from tests.scenario.test_presence import count

DAY = "2026-12-01"
NAMED, OWN = "Do Not Disturb is on then", "You have Do Not Disturb on"
UNRUNG = "Slack will not ring for"


async def sets(night: Night, who: str, *hours: str) -> None:
    """Somebody turns Do Not Disturb on between two times of the night, or off."""
    ends = {} if not hours else {"start": instant(DAY, hours[0]), "end": instant(DAY, hours[1])}
    await night.changes(who, "dnd", **{name: at.isoformat() for name, at in ends.items()})


async def look_ups(night: Night) -> list[list[str]]:
    """Of whom Slack was asked, in order."""
    return [call["arguments"]["users"].split(",") for call in await night.calls("dnd.teamInfo")]


async def counts(night: Night, words: str, *people: str) -> list[int]:
    """How many messages with these words each of them sees."""
    return [await count(night, who, words) for who in people]


@pytest.fixture
async def evening(night: Night) -> Night:
    """It is approved; the DBA hears nothing from 22:40 to 23:30, the PM from 22:45 to 23:45."""
    await approved(night)
    await sets(night, "dba", "22:40", "23:30")
    await sets(night, "paul", "22:45", "23:45")
    return night


async def test_who_is_not_rung_for_is_named_beforehand(evening: Night) -> None:
    """The DBA is, at 23:00, until it is off; the PM, wanted at 22:27 and after midnight, is not."""
    night = evening
    await night.at("20:59")
    assert [] == await look_ups(night)
    await night.at("21:00")
    assert [sorted(map(user, NEEDED))] == [sorted(asked) for asked in await look_ups(night)]
    told = await night.sees("ana", NAMED)
    assert f"{UNRUNG} @dba at Tue 1 Dec 23:00 CET" in told
    assert "step 5, Run database migrations" in told
    assert f"{UNRUNG} @dba at 23:00" in await night.sees("ana", "production: approved")
    assert [1, 0, 0] == await counts(night, NAMED, "ana", "dba", "sam")
    assert [1, 0, 0] == await counts(night, OWN, "dba", "paul", "ana")
    assert "Please turn it off for that time" in await night.sees("dba", OWN)

    await night.at("22:00")
    await night.types("ana", "begin")
    for number in range(1, 5):
        await night.types("ana", f"step {number} done")
    await sets(night, "dba")
    await sets(night, "dev", "23:05", "23:30")
    await night.at("22:45")
    assert 2 == len(await look_ups(night))
    assert 1 == await count(night, "ana", f"{UNRUNG} @dev at Tue 1 Dec 23:10 CET")
    assert 1 == await count(night, "ana", "nobody named here is still to be called")
    assert await night.sees("dba", "nothing of yours is still to come")
    assert f"{UNRUNG} @dev at 23:10" in await night.sees("ana", "Go at 23:00")
    assert 1 == await count(night, "dev", OWN)
    assert f"{UNRUNG} @dev" in await night.sees("ana", "production: pre-deployment")

    await night.types("ana", "hand DevOps @ned")
    assert [user("ned")] == (await look_ups(night))[-1]
    assert 2 == await count(night, "ana", "nobody named here is still to be called")
    assert UNRUNG not in await night.sees("ana", "production: pre-deployment")
    assert [0, 0] == await counts(night, OWN, "dev", "ned")


async def test_a_slack_that_does_not_say_is_asked_again(evening: Night) -> None:
    """What it says then is told; where the app may not ask, nothing is, and the night goes on."""
    night = evening
    fault = {"method": "dnd.teamInfo", "kind": "error", "code": "missing_scope"}
    await night.sandbox.post("/sandbox/faults", json=fault)
    await night.at("21:00")
    assert [0, 0] == await counts(night, NAMED, "ana", "dba")
    assert UNRUNG not in await night.sees("ana", "production: approved")
    await night.at("22:00")
    await night.types("ana", "begin")
    for number in range(1, 5):
        await night.types("ana", f"step {number} done")
    await night.sandbox.post("/sandbox/faults", json={"method": "dnd.teamInfo", "kind": "server_error"})
    await night.at("22:45")
    assert 3 == len(await look_ups(night))
    assert [1, 0] == await counts(night, NAMED, "ana", "dba")
    assert 1 == await count(night, "dba", OWN)
